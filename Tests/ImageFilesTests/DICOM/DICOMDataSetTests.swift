import ImageFiles
import TestSupport
import Testing

struct `DICOM data sets` {
  /// Every kind of value, nested two deep.
  static var sample: DICOMDataSet {
    var code = DICOMDataSet()
    code.set("CodeValue", to: "10200004")
    code.set("CodeMeaning", to: "Liver")
    var segment = DICOMDataSet()
    segment.set("SegmentNumber", to: 1)
    segment.set("SegmentedPropertyTypeCodeSequence", to: [code])
    var sample = DICOMDataSet()
    sample.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.66.4")
    sample.set("SOPInstanceUID", to: "1.2.3")
    sample.set("Rows", to: 512)
    sample.set("PixelSpacing", to: [0.5, 1.0 / 3])
    sample.set("SegmentSequence", to: [segment, DICOMDataSet()])
    sample.set("DimensionIndexPointer", to: [0x0062_000B])
    sample.set("DiffusionBValue", to: [-1.25])
    sample.set("RealWorldValueSlope", to: [1e-300])
    sample.set("ReferencedFrameNumber", to: [1, -2, 3])
    sample.set(0x0009_0010, to: "CONTOURIST", as: .lo)
    sample.set(0x0009_1001, to: [1, 2, 3] as [UInt8], as: .un)
    return sample
  }

  @Test func `elements stand in the order of their tags, one for each`() {
    var dataSet = DICOMDataSet()
    dataSet.set("Rows", to: 1)
    dataSet.set("Modality", to: "MR")
    dataSet.set("Columns", to: 2)
    dataSet.set("Rows", to: 3)
    #expect(dataSet.elements.map(\.tag) == ["Modality", "Rows", "Columns"])
    #expect(dataSet.integer("Rows") == 3)
    dataSet["Rows"] = nil
    dataSet["Rows"] = nil
    #expect(!dataSet.has("Rows"))
    #expect(dataSet.elements.count == 2)
  }

  @Test func `values are as they were set`() {
    let sample = Self.sample
    #expect(sample.text("SOPInstanceUID") == "1.2.3")
    #expect(sample.integer("Rows") == 512)
    #expect(sample.decimals("PixelSpacing") == [0.5, 0.33333333333333])
    #expect(sample.decimal("DiffusionBValue") == -1.25)
    #expect(sample.decimal("RealWorldValueSlope") == 1e-300)
    #expect(sample.integers("ReferencedFrameNumber") == [1, -2, 3])
    #expect(sample.bytes("DimensionIndexPointer")?.elementsEqual([0x62, 0, 0x0B, 0]) == true)
    let segments = sample.items("SegmentSequence")
    #expect(segments.count == 2)
    let type = segments[0].items("SegmentedPropertyTypeCodeSequence")
    #expect(type.first?.text("CodeMeaning") == "Liver")
  }

  @Test func `what is missing or of another kind gives nothing`() {
    let sample = Self.sample
    #expect(sample.text("PatientName") == nil)
    #expect(sample.decimals("PixelSpacing", count: 3) == nil)
    #expect(sample.integers("PixelSpacing") == nil)
    #expect(sample.decimals("SOPInstanceUID") == nil)
    #expect(sample.items("Rows").isEmpty)
    #expect(sample.text("SegmentSequence") == nil)
    var infinite = DICOMDataSet()
    infinite.set("SliceThickness", to: "inf")
    #expect(infinite.decimal("SliceThickness") == nil)
  }

  @Test(arguments: [
    (1.0, "1"), (-0.5, "-0.5"), (1.0 / 3, "0.33333333333333"),
    (-123456.789012345678, "-123456.78901235"), (1e300 / 3, "3.333333333e+299"), (1e20, "1e+20"),
    (-2.0 / 3 * 1e-7, "-6.666666667e-08"),
  ]) func `decimal text has 16 letters at most`(_ number: Double, _ text: String) {
    var dataSet = DICOMDataSet()
    dataSet.set("SliceThickness", to: [number])
    #expect(dataSet.text("SliceThickness") == text)
    #expect(text.utf8.count <= 16)
  }

  @Test func `numbers keep their sign and width`() {
    var dataSet = DICOMDataSet()
    dataSet.set("PixelRepresentation", to: 1)
    dataSet.set("SmallestImagePixelValue", to: -5)
    #expect(dataSet["SmallestImagePixelValue"]?.vr == .ss)
    #expect(dataSet.integer("SmallestImagePixelValue") == -5)
    for (vr, number) in [(DICOMVR.sl, -70000), (.ul, 4_000_000_000), (.sv, .min), (.uv, .max)] {
      dataSet.set(0x0011_1001, to: number, as: vr)
      #expect(dataSet.integer(0x0011_1001) == number)
    }
  }

  @Test func `a person's name is its family, then what was given`() {
    var dataSet = DICOMDataSet()
    for (written, name) in [
      ("Yamada^Tarou^^Dr=\u{5C71}", "Yamada, Tarou"), ("Buc^J\u{E9}r\u{F4}me^X", "Buc, Jérôme X"),
      ("ANON", "ANON"), ("^Jo", ", Jo"),
    ] {
      dataSet.set("PatientName", to: written)
      #expect(dataSet.personName("PatientName") == name)
    }
  }

  @Test func `tags are named by number and keyword`() {
    let tag: DICOMTag = "Rows"
    #expect(tag == 0x0028_0010)
    #expect("\(tag)" == "(0028,0010)")
    #expect(tag.group == 0x28 && tag.element == 0x10)
  }
}
