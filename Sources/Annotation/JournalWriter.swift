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

  /// Begins a session file with its header, and what is done already.
  /// - Parameters:
  ///   - actions: Checked by a session's `apply`.
  ///   - author: Of the actions.
  /// - Throws: `SessionError.alreadyExists`, `.cannotWrite`.
  public static func create(
    _ path: String, header: SessionHeader, actions: [Action] = [], author: String = ""
  ) throws(SessionError) {
    if let problem = header.problem { throw .cannotWrite(path: path, reason: problem) }
    guard access(path, F_OK) != 0 else { throw .alreadyExists(path: path) }
    let bytes = try journalBytes(header, actions, author: author)
    // Written beside and linked: the session is there as a whole or not at all.
    let beside = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 16)).new"
    let descriptor = Glibc.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    defer { unlink(beside) }
    let problem = writeAll(bytes, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : systemReason())
    close(descriptor)
    if let problem { throw .cannotWrite(path: path, reason: problem) }
    // Some file systems (FAT, network shares) have no links; a rename then has to do.
    let hasLinks = link(beside, path) == 0
    if !hasLinks {
      if errno == EEXIST { throw .alreadyExists(path: path) }
      guard [EPERM, ENOTSUP, ENOSYS].contains(errno), rename(beside, path) == 0 else {
        throw .cannotWrite(path: path, reason: systemReason())
      }
    }
    syncFolder(of: path)
  }

  /// Opens a journal for appending and reads it under the lock. A torn last line is cut off.
  /// - Throws: `SessionError`, `.inUse` when another process writes it.
  public static func open(_ path: String) throws(SessionError) -> (JournalWriter, Journal) {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let error: SessionError =
        errno == EWOULDBLOCK
        ? .inUse(path: path) : .cannotOpen(path: path, reason: systemReason())
      close(descriptor)
      throw error
    }
    let journal: Journal
    do throws(SessionError) {
      journal = try Journal(contentsOf: path, descriptor: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    var problem =
      ftruncate(descriptor, off_t(journal.wholeLength)) == 0 ? nil : systemReason()
    if problem == nil, journal.lacksLastBreak {
      lseek(descriptor, 0, SEEK_END)
      problem = writeAll([UInt8(ascii: "\n")], to: descriptor)
    }
    if let problem {
      close(descriptor)
      throw .cannotWrite(path: path, reason: problem)
    }
    return (JournalWriter(journal, descriptor), journal)
  }

  private init(_ journal: Journal, _ descriptor: Int32) {
    path = journal.path
    self.descriptor = descriptor
    length = journal.wholeLength + (journal.lacksLastBreak ? 1 : 0)
    nextSequence = journal.entries.count + 1
    lastHash = journal.lastHash
  }

  deinit { close(descriptor) }

  /// Writes one action; when this returns it is on the disk.
  /// - Parameter request: What whoever sent the action calls it; nil where nothing was said.
  /// - Throws: `SessionError.cannotWrite`; the file is then as before.
  public func append(
    _ action: Action, author: String, request: String? = nil
  ) throws(SessionError) -> JournalEntry {
    let entry = JournalEntry(
      sequence: nextSequence, time: Date().ISO8601Format(), author: author, previous: lastHash,
      request: request, action: action)
    let line = try journalLine(entry)
    lseek(descriptor, off_t(length), SEEK_SET)
    let problem =
      writeAll(line + [UInt8(ascii: "\n")], to: descriptor)
      ?? (fsync(descriptor) == 0 ? nil : systemReason())
    if let problem {
      // Should even this fail, the next reader finds a torn last line and leaves it out.
      if ftruncate(descriptor, off_t(length)) != 0 { fsync(descriptor) }
      throw .cannotWrite(path: path, reason: problem)
    }
    length += line.count + 1
    nextSequence += 1
    lastHash = sha256Hex(line)
    return entry
  }
}

/// The lines of a journal, each with the hash of the one before.
private func journalBytes(
  _ header: SessionHeader, _ actions: [Action], author: String
) throws(SessionError) -> [UInt8] {
  var line = try journalLine(header)
  var bytes = line + [UInt8(ascii: "\n")]
  let time = Date().ISO8601Format()
  for (n, action) in actions.enumerated() {
    line = try journalLine(
      JournalEntry(
        sequence: n + 1, time: time, author: author, previous: sha256Hex(line), action: action))
    bytes += line + [UInt8(ascii: "\n")]
  }
  return bytes
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

/// Makes a new directory entry survive a power cut; a file system that cannot is no error.
private func syncFolder(of path: String) {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
