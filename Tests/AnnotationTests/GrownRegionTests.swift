import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct GrownRegionTests {
  let disc = ring("a", label: "LV", radius: 14)

  @Test(arguments: [-5.0, -3, -1.5, 1.5, 3, 6])
  func `a disc moved by a distance is a disc of that radius more, within a pixel`(by: Double) throws
  {
    let grown = try Correction(disc, .grow(contour: "a", by: by))
    let radius = 14 + by
    let area = Double(grown.area())
    #expect(area > .pi * (radius - 1) * (radius - 1), "\(area)")
    #expect(area < .pi * (radius + 1) * (radius + 1), "\(area)")
    // Not on average alone.
    for j in 0..<60 {
      for i in 0..<64 {
        let r = distance((i, j), SlicePoint(30, 28))
        if r < radius - 1.5 { #expect(grown.labelsAfter[i, j] == 3) }
        if r > radius + 1.5 { #expect(grown.labelsAfter[i, j] == 0) }
      }
    }
    #expect(grown.after.contours.map(\.name) == ["a"])
    #expect(grown.after.contours[0].seeds.count <= 24, "\(grown.after.contours[0].seeds.count)")
  }

  @Test func `millimetres are millimetres along both axes`() throws {
    // Pixels twice as wide as high.
    let slice = discImage(ni: 40, nj: 70, x: 20, y: 34, radius: 14, spacing: SIMD2(2, 1))
    let volume = Volume(
      geometry: Geometry(size: GridSize(ni: 40, nj: 70, nk: 1), spacing: SIMD3(2, 1, 1)),
      voxels: slice.pixels)
    let header = SessionHeader(
      image: .init(path: "wide.nii", of: volume),
      labels: try LabelTable([.init(value: 3, name: "LV")]))
    let seeds = circlePoints(x: 0, y: 0, radius: 14, count: 8).map {
      SlicePoint(20 + $0.x / 2, 34 + $0.y)
    }
    let clicks = Action.replaceContours(
      ContourReplacement(
        add: [.init(contour: "a", place: .init(label: .value(3)), seeds: seeds)], tool: .brush))
    let grown = try Correction(
      [clicks], .grow(contour: "a", by: 4), header: header, volume: volume)
    let area = Double(grown.area()) * 2
    #expect(abs(area - .pi * 18 * 18) < .pi * 18 * 2, "\(area)")
  }

  @Test func `shrunk through its waist a contour becomes two`() throws {
    let waist = [(8.0, 18.0), (20, 24), (30, 25), (40, 24), (52, 18), (52, 38), (40, 32), (30, 31)]
    let seeds = (waist + [(20, 32), (8, 38)]).map { SlicePoint($0.0, $0.1) }
    let bow = Action.replaceContours(
      ContourReplacement(
        add: [
          .init(
            contour: "a", place: .init(label: .name("LV"), slice: 0, frame: 0), seeds: seeds,
            courses: [ArcCourse](repeating: .straight, count: seeds.count))
        ], tool: .brush))
    let shrunk = try Correction([bow], .grow(contour: "a", by: -4))
    #expect(shrunk.after.contours.map(\.name) == ["a", "a-2"])
    #expect(shrunk.labelsAfter[30, 28] == 0)
    #expect(shrunk.labelsAfter[13, 28] == 3 && shrunk.labelsAfter[47, 28] == 3)
  }

  @Test func `a machine's contour is edited by growing`() throws {
    let grown = try Correction([made(whole("a"))], .grow(contour: "a", by: 2))
    #expect(grown.after.contours[0].origin == .machine(heartModel))
    #expect(grown.after.contours[0].review == .edited)
    #expect(grown.replacement.settings == ToolSettings(by: 2))
  }

  @Test(arguments: [
    ("a", 0.0, "not be 0"), ("a", -20, "shrink it by less"), ("a", .nan, "between -1000"),
    ("a", 0.001, "too little"), ("zz", 1, "no contour \"zz\""), ("open", 1, "is open"),
  ])
  func `what cannot be grown is refused`(name: String, by: Double, reason: String) throws {
    let header = try discHeader()
    let state = try SessionState(
      header: header, actions: disc + [made(whole("open", isClosed: false))])
    var tracer = try SessionTracer(header: header, volume: discVolume)
    let error = #expect(throws: SessionError.self) {
      try CorrectionRequest.grow(contour: name, by: by).replacement(in: state, &tracer)
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }
}
