import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct ContourFittingTests {
  /// The pixels nearer to (x, y) than a radius that may depend on the direction.
  func mask(
    ni: Int = 64, nj: Int = 60, _ x: Double, _ y: Double, radius: (SIMD2<Double>) -> Double
  ) -> SliceMask {
    var mask = SliceMask(ni: ni, nj: nj)
    for j in 0..<nj {
      for i in 0..<ni {
        let d = SIMD2(Double(i) - x, Double(j) - y)
        let length = squaredLength(d).squareRoot()
        mask[i, j] = length <= radius(length > 0 ? d / length : d)
      }
    }
    return mask
  }

  func even(_ mask: SliceMask) -> Tracer {
    Tracer(
      slice: ImageSlice(
        ni: mask.ni, nj: mask.nj, pixels: [Float](repeating: 3, count: mask.pixels.count)))
  }

  /// The tolerance is met, by the contour that the seeds and courses give.
  func check(_ fit: ContourFit, _ mask: SliceMask, _ tracer: Tracer) throws {
    let contour = try tracer.contour(
      ContourRequest(seeds: fit.seeds, isClosed: true, courses: fit.courses))
    #expect(contour == fit.contour)
    let drawn = SliceMask(ni: mask.ni, nj: mask.nj, inside: contour.points)
    let common = mask.pixels.indices.count { mask.pixels[$0] && drawn.pixels[$0] }
    let dice = 2 * Double(common) / Double(mask.area + drawn.area)
    #expect(dice == fit.dice && dice >= ContourTolerance().dice)
    #expect(fit.largestDistance <= ContourTolerance.pixels)
  }

  @Test(arguments: [3.0, 6, 12, 25])
  func `a disc takes six seeds at most, whatever the image shows`(radius: Double) throws {
    let mask = mask(31.3, 29.6) { _ in radius }
    let onEdge = discImage(ni: 64, nj: 60, x: 31.3, y: 29.6, radius: radius)
    let beside = discImage(ni: 64, nj: 60, x: 25, y: 35, radius: 15)
    for tracer in [even(mask), Tracer(slice: onEdge), Tracer(slice: beside)] {
      let fit = tracer.fit(mask.outlines[0])
      #expect(fit.seeds.count <= 6)
      try check(fit, mask, tracer)
    }
  }

  @Test func `a large disc on its edge is left to the image`() throws {
    let mask = mask(31.3, 29.6) { _ in 22 }
    let tracer = Tracer(slice: discImage(ni: 64, nj: 60, x: 31.3, y: 29.6, radius: 22.4))
    let fit = tracer.fit(mask.outlines[0])
    #expect(fit.courses.allSatisfy { $0 == .found })
    try check(fit, mask, tracer)
  }

  @Test func `where the edge lies elsewhere the mask is kept`() throws {
    // The right half of the mask ends eight pixels inside of the disc that is to be seen.
    let mask = mask(31, 30) { $0.x > 0 ? 14 : 22 }
    let tracer = Tracer(slice: discImage(ni: 64, nj: 60, x: 31, y: 30, radius: 22))
    let fit = tracer.fit(mask.outlines[0])
    #expect(fit.courses.contains { $0 != .found })
    try check(fit, mask, tracer)
  }

  @Test func `an ellipse takes eight seeds at most and a star more`() throws {
    let ellipse = mask(31, 30) {
      1 / (($0.x / 27) * ($0.x / 27) + ($0.y / 12) * ($0.y / 12)).squareRoot()
    }
    let first = even(ellipse).fit(ellipse.outlines[0])
    #expect(first.seeds.count <= 8)
    try check(first, ellipse, even(ellipse))
    // cos 5 a from cos a.
    let star = mask(31, 30) { d in
      let c = d.x
      return 18 + 7 * (16 * c * c * c * c * c - 20 * c * c * c + 5 * c)
    }
    let second = even(star).fit(star.outlines[0])
    #expect(second.seeds.count >= 8 && second.seeds.count <= 20)
    try check(second, star, even(star))
  }

  @Test func `one pixel takes three seeds`() throws {
    var one = SliceMask(ni: 20, nj: 20)
    one[7, 11] = true
    let fit = even(one).fit(one.outlines[0])
    #expect(fit.seeds.count == 3 && fit.dice == 1)
  }

  @Test(arguments: [
    [(0, 0)], [(5, 5), (6, 5)], [(5, 5), (6, 5), (5, 6)], [(5, 5), (6, 5), (7, 5), (8, 5), (9, 5)],
    [(0, 7), (1, 7), (0, 8), (1, 8)], [(5, 5), (5, 6), (5, 7), (6, 7), (7, 7)],
  ])
  func `few pixels are given back one by one`(pixels: [(Int, Int)]) throws {
    var few = SliceMask(ni: 20, nj: 20)
    for (i, j) in pixels { few[i, j] = true }
    let fit = even(few).fit(few.outlines[0])
    #expect(fit.dice == 1)
    #expect(fit.seeds.count <= 8)
  }

  @Test func `a mask at the image's border is given back`() throws {
    let whole = SliceMask(ni: 30, nj: 20, pixels: [Bool](repeating: true, count: 600))
    let half = mask(ni: 48, nj: 40, 0, 20) { _ in 15 }
    for mask in [whole, half] {
      let tracer = even(mask)
      try check(tracer.fit(mask.outlines[0]), mask, tracer)
    }
  }

  @Test func `shifted by whole pixels the seeds are shifted`() {
    let radius: (SIMD2<Double>) -> Double = { 12 + 4 * $0.x * $0.y }
    let (first, second) = (mask(28, 25, radius: radius), mask(33, 29, radius: radius))
    let fits = [even(first).fit(first.outlines[0]), even(second).fit(second.outlines[0])]
    #expect(fits[0].seeds.map { SlicePoint($0.x + 5, $0.y + 4) } == fits[1].seeds)
    #expect(fits[0].courses == fits[1].courses)
  }

  @Test func `what was traced before changes nothing`() {
    let mask = mask(31, 30) { 16 + 5 * $0.x * $0.y }
    let tracer = Tracer(slice: discImage(ni: 64, nj: 60, x: 29, y: 31, radius: 16))
    #expect(tracer.fit(mask.outlines[0]) == tracer.fit(mask.outlines[0]))
  }

  @Test func `a tolerance in millimetres is met`() {
    let star = mask(31, 30) { 18 + 6 * ($0.x * $0.x - $0.y * $0.y) }
    let slice = ImageSlice(
      ni: 64, nj: 60, spacing: SIMD2(2, 2), pixels: [Float](repeating: 3, count: 64 * 60))
    let tracer = Tracer(slice: slice)
    let coarse = tracer.fit(
      star.outlines[0], tolerance: ContourTolerance(dice: 0.9, millimetres: 6))
    let fine = tracer.fit(
      star.outlines[0], tolerance: ContourTolerance(dice: 0.9, millimetres: 1.5))
    #expect(coarse.largestDistance <= 6 && fine.largestDistance <= 1.5)
    #expect(coarse.seeds.count < fine.seeds.count)
  }

  @Test func `what only corners can follow gets a seed at each`() throws {
    // Teeth a pixel wide and deep.
    var comb = SliceMask(ni: 40, nj: 20)
    for i in 4..<36 {
      for j in 8..<12 where j > 8 || i.isMultiple(of: 2) { comb[i, j] = true }
    }
    let tracer = even(comb)
    let fit = tracer.fit(
      comb.outlines[0], tolerance: ContourTolerance(dice: 1, millimetres: 0.1))
    #expect(fit.dice == 1 && fit.largestDistance == 0)
    #expect(fit.courses.allSatisfy { $0 == .straight })
  }

  @Test func `seeds are found until the caller accepts`() {
    let mask = mask(31, 30) { _ in 14 }
    // Not one pixel beyond.
    let fit = even(mask).fit(mask.outlines[0]) { drawn in
      drawn.pixels.indices.allSatisfy { !drawn.pixels[$0] || mask.pixels[$0] }
    }
    let drawn = SliceMask(ni: mask.ni, nj: mask.nj, inside: fit.contour.points)
    #expect(drawn.pixels.indices.allSatisfy { !drawn.pixels[$0] || mask.pixels[$0] })
  }
}
