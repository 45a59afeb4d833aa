import Foundation
import Volumes

/// One channel of a patch, for the intensity parts of an augmentation.
struct ChannelPatch {
  var values: [Float]
  let size: GridSize
  /// Voxels of the finest spacing for one voxel along i, j and k; 0 along k with two dimensions.
  let fineness: SIMD3<Double>
  /// The intensity of the whole image that stands for no signal.
  let lowest: Float

  init(
    values: [Float], size: GridSize, spacing: SIMD3<Double>, isPlanar: Bool, lowest: Float
  ) {
    self.values = values
    self.size = size
    self.lowest = lowest
    let finest = isPlanar ? min(spacing.x, spacing.y) : spacing.min()
    var fineness = finest / spacing
    if isPlanar { fineness.z = 0 }
    self.fineness = fineness
  }

  /// Applies the intensity parts in the order of their declaration.
  ///
  /// Random numbers are drawn in that order too: one for whether a part happens, one for its
  /// strength, then what it needs for itself; a part that is nil draws none.
  mutating func change(by augmentation: Augmentation, random: inout SplitMix64) {
    if let part = augmentation.biasField, random.happens(part.probability) {
      let strength = random.uniform(part.strength)
      multiply(by: BiasField(order: part.order, strength: strength, size: size, random: &random))
    }
    if let part = augmentation.blur, random.happens(part.probability) {
      blur(sigma: random.uniform(part.sigma))
    }
    if let part = augmentation.ricianNoise, random.happens(part.probability) {
      addRicianNoise(sigma: Float(random.uniform(part.sigma)), &random)
    }
    if let part = augmentation.gaussianNoise, random.happens(part.probability) {
      let sigma = Float(random.uniform(part.sigma))
      for n in values.indices { values[n] += sigma * random.normal() }
    }
    if let part = augmentation.contrast, random.happens(part.probability) {
      let factor = Float(random.uniform(part.factor))
      let mean = Float(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))
      for n in values.indices { values[n] = mean + factor * (values[n] - mean) }
    }
    if let part = augmentation.brightness, random.happens(part.probability) {
      let offset = Float(random.uniform(part.offset))
      for n in values.indices { values[n] += offset }
    }
    if let part = augmentation.gamma, random.happens(part.probability) {
      let exponent = Float(random.uniform(part.exponent))
      raise(to: exponent, isInverted: random.happens(part.invertedProbability))
    }
  }

  private mutating func multiply(by field: BiasField) {
    var n = 0
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        let row = field.row(j: j, k: k)
        for i in 0..<size.ni {
          let factor = exp((row * field.alongI[i]).sum())
          values[n] = lowest + (values[n] - lowest) * factor
          n += 1
        }
      }
    }
  }

  private mutating func blur(sigma: Double) {
    let lengths = [size.ni, size.nj, size.nk]
    var inner = 1
    for axis in 0..<3 {
      let deviation = sigma * fineness[axis]
      // A narrower Gaussian gives its neighbours less than a Float can tell from nothing.
      if deviation > 0.05, lengths[axis] > 1 {
        values = AxisTable.gaussian(sigma: deviation, count: lengths[axis])
          .applied(to: values, length: lengths[axis], inner: inner)
      }
      inner *= lengths[axis]
    }
  }

  /// The magnitude of a complex signal whose two parts have normal noise, as MR scanners give it;
  /// signals are counted from `lowest`, because a z-score has lost where zero was.
  ///
  /// Source: Gudbjartsson and Patz, Magnetic Resonance in Medicine 34 (1995) 910.
  private mutating func addRicianNoise(sigma: Float, _ random: inout SplitMix64) {
    for n in values.indices {
      let real = values[n] - lowest + sigma * random.normal()
      let imaginary = sigma * random.normal()
      values[n] = lowest + (real * real + imaginary * imaginary).squareRoot()
    }
  }

  private mutating func raise(to exponent: Float, isInverted: Bool) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in values { (low, high) = (min(low, value), max(high, value)) }
    guard high > low else { return }
    let from = isInverted ? high : low
    let spread = isInverted ? low - high : high - low
    for n in values.indices {
      values[n] = from + spread * pow(max(0, (values[n] - from) / spread), exponent)
    }
  }
}

/// The logarithm of a smooth field about 1: Legendre polynomials over the patch without the constant
/// one, so that its mean is nearly 0.
///
/// Source: Van Leemput et al., IEEE TMI 18 (1999) 885, polynomial bias fields. We differ: random
/// coefficients, as we make fields and do not estimate them.
private struct BiasField {
  /// The polynomials of degree 0 to 3 at each i, j and k.
  let alongI: [SIMD4<Float>]
  private let alongJ: [SIMD4<Float>]
  private let alongK: [SIMD4<Float>]
  /// Shape (4, 4), the degree along j fastest; the lanes are the degrees along i.
  private var coefficients: [SIMD4<Float>]

  init(order: Int, strength: Double, size: GridSize, random: inout SplitMix64) {
    alongI = BiasField.legendre(size.ni)
    alongJ = BiasField.legendre(size.nj)
    alongK = BiasField.legendre(size.nk)
    coefficients = [SIMD4<Float>](repeating: SIMD4(), count: 16)
    for c in 0...(size.nk > 1 ? order : 0) {
      for b in 0...(size.nj > 1 ? order - c : 0) {
        for a in 0...(size.ni > 1 ? order - c - b : 0) where a + b + c > 0 {
          coefficients[4 * c + b][a] = Float(random.uniform(-strength...strength))
        }
      }
    }
  }

  /// What remains to be multiplied by `alongI` and summed.
  func row(j: Int, k: Int) -> SIMD4<Float> {
    var sum = SIMD4<Float>()
    for c in 0..<4 {
      for b in 0..<4 { sum += coefficients[4 * c + b] * (alongJ[j][b] * alongK[k][c]) }
    }
    return sum
  }

  private static func legendre(_ count: Int) -> [SIMD4<Float>] {
    (0..<count).map { n in
      let x = Float(2 * n + 1) / Float(count) - 1
      return SIMD4(1, x, (3 * x * x - 1) / 2, (5 * x * x * x - 3 * x) / 2)
    }
  }
}
