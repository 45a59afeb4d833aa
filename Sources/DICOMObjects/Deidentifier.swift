import Foundation
public import ImageFiles

/// Takes out of DICOM data sets what tells who the patient is: the basic application level
/// confidentiality profile, with options for dates and for the patient's characteristics.
///
/// Private elements, curves and overlays go whole, and so do values of unknown kind. More than the
/// profile asks: names of persons and elements about the patient that its table does not have go,
/// as do texts of elements that are not known here, and every identifier that is not the standard's
/// own is mapped. Unique identifiers, the patient's number and name give way to pseudonyms, the same
/// in all data sets under one key, so that series, studies and references stay together. Pixels are
/// not looked at: what may be written or seen in them is warned about.
/// Source: DICOM PS3.15 (2026c), annex E.
public struct Deidentifier: Sendable {
  /// What becomes of dates and times.
  public enum Dates: String, Sendable, CaseIterable {
    /// As the profile has it: removed, emptied or replaced.
    case remove
    /// Moved back, all of a patient's by the same number of days; times stay.
    case shift
    /// Kept as they are.
    case keep
  }

  public var dates = Dates.remove
  /// Whether sex, age, size, weight and the like stay.
  public var keepsCharacteristics = false
  /// Whether regions of structure sets keep their names (ROIName, ROIObservationLabel), which the
  /// profile empties or removes: without them nobody knows what was outlined. They are free text.
  public var keepsStructureNames = false
  /// The patient's new number and name; nil for a pseudonym.
  public var patient: String?
  /// By study, the number or name of its patient, for objects of the study that lack it.
  public var patients: [String: String] = [:]
  private let pseudonyms: Pseudonyms
  private let program: String

  /// - Parameter program: What the result says it was done by.
  public init(_ pseudonyms: Pseudonyms, program: String) {
    self.pseudonyms = pseudonyms
    self.program = program
  }

  /// A data set without identity, and what was done to it.
  public func deidentified(
    _ dataSet: DICOMDataSet
  ) -> (dataSet: DICOMDataSet, report: DeidentificationReport) {
    let study = dataSet.text("StudyInstanceUID") ?? dataSet.text("SOPInstanceUID") ?? ""
    // Without a patient each study is somebody's.
    let id = Self.patient(of: dataSet) ?? patients[study] ?? "study \(study)"
    var work = Work(
      options: self, pseudonyms: pseudonyms, patient: patient ?? pseudonyms.patient(id),
      days: pseudonyms.days(id))
    work.report.warnings = warnings(dataSet)
    var clean = work.cleaned(dataSet)
    if work.report.structureNames > 0 {
      work.report.warnings.append(
        "Names of structures were kept, which the profile does not; see that they name nobody.")
    }
    if work.hasUnknown {
      work.report.warnings.append(
        "Elements of unknown kind were removed; objects such as treatment plans may lack parts.")
    }
    clean.set("PatientName", to: work.patient)
    clean.set("PatientID", to: work.patient)
    clean.set("PatientIdentityRemoved", to: "YES")
    clean.set(
      "DeidentificationMethod",
      to: "\(program): PS3.15 basic profile"
        + (work.report.structureNames > 0 ? ", structure names kept" : ""))
    clean.set("DeidentificationMethodCodeSequence", to: methods.map(\.item))
    clean.set(
      "LongitudinalTemporalInformationModified",
      to: dates == .keep ? "UNMODIFIED" : dates == .shift ? "MODIFIED" : "REMOVED")
    return (clean, work.report)
  }

  /// What tells a data set's patient from others; nil where it says nothing.
  public static func patient(of dataSet: DICOMDataSet) -> String? {
    dataSet.text("PatientID") ?? dataSet.text("PatientName")
  }

  private var methods: [CodedConcept] {
    var methods = [CodedConcept("113100", "DCM", "Basic Application Confidentiality Profile")]
    switch dates {
    case .remove: break
    case .keep:
      methods.append(
        CodedConcept(
          "113106", "DCM", "Retain Longitudinal Temporal Information Full Dates Option"))
    case .shift:
      methods.append(
        CodedConcept(
          "113107", "DCM", "Retain Longitudinal Temporal Information Modified Dates Option"))
    }
    if keepsCharacteristics {
      methods.append(CodedConcept("113108", "DCM", "Retain Patient Characteristics Option"))
    }
    return methods
  }

  /// Modalities whose pictures often have the patient's name written in them.
  private static let writtenOn: Set<String> = ["US", "XA", "RF", "ES", "SC", "OT", "XC", "GM"]
  private static let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"

  private func warnings(_ dataSet: DICOMDataSet) -> [String] {
    guard dataSet.has("PixelData") else { return [] }
    var warnings: [String] = []
    switch dataSet.text("BurnedInAnnotation") {
    case "YES": warnings.append("The header says that words are written in the picture; they stay.")
    case "NO": break
    default:
      if Self.writtenOn.contains(dataSet.text("Modality") ?? "OT")
        || dataSet.text("SOPClassUID")?.hasPrefix(Self.secondaryCapture) == true
      {
        warnings.append("Names may be written in pictures of this kind; look at them.")
      }
    }
    if dataSet.text("RecognizableVisualFeatures") == "YES" {
      warnings.append("The header says that the patient can be recognised in the picture.")
    }
    return warnings
  }
}

/// What was done to data sets, without a single value of theirs.
public struct DeidentificationReport: Sendable, Equatable {
  /// How many elements of each kind were changed, by action, then by keyword or tag.
  public private(set) var changed: [ConfidentialityAction: [String: Int]] = [:]
  /// Private elements removed.
  public internal(set) var privateElements = 0
  /// Dates moved, or kept.
  public internal(set) var dates = 0
  /// Names of structures kept, which somebody wrote.
  public internal(set) var structureNames = 0
  /// Sentences on what may still tell who the patient is; each once.
  public internal(set) var warnings: [String] = []

  public init() {}

  mutating func note(_ action: ConfidentialityAction, _ keyword: String) {
    changed[action, default: [:]][keyword, default: 0] += 1
  }

  /// Adds what was done to another data set.
  public mutating func add(_ other: DeidentificationReport) {
    for (action, counts) in other.changed {
      changed[action, default: [:]].merge(counts) { $0 + $1 }
    }
    privateElements += other.privateElements
    dates += other.dates
    structureNames += other.structureNames
    for warning in other.warnings where !warnings.contains(warning) { warnings.append(warning) }
  }
}

/// The cleaning of one data set.
private struct Work {
  let options: Deidentifier
  let pseudonyms: Pseudonyms
  let patient: String
  let days: Int
  var report = DeidentificationReport()
  /// Whether values were removed since nobody can tell what they are.
  var hasUnknown = false

  mutating func cleaned(_ dataSet: DICOMDataSet) -> DICOMDataSet {
    var clean = dataSet
    for element in dataSet.elements where element.tag.group != 2 {
      clean[element.tag] = cleaned(element, of: dataSet)
    }
    return clean
  }

  private mutating func cleaned(
    _ element: DICOMElement, of dataSet: DICOMDataSet
  ) -> DICOMElement? {
    let tag = element.tag
    if !tag.group.isMultiple(of: 2) {
      report.privateElements += 1
      return nil
    }
    if ConfidentialityProfile.isDrawing(tag) {
      report.note(.remove, "group \(String(tag.group, radix: 16))")
      return nil
    }
    guard let entry = ConfidentialityProfile.entry(tag) else {
      return unlisted(element, of: dataSet)
    }
    if options.keepsCharacteristics,
      ConfidentialityProfile.characteristics.contains(entry.keyword)
    {
      return withoutGreatAge(element, entry, of: dataSet)
    }
    if options.keepsStructureNames,
      ConfidentialityProfile.structureNames.contains(entry.keyword),
      dataSet.text(tag) != nil
    {
      report.structureNames += 1
      return element
    }
    if options.dates != .remove, !ConfidentialityProfile.birth.contains(entry.keyword),
      [.da, .dt, .tm].contains(entry.vr) || entry.keyword == "TimezoneOffsetFromUTC"
    {
      return timed(element, entry, of: dataSet)
    }
    return acted(element, entry, of: dataSet)
  }

  /// Classes of objects, also those of a manufacturer: what they name is no patient's.
  private static let classes: Set<DICOMTag> = [
    "SOPClassUID", "ReferencedSOPClassUID", 0x0008_001A, 0x0008_001B, 0x0008_115A,
  ]

  /// Elements that the profile's table does not have.
  private mutating func unlisted(
    _ element: DICOMElement, of dataSet: DICOMDataSet
  ) -> DICOMElement? {
    let tag = element.tag
    if case .items(let items) = element.value {
      return DICOMElement(tag, .sq, .items(items.map { cleaned($0) }))
    }
    let isText: Bool =
      switch element.vr {
      case .lo, .sh, .st, .lt, .ut, .uc, .ae, .ur: true
      default: false
      }
    switch element.vr {
    case .un:
      // What nobody can read nobody can clear either.
      hasUnknown = true
    case .pn: break
    case .ui where !Self.classes.contains(tag):
      let uids = dataSet.texts(tag) ?? []
      let mapped = uids.map { $0.isEmpty ? "" : self.mapped($0) }
      if mapped != uids { report.note(.map, "\(tag)") }
      return DICOMElement(
        tag, .ui, .bytes(Array(mapped.joined(separator: "\\").utf8)[...]))
    case _ where tag.group == 0x0010: break
    case _ where isText && !tag.isKnown: break
    default: return element
    }
    report.note(.remove, "\(tag)")
    return nil
  }

  private mutating func acted(
    _ element: DICOMElement, _ entry: ConfidentialityProfile.Entry, of dataSet: DICOMDataSet
  ) -> DICOMElement? {
    let isRemoved = entry.action == .replace && dummy(entry.vr) == nil
    report.note(isRemoved ? .remove : entry.action, entry.keyword)
    let tag = element.tag
    func with(_ text: String) -> DICOMElement {
      DICOMElement(tag, entry.vr, .bytes(Array(text.utf8)[...]))
    }
    switch entry.action {
    case .remove: return nil
    case .empty:
      return entry.vr == .sq ? DICOMElement(tag, .sq, .items([])) : with("")
    case .replace:
      guard let value = dummy(entry.vr) else { return nil }
      return with(value)
    case .map:
      if case .items(let items) = element.value {
        return DICOMElement(tag, .sq, .items(items.map { cleaned($0) }))
      }
      let uids = dataSet.texts(tag) ?? []
      return with(uids.map { $0.isEmpty ? "" : mapped($0) }.joined(separator: "\\"))
    }
  }

  /// The standard's own identifiers, of classes and well-known frames of reference, tell nothing.
  private func mapped(_ uid: String) -> String {
    uid.hasPrefix("1.2.840.10008.") ? uid : pseudonyms.uid(uid)
  }

  /// A value of a kind that says nothing; nil where there is none.
  private func dummy(_ vr: DICOMVR) -> String? {
    switch vr {
    case .da: "19000101"
    case .dt: "19000101000000"
    case .tm: "000000"
    case .as: "000Y"
    case .ui: pseudonyms.uid("")
    case .ae, .cs, .lo, .lt, .pn, .sh, .st, .uc, .ut: "ANONYMOUS"
    case .ds, .is: "0"
    default: nil
    }
  }

  private mutating func timed(
    _ element: DICOMElement, _ entry: ConfidentialityProfile.Entry, of dataSet: DICOMDataSet
  ) -> DICOMElement? {
    guard options.dates == .shift, entry.vr != .tm, entry.vr != .sh else {
      report.dates += 1
      return element
    }
    let texts = dataSet.texts(element.tag) ?? []
    let moved = texts.map { $0.isEmpty ? "" : movedBack($0, days: days) }
    // What is no date is not known to be harmless.
    guard !moved.contains(nil) else { return acted(element, entry, of: dataSet) }
    report.dates += 1
    return DICOMElement(
      element.tag, entry.vr,
      .bytes(Array(moved.compactMap { $0 }.joined(separator: "\\").utf8)[...]))
  }

  /// Very old people are few: their age is given as 90.
  private func withoutGreatAge(
    _ element: DICOMElement, _ entry: ConfidentialityProfile.Entry, of dataSet: DICOMDataSet
  ) -> DICOMElement {
    guard entry.vr == .as, let text = dataSet.text(element.tag), text.hasSuffix("Y"),
      let years = Int(text.dropLast()), years > 89
    else { return element }
    return DICOMElement(element.tag, .as, .bytes(Array("090Y".utf8)[...]))
  }
}
