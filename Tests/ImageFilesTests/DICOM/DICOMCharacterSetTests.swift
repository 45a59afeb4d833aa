import ImageFiles
import Testing

struct `DICOM character sets` {
  /// A name as a file holds it.
  static func decoded(_ bytes: [UInt8], _ characterSet: String?) throws -> String? {
    var dataSet = DICOMDataSet()
    if let characterSet { dataSet.set("SpecificCharacterSet", to: characterSet) }
    dataSet.set("PatientName", to: bytes)
    let read = try DICOMDataSet(dataSet.encoded(), path: "a.dcm")
    #expect(read.bytes("PatientName")?.starts(with: bytes) == true)
    return read.text("PatientName")
  }

  /// The examples are those of PS3.5, annexes H, I, J and K.
  @Test(
    arguments: [
      (nil, [0x41, 0x5E, 0x42], "A^B"),
      ("ISO_IR 100", [0x42, 0x75, 0x63, 0x5E, 0x4A, 0xE9, 0x72, 0xF4, 0x6D, 0x65], "Buc^Jérôme"),
      ("ISO_IR 192", [0x57, 0xC3, 0xA4], "Wä"),
      ("ISO_IR 144", [0xBB, 0xEE, 0xDA, 0x63, 0x65, 0xDC, 0xD1, 0x79], "Люкceмбy"),
      ("ISO_IR 126", [0xC4, 0xE9, 0xEF], "Διο"),
      ("GB18030", [0x57, 0x3D, 0xCD, 0xF5], "W=王"),
      (
        "\\ISO 2022 IR 87",
        [0x59, 0x3D, 0x1B, 0x24, 0x42, 0x3B, 0x33, 0x45, 0x44, 0x1B, 0x28, 0x42, 0x5E, 0x5A],
        "Y=山田^Z"
      ),
      (
        "\\ISO 2022 IR 149", [0x48, 0x3D, 0x1B, 0x24, 0x29, 0x43, 0xFB, 0xF3, 0x5E, 0x5A],
        "H=洪^Z"
      ),
      // Where the rule is broken: valid UTF-8 is taken for it, anything else for Latin-1.
      (nil, [0x57, 0xC3, 0xA4], "Wä"),
      (nil, [0x57, 0xE4, 0x57], "WäW"),
      ("ISO_IR 999", [0x57, 0xE4, 0x57], "W\u{FFFD}W"),
      ("ISO_IR 192", [0x57, 0xE4, 0x57], "W\u{FFFD}W"),
    ] as [(String?, [UInt8], String)])
  func `texts are decoded by what the header states`(
    _ characterSet: String?, _ bytes: [UInt8], _ text: String
  ) throws {
    #expect(try Self.decoded(bytes, characterSet) == text)
  }

  @Test(arguments: [DICOMVR.un, .lo, .pn, .cs])
  func `what names the character set needs none to be read`(_ vr: DICOMVR) throws {
    var dataSet = DICOMDataSet()
    dataSet.set("SpecificCharacterSet", to: Array("ISO_IR 100".utf8), as: vr)
    dataSet.set("PatientName", to: [0xE9] as [UInt8])
    let read = try DICOMDataSet(dataSet.encoded(), path: "a.dcm")
    #expect(read.text("SpecificCharacterSet") == "ISO_IR 100")
    #expect(read.text("PatientName") == "é")
  }

  @Test func `items inherit the character set unless they state their own`() throws {
    var inner = DICOMDataSet()
    inner.set("CodeMeaning", to: [0xE9] as [UInt8])
    var other = DICOMDataSet()
    other.set("CodeMeaning", to: "Ж")
    var outer = DICOMDataSet()
    outer.set("SpecificCharacterSet", to: "ISO_IR 100")
    outer.set("ConceptNameCodeSequence", to: [inner, other])
    let items = try DICOMDataSet(outer.encoded(), path: "a.dcm").items("ConceptNameCodeSequence")
    #expect(items.map { $0.text("CodeMeaning") } == ["é", "Ж"])
  }

  @Test func `a text beyond the character set turns the data set to UTF-8`() {
    var dataSet = DICOMDataSet()
    dataSet.set("SpecificCharacterSet", to: "ISO_IR 100")
    dataSet.set("PatientName", to: "Jérôme")
    #expect(dataSet.bytes("PatientName")?.count == 6)
    dataSet.set("StudyDescription", to: "Жук")
    #expect(dataSet.text("SpecificCharacterSet") == "ISO_IR 192")
    #expect(dataSet.text("PatientName") == "Jérôme")
    #expect(dataSet.text("StudyDescription") == "Жук")
  }
}
