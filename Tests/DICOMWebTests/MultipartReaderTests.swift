import TestSupport
import Testing

@testable import DICOMWeb

@Suite struct MultipartReaderTests {
  private static let type = "multipart/related; boundary=XY"

  /// Types and bytes of the parts that are whole, and whether the last boundary came.
  private func read(
    _ body: [UInt8], type: String = Self.type, piece: Int
  ) throws -> (parts: [(type: String, bytes: [UInt8])], isWhole: Bool) {
    var reader = try MultipartReader(contentType: type, what: "it")
    var parts: [(type: String, bytes: [UInt8])] = []
    var open: (type: String, bytes: [UInt8])?
    for start in stride(from: 0, to: body.count, by: piece) {
      try reader.take(Array(body[start..<min(start + piece, body.count)])) { event in
        switch event {
        case .begin(let type): open = (type, [])
        case .bytes(let bytes): open?.bytes += bytes
        case .end:
          parts.append(try #require(open))
          open = nil
        }
      }
    }
    return (parts, (try? reader.finish()) != nil)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 4096])
  func `parts come out the same however the bytes arrive`(piece: Int) throws {
    // Line ends, dashes and beginnings of a boundary within the parts.
    let first = Array("\r\n--X\r\n--\r\n\r\n--".utf8) + [0, 255, 13]
    var random = SeededRandom(seed: 7)
    let second = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let body =
      Array("preamble\r\n--XY\r\nContent-Type: application/dicom; a=b\r\nX: y\r\n\r\n".utf8) + first
      + Array("\r\n--XY  \r\n\r\n".utf8) + second + Array("\r\n--XY--\r\nepilogue\r\n--XY".utf8)
    let (parts, isWhole) = try read(body, piece: piece)
    #expect(isWhole)
    #expect(parts.map(\.type) == ["application/dicom", ""])
    #expect(parts.map(\.bytes) == [first, second])
  }

  @Test func `a body may begin with its boundary and have an empty part`() throws {
    let (parts, isWhole) = try read(Array("--XY\r\nA: b\r\n\r\n\r\n--XY--".utf8), piece: 5)
    #expect(isWhole)
    #expect(parts.map(\.bytes) == [[]])
  }

  @Test func `a body without parts is whole`() throws {
    let (parts, isWhole) = try read(Array("--XY--".utf8), piece: 3)
    #expect(isWhole && parts.isEmpty)
  }

  @Test(arguments: 1...45)
  func `what breaks off is not whole, and its last part is none`(missing: Int) throws {
    let body = Array("--XY\r\n\r\nabc\r\n--XY\r\nContent-Type: a/b\r\n\r\ndefghi\r\n--XY--".utf8)
    let (parts, isWhole) = try read(Array(body.dropLast(missing)), piece: 4)
    #expect(!isWhole)
    // The boundary behind a part is what makes it whole.
    let expected = missing <= 2 ? ["abc", "defghi"] : missing <= 37 ? ["abc"] : []
    #expect(parts.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
  }

  @Test(arguments: [
    "", "text/html", "multipart/related", "multipart/related; boundary=",
    "multipart/related; boundary=" + String(repeating: "a", count: 201),
  ])
  func `an answer that does not say how it is divided is refused`(type: String) {
    #expect(throws: DICOMWebError.self) { try MultipartReader(contentType: type, what: "it") }
  }

  @Test func `what never comes to a part or out of its headers is refused`() {
    let endless = Array(repeating: UInt8(ascii: "a"), count: 20_000)
    for start in ["", "--XY\r\n", "--XY\r\nContent-Type: ", "--XY  "] {
      #expect(throws: DICOMWebError.self) {
        _ = try read(Array(start.utf8) + endless, piece: 1000)
      }
    }
    #expect(throws: DICOMWebError.self) {
      _ = try read(Array("--XY\r\n\r\na\r\n--XYZ\r\n\r\n".utf8), piece: 1000)
    }
  }

  @Test func `random bytes never bring it down`() throws {
    var random = SeededRandom(seed: 11)
    let alphabet = Array("\r\n-XY:a ".utf8)
    for _ in 0..<2000 {
      let body = (0..<60).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      _ = try? read(body, piece: 1 + Int.random(in: 0..<9, using: &random))
    }
  }
}
