import MinimalPaths
import TestSupport
import Testing
import Volumes

@testable import Annotation

@Suite struct ContourPullingTests {
  static let model = ModelIdentity(name: "m", sha256: String(repeating: "a", count: 64))

  /// Eight seeds three pixels inside the edge of the disc, a model's.
  let machine = Action.replaceContours(
    ContourReplacement(
      add: [
        .init(
          contour: "a", place: .init(label: .name("LV"), slice: 0, frame: 0),
          seeds: circlePoints(x: 30, y: 28, radius: 11, count: 8),
          courses: [ArcCourse](repeating: .smooth, count: 8))
      ], tool: .model, model: model))

  func pull(_ x: Double, _ y: Double, of name: String = "a") -> CorrectionRequest {
    .pull(contour: name, point: SlicePoint(x, y))
  }

  @Test func `one click brings the line to the border, as one action`() throws {
    let pulled = try Correction([machine], pull(44, 28))
    let contour = pulled.after.contours[0]
    #expect(contour.seeds[0] == SlicePoint(44, 28))
    #expect(contour.review == .edited && contour.origin == .machine(Self.model))
    #expect(contour.machineSeeds == Set(contour.seeds).subtracting([SlicePoint(44, 28)]))
    #expect(pulled.area() > pulled.labelsBefore.mask(of: 3).area)
    #expect(pulled.labelsBefore[42, 28] == 0 && pulled.labelsAfter[42, 28] == 3)
    #expect(pulled.replacement.tool == .pull)
    #expect(pulled.replacement.settings == ToolSettings(point: SlicePoint(44, 28)))
  }

  @Test func `a seed is a person's once one moved it, and goes with its place`() throws {
    let seeds = circlePoints(x: 30, y: 28, radius: 11, count: 8).map(\.snappedToContourGrid)
    var state = SessionState(header: try discHeader())
    try state.apply(machine)
    #expect(state.contours[0].machineSeeds == Set(seeds))
    try state.apply(.moveSeed(contour: "a", seed: 2, point: SlicePoint(30, 42)))
    #expect(state.contours[0].machineSeeds == Set(seeds).subtracting([seeds[2]]))
    try state.apply(.deleteSeed(contour: "a", seed: 5))
    #expect(state.contours[0].machineSeeds == Set(seeds).subtracting([seeds[2], seeds[5]]))
    // Put where a machine's seed was, it is still a person's.
    try state.apply(
      .addSeed(contour: "a", place: .init(), point: seeds[5], index: 5))
    #expect(!state.contours[0].machineSeeds.contains(seeds[5]))
    // And the moved one does not give way.
    let moved = Action.moveSeed(contour: "a", seed: 1, point: SlicePoint(39, 37))
    let pulled = try Correction([machine, moved], pull(44, 28))
    #expect(pulled.keptSeeds("a").contains(SlicePoint(39, 37)))
  }

  @Test func `a person's contour keeps its seeds`() throws {
    let pulled = try Correction(ring("a", label: "LV", radius: 11, count: 8), pull(44, 28.5))
    #expect(pulled.keptSeeds("a").count == 8 && pulled.after.contours[0].seeds.count == 9)
    #expect(pulled.after.contours[0].machineSeeds.isEmpty)
  }

  @Test(arguments: [
    ([SlicePoint](), "b", SlicePoint(44, 28), "there is no contour"),
    ([], "a", SlicePoint(300, 28), "outside"),
    ([], "a", SlicePoint(41, 28), "has a seed at that place already"),
    ([SlicePoint(5, 5)], "o", SlicePoint(8, 8), "is open"),
  ])
  func `what cannot be pulled is refused, and says why`(
    open: [SlicePoint], name: String, point: SlicePoint, reason: String
  ) throws {
    let begun = open.map {
      Action.addSeed(
        contour: "o", place: .init(label: .name("RV"), slice: 0, frame: 0), point: $0, index: nil)
    }
    do {
      _ = try Correction([machine] + begun, .pull(contour: name, point: point))
      Issue.record("nothing was refused")
    } catch let error as SessionError {
      #expect(error.description.contains(reason), "\(error)")
    }
  }
}
