import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct EdgeMetricTests {
  /// Cost of the strongest edge.
  let floor = Float(EdgeMetricParameters().floor)

  @Test func `the metric is lowest on the rim of a disc`() {
    let image = discImage(ni: 64, nj: 64, x: 32, y: 32, radius: 20)
    let metric = Metric(of: image)
    #expect(metric.values[32 * 64 + 52] < floor + 0.05)
    #expect(metric.values[32 * 64 + 32] > floor + 0.9)
    #expect(metric.values[2 * 64 + 2] > floor + 0.9)
  }

  @Test func `brightness and contrast do not matter`() {
    let image = discImage(ni: 64, nj: 64, x: 30, y: 33, radius: 15)
    var other = image
    other.pixels = image.pixels.map { $0 * 8 + 512 }
    #expect(Metric(of: image) == Metric(of: other))
  }

  @Test func `a weak border keeps its strength when a bright one lies elsewhere`() {
    var image = discImage(ni: 256, nj: 128, x: 50, y: 64, radius: 25, inside: 60, outside: 50)
    for j in 0..<128 { for i in 220..<256 { image[i, j] = 900 } }
    let metric = Metric(of: image)
    // The bright band has 85 times the contrast, far away; by the global percentile: floor + 0.94.
    #expect(metric.values[64 * 256 + 25] < floor + 0.4)
  }

  @Test func `a constant image gives a constant metric`() {
    let metric = Metric(of: ImageSlice(ni: 8, nj: 8, pixels: [Float](repeating: 3, count: 64)))
    #expect(Set(metric.values) == [floor + 1])
  }

  @Test func `the gradient is per millimetre`() {
    let ramp = ImageSlice(
      ni: 8, nj: 8, spacing: SIMD2(2, 0.5), pixels: (0..<64).map { Float($0 % 8 * 3) })
    let g = gradientMagnitude(
      ramp.pixels, size: GridSize(ni: 8, nj: 8, nk: 1), spacing: SIMD3(2, 0.5, 1))
    #expect(g.allSatisfy { $0 == 1.5 })
  }

  @Test func `far below zero the exponential vanishes`() {
    #expect(exponential(-1000) == 0)
    #expect(exponential(-.infinity) == 0)
    #expect(exponential(-99) > 0)
  }

  @Test func `a smoothed constant stays and a smoothed peak keeps its sum`() {
    let size = GridSize(ni: 21, nj: 19, nk: 1)
    var peak = [Float](repeating: 0, count: size.count)
    peak[9 * 21 + 10] = 1
    let smooth = gaussianSmoothed(
      peak, size: size, sigma: SIMD3(1.5, 1.5, 1.5), replacement: 0)
    #expect(abs(smooth.reduce(0, +) - 1) < 1e-5)
    #expect(smooth.max() == smooth[9 * 21 + 10])
    // The peak of a Gaussian in two dimensions is 1 / (2 pi sigma^2).
    #expect(abs(smooth[9 * 21 + 10] - 0.0707) < 0.002)
  }

  @Test(arguments: [1e-170, 0.001, 0.0175, 0.049])
  func `a Gaussian too narrow for the grid leaves the image alone`(sigma: Double) {
    let image = discImage(ni: 40, nj: 40, x: 20, y: 20, radius: 12)
    var none = EdgeMetricParameters()
    none.sigma = 0
    var narrow = none
    narrow.sigma = sigma
    #expect(Metric(of: image, parameters: narrow) == Metric(of: image, parameters: none))
  }

  @Test(arguments: [Float(1e6), 1e20, 3e38, -3e38])
  func `one extreme pixel hides no edge elsewhere`(extreme: Float) {
    let image = discImage(ni: 96, nj: 96, x: 60, y: 60, radius: 20)
    var spoilt = image
    spoilt[2, 2] = extreme
    let metric = Metric(of: spoilt)
    #expect(metric.values[60 * 96 + 80] < floor + 0.05)
    #expect(metric.values[60 * 96 + 60] > floor + 0.9)
  }

  @Test func `a percentile is the value that so many lie below`() {
    let small: [Float] = (0...1000).map { Float($0) * 1e-20 }
    let median = percentile(0.5, of: small)
    #expect(median <= 5e-18 && median > 4.99e-18)
    #expect(percentile(0.99, of: [0, 0, 0, 0]) == 0)
    #expect(percentile(0.5, of: [1, 1, 1, 3e38]) == 1)
    #expect(percentile(1, of: [7]) == 7)
  }

  @Test(arguments: [-20.0, -5, -0.3, 0, 1, 7])
  func `the exponential agrees with its inverse relations`(x: Double) {
    #expect(abs(exponential(x) * exponential(-x) - 1) < 1e-12)
    let e = 2.718281828459045
    #expect(abs(exponential(1) - e) < 1e-12)
    #expect(abs(exponential(x + 1) / (exponential(x) * e) - 1) < 1e-12)
  }
}
