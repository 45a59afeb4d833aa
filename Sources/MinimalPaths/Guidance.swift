public import Volumes

/// What a network says about the region a contour outlines: how likely each pixel of its slice lies
/// inside.
///
/// All of the inside counts, whatever is painted into it later: for an epicardium it is the sum of
/// the probabilities of the wall and of the cavity. Equal probabilities are equal guidance; the
/// comparison costs no walk over the pixels unless two copies were made separately.
public struct Guidance: Sendable {
  public var ni: Int { content.ni }
  public var nj: Int { content.nj }
  /// Shape (ni, nj), i fastest, 0 to 1.
  public var probabilities: [Float] { content.probabilities }
  private let content: Content

  private final class Content: Sendable {
    let ni: Int
    let nj: Int
    let probabilities: [Float]
    /// Of all of it, made once.
    let digest: UInt64

    init(ni: Int, nj: Int, probabilities: [Float]) {
      self.ni = ni
      self.nj = nj
      self.probabilities = probabilities
      // FNV-1a over whole numbers instead of bytes: quick, and good enough to tell slices apart.
      digest = probabilities.reduce(0xcbf2_9ce4_8422_2325 ^ UInt64(ni)) {
        ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
      }
    }
  }

  /// Probabilities that leave 0 to 1 by less than this are sums with rounding errors.
  private static let rounding: Float = 1e-3

  /// - Parameter probabilities: Shape (ni, nj), i fastest, 0 to 1.
  /// - Throws: `GuidanceError`.
  public init(ni: Int, nj: Int, probabilities: [Float]) throws(GuidanceError) {
    let (count, isTooLarge) = ni.multipliedReportingOverflow(by: nj)
    guard ni > 0, nj > 0, !isTooLarge, probabilities.count == count else {
      throw .wrongCount(probabilities.count, ni: ni, nj: nj)
    }
    let range = -Self.rounding...1 + Self.rounding
    // NaN lies in no range.
    if let n = probabilities.firstIndex(where: { !range.contains($0) }) {
      throw .noProbability(probabilities[n], i: n % ni, j: n / ni)
    }
    // Adding zero makes -0 of sums 0, which is the same probability.
    content = Content(
      ni: ni, nj: nj, probabilities: probabilities.map { min(max($0, 0), 1) + 0 })
  }

  /// - Parameter slice: Its values are the probabilities.
  /// - Throws: `GuidanceError`.
  public init(_ slice: ImageSlice) throws(GuidanceError) {
    try self.init(ni: slice.ni, nj: slice.nj, probabilities: slice.pixels)
  }
}

extension Guidance: Hashable {
  public static func == (a: Guidance, b: Guidance) -> Bool {
    if a.content === b.content { return true }
    return a.content.digest == b.content.digest && a.ni == b.ni && a.nj == b.nj
      && a.probabilities == b.probabilities
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(content.digest) }
}

/// Why numbers are no guidance.
public enum GuidanceError: Error, Equatable, Sendable {
  case wrongCount(Int, ni: Int, nj: Int)
  case noProbability(Float, i: Int, j: Int)
}

extension GuidanceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .wrongCount(let count, let ni, let nj):
      return "there are \(count) probabilities for a slice of \(ni) x \(nj) pixels; give one for "
        + "each pixel"
    case .noProbability(let value, let i, let j):
      return "the value at (\(i), \(j)) is \(value); a probability lies between 0 and 1"
    }
  }
}
