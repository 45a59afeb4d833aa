import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct ClickSnappingTests {
  let disc = discImage(ni: 64, nj: 64, x: 31.3, y: 32.6, radius: 18)

  func fromRim(_ p: SlicePoint) -> Double {
    let (x, y) = (p.x - 31.3, p.y - 32.6)
    return abs((x * x + y * y).squareRoot() - 18)
  }

  @Test(arguments: [-1.5, -0.8, 0, 0.7, 1.6])
  func `clicks beside the rim of a disc come to lie on it`(off: Double) throws {
    let clicks = circlePoints(x: 31.3, y: 32.6, radius: 18 + off, count: 7)
    var request = ContourRequest(seeds: clicks, isClosed: true, model: .geodesic, snap: 2)
    let tracer = Tracer(slice: disc)
    let snapped = try tracer.contour(request)
    for seed in snapped.seeds { #expect(fromRim(seed) < 0.35) }
    // An open path too, and without the option they stay where they are.
    request.isClosed = false
    #expect(try tracer.contour(request).seeds == snapped.seeds)
    request.snap = 0
    #expect(try tracer.contour(request).seeds == clicks.map(\.snappedToContourGrid))
  }

  @Test func `no click moves farther than it may`() throws {
    var random = SeededRandom(seed: 21)
    let image = ImageSlice(
      ni: 50, nj: 40, spacing: SIMD2(1.5, 0.75),
      pixels: (0..<2000).map { _ in Float.random(in: 0...9, using: &random) })
    let scale = image.equalSidedScale
    for snap in [0.3, 1, 2] {
      let clicks = (0..<20).map { _ in
        SlicePoint(
          Double.random(in: -0.5...49.5, using: &random),
          Double.random(in: -0.5...39.5, using: &random))
      }
      let moved = try Tracer(slice: image).contour(
        ContourRequest(seeds: clicks, isClosed: false, snap: snap)
      ).seeds
      var farthest = 0.0
      for (a, b) in zip(clicks, moved) {
        farthest = max(
          farthest, squaredLength(b.scaled(scale) - a.scaled(scale)).squareRoot())
      }
      // And some use all of it.
      #expect(farthest <= snap + 0.002 && farthest > 0.5 * snap)
    }
  }

  @Test func `where there is no edge clicks stay`() throws {
    let flat = ImageSlice(ni: 30, nj: 30, pixels: [Float](repeating: 7, count: 900))
    let clicks = [SlicePoint(4.25, 5.5), SlicePoint(20, 7), SlicePoint(-0.5, 21)]
    let path = try Tracer(slice: flat).contour(
      ContourRequest(seeds: clicks, isClosed: false, snap: 2))
    #expect(path.seeds == clicks)
  }

  @Test func `two clicks never come to the same place`() throws {
    let tracer = Tracer(slice: disc)
    // Both would go to the same place of the rim.
    let clicks = [SlicePoint(48.5, 32.6), SlicePoint(48.625, 32.6), SlicePoint(31.3, 50.6)]
    let path = try tracer.contour(ContourRequest(seeds: clicks, isClosed: false, snap: 2))
    #expect(Set(path.seeds).count == 3)
  }

  @Test func `an outline does not ask for it`() throws {
    let clicks = circlePoints(x: 31.3, y: 32.6, radius: 17, count: 6)
    let tracer = Tracer(slice: disc)
    let plain = try tracer.contour(through: clicks, closed: true)
    #expect(try tracer.contour(ContourRequest(seeds: clicks, isClosed: true, snap: 2)) == plain)
  }

  @Test(arguments: [-0.1, 2.01, .nan, .infinity])
  func `a distance out of range is refused`(snap: Double) {
    let error = #expect(throws: TracingError.self) {
      try Tracer(slice: disc).contour(
        ContourRequest(
          seeds: [SlicePoint(1, 1), SlicePoint(9, 9)], isClosed: false, snap: snap))
    }
    #expect(error?.description.contains("0.0 to 2.0 pixels") == true)
  }
}
