import Foundation
import GRDB

/// A decision on whether a study may become training data. The last one counts; without any it is no.
struct Consent: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "consents"

  var id: Int64?
  let study: String
  let account: Int64
  let time: Date
  /// The clinician's own, and the patient's as the clinician records it: both are needed.
  let clinician: Bool
  let patient: Bool
  let textVersion: String

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  var isGiven: Bool { clinician && patient }

  /// What is agreed to. Whoever changes the text changes the version.
  static let textVersion = "1"
  static let text = """
    The images of this study, without anything that names the patient, and the contours drawn in \
    them may be used to train and to test programs that draw such contours. They stay on this \
    server until somebody with the right to do so exports them as part of a training set. Consent \
    can be withdrawn at any time: the study then goes into no further training set, and the sets \
    that hold it are shown, so that they can be deleted. I have the right to decide this, and where \
    the patient has to agree, the patient was informed and has agreed.
    """

  static func isGiven(_ study: String, _ db: Database) throws -> Bool {
    try Consent.filter(sql: "study = ?", arguments: [study]).order(sql: "id DESC")
      .fetchOne(db)?.isGiven ?? false
  }
}
