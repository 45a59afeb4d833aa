internal import Foundation

internal import Glibc

/// Appends entries to a journal. While it lives, no other process can write the session.
///
/// Every entry is written as one line and synced to the disk before `append` returns; a failed
/// write (a full disk) is cut off again, so that the file always ends with a whole line.
public final class JournalWriter {
  private let path: String
  private let descriptor: Int32
  private var length: Int
  private var nextSequence: Int
  private var lastHash: String

  /// Begins a session file with its header.
  /// - Throws: `SessionError.alreadyExists`, `.cannotWrite`.
  public static func create(_ path: String, header: SessionHeader) throws(SessionError) {
    guard access(path, F_OK) != 0 else { throw .alreadyExists(path: path) }
    let line = try journalLine(header) + [UInt8(ascii: "\n")]
    // Written beside and linked: the session is there as a whole or not at all.
    let beside = "\(path).\(getpid()).new"
    let descriptor = Glibc.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    defer { unlink(beside) }
    let problem = writeAll(line, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : systemReason())
    close(descriptor)
    if let problem { throw .cannotWrite(path: path, reason: problem) }
    guard link(beside, path) == 0 else {
      if errno == EEXIST { throw .alreadyExists(path: path) }
      throw .cannotWrite(path: path, reason: systemReason())
    }
    syncFolder(of: path)
  }

  /// Opens a journal for appending and reads it under the lock. A torn last line is cut off.
  /// - Throws: `SessionError`, `.inUse` when another process writes it.
  public static func open(_ path: String) throws(SessionError) -> (JournalWriter, Journal) {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path: path)
    }
    let journal: Journal
    do throws(SessionError) {
      journal = try Journal(contentsOf: path)
    } catch {
      close(descriptor)
      throw error
    }
    guard ftruncate(descriptor, off_t(journal.wholeLength)) == 0 else {
      let reason = systemReason()
      close(descriptor)
      throw .cannotWrite(path: path, reason: reason)
    }
    return (JournalWriter(journal, descriptor), journal)
  }

  private init(_ journal: Journal, _ descriptor: Int32) {
    path = journal.path
    self.descriptor = descriptor
    length = journal.wholeLength
    nextSequence = journal.entries.count + 1
    lastHash = journal.lastHash
  }

  deinit { close(descriptor) }

  /// Writes one action; when this returns it is on the disk.
  /// - Throws: `SessionError.cannotWrite`; the file is then as before.
  public func append(_ action: Action, author: String) throws(SessionError) -> JournalEntry {
    let entry = JournalEntry(
      sequence: nextSequence, time: Date().ISO8601Format(), author: author, previous: lastHash,
      action: action)
    let line = try journalLine(entry)
    lseek(descriptor, off_t(length), SEEK_SET)
    let problem =
      writeAll(line + [UInt8(ascii: "\n")], to: descriptor)
      ?? (fsync(descriptor) == 0 ? nil : systemReason())
    if let problem {
      ftruncate(descriptor, off_t(length))
      throw .cannotWrite(path: path, reason: problem)
    }
    length += line.count + 1
    nextSequence += 1
    lastHash = sha256Hex(line)
    return entry
  }
}

/// Writes every byte; nil, or why that failed.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> String? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      return systemReason()
    }
    rest = rest.dropFirst(written)
  }
  return nil
}

private func systemReason() -> String {
  errno == ENOSPC ? "the disk is full" : String(cString: strerror(errno))
}

/// Makes a new directory entry survive a power cut; a file system that cannot is no error.
private func syncFolder(of path: String) {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
