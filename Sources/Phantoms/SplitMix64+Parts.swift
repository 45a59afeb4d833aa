import Foundation
import Volumes

extension SplitMix64 {
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
