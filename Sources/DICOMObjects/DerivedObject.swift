public import Foundation
import ImageFiles

/// What is said of an object that is derived from images, beside what it shows.
public struct DerivedObjectDescription: Sendable {
  public var seriesDescription: String
  public var seriesNumber = 1000
  /// Who drew it; nobody where it is empty.
  public var creator = ""
  public var softwareVersion: String
  public var date: Date
  /// Whether the patient's name, number, birth date and sex, and who referred them, are copied from
  /// images that have not been de-identified.
  public var keepsIdentity = false

  public init(seriesDescription: String, softwareVersion: String, date: Date = Date()) {
    self.seriesDescription = seriesDescription
    self.softwareVersion = softwareVersion
    self.date = date
  }
}

extension DICOMDataSet {
  /// The modules that objects derived from images have in common: patient, study, series,
  /// equipment, frame of reference, instance.
  /// - Parameter source: nil for an image that is no DICOM: study and frame of reference are new.
  init(
    derivedFrom source: DICOMDataSet?, sopClass: String, modality: String,
    _ description: DerivedObjectDescription
  ) {
    self.init()
    let identifying: Set<DICOMTag> = [
      "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "ReferringPhysicianName",
      "AccessionNumber", "StudyID",
    ]
    let copied = identifying.union([
      "SpecificCharacterSet", "StudyInstanceUID", "StudyDate", "StudyTime", "FrameOfReferenceUID",
      "PositionReferenceIndicator", "PatientIdentityRemoved", "DeidentificationMethod",
      "DeidentificationMethodCodeSequence",
    ])
    let isClean = source?.text("PatientIdentityRemoved") == "YES"
    if let source {
      for tag in copied where isClean || description.keepsIdentity || !identifying.contains(tag) {
        // An empty element says nothing, and not all may be empty.
        guard source.text(tag) != nil || !source.items(tag).isEmpty else { continue }
        self[tag] = source[tag]
      }
    }
    // These may be empty, but not missing.
    for tag in identifying.union(["StudyDate", "StudyTime", "PositionReferenceIndicator"])
    where !has(tag) {
      set(tag, to: "")
    }
    for tag in ["StudyInstanceUID", "FrameOfReferenceUID"] as [DICOMTag] where text(tag) == nil {
      set(tag, to: DICOMUID.random())
    }
    set("SOPClassUID", to: sopClass)
    set("SOPInstanceUID", to: DICOMUID.random())
    set("SeriesInstanceUID", to: DICOMUID.random())
    set("Modality", to: modality)
    set("SeriesNumber", to: description.seriesNumber)
    set("SeriesDescription", to: description.seriesDescription)
    set("InstanceNumber", to: 1)
    set("Manufacturer", to: "Contourist")
    set("ManufacturerModelName", to: "Contourist")
    set("DeviceSerialNumber", to: "0")
    set("SoftwareVersions", to: description.softwareVersion)
    let (date, time) = description.date.dicom
    for (tag, text) in [
      ("SeriesDate", date), ("ContentDate", date), ("InstanceCreationDate", date),
      ("SeriesTime", time), ("ContentTime", time), ("InstanceCreationTime", time),
    ] as [(DICOMTag, String)] {
      set(tag, to: text)
    }
  }
}

extension Date {
  /// Day and time of day, universal time.
  var dicom: (date: String, time: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let p = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: self)
    return (
      String(format: "%04d%02d%02d", p.year ?? 0, p.month ?? 0, p.day ?? 0),
      String(format: "%02d%02d%02d", p.hour ?? 0, p.minute ?? 0, p.second ?? 0)
    )
  }
}
