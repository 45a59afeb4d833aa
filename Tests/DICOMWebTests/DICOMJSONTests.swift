import Foundation
import ImageFiles
import Testing

@testable import DICOMWeb

@Suite struct DICOMJSONTests {
  private func read(_ text: String) throws -> [DICOMDataSet] {
    try DICOMJSON.dataSets(Data(text.utf8))
  }

  @Test func `the standard's kinds of values are read`() throws {
    let found = try read(
      """
      [{"00080005": {"vr": "CS", "Value": ["ISO_IR 100"]},
        "00080060": {"vr": "CS", "Value": ["MR"]},
        "00080061": {"vr": "CS", "Value": ["CT", null, "SEG"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Müller^Jörg", "Ideographic": "山田"}]},
        "00081120": {"vr": "SQ", "Value": [{"00081155": {"vr": "UI", "Value": ["1.2.3"]}}, {}]},
        "00200013": {"vr": "IS", "Value": [17]},
        "00280030": {"vr": "DS", "Value": [0.5, "1.25"]},
        "00280010": {"vr": "US", "Value": [512]},
        "00209165": {"vr": "AT", "Value": ["0020930D"]},
        "00189087": {"vr": "FD", "Value": [1e3]},
        "00281201": {"vr": "OW", "InlineBinary": "AQID"},
        "7FE00010": {"vr": "OW", "BulkDataURI": "http://elsewhere/1"},
        "00080050": {"vr": "SH"}},
       {}]
      """)
    #expect(found.count == 2)
    let one = found[0]
    #expect(one.text("Modality") == "MR")
    #expect(one.texts("ModalitiesInStudy") == ["CT", "", "SEG"])
    #expect(one.personName("PatientName") == "Müller, Jörg")
    #expect(one.text("PatientName") == "Müller^Jörg=山田")
    #expect(one.items("ReferencedPatientSequence").map(\.elements.count) == [1, 0])
    #expect(one.integer("InstanceNumber") == 17)
    #expect(one.decimals("PixelSpacing") == [0.5, 1.25])
    #expect(one.integer("Rows") == 512)
    #expect(one["DimensionIndexPointer"]?.value == .bytes([0x20, 0, 0x0D, 0x93]))
    #expect(one.decimal("DiffusionBValue") == 1000)
    #expect(one.bytes(0x0028_1201).map(Array.init) == [1, 2, 3])
    #expect(one.bytes("PixelData")?.isEmpty == true)
    #expect(one.has("AccessionNumber") && one.text("AccessionNumber") == nil)
  }

  @Test func `an empty body is an empty list, one object a list of one`() throws {
    #expect(try read(" \n").isEmpty)
    #expect(try read("[]").isEmpty)
    #expect(try read(#"{"00080060": {"vr": "CS", "Value": ["MR"]}}"#).count == 1)
  }

  @Test(arguments: [
    "<html>", "[1]", "{", #"[{"Modality": {"vr": "CS"}}]"#, #"[{"00080060": {"vr": "XX"}}]"#,
    #"[{"00280010": {"vr": "US", "Value": [70000]}}]"#,
    #"[{"00280010": {"vr": "US", "Value": [-1]}}]"#,
    #"[{"00280010": {"vr": "US", "Value": [1e400]}}]"#,
    #"[{"00189087": {"vr": "FD", "Value": ["nan"]}}]"#,
    #"[{"00281201": {"vr": "OW", "InlineBinary": "*"}}]"#,
    #"[{"00081120": {"vr": "SQ", "Value": ["text"]}}]"#,
    #"[{"00080060": {"vr": "CS", "Value": [{"00080060": {"vr": "CS"}}]}}]"#,
    #"[{"+0080060": {"vr": "CS"}}]"#,
  ])
  func `what is no DICOM JSON is refused and not quoted`(text: String) {
    #expect(throws: DICOMWebError.self) { try read(text) }
  }

  @Test func `nesting without end is refused`() {
    let depth = 100_000
    let text =
      String(repeating: #"[{"00081120":{"vr":"SQ","Value":"#, count: depth)
      + String(repeating: "}}]", count: depth)
    #expect(throws: DICOMWebError.self) { try read(text) }
  }
}
