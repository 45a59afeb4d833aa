import ImageFiles
import TestSupport
import Testing

@testable import DICOMObjects

@Suite struct DeidentifierTests {
  private let pseudonyms = Pseudonyms(key: Array(0..<32))

  private func image() -> DICOMDataSet {
    var item = DICOMDataSet()
    item.set("ReferencedSOPInstanceUID", to: "1.2.3.4")
    item.set("ReferencedSOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
    var request = DICOMDataSet()
    request.set("PatientID", to: "4711")
    var image = DICOMDataSet()
    for (tag, text) in [
      ("PatientName", "Müller^Änne"), ("PatientID", "4711"), ("PatientBirthDate", "19301224"),
      ("PatientSex", "F"), ("PatientAge", "093Y"), ("PatientWeight", "61"),
      ("StudyInstanceUID", "1.2.3"), ("SOPInstanceUID", "1.2.3.4"),
      ("SOPClassUID", "1.2.840.10008.5.1.4.1.1.4"), ("StudyDate", "20200301"),
      ("AcquisitionDateTime", "20200301101112.5+0100"), ("StudyTime", "101112"),
      ("InstitutionName", "Clinic"), ("SeriesDescription", "cine of Änne"), ("Modality", "US"),
      ("AccessionNumber", "A1"),
    ] as [(DICOMTag, String)] {
      image.set(tag, to: text)
    }
    image.set("ReferencedImageSequence", to: [item])
    image.set(0x0040_0275, to: [request])
    image.set(0x0029_0010, to: "SIEMENS", as: .lo)
    image.set(0x0029_1010, to: [1, 2, 3, 4], as: .ob)
    image.set(0x6000_3000, to: [1, 1], as: .ow)
    image.set("Rows", to: 2)
    image.set("PixelData", to: [0, 0] as [UInt8], as: .ow)
    return image
  }

  @Test func `the profile removes, empties, replaces and maps`() throws {
    let (clean, report) = Deidentifier(pseudonyms, program: "test").deidentified(image())
    let patient = try #require(clean.text("PatientID"))
    #expect(patient.hasPrefix("P-") && clean.text("PatientName") == patient)
    for tag in [
      "PatientAge", "PatientWeight", "SeriesDescription", 0x0040_0275, 0x0029_0010, 0x0029_1010,
      0x6000_3000,
    ] as [DICOMTag] {
      #expect(!clean.has(tag), "\(tag)")
    }
    for tag in ["PatientBirthDate", "PatientSex", "StudyDate", "AccessionNumber"] as [DICOMTag] {
      #expect(clean.has(tag) && clean.text(tag) == nil, "\(tag)")
    }
    #expect(clean.text("InstitutionName") == "ANONYMOUS")
    // Identifiers keep together what belongs together.
    let uid = try #require(clean.text("SOPInstanceUID"))
    #expect(uid.hasPrefix("2.25.") && uid.count <= 64)
    let reference = clean.items("ReferencedImageSequence")[0]
    #expect(reference.text("ReferencedSOPInstanceUID") == uid)
    #expect(reference.text("ReferencedSOPClassUID") == "1.2.840.10008.5.1.4.1.1.4")
    #expect(clean.text("SOPClassUID") == "1.2.840.10008.5.1.4.1.1.4")
    #expect(clean.text("PatientIdentityRemoved") == "YES")
    #expect(clean.items("DeidentificationMethodCodeSequence")[0].text("CodeValue") == "113100")
    #expect(clean.text("LongitudinalTemporalInformationModified") == "REMOVED")
    #expect(clean.integer("Rows") == 2 && clean.bytes("PixelData")?.count == 2)
    #expect(report.privateElements == 2)
    #expect(report.changed[.map]?["SOPInstanceUID"] == 1)
    // Pictures of ultrasound may have the name written in them.
    #expect(report.warnings.count == 1)
  }

  @Test func `dates are kept, or moved back together`() throws {
    var options = Deidentifier(pseudonyms, program: "test")
    options.dates = .keep
    let kept = options.deidentified(image()).dataSet
    #expect(kept.text("StudyDate") == "20200301" && kept.text("StudyTime") == "101112")
    #expect(kept.text("PatientBirthDate") == nil)
    options.dates = .shift
    let days = pseudonyms.days("4711")
    let moved = options.deidentified(image()).dataSet
    #expect(moved.text("StudyDate") == movedBack("20200301", days: days))
    #expect(moved.text("StudyDate") != "20200301")
    #expect(
      moved.text("AcquisitionDateTime")
        == (moved.text("StudyDate") ?? "") + "101112.5+0100")
    #expect(moved.text("LongitudinalTemporalInformationModified") == "MODIFIED")
  }

  @Test func `days before a leap day and a new year, dates without a day, and no dates`() {
    #expect(movedBack("20200301", days: 1) == "20200229")
    #expect(movedBack("20210101", days: 1) == "20201231")
    #expect(movedBack("202101", days: 1) == "202012")
    #expect(movedBack("2021", days: 1) == "2020")
    #expect(movedBack("20211301", days: 1) == nil)
    #expect(movedBack("Doe", days: 1) == nil)
  }

  @Test func `characteristics stay where asked for, but great ages do not`() {
    var options = Deidentifier(pseudonyms, program: "test")
    options.keepsCharacteristics = true
    let clean = options.deidentified(image()).dataSet
    #expect(clean.text("PatientSex") == "F" && clean.text("PatientWeight") == "61")
    #expect(clean.text("PatientAge") == "090Y")
    #expect(clean.text("InstitutionName") == "ANONYMOUS")
  }

  @Test func `pseudonyms are the same under one key and others under another`() {
    let again = Pseudonyms(key: Array(0..<32))
    let other = Pseudonyms(key: Array(1..<33))
    #expect(pseudonyms.uid("1.2") == again.uid("1.2"))
    #expect(pseudonyms.uid("1.2") != other.uid("1.2"))
    #expect(pseudonyms.uid("1.2") != pseudonyms.uid("1.3"))
    #expect(pseudonyms.patient("4711") != other.patient("4711"))
    #expect(1...3652 ~= pseudonyms.days("4711"))
  }

  @Test func `every line of the profile's table is understood`() {
    #expect(ConfidentialityProfile.entries.count == 627)
    #expect(ConfidentialityProfile.entry("PatientName")?.action == .empty)
    #expect(ConfidentialityProfile.entry("StudyInstanceUID")?.action == .map)
  }

  @Test func `objects without a patient follow their study, and nobody else`() throws {
    func object(_ study: String) -> DICOMDataSet {
      var object = DICOMDataSet()
      object.set("StudyInstanceUID", to: study)
      object.set("StudyDate", to: "20200301")
      return object
    }
    var deidentifier = Deidentifier(pseudonyms, program: "test")
    deidentifier.dates = .shift
    deidentifier.patients = ["1.2.3": "4711"]
    let image = deidentifier.deidentified(image()).dataSet
    let own = deidentifier.deidentified(object("1.2.3")).dataSet
    #expect(own.text("PatientID") == image.text("PatientID"))
    #expect(own.text("StudyDate") == image.text("StudyDate"))
    let others = ["1.2.8", "1.2.9"].map {
      deidentifier.deidentified(object($0)).dataSet.text("PatientID")
    }
    #expect(Set(others + [own.text("PatientID")]).count == 3)
  }

  @Test func `what the table does not name is judged by its kind`() throws {
    var image = image()
    image.set(0x0040_A067, to: "Doe^Jane", as: .pn)
    image.set(0x0010_0033, to: "S55", as: .lo)
    image.set(0x0010_0098, to: "secret", as: .lo)
    image.set(0x2100_0160, to: "somebody", as: .sh)
    image.set(0x0020_0242, to: "1.2.3.4", as: .ui)
    image.set(0x0008_001A, to: "1.9.9", as: .ui)
    image.set("ScanningSequence", to: "GR")
    let (clean, report) = Deidentifier(pseudonyms, program: "test").deidentified(image)
    for tag in [0x0040_A067, 0x0010_0033, 0x0010_0098, 0x2100_0160] as [DICOMTag] {
      #expect(!clean.has(tag), "\(tag)")
    }
    #expect(clean.text(0x0020_0242) == clean.text("SOPInstanceUID"))
    #expect(clean.text(0x0008_001A) == "1.9.9")
    #expect(clean.text("ScanningSequence") == "GR")
    #expect(report.changed[.remove]?["(0010,0033)"] == 1)
  }

  @Test func `names of structures stay where asked for, and that is said`() throws {
    var region = DICOMDataSet()
    region.set("ROINumber", to: 1)
    region.set("ROIName", to: "Left ventricle")
    region.set(0x3006_0028, to: "of Jane", as: .st)
    var observation = DICOMDataSet()
    observation.set("ROIObservationLabel", to: "LV")
    observation.set("ROIInterpreter", to: "Doe^Jane")
    var set = image()
    set.set("StructureSetROISequence", to: [region])
    set.set("RTROIObservationsSequence", to: [observation])
    var deidentifier = Deidentifier(pseudonyms, program: "test")
    let bare = deidentifier.deidentified(set)
    #expect(bare.dataSet.items("StructureSetROISequence")[0].text("ROIName") == nil)
    #expect(bare.report.structureNames == 0)
    deidentifier.keepsStructureNames = true
    let (clean, report) = deidentifier.deidentified(set)
    let kept = clean.items("StructureSetROISequence")[0]
    #expect(kept.text("ROIName") == "Left ventricle" && !kept.has(0x3006_0028))
    let seen = clean.items("RTROIObservationsSequence")[0]
    #expect(seen.text("ROIObservationLabel") == "LV" && seen.text("ROIInterpreter") == nil)
    #expect(report.structureNames == 2)
    #expect(report.warnings.contains { $0.contains("Names of structures were kept") })
    #expect(clean.text("DeidentificationMethod")?.contains("structure names kept") == true)
    #expect(clean.text("PatientName") != "Müller^Änne")
  }

  @Test func `a plan without kinds of values keeps its beams`() throws {
    // Implicit: tags, lengths and values alone. A beam of two control points' weights.
    func element(_ tag: UInt32, _ value: [UInt8]) -> [UInt8] {
      func bytes(_ n: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: n >> (8 * UInt32($0))) }
      }
      return bytes(tag >> 16, 2) + bytes(tag & 0xFFFF, 2) + bytes(UInt32(value.count), 4) + value
    }
    let beam = element(
      0xFFFE_E000,
      element(0x300A_00C0, Array("1 ".utf8)) + element(0x300A_00C3, Array("of Jane ".utf8)))
    let body = element(0x0008_0060, Array("RTPLAN".utf8)) + element(0x300A_00B0, beam)
    let meta = Array("1.2.840.10008.1.2\0".utf8)
    let file =
      [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
      + [2, 0, 0x10, 0] + Array("UI".utf8) + [UInt8(meta.count), 0] + meta + body
    let plan = try withTemporaryFolder { folder in
      try AtomicFile.write(file, to: folder + "/plan.dcm")
      return try DICOMDataSet(contentsOf: folder + "/plan.dcm")
    }
    let (clean, report) = Deidentifier(pseudonyms, program: "test").deidentified(plan)
    let kept = try #require(clean.items("BeamSequence").first)
    #expect(kept.integer("BeamNumber") == 1 && !kept.has("BeamDescription"))
    #expect(report.warnings.isEmpty)
  }

  @Test func `texts of items go along when a name needs other letters`() throws {
    var item = DICOMDataSet()
    item.set("CodeMeaning", to: "Brüste")
    var image = DICOMDataSet()
    image.set("SpecificCharacterSet", to: "ISO_IR 100")
    image.set("StudyInstanceUID", to: "1.2")
    image.set("AnatomicRegionSequence", to: [item])
    var deidentifier = Deidentifier(pseudonyms, program: "test")
    deidentifier.patient = "Ωmega"
    let clean = deidentifier.deidentified(image).dataSet
    #expect(clean.text("PatientID") == "Ωmega")
    #expect(clean.items("AnatomicRegionSequence")[0].text("CodeMeaning") == "Brüste")
  }
}
