import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct ArcCourseTests {
  let ring = discImage(ni: 96, nj: 96, x: 48, y: 48, radius: 25)
  let rim = circlePoints(x: 48, y: 48, radius: 25, count: 36)

  func radius(_ p: SlicePoint) -> Double {
    ((p.x - 48) * (p.x - 48) + (p.y - 48) * (p.y - 48)).squareRoot()
  }

  func noise(_ ni: Int, _ nj: Int, seed: UInt64) -> ImageSlice {
    var random = SeededRandom(seed: seed)
    var slice = discImage(ni: ni, nj: nj, x: 40, y: 36, radius: 20)
    for n in slice.pixels.indices { slice.pixels[n] += Float.random(in: 0...80, using: &random) }
    return slice
  }

  /// Farthest that a point of `line` is from `other`, voxels.
  func farthest(_ line: [SlicePoint], from other: [SlicePoint]) -> Double {
    line.map { squaredDistance(from: $0, to: other).squareRoot() }.max() ?? 0
  }

  @Test(arguments: [4, 9, 14, 18])
  func `on a ring with two clicks the other way is the other part`(steps: Int) throws {
    let tracer = Tracer(slice: ring)
    let clicks = [rim[3], rim[3 + steps]]
    let found = try tracer.contour(ContourRequest(seeds: clicks, isClosed: false))
    let other = try tracer.contour(
      ContourRequest(seeds: clicks, isClosed: false, courses: [.otherWay]))
    for line in [found.points, other.points] {
      #expect(line.allSatisfy { abs(radius($0) - 25) < 1.5 })
      #expect(line.first == clicks[0].snappedToContourGrid)
      #expect(line.last == clicks[1].snappedToContourGrid)
    }
    let length = found.length(spacing: SIMD2(1, 1)) + other.length(spacing: SIMD2(1, 1))
    #expect(abs(length - 2 * .pi * 25) < 0.05 * 2 * .pi * 25)
    #expect(other.arcs[0].course == .otherWay && !other.arcs[0].isStraight)
  }

  @Test func `the other way keeps away from the contour's other arcs too`() throws {
    // The fastest way back from the last click runs over the first two arcs; so does the next best.
    let clicks = [rim[2], rim[9], rim[16]]
    let request = ContourRequest(
      seeds: clicks, isClosed: true, model: .geodesic, courses: [.found, .found, .otherWay])
    let contour = try Tracer(slice: ring).contour(request)
    #expect(isSimplePolygon(contour.points))
    #expect(contour.arcs.map(\.isStraight) == [false, false, false])
    #expect(abs(contour.area(spacing: SIMD2(1, 1)) - .pi * 625) < 0.05 * .pi * 625)
  }

  @Test(arguments: ContourModel.allCases)
  func `of two borders side by side the other way takes the other one`(
    model: ContourModel
  ) throws {
    // A ring of muscle: clicks on its inner border.
    var image = discImage(ni: 96, nj: 96, x: 48, y: 48, radius: 30, inside: 20, outside: 90)
    let cavity = discImage(ni: 96, nj: 96, x: 48, y: 48, radius: 20, inside: 200, outside: 0)
    for n in image.pixels.indices {
      let share = cavity.pixels[n] / 200
      image.pixels[n] = share * 200 + (1 - share) * image.pixels[n]
    }
    let clicks = circlePoints(x: 48, y: 48, radius: 20, count: 4)
    var request = ContourRequest(seeds: clicks, isClosed: true, model: model)
    let tracer = Tracer(slice: image)
    let found = try tracer.contour(request)
    #expect(found.points.allSatisfy { abs(radius($0) - 20) < 2 })
    request.courses = [.found, .otherWay]
    let contour = try tracer.contour(request)
    let middle = contour.arcs[1].middle(spacing: SIMD2(1, 1))
    #expect(abs(radius(middle) - 30) < 1.5)
    // Three quarters of the small disc, a quarter of the large one.
    let area = Double.pi * (0.75 * 400 + 0.25 * 900)
    #expect(abs(contour.area(spacing: SIMD2(1, 1)) - area) < 0.07 * area)
    #expect(isSimplePolygon(contour.points))
    // The arc across keeps its way.
    #expect(farthest(contour.arcs[3].points, from: found.points) < 0.01)
  }

  @Test(arguments: ContourModel.allCases)
  func `a straight arc is the line from click to click`(model: ContourModel) throws {
    let tracer = Tracer(slice: ring)
    // Half a pixel off the rim, so that an outline passes beside them.
    let clicks = circlePoints(x: 48, y: 48, radius: 25.5, count: 5)
    let found = try tracer.contour(through: clicks, closed: true, model: model)
    let contour = try tracer.contour(
      ContourRequest(seeds: clicks, isClosed: true, model: model, courses: [.found, .straight]))
    let arc = contour.arcs[1]
    #expect(arc.points == [clicks[1].snappedToContourGrid, clicks[2].snappedToContourGrid])
    #expect(arc.isStraight && arc.course == .straight)
    #expect(contour.arcs.map(\.course) == [.found, .straight, .found, .found, .found])
    #expect(isSimplePolygon(contour.points))
    for n in contour.arcs.indices {
      #expect(contour.arcs[n].points.last == contour.arcs[(n + 1) % 5].points.first)
    }
    // The segment between the chord and the rim is gone.
    let angle = 2 * Double.pi / 5
    let segment = 625 / 2 * (angle - 0.951_056_516)
    let lost = found.area(spacing: SIMD2(1, 1)) - contour.area(spacing: SIMD2(1, 1))
    #expect(abs(lost - segment) < 0.25 * segment)
    // It follows no edge because somebody wanted it so: nothing to look at.
    #expect(!contour.arcsToReview.map(\.index).contains(1))
  }

  @Test(arguments: ContourModel.allCases)
  func `without decisions the contour is the same, whatever the length of the list`(
    model: ContourModel
  ) throws {
    let tracer = Tracer(slice: noise(80, 72, seed: 3))
    let clicks = circlePoints(x: 40, y: 36, radius: 20, count: 6)
    let plain = try tracer.contour(through: clicks, closed: true, model: model)
    let asked = try tracer.contour(
      ContourRequest(
        seeds: clicks, isClosed: true, model: model,
        courses: [ArcCourse](repeating: .found, count: 9)))
    #expect(asked == plain)
  }

  @Test func `whatever is decided, a contour is simple and stays in the slice`() throws {
    var random = SeededRandom(seed: 11)
    let tracer = Tracer(slice: noise(80, 72, seed: 4))
    var contours = 0
    for round in 0..<60 {
      let count = Int.random(in: 3...8, using: &random)
      let isTangled = round % 3 == 0
      let clicks =
        isTangled
        ? (0..<count).map { _ in
          SlicePoint(
            Double.random(in: -0.5...79.5, using: &random),
            Double.random(in: -0.5...71.5, using: &random))
        }
        : circlePoints(
          x: 40, y: 36, radius: Double.random(in: 5...25, using: &random), count: count)
      let courses = (0..<count).map { _ in ArcCourse.allCases.randomElement(using: &random)! }
      let request = ContourRequest(
        seeds: clicks, isClosed: true, model: round % 2 == 0 ? .outline : .geodesic,
        courses: courses)
      let contour: TracedContour
      do {
        contour = try tracer.contour(request)
      } catch {
        #expect(error == .noArea && isTangled, "round \(round)")
        continue
      }
      contours += 1
      #expect(isSimplePolygon(contour.points), "round \(round)")
      #expect(contour.points.allSatisfy(tracer.contains))
      #expect(contour.arcs.count == count)
      if !isTangled {
        for click in clicks {
          #expect(squaredDistance(from: click, to: contour.points) < 4.1, "round \(round)")
        }
      }
    }
    #expect(contours > 55)
  }

  @Test func `the other way differs from the way found, even between clicks side by side`() throws {
    let image = noise(80, 72, seed: 5)
    let tracer = Tracer(slice: image)
    var random = SeededRandom(seed: 6)
    for round in 0..<60 {
      let a = SlicePoint(
        Double.random(in: 15...65, using: &random), Double.random(in: 15...55, using: &random))
      let way = Double.random(in: 4...30, using: &random)
      let direction = circlePoints(x: 0, y: 0, radius: way, count: 16).randomElement(
        using: &random)!
      let b = SlicePoint(
        min(max(a.x + direction.x, 0), 79), min(max(a.y + direction.y, 0), 71))
      let found = try tracer.contour(ContourRequest(seeds: [a, b], isClosed: false))
      let other = try tracer.contour(
        ContourRequest(seeds: [a, b], isClosed: false, courses: [.otherWay]))
      // Half of the room that the clicks leave, at most the lens.
      let wanted = min(
        3, 0.2 * ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot())
      #expect(farthest(other.points, from: openLine(found.points)) > wanted, "round \(round)")
    }
  }

  /// There and back, so that the closing segment lies on the line.
  func openLine(_ points: [SlicePoint]) -> [SlicePoint] {
    points + points.dropFirst().dropLast().reversed()
  }

  @Test func `a mirrored image gives the mirrored contour`() throws {
    let image = noise(80, 72, seed: 7)
    var mirrored = image
    for j in 0..<72 { for i in 0..<80 { mirrored[79 - i, j] = image[i, j] } }
    func mirror(_ p: SlicePoint) -> SlicePoint { SlicePoint(79 - p.x, p.y) }
    let clicks = circlePoints(x: 40, y: 36, radius: 20, count: 5).map(\.snappedToContourGrid)
    for model in ContourModel.allCases {
      let courses: [ArcCourse] = [.found, .otherWay, .found, .straight]
      let a = try Tracer(slice: image).contour(
        ContourRequest(seeds: clicks, isClosed: true, model: model, courses: courses))
      let b = try Tracer(slice: mirrored).contour(
        ContourRequest(seeds: clicks.map(mirror), isClosed: true, model: model, courses: courses))
      let (one, other) = (
        SliceMask(ni: 80, nj: 72, inside: a.points.map(mirror)),
        SliceMask(ni: 80, nj: 72, inside: b.points)
      )
      let differing = zip(one.pixels, other.pixels).count { $0 != $1 }
      #expect(Double(differing) < 0.02 * Double(one.area), "\(model) \(differing)")
    }
  }

  @Test func `twice the spacing changes nothing in voxels`() throws {
    let image = noise(80, 72, seed: 8)
    let doubled = ImageSlice(ni: 80, nj: 72, spacing: SIMD2(2, 2), pixels: image.pixels)
    let request = ContourRequest(
      seeds: circlePoints(x: 40, y: 36, radius: 20, count: 5), isClosed: true,
      courses: [.otherWay, .found, .straight])
    let a = try Tracer(slice: image).contour(request)
    let b = try Tracer(slice: doubled).contour(request)
    #expect(a.points == b.points)
    #expect(b.length(spacing: SIMD2(2, 2)) == 2 * a.length(spacing: SIMD2(1, 1)))
  }

  @Test func `an arc that is not there is refused`() {
    let tracer = Tracer(slice: ring)
    #expect(throws: TracingError.noSuchArc(number: 3, count: 2)) {
      try tracer.contour(
        ContourRequest(
          seeds: [rim[0], rim[9], rim[18]], isClosed: false,
          courses: [.found, .found, .straight]))
    }
    var request = ContourRequest(seeds: [rim[0], rim[9]], isClosed: false)
    for arc in [-1, 1, .max] {
      #expect(throws: TracingError.self) { try request.setCourse(.straight, ofArc: arc) }
    }
    #expect(request.courses.isEmpty)
  }

  @Test func `side by side and after other requests the contour is the same`() async throws {
    let image = noise(80, 72, seed: 9)
    let used = Tracer(slice: image)
    var random = SeededRandom(seed: 10)
    let beside = try #require(
      Neighbours.Region([circlePoints(x: 64, y: 36, radius: 8, count: 40)]))
    for _ in 0..<20 {
      let courses = (0..<6).map { _ in ArcCourse.allCases.randomElement(using: &random)! }
      var request = ContourRequest(
        seeds: circlePoints(x: 40, y: 36, radius: 20, count: 6), isClosed: true,
        model: Bool.random(using: &random) ? .outline : .geodesic, courses: courses)
      if Bool.random(using: &random) {
        request.neighbours = Neighbours([beside], sharesBorders: Bool.random(using: &random))
        request.snap = 1
      }
      let fresh = try Tracer(slice: image).contour(request)
      #expect(try used.contour(request) == fresh)
      let parallel = try await used.contourInParallel(request)
      #expect(parallel == fresh)
    }
  }
}
