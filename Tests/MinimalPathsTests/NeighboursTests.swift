import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct NeighboursTests {
  let ni = 100
  let nj = 80

  func region(_ outline: [SlicePoint]) throws -> Neighbours.Region {
    try #require(Neighbours.Region([outline]))
  }

  func overlap(_ a: [SlicePoint], _ b: [SlicePoint]) -> Int {
    let (a, b) = (SliceMask(ni: ni, nj: nj, inside: a), SliceMask(ni: ni, nj: nj, inside: b))
    return zip(a.pixels, b.pixels).count { $0 && $1 }
  }

  /// Two organs of one brightness side by side, the first covering a part of the second: nothing in
  /// the image tells them apart.
  func organs(seed: UInt64 = 1) -> (image: ImageSlice, first: [SlicePoint], second: [SlicePoint]) {
    let first = circlePoints(x: 45, y: 40, radius: 20, count: 120)
    let second = circlePoints(x: 67, y: 40, radius: 14.5, count: 90)
    var random = SeededRandom(seed: seed)
    var image = ImageSlice(ni: ni, nj: nj, pixels: [Float](repeating: 50, count: ni * nj))
    let (a, b) = (
      SliceMask(ni: ni, nj: nj, inside: first), SliceMask(ni: ni, nj: nj, inside: second)
    )
    for n in image.pixels.indices {
      if a.pixels[n] || b.pixels[n] { image.pixels[n] = 120 }
      image.pixels[n] += Float.random(in: -6...6, using: &random)
    }
    return (image, first, second)
  }

  @Test func `depth is the distance from the border, above zero inside`() throws {
    let disc = try region(circlePoints(x: 40, y: 30, radius: 10, count: 400))
    for (x, depth) in [(40.0, 10.0), (45, 5), (52, -2), (60, -10)] {
      #expect(abs(disc.depth(of: SlicePoint(x, 30), scale: SIMD2(1, 1)) - depth) < 0.01)
    }
    // In equal-sided pixels.
    #expect(abs(disc.depth(of: SlicePoint(40, 42), scale: SIMD2(1, 2)) + 4) < 0.01)
    let holed = try #require(
      Neighbours.Region([
        circlePoints(x: 40, y: 30, radius: 10, count: 400),
        circlePoints(x: 40, y: 30, radius: 4, count: 400),
      ]))
    #expect(abs(holed.depth(of: SlicePoint(40, 30), scale: SIMD2(1, 1)) + 4) < 0.01)
  }

  @Test func `the clicks say which side is free`() throws {
    let disc = Neighbours([try region(circlePoints(x: 40, y: 30, radius: 10, count: 200))])
    func forbidsInside(_ radii: [Double]) -> Bool {
      let clicks = radii.enumerated().map { n, radius in
        circlePoints(x: 40, y: 30, radius: radius, count: radii.count)[n]
      }
      return disc.barriers(for: clicks, scale: SIMD2(1, 1))[0].forbidsInside
    }
    #expect(forbidsInside([15, 15, 15]))
    #expect(!forbidsInside([5, 5, 5]))
    // A slip of a pixel does not count, whatever its number.
    #expect(forbidsInside([9, 9, 9, 9, 15]))
    #expect(!forbidsInside([11, 11, 11, 11, 5]))
    // The majority of the others.
    #expect(forbidsInside([5, 14, 14]))
    #expect(!forbidsInside([5, 5, 14]))
    // All of them near the border.
    #expect(forbidsInside([10.5, 10.5, 10.2]))
    #expect(!forbidsInside([9.5, 9.5, 9.8]))
  }

  @Test func `an outline ends where its neighbour begins`() throws {
    let (image, first, second) = organs()
    // The smooth curve through them is the whole disc.
    var request = ContourRequest(seeds: [second[0], second[24], second[66]], isClosed: true)
    let tracer = Tracer(slice: image)
    #expect(overlap(try tracer.contour(request).points, first) > 100)
    request.neighbours = Neighbours([try region(first)])
    let beside = try tracer.contour(request)
    // About half a pixel along the 28 of the border is tolerated.
    #expect(overlap(beside.points, first) <= 20)
    let (a, b) = (
      SliceMask(ni: ni, nj: nj, inside: beside.points), SliceMask(ni: ni, nj: nj, inside: second)
    )
    let seen = b.area - overlap(second, first)
    let common = overlap(beside.points, second) - overlap(beside.points, first)
    #expect(Double(2 * common) > 0.93 * Double(a.area + seen))
  }

  /// A disc around (50, 40) of which a neighbour ends at a straight line.
  @Test(arguments: ContourModel.allCases, [true, false])
  func `the edge of a disc is left where it enters forbidden ground`(
    model: ContourModel, isWithin: Bool
  ) throws {
    let rim = circlePoints(x: 50, y: 40, radius: 24, count: 36)
    let clicks = [rim[8], rim[18], rim[28]]
    // The clicks lie left of x = 60, inside of the neighbour or outside of it.
    let corners =
      isWithin
      ? [(-20.0, -20.0), (60, -20), (60, 100), (-20, 100)]
      : [(60, -20), (120, -20), (120, 100), (60, 100)]
    var request = ContourRequest(seeds: clicks, isClosed: true, model: model)
    let tracer = Tracer(slice: discImage(ni: ni, nj: nj, x: 50, y: 40, radius: 24))
    func beyond(_ contour: TracedContour) -> Int {
      let mask = SliceMask(ni: ni, nj: nj, inside: contour.points)
      return (0..<nj).reduce(0) { sum, j in sum + (61..<ni).count { mask[$0, j] } }
    }
    #expect(beyond(try tracer.contour(request)) > 300)
    request.neighbours = Neighbours([try region(corners.map { SlicePoint($0.0, $0.1) })])
    let contour = try tracer.contour(request)
    #expect(beyond(contour) <= 30)
    // What is left of the disc, down to the chord between the clicks, which a geodesic takes.
    let area = contour.area(spacing: SIMD2(1, 1))
    #expect(area > (model == .outline ? 1250 : 1050) && area < 1600, "\(area)")
  }

  @Test(arguments: ContourModel.allCases)
  func `a neighbour that the contour does not come near changes nothing`(
    model: ContourModel
  ) throws {
    let (image, _, second) = organs()
    var request = ContourRequest(
      seeds: [second[0], second[15], second[40], second[64]], isClosed: true, model: model)
    let tracer = Tracer(slice: image)
    let alone = try tracer.contour(request)
    request.neighbours = Neighbours(
      [try region(circlePoints(x: 8, y: 8, radius: 6, count: 30))], sharesBorders: true)
    let beside = try tracer.contour(request)
    #expect(
      SliceMask(ni: ni, nj: nj, inside: beside.points)
        == SliceMask(ni: ni, nj: nj, inside: alone.points))
  }

  @Test(arguments: ContourModel.allCases)
  func `a click far on the wrong side is a decision and is passed`(model: ContourModel) throws {
    let (image, first, second) = organs()
    let neighbours = Neighbours([try region(first)])
    for depth in [4.0, 9] {
      let click = SlicePoint(65 - depth, 40)
      let contour = try Tracer(slice: image).contour(
        ContourRequest(
          seeds: [second[0], second[24], click, second[66]], isClosed: true, model: model,
          neighbours: neighbours))
      #expect(squaredDistance(from: click, to: contour.points).squareRoot() < 1.7)
    }
  }

  @Test func `an open path goes round a neighbour`() throws {
    let flat = ImageSlice(ni: ni, nj: nj, pixels: [Float](repeating: 9, count: ni * nj))
    let wall = circlePoints(x: 50, y: 40, radius: 15, count: 80)
    var request = ContourRequest(
      seeds: [SlicePoint(20, 40), SlicePoint(80, 40)], isClosed: false)
    let tracer = Tracer(slice: flat)
    #expect(abs(try tracer.contour(request).length(spacing: SIMD2(1, 1)) - 60) < 0.1)
    request.neighbours = Neighbours([try region(wall)])
    let path = try tracer.contour(request)
    // So does the line to the mouse.
    #expect(
      try tracer.path(
        from: request.seeds[0], to: request.seeds[1], beside: request.neighbours)
        == path.arcs[0].points)
    for p in path.points {
      let d = ((p.x - 50) * (p.x - 50) + (p.y - 40) * (p.y - 40)).squareRoot()
      #expect(d > 14)
    }
    // Two tangents and the part of the circle between them.
    let tangent = (30.0 * 30 - 15 * 15).squareRoot()
    let expected = 2 * tangent + 15 * .pi / 3
    #expect(abs(path.length(spacing: SIMD2(1, 1)) - expected) < 0.04 * expected)
  }

  @Test func `the order of neighbours does not matter`() throws {
    let (image, first, second) = organs(seed: 2)
    let other = circlePoints(x: 67, y: 64, radius: 10, count: 50)
    let regions = [try region(first), try region(other)]
    let tracer = Tracer(slice: image)
    for model in ContourModel.allCases {
      var request = ContourRequest(
        seeds: [second[0], second[26], second[64]], isClosed: true, model: model)
      request.neighbours = Neighbours(regions)
      let one = try tracer.contour(request)
      request.neighbours = Neighbours(regions.reversed())
      #expect(try tracer.contour(request) == one)
    }
  }

  @Test func `a mask gives the neighbours its outlines give`() throws {
    var labels = LabelSlice(ni: ni, nj: nj)
    let disc = SliceMask(
      ni: ni, nj: nj, inside: circlePoints(x: 30, y: 40, radius: 12, count: 60))
    for n in labels.pixels.indices where disc.pixels[n] { labels.pixels[n] = 7 }
    let neighbours = Neighbours(labels)
    #expect(neighbours.regions.map(\.outlines) == [disc.outlines])
    #expect(neighbours.regions[0].mask(ni: ni, nj: nj) == disc)
    #expect(Neighbours(LabelSlice(ni: ni, nj: nj)).regions.isEmpty)
  }

  @Test func `polygons that cannot be are refused or left out`() {
    #expect(Neighbours.Region([[SlicePoint(.nan, 1), SlicePoint(2, 3), SlicePoint(3, 3)]]) == nil)
    #expect(Neighbours.Region([[SlicePoint(1e300, 1), SlicePoint(2, 3), SlicePoint(3, 3)]]) == nil)
    #expect(Neighbours.Region([[SlicePoint(1, 1), SlicePoint(2, 3)]])?.outlines.isEmpty == true)
  }
}

@Suite struct SharedBorderTests {
  let ni = 90
  let nj = 90

  func neighbours(_ outline: [SlicePoint]) throws -> Neighbours {
    Neighbours([try #require(Neighbours.Region([outline]))], sharesBorders: true)
  }

  /// Left and right of a wavy line, three intensities.
  func halves() -> (image: ImageSlice, line: (Int) -> Double) {
    let wave = circlePoints(x: 0, y: 0, radius: 6, count: 60).map(\.y)
    func line(_ j: Int) -> Double { 44.3 + wave[(j + 60) % 60] }
    var image = ImageSlice(ni: ni, nj: nj, pixels: [Float](repeating: 20, count: ni * nj))
    for j in 15..<75 {
      for i in 14..<76 { image[i, j] = Double(i) < line(j) ? 120 : 200 }
    }
    return (image, line)
  }

  @Test(arguments: ContourModel.allCases)
  func `two structures that share a border have neither gap nor overlap there`(
    model: ContourModel
  ) throws {
    let (image, line) = halves()
    let tracer = Tracer(slice: image)
    let left = try tracer.contour(
      ContourRequest(
        seeds: [
          SlicePoint(13.5, 14.5), SlicePoint(line(15), 14.5), SlicePoint(line(30), 30),
          SlicePoint(line(45), 45), SlicePoint(line(60), 60), SlicePoint(line(74), 74.5),
          SlicePoint(13.5, 74.5), SlicePoint(13.5, 45),
        ], isClosed: true, model: model))
    // A pixel off, on both sides of the line.
    var request = ContourRequest(
      seeds: [
        SlicePoint(75.5, 14.5), SlicePoint(75.5, 45), SlicePoint(75.5, 74.5),
        SlicePoint(line(74) + 1, 74.5), SlicePoint(line(60) - 1, 60), SlicePoint(line(45) + 1, 45),
        SlicePoint(line(30) - 0.5, 30), SlicePoint(line(15), 14.5),
      ], isClosed: true, model: model)
    func between(_ right: TracedContour) -> (gap: Int, overlap: Int) {
      let a = SliceMask(ni: ni, nj: nj, inside: left.points)
      let b = SliceMask(ni: ni, nj: nj, inside: right.points)
      var (gap, overlap) = (0, 0)
      for j in 22..<68 {
        for i in 25..<65 {
          if a[i, j] && b[i, j] { overlap += 1 }
          if !a[i, j] && !b[i, j] { gap += 1 }
        }
      }
      return (gap, overlap)
    }
    let alone = between(try tracer.contour(request))
    #expect(alone.gap + alone.overlap > 5)
    request.neighbours = try neighbours(left.points)
    let right = try tracer.contour(request)
    #expect(between(right) == (0, 0))
    #expect(isSimplePolygon(right.points))
    #expect(right.arcs.count == 8)
  }

  @Test func `what comes out lies on the border or well away from it`() throws {
    let border = circlePoints(x: 45, y: 45, radius: 20, count: 47).map(\.snappedToContourGrid)
    let line = circlePoints(x: 49, y: 45, radius: 18, count: 130)
    let shared = try neighbours(border).sharing(line, scale: SIMD2(1, 1))
    var onBorder = 0
    let distances = shared.map { squaredDistance(from: $0, to: border).squareRoot() }
    for n in shared.indices {
      if distances[n] < 0.001 { onBorder += 1 }
      // But for the few points that lead there.
      let isLeading = distances[max(0, n - 6)...min(n + 6, shared.count - 1)].contains {
        $0 < 0.001
      }
      #expect(distances[n] < 0.001 || isLeading || distances[n] > 1.5)
    }
    for (a, b) in zip(shared, shared.dropFirst()) {
      // The border's vertices are 2.7 apart, the line's points 0.9; no step sideways beside that.
      #expect(polylineLength([a, b], closed: false, spacing: SIMD2(1, 1)) < 2.75)
    }
    #expect(onBorder > 10 && onBorder < shared.count - 10)
    // Vertex for vertex: between the first and the last place none is left out.
    let places = shared.compactMap { p in border.firstIndex(of: p) }
    for (a, b) in zip(places, places.dropFirst()) {
      let step = (b - a + border.count) % border.count
      #expect(step == 1 || step == border.count - 1 || step > 15)
    }
    // What lies far off is what it was.
    let far = line.filter { squaredDistance(from: $0, to: border) > 9 }
    #expect(far.count > 30)
    for p in far { #expect(shared.contains(p.snappedToContourGrid)) }
  }

  @Test func `run either way round, a line beside a border becomes the border`() throws {
    let border = circlePoints(x: 45, y: 45, radius: 20, count: 90).map(\.snappedToContourGrid)
    let line = circlePoints(x: 45, y: 45, radius: 21, count: 140)
    for line in [line, line.reversed()] {
      let shared = try neighbours(border).sharing(line + [line[0]], scale: SIMD2(1, 1))
      #expect(
        SliceMask(ni: ni, nj: nj, inside: shared) == SliceMask(ni: ni, nj: nj, inside: border))
      #expect(shared.count > 85)
    }
  }

  @Test func `a thin neighbour is not walked around its end`() throws {
    // Two pixels wide: the nearest place jumps from one side to the other.
    let border = [SlicePoint(20, 40), SlicePoint(60, 40), SlicePoint(60, 42), SlicePoint(20, 42)]
    let line = (0...60).map { SlicePoint(10 + Double($0), 40 + Double($0) / 30) }
    let shared = try neighbours(border).sharing(line, scale: SIMD2(1, 1))
    let length = polylineLength(shared, closed: false, spacing: SIMD2(1, 1))
    #expect(length < 66)
  }

  @Test(arguments: ContourModel.allCases)
  func `whatever the neighbours, a contour is simple and passes its clicks`(
    model: ContourModel
  ) throws {
    var random = SeededRandom(seed: 31)
    let image = ImageSlice(
      ni: ni, nj: nj,
      pixels: (0..<ni * nj).map { _ in Float.random(in: 0...9, using: &random) })
    let tracer = Tracer(slice: image)
    for round in 0..<40 {
      func disc(_ count: ClosedRange<Int>, _ wobble: Double) -> [SlicePoint] {
        circlePoints(
          x: Double.random(in: 30...60, using: &random),
          y: Double.random(in: 30...60, using: &random),
          radius: Double.random(in: 6...25, using: &random),
          count: Int.random(in: count, using: &random)
        ).map {
          SlicePoint(
            $0.x + Double.random(in: -wobble...wobble, using: &random),
            $0.y + Double.random(in: -wobble...wobble, using: &random))
        }
      }
      let regions = try (0..<3).map { _ in
        try #require(Neighbours.Region([disc(3...60, 0.2)]))
      }
      let clicks = disc(4...8, 1)
      let contour = try tracer.contour(
        ContourRequest(
          seeds: clicks, isClosed: true, model: model,
          neighbours: Neighbours(regions, sharesBorders: true)))
      #expect(isSimplePolygon(contour.points), "round \(round)")
      #expect(contour.points.allSatisfy(tracer.contains), "round \(round)")
      for click in clicks {
        #expect(squaredDistance(from: click, to: contour.points) < 4.1, "round \(round)")
      }
    }
  }
}
