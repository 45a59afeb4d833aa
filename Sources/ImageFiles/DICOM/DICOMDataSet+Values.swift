/// Values as texts, numbers and items. All give nil where the element is missing, empty or not what
/// was asked for.
extension DICOMDataSet {
  /// The bytes of a value that is neither a sequence nor compressed pixels.
  public func bytes(_ tag: DICOMTag) -> ArraySlice<UInt8>? {
    guard case .bytes(let bytes)? = self[tag]?.value else { return nil }
    return bytes
  }

  /// The items of a sequence; none where it is missing.
  public func items(_ tag: DICOMTag) -> [DICOMDataSet] {
    guard case .items(let items)? = self[tag]?.value else { return [] }
    return items
  }

  /// The text of an element without spaces and fillers around it, backslashes between its parts.
  public func text(_ tag: DICOMTag) -> String? {
    guard let element = self[tag], case .bytes(let bytes) = element.value else { return nil }
    let isFiller = { (byte: UInt8) in byte == 0 || byte == 0x20 }
    var kept = bytes.drop(while: isFiller)
    while let last = kept.last, isFiller(last) { kept.removeLast() }
    guard !kept.isEmpty else { return nil }
    // What names the character set is written in the standard one, whatever its element claims.
    let isStandard =
      tag == "SpecificCharacterSet" || !element.vr.isText && element.vr != .un
    return (isStandard ? .standard : characterSet).decoded(kept)
  }

  /// The parts of a text between its backslashes, without spaces around them.
  public func texts(_ tag: DICOMTag) -> [String]? {
    guard let text = text(tag) else { return nil }
    guard self[tag]?.vr.isSingle != true else { return [text] }
    return text.split(separator: "\\", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// A person's name as "Family, Given Middle": of its three writings the alphabetic one.
  public func personName(_ tag: DICOMTag) -> String? {
    let parts = text(tag)?.split(separator: "=", omittingEmptySubsequences: false).first?
      .split(separator: "^", omittingEmptySubsequences: false)
    guard let parts, let family = parts.first else { return nil }
    let given = parts.dropFirst().prefix(2).filter { !$0.isEmpty }.joined(separator: " ")
    return given.isEmpty ? String(family) : "\(family), \(given)"
  }

  /// Finite numbers, be they written as text or in binary.
  public func decimals(_ tag: DICOMTag) -> [Double]? {
    switch self[tag]?.vr {
    case .fl, .of: return words(tag, UInt32.self)?.map { Double(Float(bitPattern: $0)) }.finite
    case .fd, .od: return words(tag, UInt64.self)?.map { Double(bitPattern: $0) }.finite
    case .us, .ss, .ul, .sl, .uv, .sv: return integers(tag)?.map(Double.init)
    default:
      guard let parts = texts(tag) else { return nil }
      let numbers = parts.compactMap { part in Double(part.filter { $0 != " " }) }
      return numbers.count == parts.count ? numbers.finite : nil
    }
  }

  /// Exactly `count` decimal numbers.
  public func decimals(_ tag: DICOMTag, count: Int) -> [Double]? {
    decimals(tag).flatMap { $0.count == count ? $0 : nil }
  }

  /// The one number of an element.
  public func decimal(_ tag: DICOMTag) -> Double? { decimals(tag, count: 1)?[0] }

  /// Whole numbers, be they written as text or in binary.
  public func integers(_ tag: DICOMTag) -> [Int]? {
    switch self[tag]?.vr {
    case .us, .ow: return words(tag, UInt16.self)?.map(Int.init)
    case .ss: return words(tag, UInt16.self)?.map { Int(Int16(bitPattern: $0)) }
    case .ul, .ol: return words(tag, UInt32.self)?.map(Int.init)
    case .sl: return words(tag, UInt32.self)?.map { Int(Int32(bitPattern: $0)) }
    case .sv: return words(tag, UInt64.self)?.map { Int(Int64(bitPattern: $0)) }
    case .uv, .ov:
      guard let numbers = words(tag, UInt64.self) else { return nil }
      let fitting = numbers.compactMap { Int(exactly: $0) }
      return fitting.count == numbers.count ? fitting : nil
    default:
      guard let parts = texts(tag) else { return nil }
      let numbers = parts.compactMap { Int($0.first == "+" ? $0.dropFirst() : $0[...]) }
      return numbers.count == parts.count ? numbers : nil
    }
  }

  /// The first whole number of an element.
  public func integer(_ tag: DICOMTag) -> Int? { integers(tag)?.first }

  /// What the texts of this data set are written in.
  var characterSet: DICOMCharacterSet {
    self["SpecificCharacterSet"] == nil
      ? inheritedCharacterSet : DICOMCharacterSet(texts("SpecificCharacterSet") ?? [])
  }

  private func words<Word: FixedWidthInteger>(_ tag: DICOMTag, _: Word.Type) -> [Word]? {
    let width = MemoryLayout<Word>.size
    guard let bytes = bytes(tag), bytes.count >= width else { return nil }
    return bytes.withUnsafeBytes { raw in
      (0..<bytes.count / width).map {
        Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * width, as: Word.self))
      }
    }
  }
}

extension [Double] {
  /// nil where one is infinite or none.
  fileprivate var finite: [Double]? { allSatisfy(\.isFinite) ? self : nil }
}
