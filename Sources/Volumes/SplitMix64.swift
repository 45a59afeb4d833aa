/// A seeded generator whose sequence never changes: the same numbers on every machine, for good.
///
/// Source: Steele, Lea and Flood, OOPSLA 2014, "Fast splittable pseudorandom number generators".
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A generator of its own for one of many parts, such as step 7 of epoch 3: parts may be drawn in
  /// any order, and one that begins to draw more numbers leaves the others as they were.
  public init(seed: UInt64, part: [UInt64]) {
    var mixer = SplitMix64(seed: seed)
    for number in part { mixer = SplitMix64(seed: mixer.next() ^ number) }
    self.init(seed: mixer.next())
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in the half-open unit interval.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform from `range.lowerBound` to `range.upperBound`.
  public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Mean 0 and variance 1, normal but for its ends: the sum of twelve numbers of 16 bits, which
  /// needs no logarithm that machines round differently.
  public mutating func normal() -> Float {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let bits = next()
      sum += (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    }
    return Float(Int(sum) - 6 * 0xFFFF) / 65536
  }
}
