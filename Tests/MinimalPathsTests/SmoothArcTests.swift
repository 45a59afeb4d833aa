import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct SmoothArcTests {
  let even = ImageSlice(ni: 96, nj: 80, pixels: [Float](repeating: 7, count: 96 * 80))
  let disc = discImage(ni: 96, nj: 80, x: 48, y: 40, radius: 25)

  func contour(
    _ seeds: [SlicePoint], in slice: ImageSlice, closed: Bool = true,
    model: ContourModel = .outline
  ) throws -> TracedContour {
    try Tracer(slice: slice).contour(
      ContourRequest(
        seeds: seeds, isClosed: closed, model: model,
        courses: [ArcCourse](repeating: .smooth, count: closed ? seeds.count : seeds.count - 1)))
  }

  @Test(arguments: ContourModel.allCases, [3, 4, 6, 12])
  func `clicks on a circle give the circle`(model: ContourModel, count: Int) throws {
    let seeds = circlePoints(x: 48, y: 40, radius: 20, count: count)
    let points = try contour(seeds, in: even, model: model).points
    // What a cubic is off a third of a circle is 0.15 % of the radius; the grid is 1/1024.
    for p in points {
      let d = ((p.x - 48) * (p.x - 48) + (p.y - 40) * (p.y - 40)).squareRoot()
      #expect(abs(d - 20) < 0.035)
    }
  }

  @Test func `in voxels of unequal sides a circle in millimetres stays one`() throws {
    let slice = ImageSlice(
      ni: 96, nj: 80, spacing: SIMD2(1, 2), pixels: [Float](repeating: 7, count: 96 * 80))
    let seeds = circlePoints(x: 48, y: 40, radius: 20, count: 5).map {
      SlicePoint($0.x, 40 + ($0.y - 40) / 2)
    }
    for p in try contour(seeds, in: slice).points {
      let (x, y) = (p.x - 48, 2 * (p.y - 40))
      #expect(abs((x * x + y * y).squareRoot() - 20) < 0.02)
    }
  }

  @Test func `the image has no say`() throws {
    let seeds = [SlicePoint(30, 20), SlicePoint(60, 30), SlicePoint(55, 60), SlicePoint(25, 50)]
    #expect(try contour(seeds, in: even).points == contour(seeds, in: disc).points)
  }

  @Test func `a moved click bends two arcs to either side and no others`() throws {
    var seeds = circlePoints(x: 48, y: 40, radius: 20, count: 8)
    let before = try contour(seeds, in: even)
    seeds[3] = SlicePoint(seeds[3].x - 2, seeds[3].y + 1)
    let after = try contour(seeds, in: even)
    let isBent = (0..<8).map { before.arcs[$0].points != after.arcs[$0].points }
    #expect(isBent == [false, true, true, true, true, false, false, false])
  }

  @Test func `an open path of two clicks is straight, of three on a circle round`() throws {
    let pair = try contour([SlicePoint(10, 10), SlicePoint(30, 20)], in: even, closed: false)
    #expect(pair.points.allSatisfy { abs(($0.x - 10) - 2 * ($0.y - 10)) < 0.01 })
    let three = Array(circlePoints(x: 48, y: 40, radius: 20, count: 8)[0...2])
    for p in try contour(three, in: even, closed: false).points {
      let d = ((p.x - 48) * (p.x - 48) + (p.y - 40) * (p.y - 40)).squareRoot()
      #expect(abs(d - 20) < 0.01)
    }
  }

  @Test func `an arc backwards is the same arc`() {
    let p = [SIMD2(0.0, 0), SIMD2(10, 3), SIMD2(14, 12), SIMD2(5, 20)]
    let there = smoothArc(from: p[1], to: p[2], before: p[0], after: p[3])
    let back = smoothArc(from: p[2], to: p[1], before: p[3], after: p[0])
    #expect(there.count == back.count)
    for (a, b) in zip(there, back.reversed()) { #expect(squaredLength(a - b) < 1e-20) }
  }

  @Test(arguments: ContourModel.allCases)
  func `beside other arcs it goes from click to click`(model: ContourModel) throws {
    let seeds = circlePoints(x: 48.3, y: 40.2, radius: 25, count: 6).map(\.snappedToContourGrid)
    let courses: [ArcCourse] = [.smooth, .found, .straight, .smooth, .found, .found]
    let contour = try Tracer(slice: disc).contour(
      ContourRequest(seeds: seeds, isClosed: true, model: model, courses: courses))
    #expect(contour.arcs.map(\.course) == courses)
    #expect(isSimplePolygon(contour.points))
    for arc in [0, 2, 3] {
      #expect(contour.arcs[arc].points.first == seeds[arc])
      #expect(contour.arcs[arc].points.last == seeds[arc + 1])
    }
    // The ways found lead to the clicks at which they meet such an arc.
    #expect(contour.arcs[1].points.first == seeds[1] && contour.arcs[1].points.last == seeds[2])
    #expect(contour.arcs[4].points.first == seeds[4] && contour.arcs[5].points.last == seeds[0])
  }

  @Test func `it stays in the slice`() throws {
    let seeds = [
      SlicePoint(-0.5, 20), SlicePoint(40, -0.5), SlicePoint(95.5, 40), SlicePoint(40, 79.5),
    ]
    for p in try contour(seeds, in: even).points {
      #expect(p.x >= -0.5 && p.x <= 95.5 && p.y >= -0.5 && p.y <= 79.5)
    }
  }

  @Test func `clicks on one line enclose nothing`() {
    #expect(throws: TracingError.noArea) {
      try contour([SlicePoint(10, 10), SlicePoint(20, 10), SlicePoint(30, 10)], in: even)
    }
  }
}
