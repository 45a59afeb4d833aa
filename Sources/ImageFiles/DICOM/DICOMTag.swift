/// The name of an element: its group and its number in the group.
///
/// Written as a number, `0x0028_0010`, or by the standard's keyword, `"Rows"`.
public struct DICOMTag: Hashable, Comparable, Sendable {
  /// Group << 16 | element.
  public let rawValue: UInt32

  /// The tag `group << 16 | element`.
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// The upper half; odd in elements that manufacturers made for themselves.
  public var group: UInt16 { UInt16(rawValue >> 16) }
  /// The lower half.
  public var element: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  /// Whether the elements that are read and written here have it among them.
  public var isKnown: Bool { DICOMDictionary.entry(self) != nil }
  var isPrivate: Bool { !group.isMultiple(of: 2) }
  /// The element that names whose the private elements of a block are.
  var isPrivateCreator: Bool { isPrivate && 0x10...0xFF ~= element }
  /// The retired element that states a group's length.
  var isGroupLength: Bool { element == 0 }

  public static func < (a: DICOMTag, b: DICOMTag) -> Bool { a.rawValue < b.rawValue }

  static let item: DICOMTag = 0xFFFE_E000
  static let itemEnd: DICOMTag = 0xFFFE_E00D
  static let sequenceEnd: DICOMTag = 0xFFFE_E0DD

  // Asked for with every element, too often for the keyword's search.
  static let specificCharacterSet: DICOMTag = 0x0008_0005
  static let bitsAllocated: DICOMTag = 0x0028_0100
  static let pixelRepresentation: DICOMTag = 0x0028_0103
  static let pixelData: DICOMTag = 0x7FE0_0010
}

extension DICOMTag: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: UInt32) { self.init(value) }

  /// - Precondition: The keyword is in `DICOMDictionary`.
  public init(stringLiteral keyword: String) {
    guard let tag = DICOMDictionary.tag(keyword) else {
      preconditionFailure("\(keyword) is no keyword of DICOMDictionary")
    }
    self = tag
  }
}

extension DICOMTag: CustomStringConvertible {
  /// "(0028,0010)".
  public var description: String {
    func four(_ number: UInt16) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "(\(four(group)),\(four(element)))"
  }
}
