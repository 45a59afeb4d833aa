import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct BrushedRegionTests {
  let disc = ring("a", label: "LV", radius: 14, count: 8)
  let place = Action.Place(label: .name("LV"), slice: 0, frame: 0)

  func brush(_ points: [(Double, Double)], _ radius: Double) -> CorrectionRequest {
    .brush(
      place: place, brush: .init(points: points.map { SlicePoint($0.0, $0.1) }, radius: radius))
  }

  func eraser(
    _ points: [(Double, Double)], _ radius: Double, label: LabelReference? = .name("LV")
  ) -> CorrectionRequest {
    .eraser(
      place: .init(label: label, slice: 0, frame: 0),
      brush: .init(points: points.map { SlicePoint($0.0, $0.1) }, radius: radius))
  }

  /// Away from a stroke a pixel changes at most where the line ran beside its centre.
  func expectLineAsBefore(
    _ correction: Correction, _ isAway: ((i: Int, j: Int)) -> Bool
  ) {
    let before = correction.labelsBefore
    for (i, j) in correction.changed() where isAway((i, j)) {
      let beside = [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
      #expect(beside.contains { before[$0.0, $0.1] != before[i, j] }, "\(i), \(j)")
    }
  }

  @Test func `the brush adds what it covers up to a pixel, and changes nothing elsewhere`() throws {
    let brushed = try Correction(disc, brush([(44, 28), (48, 30)], 4))
    for j in 0..<60 {
      for i in 0..<64 {
        let covered =
          min(distance((i, j), SlicePoint(44, 28)), distance((i, j), SlicePoint(48, 30))) <= 2.5
        if covered { #expect(brushed.labelsAfter[i, j] == 3, "\(i), \(j)") }
      }
    }
    expectLineAsBefore(brushed) {
      min(distance($0, SlicePoint(44, 28)), distance($0, SlicePoint(48, 30))) > 7
    }
    // All but the one under the stroke are where they were.
    #expect(brushed.keptSeeds("a") == Array(brushed.before.contours[0].seeds[1...]))
    #expect(brushed.after.contours[0].seeds.count <= 24)
  }

  @Test func `erased, a part is gone and the rest is as it was`() throws {
    let erased = try Correction(disc, eraser([(44, 28)], 5))
    #expect(erased.labelsAfter[42, 28] == 0 && erased.labelsAfter[36, 28] == 3)
    expectLineAsBefore(erased) { distance($0, SlicePoint(44, 28)) > 8 }
    #expect(erased.after.contours.map(\.name) == ["a"])
    #expect(erased.keptSeeds("a") == Array(erased.before.contours[0].seeds[1...]))
  }

  @Test func `the eraser cuts a contour in two and the brush joins them again`() throws {
    let cut = try Correction(disc, eraser([(30, 10), (30, 46)], 3))
    #expect(cut.after.contours.map(\.name) == ["a", "a-2"])
    #expect(cut.labelsAfter[30, 28] == 0)
    #expect(cut.labelsAfter[20, 28] == 3 && cut.labelsAfter[40, 28] == 3)
    let joined = try Correction(
      disc + [.replaceContours(cut.replacement)], brush([(22, 28), (38, 28)], 5))
    #expect(joined.after.contours.count == 1)
    #expect(joined.labelsAfter[30, 28] == 3)
    #expect(joined.replacement.remove.sorted() == ["a", "a-2"])
  }

  @Test func `erased inside, a contour gets a hole; painted, the hole goes`() throws {
    let holed = try Correction(disc, eraser([(30, 28)], 4))
    #expect(holed.after.contours.count == 2)
    #expect(holed.labelsAfter[30, 28] == 0 && holed.labelsAfter[22, 28] == 3)
    // The outer contour is not even touched.
    #expect(holed.after.contours[0] == holed.before.contours[0])
    let filled = try Correction(
      disc + [.replaceContours(holed.replacement)], brush([(30, 28)], 6.5))
    #expect(filled.labelsAfter == holed.labelsBefore)
    #expect(filled.after.contours.map(\.name) == ["a"])
  }

  @Test func `on empty ground the brush begins a contour`() throws {
    let begun = try Correction([], brush([(20, 20), (30, 20)], 4))
    #expect(begun.after.contours.map(\.name) == ["LV-0-0"])
    #expect(begun.after.contours[0].origin == .human)
    #expect(begun.labelsAfter[25, 20] == 3 && begun.labelsAfter[25, 26] == 0)
    let more = try Correction(
      [.replaceContours(begun.replacement)], brush([(50, 50)], 4))
    #expect(more.after.contours.map(\.name) == ["LV-0-0", "LV-0-0-2"])
  }

  @Test func `an eraser without a label takes from every label`() throws {
    let both = ring("o", label: "MYO", radius: 20, count: 8) + disc
    let erased = try Correction(both, eraser([(44, 28), (52, 28)], 4, label: nil))
    #expect(Set(erased.replacement.remove) == ["o", "a"])
    #expect(erased.labelsAfter[43, 28] == 0 && erased.labelsAfter[48, 28] == 0)
    let one = try Correction(both, eraser([(44, 28), (52, 28)], 4))
    #expect(one.replacement.remove == ["a"])
  }

  @Test func `a contour all under the eraser is gone`() throws {
    let gone = try Correction(disc, eraser([(30, 28)], 25))
    #expect(gone.after.contours.isEmpty && gone.replacement.add.isEmpty)
  }

  @Test func `a stroke that changes nothing or is none is refused`() throws {
    let header = try discHeader()
    let state = try SessionState(header: header, actions: disc)
    var tracer = try SessionTracer(header: header, volume: discVolume)
    for (request, reason) in [
      (brush([(30, 28)], 3), "belongs to the label's contours already"),
      (eraser([(58, 58)], 3), "no contour of the label lies under"),
      (brush([(30, 28)], 0), "radius_mm"), (brush([(300, 28)], 3), "outside of the slice"),
      (eraser([(30, 28)], 3, label: .name("liver")), "not in the session's table"),
      (
        .brush(
          place: .init(slice: 0, frame: 0), brush: .init(points: [SlicePoint(1, 1)], radius: 1)),
        "\"label\" is missing"
      ),
    ] {
      let error = #expect(throws: SessionError.self) {
        try request.replacement(in: state, &tracer)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
