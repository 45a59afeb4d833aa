import Foundation
import ImageFiles
import TestSupport
import Testing

struct `Writing DICOM` {
  /// Elements as they are written: without meta information and lengths of groups, values even.
  static func content(_ dataSet: DICOMDataSet) -> [DICOMElement] {
    dataSet.elements.filter { $0.tag.group != 2 && $0.tag.element != 0 }.map { element in
      switch element.value {
      case .bytes(let bytes):
        guard !bytes.count.isMultiple(of: 2) else { return element }
        let text: [DICOMVR] = [.ae, .as, .cs, .da, .ds, .dt, .is, .lo, .lt, .pn, .sh, .st, .tm]
        let isText = text.contains(element.vr) || [.uc, .ur, .ut].contains(element.vr)
        return DICOMElement(element.tag, element.vr, .bytes(bytes + [isText ? 0x20 : 0]))
      case .items(let items):
        let even = items.map { item in
          var copy = DICOMDataSet()
          for element in content(item) { copy[element.tag] = element }
          return copy
        }
        return DICOMElement(element.tag, element.vr, .items(even))
      case .fragments: return element
      }
    }
  }

  @Test func `what is written reads the same`() throws {
    let sample = `DICOM data sets`.sample
    let bytes = try sample.encoded()
    let read = try DICOMDataSet(bytes, path: "a.dcm")
    #expect(Self.content(read) == Self.content(sample))
    #expect(try read.encoded() == bytes)
    #expect(read.transferSyntax == "1.2.840.10008.1.2.1")
    #expect(read.text("MediaStorageSOPClassUID") == "1.2.840.10008.5.1.4.1.1.66.4")
    #expect(read.text("MediaStorageSOPInstanceUID") == "1.2.3")
    #expect(read.text("ImplementationVersionName") == "CONTOURIST")
    #expect(read.text("ImplementationClassUID")?.hasPrefix("2.25.") == true)
    // The length of group 2 counts what follows it.
    let length = try #require(read.integer("FileMetaInformationGroupLength"))
    #expect(bytes[132 + 12 + length..<132 + 12 + length + 2].elementsEqual([8, 0]))
  }

  @Test(arguments: [SyntheticDICOM.Syntax.implicit, .bigEndian, .deflated])
  func `other syntaxes are written as explicit little-endian`(
    _ syntax: SyntheticDICOM.Syntax
  ) throws {
    var file = SyntheticDICOM(syntax: .explicit)
    file.texts[0x0008_0060] = ("CS", "MR")
    let reference = try DICOMDataSet(file.bytes, path: "a.dcm")
    file.syntax = syntax
    let read = try DICOMDataSet(file.bytes, path: "a.dcm")
    #expect(read.transferSyntax == syntax.rawValue)
    let again = try DICOMDataSet(read.encoded(), path: "a.dcm")
    #expect(Self.content(again) == Self.content(reference))
    #expect(again.transferSyntax == "1.2.840.10008.1.2.1")
  }

  @Test func `compressed pixels pass through byte for byte`() throws {
    let file = SyntheticDICOM(syntax: .jpeg, fragments: [[1, 2, 3, 4], [5, 6]])
    let read = try DICOMDataSet(DICOMDataSet(file.bytes, path: "a").encoded(), path: "a")
    #expect(read.transferSyntax == SyntheticDICOM.Syntax.jpeg.rawValue)
    let fragments = DICOMFragments(pieces: [[1, 2, 3, 4], [5, 6]])
    #expect(read[0x7FE0_0010]?.value == .fragments(fragments))
  }

  @Test func `a text too long for its kind is written as unknown`() throws {
    var dataSet = DICOMDataSet()
    dataSet.set("DerivationDescription", to: String(repeating: "x", count: 70000))
    let read = try DICOMDataSet(dataSet.encoded(), path: "a.dcm")
    #expect(read.text("DerivationDescription")?.count == 70000)
  }

  @Test func `a file is written whole`() throws {
    try withFolder { folder in
      try `DICOM data sets`.sample.write(to: folder + "/a.dcm")
      let read = try DICOMDataSet(contentsOf: folder + "/a.dcm")
      #expect(Self.content(read) == Self.content(`DICOM data sets`.sample))
      let header = try DICOMDataSet(headerOf: folder + "/a.dcm")
      #expect(header == read)
    }
  }

  @Test func `identifiers differ and fit`() {
    let made = (0..<100).map { _ in DICOMUID.random() }
    #expect(Set(made).count == 100)
    #expect(made.allSatisfy { $0.hasPrefix("2.25.") && $0.utf8.count <= 44 })
  }

  @Test(.enabled(if: hasRealData, "\(whyNoRealData)"))
  func `every file that can be read reads the same when written`() throws {
    let folder = realData.appending(path: "dicom")
    let files = FileManager.default.enumerator(atPath: folder.path)
    var same = 0
    while let name = files?.nextObject() as? String {
      let path = folder.appending(path: name).path
      guard let read = try? DICOMDataSet(contentsOf: path) else { continue }
      let written = try read.encoded()
      let again = try DICOMDataSet(written, path: path)
      #expect(Self.content(again) == Self.content(read), "\(name)")
      #expect(try again.encoded() == written, "\(name)")
      same += 1
    }
    // All but those that are none, and three that break off.
    #expect(same >= 300)
  }
}
