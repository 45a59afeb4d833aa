/// The structures a session annotates: a value, a name and a colour each.
public struct LabelTable: Sendable, Equatable, Codable {
  public struct Entry: Sendable, Equatable, Codable {
    /// Value in the written mask, 1...255.
    public let value: UInt8
    public let name: String
    /// "#RRGGBB"; nil takes the palette's colour.
    public let color: String?

    public init(value: UInt8, name: String, color: String? = nil) {
      self.value = value
      self.name = name
      self.color = color
    }
  }

  /// In the order in which contours are painted: where two overlap, the later label wins.
  public let entries: [Entry]

  /// - Throws: `SessionError.badLabelTable` when empty, when values or names repeat, or when a name
  ///   holds control characters.
  public init(_ entries: [Entry]) throws(SessionError) {
    guard !entries.isEmpty else { throw .badLabelTable("it names no label") }
    for (n, entry) in entries.enumerated() {
      guard entry.value > 0 else {
        throw .badLabelTable("label \(entry.name) has value 0, which is background; use 1 to 255")
      }
      guard !entry.name.isEmpty, Int(entry.name) == nil else {
        throw .badLabelTable("a label needs a name that is not a number")
      }
      // Tables and lists of labels part them by tabulators and ends of lines.
      guard !entry.name.unicodeScalars.contains(where: \.partsLines) else {
        throw .badLabelTable(
          "the name \(entry.name.debugDescription) holds a tabulator, the end of a line or another "
            + "control character; write it without")
      }
      for other in entries[..<n] where other.value == entry.value || other.name == entry.name {
        throw .badLabelTable(
          "\(other.name) = \(other.value) and \(entry.name) = \(entry.value) clash")
      }
    }
    self.entries = entries
  }

  public init(from decoder: any Decoder) throws {
    try self.init([Entry](from: decoder))
  }

  public func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }

  /// The entry a reference means; nil when there is none.
  public func entry(_ reference: LabelReference) -> Entry? {
    switch reference {
    case .name(let name):
      return entries.first { $0.name == name }
        ?? entries.first { $0.name.lowercased() == name.lowercased() }
    case .value(let value): return entries.first { Int($0.value) == value }
    }
  }

  public func name(of value: UInt8) -> String {
    entries.first { $0.value == value }?.name ?? "label \(value)"
  }
}

extension Unicode.Scalar {
  /// Control characters, and the ends of lines and paragraphs beside them.
  fileprivate var partsLines: Bool {
    [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
  }
}

/// A label as people write it: "LV" or 3.
public enum LabelReference: Sendable, Hashable, Codable {
  case name(String)
  case value(Int)

  public init(_ text: String) { self = Int(text).map(LabelReference.value) ?? .name(text) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      self = .value(value)
    } else {
      self = .name(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .name(let name): try container.encode(name)
    case .value(let value): try container.encode(value)
    }
  }
}

extension LabelReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .name(let name): return name
    case .value(let value): return String(value)
    }
  }
}
