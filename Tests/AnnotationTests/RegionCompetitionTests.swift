import Annotation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct RegionCompetitionTests {
  let place = Action.Place(label: .name("LV"), slice: 0, frame: 0)
  let disc = ring("a", label: "LV", radius: 14, count: 8)

  @Test(arguments: [
    (38.0, 28.0, 8.0), (42, 28, 6), (30, 18, 9), (22, 34, 12), (30, 28, 5),
  ])
  func `what does not belong is out, and beyond the radius the line stays where it was`(
    x: Double, y: Double, radius: Double
  ) throws {
    let click = SlicePoint(x, y)
    let removed = try Correction(
      disc, .removeRegion(place: place, point: click, radius: radius))
    #expect(removed.labelsAfter[Int(x), Int(y)] == 0)
    #expect(!removed.changed().isEmpty)
    for pixel in removed.changed() where distance(pixel, click) > radius {
      #expect(removed.wasAtBorder(pixel), "\(pixel)")
    }
    #expect(removed.replacement.settings == ToolSettings(point: click, radius: radius))
  }

  @Test(arguments: [(46.0, 28.0, 8.0), (30, 45, 10), (20, 14, 12)])
  func `what belongs is in, and beyond the radius the line stays where it was`(
    x: Double, y: Double, radius: Double
  ) throws {
    let click = SlicePoint(x, y)
    let added = try Correction(disc, .addRegion(place: place, point: click, radius: radius))
    #expect(added.labelsAfter[Int(x), Int(y)] == 3)
    for pixel in added.changed() where distance(pixel, click) > radius {
      #expect(added.wasAtBorder(pixel), "\(pixel)")
    }
  }

  @Test func `a click takes the structure it lies in, up to its edges`() throws {
    // A bright square beside the disc, which the contour leaves out.
    var slice = discImage(ni: 64, nj: 60, x: 30, y: 28, radius: 14)
    for j in 22..<34 { for i in 44..<54 { slice[i, j] = 200 } }
    let volume = Volume(
      geometry: Geometry(size: GridSize(ni: 64, nj: 60, nk: 1)), voxels: slice.pixels)
    let header = SessionHeader(
      image: .init(path: "square.nii", of: volume),
      labels: try LabelTable([.init(value: 3, name: "LV")]))
    let added = try Correction(
      [
        .replaceContours(
          ContourReplacement(
            add: [
              .init(
                contour: "a", place: .init(label: .value(3)),
                seeds: circlePoints(x: 30, y: 28, radius: 14, count: 16),
                courses: [ArcCourse](repeating: .straight, count: 16))
            ], tool: .brush))
      ],
      .addRegion(place: .init(label: .value(3)), point: SlicePoint(49, 28), radius: 16),
      header: header, volume: volume)
    var (hit, wrong) = (0, 0)
    for j in 0..<60 {
      for i in 46..<64 {
        let belongs = i < 54 && j >= 22 && j < 34
        if belongs && added.labelsAfter[i, j] == 3 { hit += 1 }
        if !belongs && added.labelsAfter[i, j] == 3 { wrong += 1 }
      }
    }
    #expect(hit >= 85 && wrong <= 15, "\(hit) of 96, \(wrong) wrong")
    #expect(added.after.contours.count == 1)
  }

  @Test func `a click that says what is so already is refused, and one without a contour`() throws {
    let header = try discHeader()
    let state = try SessionState(header: header, actions: disc)
    var tracer = try SessionTracer(header: header, volume: discVolume)
    let inside = SlicePoint(30, 28)
    for (request, reason) in [
      (CorrectionRequest.addRegion(place: place, point: inside, radius: 5), "inside of"),
      (.removeRegion(place: place, point: SlicePoint(2, 2), radius: 5), "outside of the contours"),
      (.removeRegion(place: place, point: SlicePoint(-2, 2), radius: 5), "outside of the slice"),
      (.removeRegion(place: place, point: inside, radius: 0), "radius_mm"),
      (.addRegion(place: .init(slice: 0, frame: 0), point: inside, radius: 5), "\"label\""),
      (
        .addRegion(
          place: .init(label: .name("RV"), slice: 0, frame: 0), point: inside, radius: 5),
        "no closed contour in slice 0"
      ),
    ] {
      let error = #expect(throws: SessionError.self) {
        try request.replacement(in: state, &tracer)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
