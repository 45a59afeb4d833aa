import Foundation

/// A seeded generator whose sequence never changes, so that a seed names a phantom for good.
///
/// Source: Steele, Lea and Flood, OOPSLA 2014, "Fast splittable pseudorandom number generators".
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in the half-open unit interval.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform from `range.lowerBound` to `range.upperBound`.
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Two independent draws from the standard normal distribution (Box and Muller, 1958).
  mutating func normalPair() -> (Double, Double) {
    // One minus a value of [0, 1) is never 0, so the logarithm stays finite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }

  /// A generator of its own for one part of a phantom.
  ///
  /// A part that starts to draw more numbers then leaves all the others as they were.
  static func part(_ name: StaticString, of seed: UInt64) -> SplitMix64 {
    // FNV-1a of the name: `Hasher` is seeded anew in every process.
    let hash = name.withUTF8Buffer { bytes in
      bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    var mixer = SplitMix64(seed: seed ^ hash)
    return SplitMix64(seed: mixer.next())
  }
}
