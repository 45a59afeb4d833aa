import Annotation
import MinimalPaths
import Testing
import Volumes

@Suite struct CorrectionRequestTests {
  @Test func `every tool is read from its line`() throws {
    let place = Action.Place(label: .name("LV"), slice: 5, frame: 0)
    let at = "\"label\":\"LV\",\"slice\":5,\"frame\":0"
    for (fields, request) in [
      ("\"grow\",\"contour\":\"a\",\"by_mm\":-1.5", CorrectionRequest.grow(contour: "a", by: -1.5)),
      (
        "\"region.add\",\(at),\"x\":1,\"y\":2,\"radius_mm\":9",
        .addRegion(place: place, point: SlicePoint(1, 2), radius: 9)
      ),
      (
        "\"region.remove\",\(at),\"x\":1,\"y\":2",
        .removeRegion(place: place, point: SlicePoint(1, 2), radius: 15)
      ),
      (
        "\"brush\",\(at),\"points\":[[1,2]],\"radius_mm\":3",
        .brush(place: place, brush: .init(points: [SlicePoint(1, 2)], radius: 3))
      ),
      (
        "\"eraser\",\"slice\":5,\"points\":[[1,2]],\"radius_mm\":3",
        .eraser(place: .init(slice: 5), brush: .init(points: [SlicePoint(1, 2)], radius: 3))
      ),
      (
        "\"contour.pull\",\"contour\":\"a\",\"x\":1,\"y\":2",
        .pull(contour: "a", point: SlicePoint(1, 2))
      ),
      (
        "\"arc.redraw\",\"contour\":\"a\",\"points\":[[1,2],[3,4]],\"course\":\"straight\"",
        .redrawArc(
          contour: "a", points: [SlicePoint(1, 2), SlicePoint(3, 4)], course: .straight)
      ),
    ] {
      let line = "{\"tool\":\(fields)}"
      #expect(try CorrectionRequest(json: line) == request)
      #expect(try SessionRequest(json: line) == .correction(request))
    }
  }

  @Test(arguments: [
    ("{\"tool\":\"grow\",\"contour\":\"a\"}", "\"by_mm\" is missing"),
    ("{\"tool\":\"grow\",\"by_mm\":1}", "\"contour\" is missing"),
    ("{\"tool\":\"grow\",\"contour\":\"a\",\"by_mm\":\"far\"}", "\"by_mm\" must be a number"),
    ("{\"tool\":\"grow\",\"contour\":\"a\",\"mm\":1}", "\"mm\" is no field of a tool's request"),
    ("{\"tool\":\"contour.pull\",\"contour\":\"a\",\"x\":1}", "\"y\" is missing"),
    ("{\"tool\":\"contour.pull\",\"x\":1,\"y\":1}", "\"contour\" is missing"),
    ("{\"tool\":\"model\"}", "is no request"),
    ("{\"tool\":\"magic\"}", "not \"magic\""),
    ("{\"tool\":7}", "\"tool\" must be a text"),
    ("{\"tool\":\"brush\",\"label\":\"LV\",\"radius_mm\":1}", "\"points\" is missing"),
    ("{\"tool\":\"brush\",\"points\":[[1]],\"radius_mm\":1}", "list of [x, y] pairs"),
    ("{\"tool\":\"eraser\",\"points\":[[1,2]]}", "\"radius_mm\" is missing"),
    ("{\"tool\":\"region.add\",\"label\":\"LV\"}", "\"x\" is missing"),
    ("{\"tool\":\"region.add\",\"label\":\"LV\",\"x\":1}", "\"y\" is missing"),
    ("{\"contour\":\"a\"}", "\"action\" is missing"),
    ("[1]", "must be an object"), ("nonsense", "not JSON"),
  ])
  func `a request that cannot be read says which field is wrong`(
    line: String, reason: String
  ) throws {
    let error = #expect(throws: SessionError.self) { try SessionRequest(json: line) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }
}
