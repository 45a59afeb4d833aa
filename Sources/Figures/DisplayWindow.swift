public import Volumes

/// Which intensities are shown, from black to white.
public struct DisplayWindow: Sendable, Hashable {
  /// The intensity shown as mid-grey.
  public var level: Double
  /// The difference between the intensities shown as white and as black; not negative.
  public var width: Double

  /// - Precondition: `level` and `width` are finite, `width` is not negative.
  public init(level: Double, width: Double) {
    precondition(level.isFinite && width.isFinite && width >= 0, "a window is finite")
    self.level = level
    self.width = width
  }

  /// The window from the `lower` to the `upper` percentile of the finite intensities.
  ///
  /// Where the two are equal, as in a nearly empty slice, the window spans all finite intensities.
  /// - Precondition: 0 <= `lower` <= `upper` <= 100.
  /// - Complexity: O(n log n).
  public init(intensities: [Float], percentiles lower: Double = 1, _ upper: Double = 99) {
    precondition(lower >= 0 && lower <= upper && upper <= 100, "percentiles are 0...100")
    let sorted = intensities.filter(\.isFinite).sorted()
    guard let least = sorted.first, let most = sorted.last else {
      self.init(level: 0, width: 0)
      return
    }
    func percentile(_ p: Double) -> Double {
      let rank = FractionalRank(Double(sorted.count - 1) * p / 100, of: sorted.count)
      return rank.value(Double(sorted[rank.lower]), Double(sorted[rank.upper]))
    }
    var (black, white) = (percentile(lower), percentile(upper))
    if black == white { (black, white) = (Double(least), Double(most)) }
    self.init(level: (black + white) / 2, width: white - black)
  }

  /// The window from the 1st to the 99th percentile of a slice.
  public init(_ slice: ImageSlice) { self.init(intensities: slice.pixels) }

  /// The grey of an intensity, 0...255: black for NaN; with a window of no width, mid-grey at the
  /// level, black below and white above.
  public func grey(_ intensity: Float) -> UInt8 {
    if intensity.isNaN { return 0 }
    let above = Double(intensity) - level
    if width == 0 { return above == 0 ? 128 : above < 0 ? 0 : 255 }
    let share = min(max(above / width + 0.5, 0), 1)
    return UInt8((share * 255).rounded())
  }
}
