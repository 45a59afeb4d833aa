/// The file manifest.json of an export: what is in it, where it comes from, and the hash of every
/// file.
struct ExportManifest: Encodable {
  static let formatName = "contourist-training-set"

  let kind = formatName
  let version = 1
  let engine: String
  /// ISO 8601, UTC.
  let created: String
  let form: TrainingSetFormat
  let licence: String?
  /// Whether each case was looked up in a table of consent.
  let isConsentChecked: Bool
  let isAnonymous: Bool
  let includesUnreviewed: Bool
  let leftOut: TrainingSet.LeftOut
  let modality: String
  let seed: UInt64
  let labels: [Label]
  let counts: [String: Count]
  let cases: [Case]
  /// All but this one.
  let files: [File]

  enum CodingKeys: String, CodingKey {
    case version, engine, created, licence, modality, seed, labels, counts, cases, files
    case kind = "format"
    case form = "layout"
    case isConsentChecked = "consent_checked"
    case isAnonymous = "anonymised"
    case includesUnreviewed = "includes_unreviewed"
    case leftOut = "left_out"
  }

  struct Label: Encodable {
    let value: UInt8
    let name: String
    /// Of all cases.
    let voxels: Int
  }

  struct Count: Encodable {
    let patients: Int
    let cases: Int
  }

  struct Case: Encodable {
    let name: String
    let patient: String
    let part: TrainingPart
    let frame: Int
    let group: String?
    let phase: String?
    /// SHA-256 of the session's file; it names nobody.
    let session: String
    /// What people did on this frame, and for how long.
    let clicks: Int
    let seconds: Double
    let labelledSlices: Int
    /// Contours left out as nobody has looked at them.
    let leftOut: Int

    enum CodingKeys: String, CodingKey {
      case name, patient, part, frame, group, phase, clicks, seconds
      case session = "session_sha256"
      case labelledSlices = "labelled_slices"
      case leftOut = "left_out"
    }
  }

  struct File: Encodable {
    let path: String
    let sha256: String
    let bytes: Int
  }
}
