/// One image of a training batch.
public struct Sample: Sendable, Equatable {
  /// Shape (channels, patch), the last axis (i) fastest.
  public let values: [Float]
  /// Shape (patch).
  public let labels: [UInt8]

  public init(values: [Float], labels: [UInt8]) {
    self.values = values
    self.labels = labels
  }
}
