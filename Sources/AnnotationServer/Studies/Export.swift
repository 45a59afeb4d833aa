import Foundation
import GRDB

/// A training set that was made.
struct Export: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "exports"

  enum Format: String, Codable, Sendable, CaseIterable {
    case nnunet, decathlon, monai, bids, coco, pairs, labelme
  }

  struct LeftOut: Codable, Sendable {
    let study: String
    let reason: String
  }

  var id: Int64?
  let name: String
  let format: Format
  let account: Int64
  let created: Date
  let job: Int64
  var leftOut: [LeftOut]
  /// Whether its file was deleted.
  var isDeleted = false

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  struct View: Encodable, Sendable {
    let id: Int64
    let name: String
    let format: Format
    let created: Date
    let account: String
    let studies: [String]
    let leftOut: [LeftOut]
    let job: Job.View?
    /// Studies in it whose consent was withdrawn since, or that were deleted.
    let withdrawn: [String]
    let isDeleted: Bool
  }

  func view(_ db: Database) throws -> View {
    let studies = try Export.studies(in: id ?? 0, db)
    let author = try String.fetchOne(
      db, sql: "SELECT name FROM accounts WHERE id = ?", arguments: [account])
    return View(
      id: id ?? 0, name: name, format: format, created: created, account: author ?? "",
      studies: studies, leftOut: leftOut, job: try Job.fetchOne(db, key: job)?.view,
      withdrawn: try studies.filter { try !Consent.isGiven($0, db) }, isDeleted: isDeleted)
  }

  static func studies(in export: Int64, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db, sql: "SELECT study FROM exportedStudies WHERE export = ? ORDER BY study",
      arguments: [export])
  }

  /// Notes that its file is gone.
  static func noteDeleted(_ number: Int64, _ db: Database) throws {
    try db.execute(sql: "UPDATE exports SET isDeleted = 1 WHERE id = ?", arguments: [number])
  }

  /// Takes out what was withdrawn, reopened or deleted since it was asked for.
  /// - Returns: The studies that are left.
  static func leaveOutWithdrawn(_ number: Int64, _ db: Database) throws -> [String] {
    guard var export = try Export.fetchOne(db, key: number) else { return [] }
    var left: [String] = []
    for study in try studies(in: number, db) {
      if let reason = try obstacle(study, db) {
        export.leftOut.append(LeftOut(study: study, reason: reason))
        try db.execute(
          sql: "DELETE FROM exportedStudies WHERE export = ? AND study = ?",
          arguments: [number, study])
      } else {
        left.append(study)
      }
    }
    try export.update(db)
    return left
  }

  /// Why a study must not be in a training set; nil where it may.
  static func obstacle(_ study: String, _ db: Database) throws -> String? {
    guard let found = try Study.fetchOne(db, key: study) else { return "It was deleted." }
    if found.status != .approved { return "It is not approved." }
    return try Consent.isGiven(study, db) ? nil : "It has no consent."
  }

  /// The exports that hold a study.
  static func all(with study: String, _ db: Database) throws -> [Export] {
    try Export.filter(
      sql: "id IN (SELECT export FROM exportedStudies WHERE study = ?)", arguments: [study]
    ).order(sql: "id").fetchAll(db)
  }
}
