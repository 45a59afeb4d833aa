/// Data that is well-formed by itself but cannot be used for what was asked.
public struct DataError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
