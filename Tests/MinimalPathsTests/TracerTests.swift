import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct TracerTests {
  /// Edges in many places, so that ways are not straight.
  func image(_ n: Int, seed: UInt64) -> ImageSlice {
    var random = SeededRandom(seed: seed)
    var slice = discImage(ni: n, nj: n, x: Double(n) / 2, y: Double(n) / 2, radius: Double(n) / 3)
    for k in slice.pixels.indices { slice.pixels[k] += Float.random(in: 0...30, using: &random) }
    return slice
  }

  func clicks(_ n: Int, _ count: Int) -> [SlicePoint] {
    circlePoints(x: Double(n) / 2, y: Double(n) / 2, radius: Double(n) / 3, count: count)
  }

  @Test func `a contour depends on its clicks alone, not on what was asked before`() throws {
    let slice = image(96, seed: 1)
    let used = Tracer(slice: slice)
    var random = SeededRandom(seed: 2)
    var seeds = clicks(96, 6)
    for _ in 0..<40 {
      // A mouse wanders, clicks move: fronts grow, arcs are kept.
      let cursor = SlicePoint(
        Double.random(in: 0...95, using: &random), Double.random(in: 0...95, using: &random))
      _ = try used.path(from: seeds[0], to: cursor)
      let moved = Int.random(in: 0..<6, using: &random)
      seeds[moved].x += Double.random(in: -2...2, using: &random)
      seeds[moved].y += Double.random(in: -2...2, using: &random)
      for model in ContourModel.allCases {
        let fresh = try Tracer(slice: slice).contour(through: seeds, closed: true, model: model)
        #expect(try used.contour(through: seeds, closed: true, model: model) == fresh)
      }
    }
  }

  @Test func `arcs solved side by side are the same arcs`() async throws {
    let slice = image(128, seed: 3)
    let seeds = clicks(128, 9)
    let oneByOne = try Tracer(slice: slice).contour(
      through: seeds, closed: true, model: .geodesic)
    let sideBySide = try await Tracer(slice: slice).contourInParallel(
      through: seeds, closed: true, model: .geodesic)
    #expect(oneByOne == sideBySide)
    let open = try await Tracer(slice: slice).contourInParallel(through: seeds, closed: false)
    #expect(open.arcs == Array(oneByOne.arcs.dropLast()))
  }

  @Test func `the line that follows the mouse is the arc of the click`() throws {
    let slice = image(80, seed: 4)
    let tracer = Tracer(slice: slice)
    let line = try tracer.path(from: SlicePoint(20, 30.5), to: SlicePoint(61.25, 44))
    let path = try tracer.contour(
      through: [SlicePoint(20, 30.5), SlicePoint(61.25, 44)], closed: false)
    #expect(path.arcs[0].points == line)
    #expect(throws: TracingError.seedOutsideSlice(number: 2, SlicePoint(99, 1), ni: 80, nj: 80)) {
      try tracer.path(from: SlicePoint(20, 30), to: SlicePoint(99, 1))
    }
    #expect(throws: TracingError.seedNotFinite(number: 1)) {
      try tracer.path(from: SlicePoint(.nan, 30), to: SlicePoint(9, 1))
    }
  }

  @Test func `a cancelled contour says so and leaves the tracer usable`() async throws {
    let slice = image(96, seed: 5)
    let tracer = Tracer(slice: slice)
    let seeds = clicks(96, 5)
    #expect(throws: TracingError.cancelled) {
      try tracer.contour(through: seeds, closed: true, isCancelled: { true })
    }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await tracer.contourInParallel(through: seeds, closed: true)
    }
    await #expect(throws: TracingError.cancelled) { try await task.value }
    let fresh = try Tracer(slice: slice).contour(through: seeds, closed: true)
    #expect(try tracer.contour(through: seeds, closed: true) == fresh)
  }

  @Test func `many threads may use one tracer`() async throws {
    let slice = image(64, seed: 6)
    let tracer = Tracer(slice: slice)
    let expected = try Tracer(slice: slice).contour(through: clicks(64, 7), closed: true)
    let same = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let contour = try? tracer.contour(through: self.clicks(64, 7), closed: true)
          return contour == expected
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(same)
  }

  @Test func `what was used last stays`() {
    var kept = RecentlyUsed<String, Int>(capacity: 2)
    kept["a"] = 1
    kept["b"] = 2
    #expect(kept["a"] == 1)
    kept["c"] = 3
    #expect(kept["b"] == nil)
    #expect(kept["a"] == 1)
    #expect(kept["c"] == 3)
    kept["a"] = nil
    #expect(kept["a"] == nil)
  }
}
