import Foundation
import Testing
import Volumes

@testable import Preparation

@Suite struct IntensityAugmentationTests {
  private let size = GridSize(ni: 128, nj: 128, nk: 1)

  private func changed(
    _ values: [Float], _ augmentation: Augmentation, size: GridSize? = nil,
    spacing: SIMD3<Double> = SIMD3(1, 1, 1), isPlanar: Bool = true, lowest: Float? = nil,
    seed: UInt64 = 1
  ) -> [Float] {
    var patch = ChannelPatch(
      values: values, size: size ?? self.size, spacing: spacing, isPlanar: isPlanar,
      lowest: lowest ?? values.min() ?? 0)
    var random = SplitMix64(seed: seed)
    patch.change(by: augmentation, random: &random)
    return patch.values
  }

  private func flat(_ value: Float) -> [Float] {
    [Float](repeating: value, count: size.count)
  }

  private var ramp: [Float] { (0..<size.count).map { Float($0) / Float(size.count - 1) } }

  private func mean(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }

  private func deviation(_ values: [Float]) -> Double {
    let centre = mean(values)
    let squares = values.reduce(0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
    return (squares / Double(values.count)).squareRoot()
  }

  @Test func `Gaussian noise has the asked deviation and mean 0`() {
    let noisy = changed(
      flat(0.4), Augmentation(gaussianNoise: .init(probability: 1, sigma: 0.2...0.2)))
    // Four standard errors of 16384 numbers.
    #expect(abs(deviation(noisy) / 0.2 - 1) < 4 * 0.0055)
    #expect(abs(mean(noisy) - 0.4) < 4 * 0.2 / 128)
  }

  @Test func `Rician noise has its known mean where there is no signal`() {
    let noisy = changed(
      flat(-1.5), Augmentation(ricianNoise: .init(probability: 1, sigma: 0.3...0.3)))
    #expect((noisy.min() ?? -9) >= -1.5)
    // Four standard errors of Rayleigh's distribution, 0.655 sigma / 128, and 0.01 sigma because
    // the generator's normal numbers are a sum of twelve.
    #expect(abs(mean(noisy) + 1.5 - 0.3 * (Double.pi / 2).squareRoot()) < 0.03 * 0.3)
  }

  @Test func `Rician noise far above zero is nearly Gaussian`() {
    let noisy = changed(
      flat(10), Augmentation(ricianNoise: .init(probability: 1, sigma: 0.5...0.5)), lowest: 0)
    // At a signal of 20 sigma the mean rises by sigma^2 / 20 / 2.
    #expect(abs(mean(noisy) - 10.0125) < 4 * 0.5 / 128)
    #expect(abs(deviation(noisy) / 0.5 - 1) < 4 * 0.0055)
  }

  @Test func `a blur keeps the sum and spreads a point by its variance`() {
    var point = flat(0)
    point[64 * 128 + 64] = 1
    let blurred = changed(point, Augmentation(blur: .init(probability: 1, sigma: 2...2)))
    #expect(abs(mean(blurred) * 16384 - 1) < 1e-5)
    var variance = SIMD2<Double>()
    for (n, value) in blurred.enumerated() {
      let d = SIMD2(Double(n % 128 - 64), Double(n / 128 - 64))
      variance += d * d * Double(value)
    }
    // The kernel ends at four deviations, outside of which lies 1e-3 of its variance.
    #expect(abs(variance.x - 4) < 0.01)
    #expect(abs(variance.y - 4) < 0.01)
  }

  @Test func `a blur is as wide in millimetres along every axis`() {
    let cube = GridSize(ni: 21, nj: 21, nk: 21)
    var point = [Float](repeating: 0, count: cube.count)
    point[cube.count / 2] = 1
    let blurred = changed(
      point, Augmentation(blur: .init(probability: 1, sigma: 2...2)), size: cube,
      spacing: SIMD3(1, 1, 2), isPlanar: false)
    let variances = blurred.enumerated().reduce(SIMD3<Double>()) { sum, element in
      let (n, value) = element
      let d = SIMD3(Double(n % 21 - 10), Double(n / 21 % 21 - 10), Double(n / 441 - 10) * 2)
      return sum + d * d * Double(value)
    }
    #expect(length(variances - SIMD3(4, 4, 4)) < 0.03)
    // Slices stay apart, and how far does not matter to the blur within them.
    let slices = changed(
      point, Augmentation(blur: .init(probability: 1, sigma: 2...2)), size: cube,
      spacing: SIMD3(1, 1, 0.5))
    #expect(slices.indices.allSatisfy { $0 / 441 == 10 || slices[$0] == 0 })
    let along = slices.enumerated().reduce(0.0) { sum, element in
      let d = Double(element.offset % 21 - 10)
      return sum + d * d * Double(element.element)
    }
    #expect(abs(along - 4) < 0.03)
  }

  @Test func `contrast keeps the mean and multiplies the deviation`() {
    let strong = changed(
      ramp, Augmentation(contrast: .init(probability: 1, factor: 1.5...1.5)))
    #expect(abs(mean(strong) - 0.5) < 1e-5)
    #expect(abs(deviation(strong) / deviation(ramp) - 1.5) < 1e-5)
  }

  @Test func `brightness adds its offset`() {
    let bright = changed(
      flat(0.25), Augmentation(brightness: .init(probability: 1, offset: 0.5...0.5)))
    #expect(bright == flat(0.75))
  }

  @Test func `a gamma of 1 changes nothing, of 2 squares what lies between 0 and 1`() {
    func gamma(_ exponent: Double, inverted: Double = 0) -> [Float] {
      changed(
        ramp,
        Augmentation(
          gamma: .init(
            probability: 1, exponent: exponent...exponent, invertedProbability: inverted)))
    }
    for (value, x) in zip(gamma(1), ramp) { #expect(abs(value - x) < 1e-6) }
    for (value, x) in zip(gamma(2), ramp) { #expect(abs(value - x * x) < 1e-6) }
    for (value, x) in zip(gamma(2, inverted: 1), ramp) {
      #expect(abs(value - (1 - (1 - x) * (1 - x))) < 1e-6)
    }
    let constant = changed(flat(3), Augmentation(gamma: .init(probability: 1, exponent: 2...2)))
    #expect(constant == flat(3))
  }

  @Test func `a bias field is smooth and about 1`() {
    for seed in 1...10 {
      var signal = flat(1)
      signal[0] = 0
      let field = changed(
        signal, Augmentation(biasField: .init(probability: 1, order: 3, strength: 0.3...0.3)),
        seed: UInt64(seed))
      #expect(field[0] == 0, "no signal stays none")
      let values = Array(field.dropFirst())
      // The logarithm's mean is that of Legendre polynomials at the middles of 128 parts: nearly 0.
      #expect(abs(values.reduce(0) { $0 + log(Double($1)) } / 16383) < 1e-3)
      // Its variance is at most the sum of 0.3^2 / ((2a + 1) (2b + 1)) = 0.144, and the mean of an
      // exponential is about 1 and half of that.
      #expect(abs(mean(values) - 1) < 0.144)
      // The steepest sum of terms: 0.3 * (3 * 1 + 2 * 3 + 1 * 6), over 64 voxels.
      var steepest: Float = 0
      for n in 2..<128 { steepest = max(steepest, abs(log(field[n] / field[n - 1]))) }
      #expect(steepest < 4.5 / 64 + 1e-4)
      #expect(deviation(values) > 0.05)
    }
  }

  @Test func `a part happens as often as its probability says`() {
    var happened = 0
    for seed in 1...1000 {
      let bright = changed(
        [0], Augmentation(brightness: .init(probability: 0.3, offset: 1...1)),
        size: GridSize(ni: 1, nj: 1, nk: 1), seed: UInt64(seed))
      if bright[0] == 1 { happened += 1 }
    }
    // Four standard errors: 4 * sqrt(1000 * 0.3 * 0.7) = 58.
    #expect(abs(happened - 300) < 58)
  }

  @Test func `labels know nothing of intensities`() throws {
    let shades = image(size, labels: (0..<size.count).map { UInt8($0 % 7) }) { $0.x / 128 }
    let drawer = try SampleDrawer(shades, recipe: recipe(2, patch: [64, 64]))
    var random = SplitMix64(seed: 2)
    let plain = drawer.sample(augmentation: .none, foregroundShare: 0.5, random: &random)
    random = SplitMix64(seed: 2)
    let noisy = drawer.sample(
      augmentation: Augmentation(
        gaussianNoise: .init(probability: 1, sigma: 1...1),
        gamma: .init(probability: 1, exponent: 2...2)),
      foregroundShare: 0.5, random: &random)
    #expect(noisy.labels == plain.labels)
    #expect(noisy.values != plain.values)
  }
}
