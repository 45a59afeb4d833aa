internal import Foundation
internal import Glibc

/// The file of a session: JSON lines, append only, each line with the hash of the one before.
///
/// Line 1 is the header, every further line an entry. Reading tolerates one torn line at the end
/// (the machine stopped while it was written); anything else that does not fit is an error.
public struct Journal: Sendable {
  public let path: String
  public let header: SessionHeader
  public let entries: [JournalEntry]
  /// What the reader of the session should know, such as a torn last line.
  public let warnings: [String]
  /// Hash of the last whole line: what the next entry carries as `previous`.
  let lastHash: String
  /// Length of the whole lines in bytes.
  let wholeLength: Int
  /// Whether the last whole line has yet to get its line break.
  let lacksLastBreak: Bool

  /// Reads and checks a session file.
  /// - Throws: `SessionError` saying which line is wrong and why.
  public init(contentsOf path: String) throws(SessionError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    try self.init(contentsOf: path, descriptor: descriptor)
  }

  /// Reads a session file that is open already, whatever its name points to by now.
  init(contentsOf path: String, descriptor: Int32) throws(SessionError) {
    let bytes = try readAll(descriptor, path)
    self.path = path
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var warnings: [String] = []
    // After the last line break comes nothing, or the beginning of a line that was cut off.
    var torn = lines.removeLast().count
    // After a power cut the end may be there but not what stood before it.
    if torn == 0, lines.count > 1, let last = lines.last, last.contains(0) {
      torn = last.count + 1
      lines.removeLast()
    }
    guard let first = lines.first else {
      throw .notASession(path: path, reason: "it holds no whole line")
    }
    header = try Journal.header(first, path)
    let decoder = JSONDecoder()
    var entries: [JournalEntry] = []
    var hash = sha256Hex(first)
    for (n, line) in lines.enumerated().dropFirst() {
      let entry: JournalEntry
      do {
        entry = try decoder.decode(JournalEntry.self, from: Data(line))
      } catch {
        throw .badLine(path: path, line: n + 1, reason: explanation(of: error))
      }
      guard entry.previous == hash else { throw .brokenChain(path: path, line: n + 1) }
      guard entry.sequence == n else {
        throw .badLine(path: path, line: n + 1, reason: "its number is \(entry.sequence), not \(n)")
      }
      entries.append(entry)
      hash = sha256Hex(line)
    }
    // A line that lacks its end alone (an editor took it) is whole if it fits.
    let rest = bytes.suffix(torn)
    if torn > 0, let entry = try? decoder.decode(JournalEntry.self, from: Data(rest)),
      entry.previous == hash, entry.sequence == entries.count + 1
    {
      entries.append(entry)
      hash = sha256Hex(rest)
      torn = 0
      lacksLastBreak = true
    } else {
      lacksLastBreak = false
    }
    if torn > 0 {
      warnings.append("the last line is torn (\(torn) bytes) and was left out")
    }
    self.entries = entries
    self.warnings = warnings
    lastHash = hash
    wholeLength = bytes.count - torn
  }

  private static func header(
    _ line: some Collection<UInt8>, _ path: String
  ) throws(SessionError) -> SessionHeader {
    let decoder = JSONDecoder()
    let data = Data(line)
    // The version first: a newer header may not decode at all.
    guard let version = try? decoder.decode(Version.self, from: data),
      version.format == SessionHeader.formatName
    else {
      throw .notASession(path: path, reason: "its first line is no session header")
    }
    guard version.version <= SessionHeader.currentVersion else {
      throw .newerVersion(path: path, version: version.version)
    }
    let header: SessionHeader
    do {
      header = try decoder.decode(SessionHeader.self, from: data)
    } catch let error as SessionError {
      throw .badLine(path: path, line: 1, reason: error.description)
    } catch {
      throw .badLine(path: path, line: 1, reason: explanation(of: error))
    }
    if let problem = header.problem { throw .notASession(path: path, reason: problem) }
    return header
  }
}

/// The part of a header that every version of the format has.
private struct Version: Decodable {
  let format: String
  let version: Int
}

/// One line of a journal after the header.
public struct JournalEntry: Sendable, Equatable, Codable {
  /// 1, 2, 3, ...
  public let sequence: Int
  /// ISO 8601, UTC. Takes no part in the replay.
  public let time: String
  public let author: String
  /// SHA-256 of the line before, without its line break.
  public let previous: String
  /// What whoever sent the action calls it, so that it is not done twice; nil where nothing was said.
  public let request: String?
  public let action: Action

  private enum Key: String, CodingKey {
    case time, author, previous, request
    case sequence = "seq"
  }

  init(
    sequence: Int, time: String, author: String, previous: String, request: String? = nil,
    action: Action
  ) {
    self.sequence = sequence
    self.time = time
    self.author = author
    self.previous = previous
    self.request = request
    self.action = action
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    sequence = try fields.decode(Int.self, forKey: .sequence)
    time = try fields.decode(String.self, forKey: .time)
    author = try fields.decode(String.self, forKey: .author)
    previous = try fields.decode(String.self, forKey: .previous)
    request = try fields.decodeIfPresent(String.self, forKey: .request)
    action = try Action(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(sequence, forKey: .sequence)
    try fields.encode(time, forKey: .time)
    try fields.encode(author, forKey: .author)
    try fields.encode(previous, forKey: .previous)
    try fields.encodeIfPresent(request, forKey: .request)
    try action.encode(to: encoder)
  }
}

/// JSON as the journal writes it: one line, sorted keys.
func journalLine(_ value: some Encodable) throws(SessionError) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return Array(try encoder.encode(value))
  } catch {
    throw .badAction("the action cannot be written as JSON: a number is not finite")
  }
}

/// The whole file from its start; journals are read at once, so their size is bounded first.
private func readAll(_ descriptor: Int32, _ path: String) throws(SessionError) -> [UInt8] {
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw .cannotOpen(path: path, reason: "it is a folder or a device, not a file")
  }
  guard status.st_size <= 1 << 30 else {
    throw .cannotOpen(path: path, reason: "it is larger than 1 GB, no session is")
  }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  var count = 0
  while count < bytes.count {
    let n = bytes.withUnsafeMutableBytes {
      pread(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count, off_t(count))
    }
    if n < 0, errno == EINTR { continue }
    guard n >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    if n == 0 { break }
    count += n
  }
  return Array(bytes[..<count])
}

/// The reason of the last failed system call.
func systemReason() -> String {
  errno == ENOSPC ? "the disk is full" : String(cString: strerror(errno))
}
