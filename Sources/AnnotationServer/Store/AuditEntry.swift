import Foundation
import GRDB

/// One line of the audit log: who did what, when. Append-only, each with the hash of the one before.
///
/// Accounts stand in it by number and studies by identifier, so that it holds no names.
struct AuditEntry: Codable, Sendable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "audit"

  let id: Int64?
  /// ISO 8601, UTC.
  let time: String
  let account: Int64?
  /// "study.delete", "sign-in.failed", ...
  let action: String
  /// "study 4f...", "account 3", ...
  let about: String?
  /// JSON of texts.
  let details: String
  let previous: String
  let hash: String

  /// Writes a line within a transaction, so that it is there if and only if what it says was done.
  static func append(
    _ action: String, by account: Account?, about: String?, _ details: [String: String],
    _ db: Database
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(details), as: UTF8.self)
    let previous =
      try String.fetchOne(db, sql: "SELECT hash FROM audit ORDER BY id DESC LIMIT 1") ?? ""
    let time = Date().ISO8601Format()
    let hash = chained(previous, time, account?.id, action, about, text)
    try AuditEntry(
      id: nil, time: time, account: account?.id, action: action, about: about, details: text,
      previous: previous, hash: hash
    ).insert(db)
  }

  /// Whether the line is as it was written after the one whose hash is `previous`.
  func isIntact(after previous: String) -> Bool {
    self.previous == previous
      && hash == Self.chained(previous, time, account, action, about, details)
  }

  private static func chained(
    _ previous: String, _ time: String, _ account: Int64?, _ action: String, _ about: String?,
    _ details: String
  ) -> String {
    let parts = [previous, time, account.map { String($0) } ?? "", action, about ?? "", details]
    return secretHash(parts.joined(separator: "\u{1F}"))
  }
}

extension AuditEntry {
  /// What is wrong with the log, for people; nil where every line is as it was written.
  static func problem(_ db: Database) throws -> String? {
    var previous = ""
    let entries = try AuditEntry.order(sql: "id").fetchCursor(db)
    while let entry = try entries.next() {
      guard entry.isIntact(after: previous) else {
        return "line \(entry.id ?? 0) of the audit log, or the one before it, was changed"
      }
      previous = entry.hash
    }
    return nil
  }
}
