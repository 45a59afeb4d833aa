import Annotation
import Foundation
import GRDB

/// A study as the list shows it.
struct StudyEntry: Encodable, Sendable {
  struct Owner: Encodable, Sendable {
    let id: Int64
    let name: String
  }

  let id: String
  let title: String
  let status: Study.Status
  let problem: String?
  private(set) var owner: Owner
  let created: Date
  let changed: Date
  let dimensions: [Int]?
  let spacingMm: [Double]?
  let modality: String?
  let positionsDrawn: Int
  let positionsToReview: Int
  let hasConsent: Bool
  let isDemo: Bool
  let job: Job.View?

  init(_ study: Study, _ db: Database) throws {
    id = study.id
    title = study.title
    status = study.status
    problem = study.problem
    let name = try String.fetchOne(
      db, sql: "SELECT name FROM accounts WHERE id = ?", arguments: [study.owner])
    owner = Owner(id: study.owner, name: name ?? "")
    created = study.created
    changed = study.changed
    dimensions = study.facts?.dimensions
    spacingMm = study.facts?.spacingMillimetres
    modality = study.facts?.modality
    positionsDrawn = study.positionsDrawn
    positionsToReview = study.positionsToReview
    hasConsent = try Consent.isGiven(study.id, db)
    isDemo = study.isDemo
    job = try Job.filter(sql: "study = ?", arguments: [study.id]).order(sql: "id DESC")
      .fetchOne(db)?.view
  }

  /// Without names of people.
  var forVisitors: StudyEntry {
    var entry = self
    entry.owner = Owner(id: 0, name: "")
    return entry
  }
}

/// A study as its page shows it.
struct StudyView: Encodable, Sendable {
  private(set) var entry: StudyEntry
  let sequence: Int
  let labels: [LabelView]
  let model: String?
  let facts: StudyFacts?
  let may: [StudyAccess.Right]

  /// Without names of people.
  var forVisitors: StudyView {
    var view = self
    view.entry = entry.forVisitors
    return view
  }

  private enum Key: String, CodingKey {
    case sequence, labels, model, intensity, directions, frameSeconds, removed, warnings, may
    case hasReference
  }

  func encode(to encoder: any Encoder) throws {
    try entry.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(sequence, forKey: .sequence)
    try fields.encode(labels, forKey: .labels)
    try fields.encode(model, forKey: .model)
    try fields.encode(may, forKey: .may)
    try fields.encodeIfPresent(facts?.intensity, forKey: .intensity)
    try fields.encode(facts?.directions ?? [], forKey: .directions)
    try fields.encode(facts?.frameSeconds, forKey: .frameSeconds)
    try fields.encode(facts?.removed ?? [], forKey: .removed)
    try fields.encode(facts?.warnings ?? [], forKey: .warnings)
    try fields.encode(facts?.hasReference ?? false, forKey: .hasReference)
  }
}
