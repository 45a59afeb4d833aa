import ImageFiles
import TestSupport
import Testing

struct `Reading DICOM` {
  static func read(_ file: SyntheticDICOM) throws -> DICOMDataSet {
    try DICOMDataSet(file.bytes, path: "a.dcm")
  }

  @Test(
    arguments: [SyntheticDICOM.Syntax.implicit, .explicit, .bigEndian, .deflated], [true, false])
  func `sequences become items, their ends marked or their lengths stated`(
    _ syntax: SyntheticDICOM.Syntax, isOpen: Bool
  ) throws {
    var file = SyntheticDICOM(syntax: syntax)
    let end = file.element(0xFFFE_E0DD, "", [])
    func sequence(_ tag: UInt32, _ items: [[UInt8]]) -> [UInt8] {
      let body = items.flatMap { item in
        isOpen
          ? file.element(0xFFFE_E000, "", [], length: nil) + item
            + file.element(0xFFFE_E00D, "", [])
          : file.element(0xFFFE_E000, "", item)
      }
      return isOpen
        ? file.element(tag, "SQ", [], length: nil) + body + end : file.element(tag, "SQ", body)
    }
    let number = file.element(0x0028_0010, "US", file.number(99, 2))
    // A sequence within a private one, which no table knows.
    file.inserted = sequence(0x0041_1001, [sequence(0x0040_A730, [number, []]), number])
    let dataSet = try Self.read(file)
    let outer = dataSet.items(0x0041_1001)
    #expect(outer.count == 2)
    #expect(outer.first?.items("ContentSequence").map { $0.integer("Rows") } == [99, nil])
    #expect(outer.last?.integer("Rows") == 99)
    #expect(dataSet.integer("Rows") == 2)
  }

  @Test func `unknown sequences hold what they were before`() throws {
    var file = SyntheticDICOM()
    let implicit = SyntheticDICOM(syntax: .implicit)
    let item = implicit.element(
      0xFFFE_E000, "", implicit.element(0x0028_0010, "US", implicit.number(7, 2)))
    file.inserted =
      file.element(0x0041_1001, "UN", [], length: nil) + item + file.element(0xFFFE_E0DD, "", [])
      + file.element(0x5200_9229, "UN", item)
    let dataSet = try Self.read(file)
    #expect(dataSet.items(0x0041_1001).first?.integer("Rows") == 7)
    #expect(dataSet.items("SharedFunctionalGroupsSequence").first?.integer("Rows") == 7)
  }

  @Test func `a sequence that cannot be read stays bytes`() throws {
    var file = SyntheticDICOM()
    file.inserted = file.element(0x0040_A730, "SQ", [1, 2, 3, 4, 5, 6, 7, 8])
    let dataSet = try Self.read(file)
    #expect(dataSet["ContentSequence"]?.vr == .un)
    #expect(dataSet.bytes("ContentSequence")?.elementsEqual([1, 2, 3, 4, 5, 6, 7, 8]) == true)
  }

  @Test func `of elements that stand twice the first counts, in whatever order they stand`() throws
  {
    var file = SyntheticDICOM()
    file.inserted =
      file.element(0x0008_0060, "CS", Array("MR".utf8))
      + file.element(0x0028_0010, "US", file.number(99, 2))
    let dataSet = try Self.read(file)
    #expect(dataSet.integer("Rows") == 2)
    #expect(dataSet.text("Modality") == "MR")
    #expect(dataSet.elements.map(\.tag) == dataSet.elements.map(\.tag).sorted())
  }

  @Test func `a syntax other than the stated one is seen by its first element`() throws {
    var file = SyntheticDICOM(syntax: .implicit, hasHead: false)
    let body = file.bytes
    file = SyntheticDICOM(syntax: .explicit)
    let head = file.bytes.dropLast(SyntheticDICOM(hasHead: false).bytes.count)
    #expect(try DICOMDataSet(head + body, path: "a.dcm").integer("Rows") == 2)
  }

  @Test func `what follows the pixels does not keep them from being read`() throws {
    let file = SyntheticDICOM()
    let dataSet = try DICOMDataSet(file.bytes + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], path: "a.dcm")
    #expect(dataSet.bytes(0x7FE0_0010)?.count == 12)
  }

  @Test func `a header is read without its pixels, however long it is`() throws {
    try withFolder { folder in
      var dataSet = try Self.read(SyntheticDICOM())
      dataSet.set("TextValue", to: String(repeating: "x", count: 3_000_000))
      try dataSet.write(to: folder + "/a.dcm")
      let header = try DICOMDataSet(headerOf: folder + "/a.dcm")
      #expect(header.text("TextValue")?.count == 3_000_000)
      #expect(!header.has(0x7FE0_0010))
      try AtomicFile.write(Array(dataSet.encoded().prefix(200_000)), to: folder + "/a.dcm")
      #expect(errorText { _ = try DICOMDataSet(headerOf: folder + "/a.dcm") }.contains("truncated"))
    }
  }

  @Test(.timeLimit(.minutes(60)))
  func `a deflated file that grows without end is refused`() throws {
    let file = SyntheticDICOM(syntax: .deflated)
    let whole = file.bytes
    let head = whole.dropLast(file.deflatedBody.count)
    let bomb = try Array(head) + SyntheticDICOM.bomb(megabytes: 513)
    let error = errorText { _ = try DICOMDataSet(bomb, path: "a.dcm") }
    #expect(error.contains("deflated data"), "\(error)")
    let cut = errorText { _ = try DICOMDataSet(Array(whole.dropLast(4)), path: "a.dcm") }
    #expect(cut.contains("break off"), "\(cut)")
  }

  @Test func `files cut at every length and bytes flipped give elements or an error`() throws {
    var random = SeededRandom(seed: 31)
    var file = SyntheticDICOM()
    let item = file.element(0xFFFE_E000, "", file.element(0x0028_0010, "US", file.number(9, 2)))
    for syntax in SyntheticDICOM.Syntax.allCases {
      file.syntax = syntax
      file.fragments = syntax == .jpeg ? [[1, 2], [3, 4]] : nil
      file.inserted =
        file.element(0x0040_A730, "SQ", item)
        + file.element(0x0041_1001, "UN", [], length: nil) + item
        + file.element(0xFFFE_E0DD, "", [])
      let whole = file.bytes
      for length in 0..<whole.count {
        _ = try? DICOMDataSet(Array(whole[..<length]), path: "a.dcm").encoded()
      }
      for _ in 0..<500 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        if let dataSet = try? DICOMDataSet(bytes, path: "a.dcm") {
          for element in dataSet.elements {
            _ = dataSet.integers(element.tag)
            _ = dataSet.decimals(element.tag)
            _ = dataSet.texts(element.tag)
          }
          _ = try dataSet.encoded()
        }
      }
    }
  }
}
