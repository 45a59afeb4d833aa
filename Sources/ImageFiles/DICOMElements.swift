/// The elements of a DICOM file that stand outside of sequences, and where their values lie.
///
/// Every length is checked against the bytes that are there.
/// Source: DICOM PS3.5, sections 7 and A; PS3.10, section 7.
struct DICOMElements {
  /// The whole file.
  let bytes: [UInt8]
  private(set) var transferSyntax = DICOMElements.implicitLittleEndian
  /// Of the data set, group 2 is always little-endian.
  private(set) var isBigEndian = false
  private var values: [UInt32: Range<Int>] = [:]
  /// Sequences whose length is not stated.
  private var unbounded: Set<UInt32> = []
  /// The pixels' fragments in order where they are compressed, without the table of offsets.
  private(set) var fragments: [Range<Int>] = []
  /// Whether the pixels are written as 16-bit words, whatever they are.
  private(set) var pixelsAreWords = false

  static let implicitLittleEndian = "1.2.840.10008.1.2"
  static let deflated = "1.2.840.10008.1.2.1.99"
  private static let bigEndian = "1.2.840.10008.1.2.2"
  static let pixelData: UInt32 = 0x7FE0_0010

  private let path: String
  private var isExplicit = true

  /// - Throws: `ImageFileError.truncated`, `.badHeader`, `.unsupported`.
  init(_ bytes: [UInt8], path: String) throws(ImageFileError) {
    self.bytes = bytes
    self.path = path
    let hasMark = bytes.count >= 132 && bytes[128..<132].elementsEqual("DICM".utf8)
    var position = hasMark ? 132 : 0
    while position + 2 <= bytes.count, number(position, 2) == 2 {
      position = try readElement(at: position)
    }
    try setSyntax(at: position)
    while position < bytes.count, values[DICOMElements.pixelData] == nil, fragments.isEmpty {
      position = try readElement(at: position)
    }
  }

  /// The bytes of a value; nil where the element is missing.
  func value(_ tag: UInt32) -> Range<Int>? { values[tag] }

  /// Whether there is such an element, be it a sequence.
  func has(_ tag: UInt32) -> Bool { values[tag] != nil || unbounded.contains(tag) }

  /// The text of an element without spaces and fillers around it; nil where it is empty.
  func text(_ tag: UInt32) -> String? {
    guard let range = values[tag] else { return nil }
    let isFiller = { (byte: UInt8) in byte == 0 || byte == 0x20 }
    let kept = bytes[range].drop(while: isFiller).reversed().drop(while: isFiller).reversed()
    return kept.isEmpty ? nil : String(decoding: Array(kept), as: UTF8.self)
  }

  /// Decimal numbers, `count` of them; nil where they are missing or are none.
  func decimals(_ tag: UInt32, count: Int) -> [Double]? {
    let parts = text(tag)?.split(separator: "\\", omittingEmptySubsequences: false) ?? []
    let numbers = parts.compactMap { part in
      Double(part.filter { $0 != " " }).flatMap { $0.isFinite ? $0 : nil }
    }
    return numbers.count == count && parts.count == count ? numbers : nil
  }

  /// A 16-bit number.
  func short(_ tag: UInt32) -> Int? {
    guard let range = values[tag], range.count >= 2 else { return nil }
    return number(range.lowerBound, 2)
  }

  // MARK: Walking

  private mutating func setSyntax(at position: Int) throws(ImageFileError) {
    guard let named = text(0x0002_0010) else {
      // Files without a head: the letters of a kind tell.
      isExplicit = position + 6 <= bytes.count && isKind(position + 4)
      transferSyntax = isExplicit ? "1.2.840.10008.1.2.1" : DICOMElements.implicitLittleEndian
      return
    }
    transferSyntax = named
    isExplicit = named != DICOMElements.implicitLittleEndian
    isBigEndian = named == DICOMElements.bigEndian
    if named == DICOMElements.deflated {
      throw .unsupported(
        path: path, what: "a deflated data set",
        remedy: "Write it again with another transfer syntax.")
    }
  }

  private func number(_ position: Int, _ count: Int) -> Int {
    var result = 0
    for n in 0..<count {
      result = result << 8 | Int(bytes[position + (isBigEndian ? n : count - 1 - n)])
    }
    return result
  }

  private func isKind(_ position: Int) -> Bool {
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return capitals.contains(bytes[position]) && capitals.contains(bytes[position + 1])
  }

  /// An element's tag, kind and length; the length is nil where a mark ends the value.
  private struct Head {
    let tag: UInt32
    let kind: String
    let length: Int?
    let start: Int
  }

  /// Kinds whose length has 32 bits.
  private static let longKinds: Set<String> = [
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
  ]

  private func head(at position: Int, isExplicit: Bool) throws(ImageFileError) -> Head {
    try require(8, at: position)
    let tag = UInt32(number(position, 2) << 16 | number(position + 2, 2))
    var kind = ""
    var start = position + 8
    var length: Int
    // Items and their ends have no kind.
    if isExplicit, tag >> 16 != 0xFFFE {
      guard isKind(position + 4) else {
        throw .badHeader(path: path, reason: "element \(hex(tag)) has no kind of value")
      }
      kind = String(decoding: bytes[position + 4..<position + 6], as: UTF8.self)
      if DICOMElements.longKinds.contains(kind) {
        try require(12, at: position)
        start = position + 12
        length = number(position + 8, 4)
      } else {
        length = number(position + 6, 2)
      }
    } else {
      length = number(position + 4, 4)
    }
    guard length != 0xFFFF_FFFF else {
      return Head(tag: tag, kind: kind, length: nil, start: start)
    }
    guard length <= bytes.count - start else {
      throw .truncated(
        path: path, promise: "element \(hex(tag))", promised: start + length, held: bytes.count)
    }
    return Head(tag: tag, kind: kind, length: length, start: start)
  }

  private func require(_ count: Int, at position: Int) throws(ImageFileError) {
    guard count <= bytes.count - position else {
      throw .truncated(
        path: path, promise: "another element", promised: position + count, held: bytes.count)
    }
  }

  /// Notes the element at `position` and gives the position after it.
  private mutating func readElement(at position: Int) throws(ImageFileError) -> Int {
    let head = try head(at: position, isExplicit: isExplicit)
    guard let length = head.length else {
      if head.tag == DICOMElements.pixelData { return try readFragments(at: head.start) }
      unbounded.insert(head.tag)
      // Unknown kinds hold what they were before: the implicit syntax.
      return try end(
        ofItemsAt: head.start, isExplicit: isExplicit && head.kind != "UN", depth: 0)
    }
    let range = head.start..<head.start + length
    if values[head.tag] == nil { values[head.tag] = range }
    if head.tag == DICOMElements.pixelData { pixelsAreWords = head.kind == "OW" }
    return range.upperBound
  }

  private static let item: UInt32 = 0xFFFE_E000
  private static let itemEnd: UInt32 = 0xFFFE_E00D
  private static let sequenceEnd: UInt32 = 0xFFFE_E0DD
  /// Real files nest a dozen sequences at most.
  private static let deepest = 64

  private mutating func readFragments(at start: Int) throws(ImageFileError) -> Int {
    var position = start
    var found: [Range<Int>] = []
    while true {
      let head = try head(at: position, isExplicit: isExplicit)
      if head.tag == DICOMElements.sequenceEnd { break }
      guard head.tag == DICOMElements.item, let length = head.length else {
        throw .badHeader(path: path, reason: "its compressed pixels are not in fragments")
      }
      found.append(head.start..<head.start + length)
      position = head.start + length
    }
    fragments = Array(found.dropFirst())
    guard !fragments.isEmpty else {
      throw .badHeader(path: path, reason: "its compressed pixels have no fragment")
    }
    return position
  }

  /// The position after a sequence whose length is not stated.
  private func end(
    ofItemsAt start: Int, isExplicit: Bool, depth: Int
  ) throws(ImageFileError) -> Int {
    guard depth < DICOMElements.deepest else {
      throw .badHeader(path: path, reason: "its sequences are nested too deep")
    }
    var position = start
    while true {
      let head = try head(at: position, isExplicit: isExplicit)
      if head.tag == DICOMElements.sequenceEnd { return head.start }
      guard head.tag == DICOMElements.item else {
        throw .badHeader(path: path, reason: "a sequence holds \(hex(head.tag)) instead of an item")
      }
      if let length = head.length {
        position = head.start + length
      } else {
        position = try end(ofItemAt: head.start, isExplicit: isExplicit, depth: depth)
      }
    }
  }

  private func end(
    ofItemAt start: Int, isExplicit: Bool, depth: Int
  ) throws(ImageFileError) -> Int {
    var position = start
    while true {
      let head = try head(at: position, isExplicit: isExplicit)
      if head.tag == DICOMElements.itemEnd { return head.start }
      if let length = head.length {
        position = head.start + length
      } else {
        position = try end(
          ofItemsAt: head.start, isExplicit: isExplicit && head.kind != "UN", depth: depth + 1)
      }
    }
  }

  /// "(0028,0010)".
  private func hex(_ tag: UInt32) -> String {
    func four(_ number: UInt32) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "(\(four(tag >> 16)),\(four(tag & 0xFFFF)))"
  }
}
