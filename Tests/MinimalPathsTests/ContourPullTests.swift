import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct ContourPullTests {
  /// A bright disc that a machine drew too small: eight smooth arcs, four pixels inside its edge.
  let tracer = Tracer(slice: discImage(ni: 64, nj: 60, x: 30, y: 28, radius: 18))

  func drawn(radius: Double = 14, count: Int = 8, own: Set<Int> = []) -> ContourRequest {
    var request = ContourRequest(
      seeds: circlePoints(x: 30, y: 28, radius: radius, count: count).map(\.snappedToContourGrid),
      isClosed: true,
      courses: [ArcCourse](repeating: .smooth, count: count))
    request.machineSeeds = Set(0..<count).subtracting(own)
    return request
  }

  /// The click beside the arc from seed 1 to seed 2.
  let click = SlicePoint(
    30 + 18 * 0.3826834323650898, 28 + 18 * 0.9238795325112867)

  @Test func `the line goes where it is pulled, and a machine's seeds there give way`() throws {
    let request = drawn()
    let pulled = try tracer.pulled(request, to: click)
    let points = try tracer.contour(pulled).points
    #expect(squaredDistance(from: click, to: points) < 1)
    // Four pixels off is 12 along the contour: the seeds at 5.5 give way, those at 16.5 do not.
    let kept = request.seeds.filter(pulled.seeds.contains)
    #expect(kept == [request.seeds[0]] + request.seeds[3...])
    // Where the pull ends, two new ones hold the line.
    #expect(pulled.seeds.count == 9 && pulled.machineSeeds == Set(1...8))
    for end in [pulled.seeds[1], pulled.seeds[8]] {
      let d = SIMD2(end.x - 30, end.y - 28)
      #expect(abs(squaredLength(d).squareRoot() - 14) < 0.1)
      let turn = SIMD2(click.x - 30, click.y - 28) / 18
      let along = (d.x * turn.x + d.y * turn.y) / 14
      #expect(abs(along - cosine(turns: 12 / (2 * .pi * 14))) < 0.02)
    }
    // The edge, not the smooth way, leads to the click and on.
    #expect(pulled.seeds[0] == click.snappedToContourGrid)
    #expect(pulled.courses.indices.filter { pulled.courses[$0] == .found } == [0, 8])
  }

  @Test func `the order around the contour is kept wherever it begins`() throws {
    let request = drawn(count: 12)
    for turn in 0..<12 {
      var turned = request
      turned.seeds = Array(request.seeds[turn...] + request.seeds[..<turn])
      let pulled = try tracer.pulled(turned, to: click)
      #expect(try tracer.contour(pulled).isClosed)
      #expect(pulled == (try tracer.pulled(request, to: click)))
    }
  }

  @Test func `a person's seeds stay, and so do the arcs between them`() throws {
    let request = drawn(own: [0, 1, 2, 3, 4, 5, 6, 7])
    let pulled = try tracer.pulled(request, to: click)
    #expect(pulled.seeds.count == 9 && pulled.machineSeeds.isEmpty)
    #expect(request.seeds.allSatisfy(pulled.seeds.contains))
    #expect(pulled.courses == [.found] + [ArcCourse](repeating: .smooth, count: 7) + [.found])
    let some = try tracer.pulled(drawn(own: [1, 2]), to: click)
    #expect(some.seeds.contains(request.seeds[1]) && some.seeds.contains(request.seeds[2]))
    #expect(some.machineSeeds.allSatisfy { !request.seeds[1...2].contains(some.seeds[$0]) })
  }

  @Test func `pixels that are not square pull as far in millimetres`() throws {
    // The same disc with half as many rows, twice as far apart.
    let wide = ImageSlice(
      ni: 64, nj: 30, spacing: SIMD2(1, 2),
      pixels: (0..<30 * 64).map { n in
        let (dx, dy) = (Double(n % 64) - 30, 2 * Double(n / 64) - 28)
        return dx * dx + dy * dy < 18 * 18 ? 1 : 0
      })
    func flat(_ p: SlicePoint) -> SlicePoint { SlicePoint(p.x, p.y / 2) }
    var request = drawn(count: 16)
    request.seeds = request.seeds.map(flat)
    let pulled = try Tracer(slice: wide).pulled(request, to: flat(click))
    let square = try tracer.pulled(drawn(count: 16), to: click)
    let (kept, expected) = (
      request.seeds.indices.filter {
        pulled.seeds.contains(request.seeds[$0].snappedToContourGrid)
      },
      request.seeds.indices.filter { square.seeds.contains(drawn(count: 16).seeds[$0]) }
    )
    #expect(kept == expected && kept.count == 11)
  }

  @Test func `a seed that is there is enough, and a click outside is refused`() throws {
    let request = drawn()
    #expect(
      try tracer.pulled(request, to: request.seeds[3]).seeds == (try tracer.checked(request)).seeds)
    #expect(throws: TracingError.self) { try tracer.pulled(request, to: SlicePoint(99, 3)) }
    #expect(throws: TracingError.self) { try tracer.pulled(request, to: SlicePoint(.nan, 3)) }
  }

  @Test func `a network is judged by what a person clicked, not by the machine's own seeds`() throws
  {
    // It sees a disc of radius 14, and the image shows nothing.
    let even = Tracer(
      slice: ImageSlice(ni: 64, nj: 60, pixels: [Float](repeating: 3, count: 64 * 60)))
    let probabilities = (0..<64 * 60).map { n -> Float in
      let (dx, dy) = (Double(n % 64) - 30, Double(n / 64) - 28)
      return Float(min(max(14.5 - (dx * dx + dy * dy).squareRoot(), 0), 1))
    }
    var request = drawn()
    request.courses = []
    request.guidance = try Guidance(ni: 64, nj: 60, probabilities: probabilities)
    request.seeds[0] = SlicePoint(46, 28)
    request.machineSeeds.remove(0)
    let judged = try even.contour(request)
    request.machineSeeds = []
    let misled = try even.contour(request)
    // Two pixels too small at the one place that a person knows.
    let place = SlicePoint(46, 28)
    #expect(
      squaredDistance(from: place, to: judged.points)
        < squaredDistance(from: place, to: misled.points))
  }
}
