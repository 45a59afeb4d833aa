public import Foundation
public import ImageFiles

/// The DICOM JSON model: data sets as objects whose keys are tags of eight digits.
///
/// Values that stand elsewhere (BulkDataURI) are left out. All texts are UTF-8, whatever the
/// objects say of a character set. Source: DICOM PS3.18, annex F.
public enum DICOMJSON {
  /// Reads an array of data sets, as searches answer, or one data set.
  /// - Parameter what: Named in errors.
  /// - Throws: `DICOMWebError.malformed`.
  public static func dataSets(
    _ text: Data, what: String = "the list"
  ) throws(DICOMWebError) -> [DICOMDataSet] {
    // Some servers leave the body of an empty list empty.
    guard text.contains(where: { !$0.isWhitespace }) else { return [] }
    let answer: Answer
    do {
      answer = try JSONDecoder().decode(Answer.self, from: text)
    } catch {
      // The decoder's own words quote the values.
      throw .malformed(what: what, reason: "it is no DICOM JSON")
    }
    var dataSets: [DICOMDataSet] = []
    for object in answer.objects { dataSets.append(try dataSet(object, what: what)) }
    return dataSets
  }

  private static func dataSet(
    _ object: [String: Attribute], what: String
  ) throws(DICOMWebError) -> DICOMDataSet {
    var dataSet = DICOMDataSet()
    for (key, attribute) in object.sorted(by: { $0.key < $1.key }) {
      guard key.utf8.count == 8, key.allSatisfy(\.isHexDigit), let number = UInt32(key, radix: 16)
      else {
        throw .malformed(what: what, reason: "\"\(shown(key))\" is no tag")
      }
      let tag = DICOMTag(number)
      // It tells how the server keeps the texts; here they are UTF-8.
      guard tag != "SpecificCharacterSet" else { continue }
      try set(tag, attribute, in: &dataSet, what: what)
    }
    return dataSet
  }

  private static func set(
    _ tag: DICOMTag, _ attribute: Attribute, in dataSet: inout DICOMDataSet, what: String
  ) throws(DICOMWebError) {
    func wrong(_ reason: String) -> DICOMWebError {
      .malformed(what: what, reason: "element \(tag) \(reason)")
    }
    guard let vr = DICOMVR(rawValue: attribute.vr ?? "UN") else {
      throw wrong("is of an unknown kind")
    }
    if let encoded = attribute.inlineBinary {
      guard let bytes = Data(base64Encoded: encoded) else { throw wrong("is no base 64") }
      return dataSet.set(tag, to: Array(bytes), as: vr)
    }
    let values = attribute.values ?? []
    switch vr {
    case .sq:
      var items: [DICOMDataSet] = []
      for value in values {
        guard case .object(let item) = value else { throw wrong("holds something that is no item") }
        items.append(try self.dataSet(item, what: what))
      }
      dataSet.set(tag, to: items)
    case .us, .ss, .ul, .sl, .uv, .sv, .at:
      guard let numbers = values.integers(vr) else {
        throw wrong("holds something that is no number of kind \(vr.rawValue)")
      }
      dataSet.set(tag, to: numbers, as: vr)
    case .fl, .fd:
      guard let numbers = values.decimals else { throw wrong("holds something that is no number") }
      dataSet.set(tag, to: numbers, as: vr)
    case .ob, .od, .of, .ol, .ov, .ow, .un:
      // Binary values come inline or not at all.
      dataSet.set(tag, to: [] as [UInt8], as: vr)
    default:
      guard let texts = values.texts else { throw wrong("holds something that is no text") }
      dataSet.set(tag, to: texts.joined(separator: "\\"), as: vr)
    }
  }
}

/// A list of data sets, or one alone.
private struct Answer: Decodable {
  let objects: [[String: Attribute]]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let one = try? container.decode([String: Attribute].self) {
      objects = [one]
    } else {
      objects = try container.decode([[String: Attribute]].self)
    }
  }
}

/// An element: its kind and its values.
private struct Attribute: Decodable {
  let vr: String?
  let values: [Value]?
  let inlineBinary: String?

  enum CodingKeys: String, CodingKey {
    case vr
    case values = "Value"
    case inlineBinary = "InlineBinary"
  }
}

private enum Value: Decodable {
  /// An empty value among others.
  case null
  case text(String)
  case integer(Int)
  case decimal(Double)
  /// By its writings.
  case name([String: String])
  case object([String: Attribute])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      self = .decimal(number)
    } else if let name = try? container.decode([String: String].self), !name.isEmpty {
      self = .name(name)
    } else {
      self = .object(try container.decode([String: Attribute].self))
    }
  }
}

extension [Value] {
  /// nil where one does not fit the kind.
  fileprivate func integers(_ vr: DICOMVR) -> [Int]? {
    let range: ClosedRange<Int> =
      switch vr {
      case .us: 0...0xFFFF
      case .ss: -0x8000...0x7FFF
      case .ul, .at: 0...0xFFFF_FFFF
      case .sl: -0x8000_0000...0x7FFF_FFFF
      case .uv: 0 ... .max
      default: .min ... .max
      }
    let numbers = compactMap { value -> Int? in
      let number: Int? =
        switch value {
        case .integer(let number): number
        // Tags are texts of eight hexadecimal digits.
        case .text(let text): vr == .at ? Int(text, radix: 16) : Int(text)
        case .decimal(let number): Int(exactly: number)
        default: nil
        }
      return number.flatMap { range.contains($0) ? $0 : nil }
    }
    return numbers.count == count ? numbers : nil
  }

  /// nil where one is no finite number.
  fileprivate var decimals: [Double]? {
    let numbers = compactMap { value -> Double? in
      switch value {
      case .integer(let number): Double(number)
      case .decimal(let number): number.isFinite ? number : nil
      case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
      default: nil
      }
    }
    return numbers.count == count ? numbers : nil
  }

  /// nil where one is an item. Of a name its writings, "=" between them.
  fileprivate var texts: [String]? {
    let texts = compactMap { value -> String? in
      switch value {
      case .null: ""
      case .text(let text): text
      case .integer(let number): "\(number)"
      case .decimal(let number):
        Int(exactly: number).map(String.init) ?? "\(number)"
      case .name(let writings):
        ["Alphabetic", "Ideographic", "Phonetic"].map { writings[$0] ?? "" }
          .joined(separator: "=").trimmingCharacters(in: CharacterSet(charactersIn: "="))
      // An empty object is a name without writings.
      case .object(let item): item.isEmpty ? "" : nil
      }
    }
    return texts.count == count ? texts : nil
  }
}

extension UInt8 {
  fileprivate var isWhitespace: Bool { self == 0x20 || 0x09...0x0D ~= self }
}
