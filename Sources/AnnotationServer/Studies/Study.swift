import Annotation
import Foundation
import GRDB

/// One image volume and everything derived from it.
struct Study: Codable, Sendable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "studies"

  enum Status: String, Codable, Sendable, CaseIterable {
    case importing, failed, open, submitted, returned, approved
  }

  let id: String
  var title: String
  var status: Status
  /// Why the import failed.
  var problem: String?
  var owner: Int64
  /// Who submitted it last, and so cannot approve it.
  var submitter: Int64?
  let created: Date
  var changed: Date
  var isDemo = false
  /// nil until the image is read.
  var facts: StudyFacts?
  /// Slices with contours; those of them that a machine drew and nobody looked at.
  var positionsDrawn = 0
  var positionsToReview = 0

  /// Whether contours may be changed.
  var isOpen: Bool { status == .open || status == .returned }
}

/// What is known of a study's image, found out once when it arrives.
struct StudyFacts: Codable, Sendable {
  /// ni, nj, nk, frames.
  var dimensions: [Int]
  /// Along i, j and k.
  var spacingMillimetres: [Double]
  var modality: String?
  /// Where i, j and k lead to in the patient: "L", "R", "A", "P", "S", "I"; empty where it is not known.
  var directions: [String]
  var frameSeconds: Double?
  var intensity: IntensityRange
  /// The image, from the study's folder; a folder of DICOM files or a file.
  var image: String
  /// What de-identification took away, by name of the field.
  var removed: [String]
  var warnings: [String]
  var hasReference = false
}

/// Where a study's files lie.
struct StudyFolder: Sendable {
  let url: URL

  init(_ study: String, in configuration: ServerConfiguration) {
    self.init(configuration.studiesFolder.appending(path: study, directoryHint: .isDirectory))
  }

  init(_ url: URL) { self.url = url }

  /// Named as the study: exports call cases by their sessions' names.
  var session: String {
    url.appending(path: url.lastPathComponent + Session.fileEnding).path
  }
  var thumbnail: URL { url.appending(path: "thumbnail.png") }
  var reference: URL { url.appending(path: "reference.nii.gz") }
}

extension LabelTable {
  /// As the pages draw them.
  var views: [LabelView] {
    entries.map { LabelView($0) }
  }
}
