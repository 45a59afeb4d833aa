import ImageFiles

/// What happens to an element when a data set is de-identified.
public enum ConfidentialityAction: String, Sendable, CaseIterable {
  /// The element goes.
  case remove = "X"
  /// It stays without a value.
  case empty = "Z"
  /// Its value gives way to one that says nothing, of the same kind.
  case replace = "D"
  /// Its unique identifiers give way to others, the same everywhere; a sequence keeps its items,
  /// cleaned themselves.
  case map = "U"
}

/// The basic application level confidentiality profile: which elements tell who a patient is.
///
/// Where the profile leaves the choice to what an object demands, the element keeps most: a value
/// that says nothing rather than none, none rather than no element.
/// Source: DICOM PS3.15 (2026c), table E.1-1.
enum ConfidentialityProfile {
  struct Entry {
    /// How the standard writes the value, whatever the file says.
    let vr: DICOMVR
    let action: ConfidentialityAction
    let keyword: String
  }

  /// nil for elements that the profile lets pass.
  static func entry(_ tag: DICOMTag) -> Entry? { entries[tag.rawValue] }

  /// Every element of the profile but for the curves and overlays of groups 50xx and 60xx.
  static let entries: [UInt32: Entry] = {
    var entries: [UInt32: Entry] = [:]
    let text = String(decoding: PackageResources.ConfidentialityProfile_txt, as: UTF8.self)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 4, let tag = UInt32(words[0], radix: 16),
        let vr = DICOMVR(rawValue: String(words[1])),
        let action = ConfidentialityAction(rawValue: String(words[2]))
      else { preconditionFailure("ConfidentialityProfile.txt has the line \"\(line)\"") }
      entries[tag] = Entry(vr: vr, action: action, keyword: String(words[3]))
    }
    return entries
  }()

  /// Curves and overlays, which may be drawn or written over an image: all of their groups, since
  /// their other elements mean nothing alone.
  static func isDrawing(_ tag: DICOMTag) -> Bool {
    [0x5000, 0x6000].contains(tag.group & 0xFF00)
  }

  /// What the option to retain patient characteristics keeps.
  static let characteristics: Set<String> = [
    "EthnicGroup", "EthnicGroups", "PatientAge", "PatientSex", "PatientSexNeutered",
    "PatientSize", "PatientWeight", "PregnancyStatus", "SmokingStatus",
  ]

  /// What the regions of a structure set are called. The profile has no option for it, and some
  /// clinics write patients' names there.
  static let structureNames: Set<String> = ["ROIName", "ROIObservationLabel"]

  /// Dates that the option to retain longitudinal information does not keep.
  static let birth: Set<String> = ["PatientBirthDate", "PatientBirthTime"]
}
