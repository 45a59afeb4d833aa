/// The dashes of a line, so that lines differ in more than colour.
public struct LinePattern: Sendable, Hashable {
  /// Lengths in pixels of ink and gap in turn, starting with ink; empty for a solid line.
  public let lengths: [Double]

  /// - Precondition: `lengths` come in pairs, all finite and positive.
  public init(lengths: [Double]) {
    precondition(lengths.count.isMultiple(of: 2), "a line pattern is pairs of ink and gap")
    precondition(
      lengths.allSatisfy { $0.isFinite && $0 > 0 }, "ink and gap are positive lengths")
    self.lengths = lengths
  }

  /// No gaps.
  public static let solid = LinePattern(lengths: [])
  /// Long dashes, narrow gaps.
  public static let longDashes = LinePattern(lengths: [14, 3])
  /// Dots as long as their gaps.
  public static let dots = LinePattern(lengths: [2.5, 2.5])
  /// A dash and a dot in turn.
  public static let dashDot = LinePattern(lengths: [9, 3, 2, 3])
  /// Short dashes, narrow gaps.
  public static let shortDashes = LinePattern(lengths: [6, 3])

  /// The same pattern with wide gaps, for a line that a machine drew and nobody approved.
  public var machineMade: LinePattern {
    guard !lengths.isEmpty else { return LinePattern(lengths: [8, 6]) }
    let widened = lengths.enumerated().map { n, length in
      n.isMultiple(of: 2) ? length : max(length, 6)
    }
    return LinePattern(lengths: widened)
  }

  /// The inked stretches of a line between two distances from its start, each shortened by
  /// `inset` at its own ends to leave room for round line ends.
  func ink(from start: Double, to end: Double, inset: Double) -> [(Double, Double)] {
    let period = lengths.reduce(0, +)
    guard period > 0 else { return [(start, end)] }
    var result: [(Double, Double)] = []
    var base = (start / period).rounded(.down) * period
    while base < end {
      var position = base
      for pair in stride(from: 0, to: lengths.count, by: 2) {
        let middle = position + lengths[pair] / 2
        let half = max(lengths[pair] / 2 - inset, 0)
        let low = max(middle - half, start)
        let high = min(middle + half, end)
        if low <= high { result.append((low, high)) }
        position += lengths[pair] + lengths[pair + 1]
      }
      base += period
    }
    return result
  }
}
