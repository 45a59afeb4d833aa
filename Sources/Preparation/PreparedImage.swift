public import Volumes

/// An image as a network sees it: resampled and normalised, with its labels where it has any.
public struct PreparedImage: Sendable, Equatable {
  /// The case's name, for messages.
  public let name: String
  public let channels: Int
  public let size: GridSize
  /// Millimetres between voxels along i, j and k.
  public let spacing: SIMD3<Double>
  /// Shape (channels, nk, nj, ni), i fastest; finite.
  public let values: [Float]
  /// Shape (nk, nj, ni), i fastest; nil for an image to be labelled.
  public let labels: [UInt8]?

  /// - Precondition: The counts agree with `channels` and `size`.
  public init(
    name: String, channels: Int, size: GridSize, spacing: SIMD3<Double>, values: [Float],
    labels: [UInt8]?
  ) {
    precondition(
      values.count == channels * size.count && labels?.count ?? size.count == size.count,
      "the values of a prepared image fill its grid")
    self.name = name
    self.channels = channels
    self.size = size
    self.spacing = spacing
    self.values = values
    self.labels = labels
  }
}
