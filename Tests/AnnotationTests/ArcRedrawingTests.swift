import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct ArcRedrawingTests {
  let disc = ring("a", label: "LV", radius: 14, count: 8)

  func redraw(
    _ points: [(Double, Double)], course: ArcCourse = .found, of name: String = "a"
  ) -> CorrectionRequest {
    .redrawArc(
      contour: name, points: points.map { SlicePoint($0.0, $0.1) }, course: course)
  }

  @Test func `the seeds between two points are replaced by those of the line drawn`() throws {
    // From seed 1 to seed 3, over the way of seed 2 at (30, 42).
    let clicks = circlePoints(x: 30, y: 28, radius: 14, count: 8)
    let (from, to) = (clicks[1], clicks[3])
    let drawn = try Correction(
      disc, redraw([(from.x + 0.5, from.y), (33, 50), (27, 50), (to.x, to.y + 0.5)]))
    let seeds = drawn.after.contours[0].seeds
    let old = drawn.before.contours[0].seeds
    #expect(seeds == [old[0], old[1], SlicePoint(33, 50), SlicePoint(27, 50)] + old[3...])
    #expect(drawn.labelsAfter[30, 47] == 3 && drawn.labelsBefore[30, 47] == 0)
    // Drawn the other way round it is the same contour.
    let back = try Correction(
      disc, redraw([(to.x, to.y + 0.5), (27, 50), (33, 50), (from.x + 0.5, from.y)]))
    #expect(back.after == drawn.after)
  }

  @Test func `between seeds an arc is cut where the line begins and ends`() throws {
    // Beside the arcs 0 to 1 and 7 to 0, around seed 0 at (44, 28).
    let drawn = try Correction(disc, redraw([(42.9, 33.4), (50, 28), (42.9, 22.6)]))
    let old = drawn.before.contours[0].seeds
    let seeds = drawn.after.contours[0].seeds
    #expect(seeds.filter(old.contains) == Array(old[1...]))
    #expect(seeds.count == 10 && !seeds.contains(old[0]))
    #expect(seeds.contains(SlicePoint(50, 28)))
    for p in seeds where !old.contains(p) && p != SlicePoint(50, 28) {
      let (dx, dy) = (p.x - 30, p.y - 28)
      #expect(abs((dx * dx + dy * dy).squareRoot() - 14) < 1)
    }
  }

  @Test func `two points alone mean the shorter way, and courses are kept elsewhere`() throws {
    let decided = Action.replaceArc(contour: "a", seed: 5, course: .straight)
    let c = circlePoints(x: 30, y: 28, radius: 14, count: 8)
    let drawn = try Correction(
      disc + [decided], redraw([(c[1].x, c[1].y), (c[3].x, c[3].y)], course: .straight))
    let contour = drawn.after.contours[0]
    #expect(contour.seeds.count == 7)
    #expect(contour.courses == [.found, .straight, .found, .found, .straight, .found, .found])
    // A cut through the middle: less than a half is left out.
    #expect(drawn.labelsAfter[30, 40] == 0 && drawn.labelsAfter[30, 36] == 3)
  }

  @Test func `the line decides which side of a contour is drawn anew`() throws {
    let c = circlePoints(x: 30, y: 28, radius: 14, count: 8)
    let long = try Correction(
      disc, redraw([(c[1].x, c[1].y), (36, 20), (24, 20), (c[3].x, c[3].y)]))
    let old = long.before.contours[0].seeds
    #expect(long.after.contours[0].seeds.filter(old.contains) == Array(old[1...3]))
  }

  @Test func `an open path is drawn anew between two of its points`() throws {
    let path = Action.replaceContours(
      ContourReplacement(
        add: [
          .init(
            contour: "p", place: .init(label: .name("LV"), slice: 0, frame: 0),
            seeds: [10.0, 20, 30, 40, 50].map { SlicePoint($0, 10) },
            courses: [.straight, .straight, .straight, .straight, .found], isClosed: false)
        ], tool: .brush))
    let drawn = try Correction(
      [path], redraw([(40, 11), (30, 4), (20, 9)], course: .straight, of: "p"))
    #expect(
      drawn.after.contours[0].seeds
        == [(10, 10), (20, 10), (30, 4), (40, 10), (50, 10)].map { SlicePoint($0.0, $0.1) })
    #expect(!drawn.after.contours[0].isClosed)
    let cut = try Correction([path], redraw([(25, 10), (45, 14), (50, 10)], of: "p"))
    #expect(
      cut.after.contours[0].seeds
        == [(10, 10), (20, 10), (25, 10), (45, 14), (50, 10)].map { SlicePoint($0.0, $0.1) })
    #expect(cut.after.contours[0].courses == [.straight, .straight, .found, .found, .found])
  }

  @Test func `a line that is none is refused`() throws {
    let header = try discHeader()
    let state = try SessionState(header: header, actions: disc)
    var tracer = try SessionTracer(header: header, volume: discVolume)
    for (request, reason) in [
      (redraw([(44, 28)]), "two points or more"),
      (redraw([(44, 28), (2, 2)]), "pixels from contour"),
      (redraw([(44, 28), (50, 28), (44, 28)]), "same place"),
      (redraw([(44, 28), (80, 28)]), "outside of the slice"),
      (redraw([(44, 28), (30, 14)], of: "zz"), "no contour \"zz\""),
    ] {
      let error = #expect(throws: SessionError.self) {
        try request.replacement(in: state, &tracer)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
