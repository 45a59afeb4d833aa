internal import Foundation

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

  /// Reads and checks a session file.
  /// - Throws: `SessionError` saying which line is wrong and why.
  public init(contentsOf path: String) throws(SessionError) {
    let bytes = try readFile(path)
    self.path = path
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var warnings: [String] = []
    // After the last line break comes nothing, or the beginning of a line that was cut off.
    let torn = lines.removeLast()
    if !torn.isEmpty {
      warnings.append(
        "the last line is torn (\(torn.count) bytes without an end) and was left out")
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
    self.entries = entries
    self.warnings = warnings
    lastHash = hash
    wholeLength = bytes.count - torn.count
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
  public let action: Action

  private enum Key: String, CodingKey {
    case time, author, previous
    case sequence = "seq"
  }

  init(sequence: Int, time: String, author: String, previous: String, action: Action) {
    self.sequence = sequence
    self.time = time
    self.author = author
    self.previous = previous
    self.action = action
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    sequence = try fields.decode(Int.self, forKey: .sequence)
    time = try fields.decode(String.self, forKey: .time)
    author = try fields.decode(String.self, forKey: .author)
    previous = try fields.decode(String.self, forKey: .previous)
    action = try Action(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(sequence, forKey: .sequence)
    try fields.encode(time, forKey: .time)
    try fields.encode(author, forKey: .author)
    try fields.encode(previous, forKey: .previous)
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

/// The whole file; journals are read at once, so their size is bounded first.
private func readFile(_ path: String) throws(SessionError) -> [UInt8] {
  do {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard attributes[.type] as? FileAttributeType != .typeDirectory else {
      throw SessionError.cannotOpen(path: path, reason: "it is a folder")
    }
    let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
    guard size <= 1 << 30 else {
      throw SessionError.cannotOpen(path: path, reason: "it is larger than 1 GB, no session is")
    }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch let error as SessionError {
    throw error
  } catch {
    throw .cannotOpen(path: path, reason: fileReason(error))
  }
}

/// A short reason for a failed file access.
func fileReason(_ error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileReadNoSuchFile?, .fileNoSuchFile?: return "there is no such file"
  case .fileReadNoPermission?, .fileWriteNoPermission?: return "permission denied"
  default: return String(describing: error)
  }
}
