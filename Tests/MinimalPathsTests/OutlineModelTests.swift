import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct OutlineModelTests {
  func dice(_ contour: [SlicePoint], _ truth: [SlicePoint], ni: Int, nj: Int) -> Double {
    let a = SliceMask(ni: ni, nj: nj, inside: contour)
    let b = SliceMask(ni: ni, nj: nj, inside: truth)
    let common = zip(a.pixels, b.pixels).reduce(0) { $1.0 && $1.1 ? $0 + 1 : $0 }
    return 2 * Double(common) / Double(a.area + b.area)
  }

  /// An ellipse on noisy ground; clicks beside its border.
  func ellipse(
    spacing: SIMD2<Double> = SIMD2(1, 1), noise: Float = 8, seed: UInt64 = 1
  ) -> (image: ImageSlice, outline: [SlicePoint]) {
    let (ni, nj) = (Int(90 / spacing.x), Int(80 / spacing.y))
    let outline = circlePoints(x: 0, y: 0, radius: 1, count: 400).map {
      SlicePoint((45 + 26 * $0.x) / spacing.x, (40 + 17 * $0.y) / spacing.y)
    }
    let inside = SliceMask(ni: ni, nj: nj, inside: outline)
    var random = SeededRandom(seed: seed)
    let pixels = inside.pixels.map {
      ($0 ? 150 : 90) + Float.random(in: -noise...noise, using: &random)
    }
    return (ImageSlice(ni: ni, nj: nj, spacing: spacing, pixels: pixels), outline)
  }

  func clicks(_ outline: [SlicePoint], _ count: Int, off: Double, seed: UInt64) -> [SlicePoint] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { n in
      let p = outline[n * outline.count / count]
      return SlicePoint(
        p.x + Double.random(in: -off...off, using: &random),
        p.y + Double.random(in: -off...off, using: &random))
    }
  }

  @Test(arguments: [3, 4, 6, 10])
  func `clicks a pixel off still give the structure`(count: Int) throws {
    let (image, outline) = ellipse()
    for seed in 1...5 as ClosedRange<UInt64> {
      let contour = try Tracer(slice: image).contour(
        through: clicks(outline, count, off: 1, seed: seed), closed: true)
      #expect(dice(contour.points, outline, ni: image.ni, nj: image.nj) > 0.95)
      #expect(isSimplePolygon(contour.points))
      #expect(contour.arcs.count == count)
    }
  }

  @Test func `without an image the contour is the smooth curve of the clicks`() throws {
    let flat = ImageSlice(ni: 80, nj: 80, pixels: [Float](repeating: 7, count: 6400))
    let circle = circlePoints(x: 40, y: 40, radius: 20, count: 360)
    let contour = try Tracer(slice: flat).contour(
      through: circlePoints(x: 40, y: 40, radius: 20, count: 5), closed: true)
    #expect(dice(contour.points, circle, ni: 80, nj: 80) > 0.97)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `in noise beside a real structure the contour is the smooth curve of the clicks`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    var image = ImageSlice(ni: 120, nj: 80, pixels: [Float](repeating: 0, count: 9600))
    for j in 0..<80 {
      for i in 0..<120 {
        image[i, j] = (i > 95 ? 150 : 90) + Float.random(in: -6...6, using: &random)
      }
    }
    let circle = circlePoints(x: 40, y: 40, radius: 20, count: 360)
    let contour = try Tracer(slice: image).contour(
      through: circlePoints(x: 40, y: 40, radius: 20, count: 6), closed: true)
    #expect(dice(contour.points, circle, ni: 120, nj: 80) > 0.95)
    let confidences = contour.arcs.map(\.confidence)
    #expect(confidences.reduce(0, +) / Double(confidences.count) < 0.8)
  }

  @Test func `noise is measured beside edges`() {
    var random = SeededRandom(seed: 3)
    func estimate(_ noise: Float) -> Double {
      let pixels = (0..<10_000).map { n -> Float in
        (n % 100 < 40 ? 0.2 : 0.8) + Float.random(in: -noise...noise, using: &random)
      }
      return noiseDeviation(pixels, ni: 100, nj: 100)
    }
    #expect(estimate(0) < 1e-6)
    for noise in [0.01, 0.05, 0.2] as [Float] {
      // Of evenly distributed numbers.
      #expect(abs(estimate(noise) / (Double(noise) / 3.0.squareRoot()) - 1) < 0.05)
    }
    #expect(noiseDeviation([1, 2, 3, 4], ni: 2, nj: 2) == 0)
  }

  @Test func `the same structure at another spacing gives nearly the same contour`() throws {
    let (fine, outline) = ellipse(spacing: SIMD2(1, 1), noise: 1)
    let (coarse, coarseOutline) = ellipse(spacing: SIMD2(1.25, 0.8), noise: 1)
    let a = try Tracer(slice: fine).contour(
      through: clicks(outline, 5, off: 0, seed: 1), closed: true)
    let b = try Tracer(slice: coarse).contour(
      through: clicks(coarseOutline, 5, off: 0, seed: 1), closed: true)
    let scaled = b.points.map { SlicePoint($0.x * 1.25, $0.y * 0.8) }
    #expect(dice(a.points, scaled, ni: fine.ni, nj: fine.nj) > 0.98)
  }

  @Test(arguments: [0.5, 0.75, 1.5])
  func `the same structure in finer or coarser pixels gives nearly the same contour`(
    spacing: Double
  ) throws {
    let (plain, outline) = ellipse(noise: 1)
    let (other, otherOutline) = ellipse(spacing: SIMD2(spacing, spacing), noise: 1)
    let a = try Tracer(slice: plain).contour(
      through: clicks(outline, 4, off: 0, seed: 1), closed: true)
    let b = try Tracer(slice: other).contour(
      through: clicks(otherOutline, 4, off: 0, seed: 1), closed: true)
    let scaled = b.points.map { SlicePoint($0.x * spacing, $0.y * spacing) }
    #expect(dice(a.points, scaled, ni: plain.ni, nj: plain.nj) > 0.97)
  }

  /// A disc of radius 20 around (40, 40), whose border is gone at its right side.
  func discWithGap(_ halfAngle: Double) -> ImageSlice {
    var random = SeededRandom(seed: 9)
    var image = ImageSlice(ni: 80, nj: 80, pixels: [Float](repeating: 0, count: 6400))
    for j in 0..<80 {
      for i in 0..<80 {
        let (x, y) = (Double(i) - 40, Double(j) - 40)
        let isGap = x > 0 && abs(y) < x * halfAngle
        let inside = x * x + y * y < 400
        image[i, j] = (isGap ? 120 : inside ? 150 : 90) + Float.random(in: -6...6, using: &random)
      }
    }
    return image
  }

  @Test func `the arc without a border has the least confidence`() throws {
    let clicks = [45.0, 135, 225, 315].map { degrees in
      SlicePoint(
        40 + 20 * cosine(turns: degrees / 360), 40 + 20 * sine(turns: degrees / 360))
    }
    let contour = try Tracer(slice: discWithGap(0.8)).contour(through: clicks, closed: true)
    let weakest = try #require(contour.arcsToReview.first)
    // From 315 degrees over 0 to 45.
    #expect(weakest.index == 3)
    let place = weakest.arc.placeToLook(spacing: SIMD2(1, 1))
    #expect(place.x > 52)
    for n in 0..<3 { #expect(contour.arcs[n].confidence > weakest.arc.confidence + 0.2) }
    let whole = try Tracer(slice: discWithGap(0)).contour(through: clicks, closed: true)
    #expect(whole.arcs.allSatisfy { $0.confidence > 0.8 && $0.confidence <= 1 })
  }

  @Test func `turning the image and the clicks turns the contour`() throws {
    let (image, outline) = ellipse(seed: 3)
    let seeds = clicks(outline, 5, off: 1, seed: 3)
    var turned = ImageSlice(
      ni: image.nj, nj: image.ni, pixels: [Float](repeating: 0, count: image.ni * image.nj))
    for j in 0..<image.nj {
      for i in 0..<image.ni { turned[image.nj - 1 - j, i] = image[i, j] }
    }
    func turn(_ p: SlicePoint) -> SlicePoint { SlicePoint(Double(image.nj - 1) - p.y, p.x) }
    let a = try Tracer(slice: image).contour(through: seeds, closed: true)
    let b = try Tracer(slice: turned).contour(through: seeds.map(turn), closed: true)
    #expect(dice(a.points.map(turn), b.points, ni: turned.ni, nj: turned.nj) > 0.995)
  }

  @Test func `whatever the clicks, the contour is simple and stays in the image`() throws {
    let (image, _) = ellipse(seed: 4)
    let tracer = Tracer(slice: image)
    var random = SeededRandom(seed: 5)
    for _ in 0..<60 {
      let count = Int.random(in: 3...12, using: &random)
      let seeds = (0..<count).map { _ in
        SlicePoint(
          Double.random(in: -0.5...89.5, using: &random),
          Double.random(in: -0.5...79.5, using: &random))
      }
      guard let contour = try? tracer.contour(through: seeds, closed: true) else { continue }
      #expect(isSimplePolygon(contour.points))
      #expect(contour.points.allSatisfy(tracer.contains))
    }
  }

  @Test func `NaN and infinite pixels leave a valid contour`() throws {
    var (image, outline) = ellipse(seed: 6)
    for n in stride(from: 0, to: image.pixels.count, by: 97) { image.pixels[n] = .nan }
    image[45, 40] = .infinity
    image[2, 2] = -.infinity
    let contour = try Tracer(slice: image).contour(
      through: clicks(outline, 5, off: 1, seed: 6), closed: true)
    #expect(dice(contour.points, outline, ni: image.ni, nj: image.nj) > 0.95)
    let nothing = ImageSlice(ni: 9, nj: 9, pixels: [Float](repeating: .nan, count: 81))
    let flat = try Tracer(slice: nothing).contour(
      through: [SlicePoint(1, 1), SlicePoint(7, 1), SlicePoint(4, 7)], closed: true)
    #expect(isSimplePolygon(flat.points))
  }
}

@Suite struct SmoothPriorTests {
  @Test func `clicks on a circle give the circle`() {
    let points = (0..<6).map { n -> SIMD2<Double> in
      let t = Double(n) / 6
      return SIMD2(30 + 12 * cosine(turns: t), 40 + 12 * sine(turns: t))
    }
    let prior = SmoothPrior(through: points, noise: 0.1, temper: 0.2)
    for n in 0..<50 {
      let d = prior.point(at: Double(n) / 50) - SIMD2(30, 40)
      #expect(abs(squaredLength(d).squareRoot() - 12) < 0.15)
    }
  }

  @Test func `the curve is sure at the clicks and less sure the farther from them`() {
    let points = [SIMD2(0.0, 0), SIMD2(30, 0), SIMD2(30, 30), SIMD2(0, 30)]
    let prior = SmoothPrior(through: points, noise: 0.8, temper: 0.2)
    for n in prior.parameters.indices {
      let here = prior.parameters[n]
      let next = n + 1 < prior.parameters.count ? prior.parameters[n + 1] : 1
      let variances = (0...4).map { prior.variance(at: here + (next - here) * Double($0) / 8) }
      #expect(variances[0] > 0 && variances[0] <= 0.64)
      for (a, b) in zip(variances, variances.dropFirst()) { #expect(a < b) }
    }
  }

  @Test func `the curve moves and grows with its clicks`() {
    let points = [SIMD2(1.0, 2), SIMD2(20, 4), SIMD2(25, 18), SIMD2(8, 22)]
    let a = SmoothPrior(through: points, noise: 0.8, temper: 0.2)
    let b = SmoothPrior(through: points.map { 3 * $0 + SIMD2(7, -5) }, noise: 2.4, temper: 0.2)
    for n in 0..<20 {
      let d = b.point(at: Double(n) / 20) - (3 * a.point(at: Double(n) / 20) + SIMD2(7, -5))
      #expect(squaredLength(d) < 1e-12)
    }
  }

  @Test func `lobes are rougher than a circle`() {
    func roughness(_ radius: (Int) -> Double) -> Double {
      let points = (0..<16).map { n -> SIMD2<Double> in
        let t = Double(n) / 16
        return radius(n) * SIMD2(cosine(turns: t), sine(turns: t))
      }
      return SmoothPrior(through: points, noise: 0.5, temper: 1).roughness
    }
    #expect(roughness { _ in 20 } < roughness { $0 % 2 == 0 ? 26 : 14 })
  }
}

@Suite struct ArithmeticTests {
  @Test func `sine, cosine and logarithm have their known values`() {
    #expect(sine(turns: 0) == 0)
    #expect(abs(sine(turns: 1.0 / 12) - 0.5) < 1e-15)
    #expect(abs(cosine(turns: 1.0 / 6) - 0.5) < 1e-15)
    #expect(abs(cosine(turns: 0.5) + 1) < 1e-15)
    #expect(abs(sine(turns: -7.75) - 1) < 1e-14)
    #expect(logarithm(1) == 0)
    for x in [1e-300, 1e-3, 0.3, 1.5, 2, 7, 1e12] {
      // Against the exponential of this file, whose error is its own.
      let y = logarithm(x)
      if abs(y) < 90 { #expect(abs(exponential(y) / x - 1) < 1e-10) }
      #expect(abs(logarithm(x * 2) - y - 0.693_147_180_559_945_3) < 1e-12)
    }
    for n in 0..<100 {
      let t = Double(n) / 37
      let (s, c) = (sine(turns: t), cosine(turns: t))
      #expect(abs(s * s + c * c - 1) < 1e-14)
    }
  }
}
