import Foundation
import GRDB

/// What somebody said about a study, a place in it, or a contour.
struct Comment: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "comments"

  var id: Int64?
  let study: String
  let account: Int64
  let time: Date
  let text: String
  var slice: Int?
  var frame: Int?
  /// In voxels.
  var x: Double?
  var y: Double?
  var contour: String?
  var isResolved = false

  init(study: String, account: Int64, time: Date, text: String) {
    self.study = study
    self.account = account
    self.time = time
    self.text = text
  }

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  struct View: Encodable, Sendable {
    let id: Int64
    let author: String
    let time: Date
    let text: String
    let slice: Int?
    let frame: Int?
    let x: Double?
    let y: Double?
    let contour: String?
    let isResolved: Bool
  }

  /// - Parameter isVisitor: Whether it is for somebody who has not signed in, whom names do not concern.
  func view(_ db: Database, isVisitor: Bool = false) throws -> View {
    let author =
      isVisitor
      ? nil
      : try String.fetchOne(
        db, sql: "SELECT name FROM accounts WHERE id = ?", arguments: [account])
    return View(
      id: id ?? 0, author: author ?? "", time: time, text: text, slice: slice, frame: frame, x: x,
      y: y, contour: contour, isResolved: isResolved)
  }
}
