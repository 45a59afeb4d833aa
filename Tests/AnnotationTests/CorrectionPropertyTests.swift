import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct CorrectionPropertyTests {
  /// Some request on the first slice.
  func request(_ random: inout SeededRandom) -> CorrectionRequest {
    func point() -> SlicePoint {
      SlicePoint(
        Double(Int.random(in: 0..<64, using: &random)),
        Double(Int.random(in: 0..<60, using: &random)))
    }
    let label = ["LV", "MYO"].randomElement(using: &random) ?? "LV"
    let place = Action.Place(label: .name(label), slice: 0, frame: 0)
    let name = ["a", "o"].randomElement(using: &random) ?? "a"
    let radius = Double(Int.random(in: 1..<9, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return .grow(contour: name, by: radius - 5)
    case 1: return .addRegion(place: place, point: point(), radius: radius)
    case 2: return .removeRegion(place: place, point: point(), radius: radius)
    case 3: return .brush(place: place, brush: .init(points: [point(), point()], radius: radius))
    case 4: return .eraser(place: place, brush: .init(points: [point()], radius: radius))
    default:
      return .redrawArc(contour: name, points: [point(), point(), point()], course: .straight)
    }
  }

  @Test func `whatever is asked, one undo gives the state before and the answer can be done`()
    throws
  {
    var random = SeededRandom(seed: 11)
    let header = try discHeader()
    var session = Session(header: header)
    for action in ring("o", label: "MYO", radius: 18) + [made(whole("a"))] {
      try session.apply(action)
    }
    var tracer = try SessionTracer(header: header, volume: discVolume)
    var done = 0
    for _ in 0..<16 {
      let before = session.state
      let replacement: ContourReplacement
      do {
        replacement = try request(&random).replacement(in: before, &tracer)
      } catch {
        continue
      }
      done += 1
      try session.apply(.replaceContours(replacement))
      let after = session.state
      for contour in after.contours { #expect(contour.courses.count == contour.seeds.count) }
      #expect(tracer.failures(of: after).isEmpty)
      try session.apply(.undo)
      #expect(session.state == before)
      // Every third stays, so that the contours become odd.
      if done.isMultiple(of: 3) { try session.apply(.redo) }
    }
    #expect(done > 4, "seed 11 gives \(done)")
  }
}
