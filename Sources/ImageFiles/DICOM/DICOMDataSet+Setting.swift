import Glibc

/// Values set from texts, numbers and items. The kind of value is `DICOMDictionary`'s unless another
/// is named; tags that are not in it need one.
extension DICOMDataSet {
  /// Sets a text, backslashes between its parts.
  ///
  /// A data set that names no character set, or one that lacks a letter of the text, is
  /// turned to UTF-8: all its texts with it.
  public mutating func set(_ tag: DICOMTag, to text: String, as vr: DICOMVR? = nil) {
    let vr = kind(of: tag, vr)
    if vr.isText, characterSet.encoded(text) == nil { turnToUTF8() }
    let bytes = vr.isText ? characterSet.encoded(text) : nil
    self[tag] = DICOMElement(tag, vr, .bytes((bytes ?? Array(text.utf8))[...]))
  }

  /// Sets whole numbers, as text or in binary.
  /// - Precondition: They fit the kind of value.
  public mutating func set(_ tag: DICOMTag, to numbers: [Int], as vr: DICOMVR? = nil) {
    let vr = kind(of: tag, vr)
    switch vr {
    case .us, .ow: setWords(tag, vr, numbers.map { UInt16($0) })
    case .ss: setWords(tag, vr, numbers.map { Int16($0) })
    case .ul, .ol: setWords(tag, vr, numbers.map { UInt32($0) })
    case .sl: setWords(tag, vr, numbers.map { Int32($0) })
    case .uv, .ov: setWords(tag, vr, numbers.map { UInt64($0) })
    case .sv: setWords(tag, vr, numbers.map { Int64($0) })
    case .at:
      // Group and element are a short each.
      setWords(tag, vr, numbers.flatMap { [UInt16($0 >> 16), UInt16($0 & 0xFFFF)] })
    default: set(tag, to: numbers.map(String.init).joined(separator: "\\"), as: vr)
    }
  }

  /// Sets one whole number.
  public mutating func set(_ tag: DICOMTag, to number: Int, as vr: DICOMVR? = nil) {
    set(tag, to: [number], as: vr)
  }

  /// Sets decimal numbers; as text (DS) they are rounded to the 16 letters that it has.
  /// - Precondition: They are finite.
  public mutating func set(_ tag: DICOMTag, to numbers: [Double], as vr: DICOMVR? = nil) {
    precondition(numbers.allSatisfy(\.isFinite), "DICOM knows finite numbers alone")
    let vr = kind(of: tag, vr)
    switch vr {
    case .fl, .of: setWords(tag, vr, numbers.map { Float($0).bitPattern })
    case .fd, .od: setWords(tag, vr, numbers.map(\.bitPattern))
    default: set(tag, to: numbers.map(decimalText).joined(separator: "\\"), as: vr)
    }
  }

  /// Sets the items of a sequence.
  public mutating func set(_ tag: DICOMTag, to items: [DICOMDataSet]) {
    self[tag] = DICOMElement(tag, .sq, .items(items))
  }

  /// Sets bytes as they stand, numbers in them little-endian.
  public mutating func set(_ tag: DICOMTag, to bytes: [UInt8], as vr: DICOMVR? = nil) {
    self[tag] = DICOMElement(tag, kind(of: tag, vr), .bytes(bytes[...]))
  }

  private func kind(of tag: DICOMTag, _ vr: DICOMVR?) -> DICOMVR {
    if let vr { return vr }
    guard let entry = DICOMDictionary.entry(tag) else {
      preconditionFailure("\(tag) is not in DICOMDictionary; name its kind of value")
    }
    return entry.vr ?? (integer(.pixelRepresentation) == 1 ? .ss : .us)
  }

  private mutating func setWords<Word: FixedWidthInteger>(
    _ tag: DICOMTag, _ vr: DICOMVR, _ words: [Word]
  ) {
    let bytes = words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    self[tag] = DICOMElement(tag, vr, .bytes(bytes[...]))
  }

  /// Writes all texts anew, those of items too.
  private mutating func turnToUTF8() {
    let texts = elements.filter(\.vr.isText).map { ($0, text($0.tag) ?? "") }
    for element in elements {
      guard case .items(let items) = element.value else { continue }
      self[element.tag] = DICOMElement(element.tag, element.vr, .items(items.map(\.inUTF8)))
    }
    self[.specificCharacterSet] = DICOMElement(
      .specificCharacterSet, .cs, .bytes(Array("ISO_IR 192".utf8)[...]))
    for (element, text) in texts {
      self[element.tag] = DICOMElement(element.tag, element.vr, .bytes(Array(text.utf8)[...]))
    }
  }
}

extension DICOMDataSet {
  /// The same as an item of a data set whose texts are UTF-8.
  fileprivate var inUTF8: DICOMDataSet {
    var item = DICOMDataSet([], inheriting: .utf8)
    for element in elements where element.tag != .specificCharacterSet {
      switch element.value {
      case .items(let items):
        item[element.tag] = DICOMElement(element.tag, element.vr, .items(items.map(\.inUTF8)))
      case .bytes where element.vr.isText:
        let text = Array((self.text(element.tag) ?? "").utf8)
        item[element.tag] = DICOMElement(element.tag, element.vr, .bytes(text[...]))
      default: item[element.tag] = element
      }
    }
    return item
  }
}

/// The shortest text that gives the number back, or the closest of 16 letters.
private func decimalText(_ number: Double) -> String {
  var text = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  var digits: Int32 = 17
  while text.utf8.count > 16 {
    digits -= 1
    var buffer = [CChar](repeating: 0, count: 32)
    withVaList([digits, number]) { _ = vsnprintf(&buffer, buffer.count, "%.*g", $0) }
    text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  return text
}
