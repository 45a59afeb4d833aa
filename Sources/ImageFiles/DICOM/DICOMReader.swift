/// Reads the bytes of a DICOM file into a tree of elements.
///
/// Every length is checked against the bytes that are there and against the sequence it stands in.
/// Source: DICOM PS3.5, sections 7 and A; PS3.10, section 7.
struct DICOMReader {
  /// How elements are written.
  struct Encoding {
    /// Whether the kind of value is written out.
    var isExplicit: Bool
    var isBigEndian = false

    static let implicit = Encoding(isExplicit: false)
  }

  /// What is known of the data set around an element.
  struct Surroundings {
    var encoding: Encoding
    var characterSet = DICOMCharacterSet.standard
    /// Whether shorts whose sign the pixels decide are signed.
    var isSigned = false
    var bitsAllocated = 0
    var depth = 0
  }

  /// How far a file is read.
  enum Part {
    /// To its end.
    case whole
    /// Up to the pixels.
    case header
    /// Up to the end of group 2.
    case metaInformation
  }

  let bytes: [UInt8]
  let path: String
  var part = Part.whole

  /// Real files nest a dozen sequences at most.
  private static let deepest = 64

  /// Reads elements up to `limit`, or up to the mark that ends an item where `isOpen`.
  /// - Returns: The elements and the position after them.
  func elements(
    at start: Int, limit: Int, isOpen: Bool, _ around: Surroundings
  ) throws(ImageFileError) -> (dataSet: DICOMDataSet, end: Int) {
    var around = around
    let inherited = around.characterSet
    var found: [DICOMElement] = []
    var position = start
    var isAfterPixels = false
    while isOpen || position < limit {
      if around.depth == 0, isEnd(at: position) { break }
      let next: (element: DICOMElement?, end: Int)
      do throws(ImageFileError) {
        next = try element(at: position, limit: limit, around)
      } catch {
        // What follows the pixels, fillers mostly, must not keep them from being read.
        if isAfterPixels { break }
        throw error
      }
      position = next.end
      if let element = next.element {
        found.append(element)
        note(element, in: &around)
        isAfterPixels = isAfterPixels || around.depth == 0 && element.tag == .pixelData
      } else if isOpen {
        break
      }
    }
    return (DICOMDataSet(found, inheriting: inherited), position)
  }

  /// Whether the part that is wanted ends at a position.
  private func isEnd(at position: Int) -> Bool {
    guard position + 2 <= bytes.count else { return false }
    let group = Int(bytes[position]) | Int(bytes[position + 1]) << 8
    return switch part {
    case .whole: false
    case .header: group == 0x7FE0 || group == 0xE07F
    case .metaInformation: group != 2
    }
  }

  /// Remembers what the elements after it depend on.
  private func note(_ element: DICOMElement, in around: inout Surroundings) {
    var small: DICOMDataSet { DICOMDataSet([element], inheriting: .standard) }
    switch element.tag {
    case .specificCharacterSet:
      around.characterSet = DICOMCharacterSet(small.texts(element.tag) ?? [])
    case .pixelRepresentation: around.isSigned = small.integer(element.tag) == 1
    case .bitsAllocated: around.bitsAllocated = small.integer(element.tag) ?? 0
    default: break
    }
  }

  /// The element at a position; nil at the mark that ends an item.
  private func element(
    at position: Int, limit: Int, _ around: Surroundings
  ) throws(ImageFileError) -> (element: DICOMElement?, end: Int) {
    let head = try head(at: position, limit: limit, around.encoding)
    if head.tag == .itemEnd { return (nil, head.start) }
    let length = try checkedLength(of: head, limit: limit)
    let vr = head.vr ?? implicitVR(of: head.tag, around)
    guard let length else {
      if head.tag == .pixelData || [.ob, .ow].contains(vr) {
        let (fragments, end) = try fragments(at: head.start, limit: limit, around.encoding)
        return (DICOMElement(head.tag, vr == .un ? .ob : vr, .fragments(fragments)), end)
      }
      // Unknown kinds hold what they were before: the implicit syntax.
      let (items, end) = try items(
        at: head.start, limit: limit, isOpen: true, inside(around, isUnknown: head.vr == .un))
      return (DICOMElement(head.tag, .sq, .items(items)), end)
    }
    let end = head.start + length
    return (value(head, vr, end: end, around), end)
  }

  private func inside(_ around: Surroundings, isUnknown: Bool) -> Surroundings {
    var inner = around
    inner.depth += 1
    if isUnknown { inner.encoding = .implicit }
    return inner
  }

  /// A value whose length is stated.
  private func value(_ head: Head, _ vr: DICOMVR, end: Int, _ around: Surroundings) -> DICOMElement
  {
    let range = head.start..<end
    var vr = vr
    let isUnknown = head.vr == .un
    if isUnknown, let known = DICOMDictionary.entry(head.tag) {
      vr = known.vr ?? (around.isSigned ? .ss : .us)
    }
    // Without kinds, sequences that are not in the table are known by their first mark.
    let beginsAsItem =
      range.count >= 8 && number(range.lowerBound, 2, around.encoding) == 0xFFFE
      && number(range.lowerBound + 2, 2, around.encoding) == 0xE000
    if vr == .sq || head.vr == nil && vr == .un && beginsAsItem {
      do throws(ImageFileError) {
        let inner = inside(around, isUnknown: isUnknown)
        let (items, _) = try items(at: range.lowerBound, limit: end, isOpen: false, inner)
        return DICOMElement(head.tag, .sq, .items(items))
      } catch {
        // A sequence that cannot be read stays what it is: an image may well do without.
        return DICOMElement(head.tag, .un, .bytes(bytes[range]))
      }
    }
    var value = bytes[range]
    if around.encoding.isBigEndian, !isUnknown {
      value = swapped(value, width: width(of: head.tag, vr, around))
    }
    return DICOMElement(head.tag, vr, .bytes(value))
  }

  /// How wide the numbers of a value are. Pixels come as wide as they are allocated, though in words
  /// of 16 bits, two of 8 bits change places with the order.
  private func width(of tag: DICOMTag, _ vr: DICOMVR, _ around: Surroundings) -> Int {
    guard tag == .pixelData else { return vr.numberWidth }
    return around.bitsAllocated > 8 ? around.bitsAllocated / 8 : vr == .ow ? 2 : 1
  }

  private func swapped(_ bytes: ArraySlice<UInt8>, width: Int) -> ArraySlice<UInt8> {
    guard width > 1 else { return bytes }
    var copy = Array(bytes)
    for at in stride(from: 0, to: copy.count - width + 1, by: width) {
      copy[at..<at + width].reverse()
    }
    return copy[...]
  }

  private func implicitVR(of tag: DICOMTag, _ around: Surroundings) -> DICOMVR {
    if let entry = DICOMDictionary.entry(tag) {
      return entry.vr ?? (around.isSigned ? .ss : .us)
    }
    if tag.isGroupLength { return .ul }
    return tag.isPrivateCreator ? .lo : .un
  }

  // MARK: Sequences

  /// The items of a sequence up to `limit`, or up to its end mark where it is open.
  private func items(
    at start: Int, limit: Int, isOpen: Bool, _ around: Surroundings
  ) throws(ImageFileError) -> (items: [DICOMDataSet], end: Int) {
    guard around.depth < DICOMReader.deepest else {
      throw .badHeader(path: path, reason: "its sequences are nested too deep")
    }
    var items: [DICOMDataSet] = []
    var position = start
    while isOpen || position < limit {
      let head = try head(at: position, limit: limit, around.encoding)
      if head.tag == .sequenceEnd { return (items, head.start) }
      guard head.tag == .item else {
        throw .badHeader(path: path, reason: "a sequence holds \(head.tag) instead of an item")
      }
      let length = try checkedLength(of: head, limit: limit)
      let (item, end) = try elements(
        at: head.start, limit: length.map { head.start + $0 } ?? limit, isOpen: length == nil,
        around)
      items.append(item)
      position = length.map { head.start + $0 } ?? end
    }
    return (items, position)
  }

  private func fragments(
    at start: Int, limit: Int, _ encoding: Encoding
  ) throws(ImageFileError) -> (fragments: DICOMFragments, end: Int) {
    var position = start
    var found: [ArraySlice<UInt8>] = []
    // Some writers forget the mark at the end; all pieces are there none the less.
    while position < bytes.count || found.count < 2 {
      let head = try head(at: position, limit: limit, encoding)
      if head.tag == .sequenceEnd {
        position = head.start
        break
      }
      guard head.tag == .item, let length = try checkedLength(of: head, limit: limit) else {
        throw .badHeader(path: path, reason: "its compressed pixels are not in fragments")
      }
      position = head.start + length
      found.append(bytes[head.start..<position])
    }
    guard let table = found.first, found.count > 1 else {
      throw .badHeader(path: path, reason: "its compressed pixels have no fragment")
    }
    return (DICOMFragments(offsetTable: table, pieces: Array(found.dropFirst())), position)
  }

  // MARK: Heads

  /// An element's tag, kind and length; the length is nil where a mark ends the value.
  private struct Head {
    let tag: DICOMTag
    /// nil where it is not written.
    let vr: DICOMVR?
    let length: Int?
    let start: Int
  }

  private func head(
    at position: Int, limit: Int, _ encoding: Encoding
  ) throws(ImageFileError) -> Head {
    try require(8, at: position, limit: limit)
    let tag = DICOMTag(
      UInt32(number(position, 2, encoding) << 16 | number(position + 2, 2, encoding)))
    var vr: DICOMVR?
    var start = position + 8
    var length: Int
    // Items and their ends have no kind.
    if encoding.isExplicit, tag.group != 0xFFFE {
      guard isKind(position + 4) else {
        throw .badHeader(path: path, reason: "element \(tag) has no kind of value")
      }
      let kind = DICOMVR(
        rawValue: String(decoding: bytes[position + 4..<position + 6], as: UTF8.self))
      vr = kind ?? .un
      if kind?.hasLongLength == true {
        try require(12, at: position, limit: limit)
        start = position + 12
        length = number(position + 8, 4, encoding)
      } else {
        length = number(position + 6, 2, encoding)
      }
    } else {
      length = number(position + 4, 4, encoding)
    }
    return Head(tag: tag, vr: vr, length: length == 0xFFFF_FFFF ? nil : length, start: start)
  }

  /// The length of a value, which lies within its file and within `limit`.
  private func checkedLength(of head: Head, limit: Int) throws(ImageFileError) -> Int? {
    guard let length = head.length else { return nil }
    guard length <= bytes.count - head.start else {
      throw .truncated(
        path: path, promise: "element \(head.tag)", promised: head.start + length,
        held: bytes.count)
    }
    guard length <= limit - head.start else {
      throw .badHeader(
        path: path, reason: "element \(head.tag) reaches beyond the sequence that holds it")
    }
    return length
  }

  private func require(_ count: Int, at position: Int, limit: Int) throws(ImageFileError) {
    guard count <= limit - position else {
      throw .truncated(
        path: path, promise: "another element", promised: position + count, held: limit)
    }
  }

  func isKind(_ position: Int) -> Bool {
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return position + 2 <= bytes.count && capitals.contains(bytes[position])
      && capitals.contains(bytes[position + 1])
  }

  private func number(_ position: Int, _ count: Int, _ encoding: Encoding) -> Int {
    var result = 0
    for n in 0..<count {
      result = result << 8 | Int(bytes[position + (encoding.isBigEndian ? n : count - 1 - n)])
    }
    return result
  }
}
