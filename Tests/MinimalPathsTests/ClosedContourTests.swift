import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct ClosedContourTests {
  func dice(_ a: SliceMask, _ b: SliceMask) -> Double {
    let common = zip(a.pixels, b.pixels).reduce(0) { $1.0 && $1.1 ? $0 + 1 : $0 }
    return 2 * Double(common) / Double(a.area + b.area)
  }

  func every(_ n: Int, of points: [SlicePoint]) -> [SlicePoint] {
    stride(from: 0, to: points.count, by: n).map { points[$0] }
  }

  @Test(arguments: [SIMD2(1.0, 1.0), SIMD2(1.5, 0.75)])
  func `four clicks on a disc give the disc`(spacing: SIMD2<Double>) throws {
    let image = discImage(
      ni: 80, nj: 120, x: 40, y: 60, radius: 22, spacing: spacing)
    let clicks = circlePoints(x: 0, y: 0, radius: 22, count: 4).map {
      SlicePoint(40 + $0.x / spacing.x, 60 + $0.y / spacing.y)
    }
    let contour = try Tracer(slice: image).contour(through: clicks, closed: true, model: .geodesic)
    let truth = SliceMask(
      ni: 80, nj: 120,
      inside: circlePoints(x: 0, y: 0, radius: 22, count: 200).map {
        SlicePoint(40 + $0.x / spacing.x, 60 + $0.y / spacing.y)
      })
    #expect(isSimplePolygon(contour.points))
    #expect(dice(SliceMask(ni: 80, nj: 120, inside: contour.points), truth) > 0.97)
    #expect(abs(contour.area(spacing: spacing) - .pi * 484) < 0.05 * .pi * 484)
    #expect(abs(contour.length(spacing: spacing) - 2 * .pi * 22) < 0.05 * 2 * .pi * 22)
    #expect(contour.arcs.allSatisfy { $0.strength > 0.5 })
  }

  @Test func `arcs run from click to click`() throws {
    let image = discImage(ni: 64, nj: 64, x: 32, y: 32, radius: 20)
    let clicks = every(2, of: circlePoints(x: 32, y: 32, radius: 20, count: 12))
    let contour = try Tracer(slice: image).contour(through: clicks, closed: true, model: .geodesic)
    #expect(contour.arcs.count == 6)
    for n in 0..<6 {
      #expect(contour.arcs[n].points.first == contour.seeds[n])
      #expect(contour.arcs[n].points.last == contour.seeds[(n + 1) % 6])
    }
  }

  @Test func `an open path joins its clicks in order`() throws {
    let image = discImage(ni: 64, nj: 64, x: 32, y: 32, radius: 20)
    let clicks = [SlicePoint(52, 32), SlicePoint(32, 52), SlicePoint(12, 32)]
    let path = try Tracer(slice: image).contour(through: clicks, closed: false)
    #expect(!path.isClosed)
    #expect(path.points.first == clicks[0])
    #expect(path.points.last == clicks[2])
    #expect(path.points.contains(clicks[1]))
    #expect(path.area(spacing: image.spacing) == 0)
  }

  @Test func `in a constant image the contour is the polygon of its clicks`() throws {
    let image = ImageSlice(ni: 50, nj: 50, pixels: [Float](repeating: 7, count: 2500))
    let clicks = [SlicePoint(5, 5), SlicePoint(40, 5), SlicePoint(40, 40), SlicePoint(5, 40)]
    let contour = try Tracer(slice: image).contour(through: clicks, closed: true, model: .geodesic)
    #expect(abs(contour.area(spacing: SIMD2(1, 1)) - 35 * 35) < 2)
    #expect(contour.arcs.allSatisfy { $0.strength < 1e-6 })
  }

  @Test func `NaN and infinite pixels leave a valid contour`() throws {
    var image = discImage(ni: 64, nj: 64, x: 32, y: 32, radius: 20)
    image[10, 10] = .nan
    image[50, 12] = .infinity
    image[5, 60] = -.infinity
    image[6, 60] = 3e38
    let contour = try Tracer(slice: image).contour(
      through: circlePoints(x: 32, y: 32, radius: 20, count: 5), closed: true, model: .geodesic)
    #expect(isSimplePolygon(contour.points))
    let nothing = ImageSlice(ni: 9, nj: 9, pixels: [Float](repeating: .nan, count: 81))
    let flat = try Tracer(slice: nothing).contour(
      through: [SlicePoint(1, 1), SlicePoint(7, 1), SlicePoint(4, 7)], closed: true,
      model: .geodesic)
    #expect(isSimplePolygon(flat.points))
  }

  @Test func `clicks that give no contour are refused with the reason`() {
    let tracer = Tracer(slice: discImage(ni: 32, nj: 32, x: 16, y: 16, radius: 8))
    let a = SlicePoint(8, 16)
    let b = SlicePoint(24, 16)
    let c = SlicePoint(16, 24)
    #expect(throws: TracingError.tooFewSeeds(count: 2, needed: 3)) {
      try tracer.contour(through: [a, b], closed: true, model: .geodesic)
    }
    #expect(throws: TracingError.tooFewSeeds(count: 1, needed: 2)) {
      try tracer.contour(through: [a], closed: false)
    }
    #expect(throws: TracingError.equalSeeds(1, 3)) {
      try tracer.contour(through: [a, b, a], closed: true, model: .geodesic)
    }
    #expect(throws: TracingError.seedOutsideSlice(number: 2, SlicePoint(32, 3), ni: 32, nj: 32)) {
      try tracer.contour(through: [a, SlicePoint(32, 3), c], closed: true, model: .geodesic)
    }
    #expect(throws: TracingError.seedNotFinite(number: 1)) {
      try tracer.contour(through: [SlicePoint(.nan, 3), b, c], closed: true, model: .geodesic)
    }
    let constant = Tracer(
      slice: ImageSlice(ni: 9, nj: 9, pixels: [Float](repeating: 0, count: 81)))
    #expect(throws: TracingError.noArea) {
      try constant.contour(
        through: [SlicePoint(1, 4), SlicePoint(4, 4), SlicePoint(7, 4)], closed: true,
        model: .geodesic)
    }
  }

  @Test func `random clicks on a noisy image always give a simple contour inside the slice`() {
    var random = SeededRandom(seed: 17)
    let image = ImageSlice(
      ni: 40, nj: 36, pixels: (0..<40 * 36).map { _ in Float.random(in: 0...9, using: &random) })
    let tracer = Tracer(slice: image)
    var contours = 0
    for round in 0..<60 {
      let clicks = (0..<Int.random(in: 3...9, using: &random)).map { _ in
        SlicePoint(
          Double.random(in: -0.5...39.5, using: &random),
          Double.random(in: -0.5...35.5, using: &random))
      }
      let contour: TracedContour
      do {
        contour = try tracer.contour(through: clicks, closed: true, model: .geodesic)
      } catch {
        #expect(error == .noArea, "round \(round)")
        continue
      }
      contours += 1
      #expect(isSimplePolygon(contour.points), "round \(round)")
      #expect(contour.points.allSatisfy(tracer.contains))
    }
    #expect(contours > 55)
  }

  /// Distance in voxels of a click from a closed polyline.
  func distance(_ p: SlicePoint, _ polygon: [SlicePoint]) -> Double {
    polygon.indices.map { n in
      let a = polygon[n]
      let b = polygon[(n + 1) % polygon.count]
      let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, p.x - a.x, p.y - a.y)
      let t = min(max((ux * vx + uy * vy) / (ux * ux + uy * uy), 0), 1)
      let (dx, dy) = (vx - t * ux, vy - t * uy)
      return (dx * dx + dy * dy).squareRoot()
    }.min() ?? .infinity
  }

  @Test func `no click is cut off a ring of clicks, however the edges run`() throws {
    var random = SeededRandom(seed: 23)
    let image = ImageSlice(
      ni: 80, nj: 80, pixels: (0..<6400).map { _ in Float.random(in: 0...9, using: &random) })
    let tracer = Tracer(slice: image)
    for round in 0..<80 {
      let radius = Double.random(in: 6...30, using: &random)
      let clicks = circlePoints(
        x: 40, y: 40, radius: radius, count: Int.random(in: 3...8, using: &random)
      ).map {
        SlicePoint(
          $0.x + Double.random(in: -2...2, using: &random),
          $0.y + Double.random(in: -2...2, using: &random))
      }
      let contour = try tracer.contour(through: clicks, closed: true, model: .geodesic)
      for click in clicks { #expect(distance(click, contour.points) < 2.01, "round \(round)") }
    }
  }

  @Test func `clicks on one side of a disc keep their triangle`() throws {
    // The way back from the last click to the first is shortest along the same rim: without help
    // the contour would collapse onto itself.
    let tracer = Tracer(slice: discImage(ni: 64, nj: 64, x: 32, y: 32, radius: 20))
    let rim = circlePoints(x: 32, y: 32, radius: 20, count: 36)
    let clicks = [rim[2], rim[9], rim[16]]
    let contour = try tracer.contour(through: clicks, closed: true, model: .geodesic)
    #expect(contour.arcs.map(\.isStraight) == [false, false, true])
    for click in clicks { #expect(distance(click, contour.points) < 2.01) }
    #expect(contour.area(spacing: SIMD2(1, 1)) > 300)
  }

  @Test func `clicks on the rim keep their place, also two with one nearest voxel`() throws {
    let tracer = Tracer(slice: discImage(ni: 32, nj: 32, x: 16, y: 16, radius: 8))
    let clicks = [SlicePoint(-0.5, 3), SlicePoint(0, 3), SlicePoint(31.5, 31.5)]
    let path = try tracer.contour(through: clicks, closed: false)
    #expect(path.points.first == clicks[0])
    #expect(path.points.contains(clicks[1]))
    #expect(path.points.last == clicks[2])
    #expect(path.arcs[0].points == [clicks[0], clicks[1]])
  }
}
