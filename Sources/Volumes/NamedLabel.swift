/// A structure that is labelled, and the value it has in a mask.
public struct NamedLabel: Sendable, Equatable, Codable {
  /// From 1; 0 is background.
  public let value: UInt8
  public let name: String

  public init(value: UInt8, name: String) {
    self.value = value
    self.name = name
  }
}
