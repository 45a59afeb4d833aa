import Foundation
import GRDB

/// Long work, done by a process of its own, one after the other; survives a restart of the server.
struct Job: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "jobs"

  enum Kind: String, Codable, Sendable {
    case `import`, presegment, export
  }

  enum State: String, Codable, Sendable {
    case waiting, running, done, failed, cancelled
    var isOver: Bool { self != .waiting && self != .running }
  }

  /// What is to be done; which of them are set depends on the kind.
  struct Parameters: Codable, Sendable {
    /// Of an import: the file in the arrivals' folder, and the labels to draw.
    var arrival: String?
    var labels: [String]?
    /// Of a pre-segmentation.
    var model: String?
    var frame: Int?
    /// Of an export: its number.
    var export: Int64?
  }

  var id: Int64?
  let study: String?
  let account: Int64
  let kind: Kind
  let parameters: Parameters
  var state = State.waiting
  var progress = 0.0
  var message = "waiting"
  var created = Date()
  var finished: Date?

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  struct View: Encodable, Sendable {
    let id: Int64
    let study: String?
    let kind: Kind
    let state: State
    let progress: Double
    let message: String
    let created: Date
    let finished: Date?
  }

  var view: View {
    View(
      id: id ?? 0, study: study, kind: kind, state: state, progress: progress, message: message,
      created: created, finished: finished)
  }
}
