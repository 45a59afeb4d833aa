import Annotation
import TestSupport
import Testing
import Volumes

@Suite struct SessionStateTests {
  func state(_ actions: [Action]) throws -> SessionState {
    try SessionState(header: discHeader(), actions: actions)
  }

  func seeds(_ state: SessionState, _ name: String) -> [SlicePoint] {
    state.contours.first { $0.name == name }?.seeds ?? []
  }

  let place = Action.Place(label: .name("LV"), slice: 1, frame: 1)

  @Test func `seeds are added, inserted, moved and deleted`() throws {
    let state = try state([
      .addSeed(contour: "a", place: place, point: SlicePoint(1, 1), index: nil),
      .addSeed(contour: "a", place: .init(), point: SlicePoint(3, 3), index: nil),
      .addSeed(contour: "a", place: .init(), point: SlicePoint(2, 2), index: 1),
      .moveSeed(contour: "a", seed: 0, point: SlicePoint(9, 9)),
      .deleteSeed(contour: "a", seed: 2),
    ])
    #expect(seeds(state, "a") == [SlicePoint(9, 9), SlicePoint(2, 2)])
    #expect(state.contours[0].label == 3)
    #expect(state.contours[0].slice == 1)
    #expect(state.contours[0].frame == 1)
  }

  @Test func `deleting the last seed deletes the contour`() throws {
    let state = try state([
      .addSeed(contour: "a", place: place, point: SlicePoint(1, 1), index: nil),
      .deleteSeed(contour: "a", seed: 0),
    ])
    #expect(state.contours.isEmpty)
  }

  @Test func `a contour is relabelled and deleted`() throws {
    var state = try state(ring("a", label: "LV", radius: 14))
    try state.apply(.labelContour(contour: "a", label: .value(2)))
    #expect(state.contours[0].label == 2)
    try state.apply(.deleteContour(contour: "a"))
    #expect(state.contours.isEmpty)
  }

  @Test func `where the image has one slice and frame they need not be named`() throws {
    let volume = Volume(
      geometry: Geometry(size: GridSize(ni: 9, nj: 9, nk: 1)),
      voxels: [Float](repeating: 0, count: 81))
    let header = SessionHeader(
      image: .init(path: "a.png", of: volume),
      labels: try LabelTable([.init(value: 1, name: "tumour")]))
    let state = try SessionState(
      header: header,
      actions: [
        .addSeed(
          contour: "a", place: .init(label: .value(1)), point: SlicePoint(1, 1), index: nil)
      ])
    #expect(state.contours[0].slice == 0)
  }

  @Test(arguments: [
    (
      Action.addSeed(
        contour: "b", place: .init(slice: 0, frame: 0), point: SlicePoint(1, 1), index: nil),
      "\"label\" is missing"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("LV"), frame: 0), point: SlicePoint(1, 1),
        index: nil), "\"slice\" is missing"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("LV"), slice: 3, frame: 0), point: SlicePoint(1, 1),
        index: nil), "slices 0 to 2"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("LV"), slice: 0, frame: -1),
        point: SlicePoint(1, 1), index: nil), "frames 0 to 1"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("liver"), slice: 0, frame: 0),
        point: SlicePoint(1, 1), index: nil), "not in the session's table"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("LV"), slice: 0, frame: 0),
        point: SlicePoint(64, 1), index: nil), "outside of the slice"
    ),
    (
      .addSeed(
        contour: "b", place: .init(label: .name("LV"), slice: 0, frame: 0),
        point: SlicePoint(.nan, 1), index: nil), "outside of the slice"
    ),
    (
      .addSeed(contour: "a", place: .init(slice: 1), point: SlicePoint(1, 1), index: nil),
      "lies in slice 0"
    ),
    (
      .addSeed(contour: "a", place: .init(label: .name("RV")), point: SlicePoint(1, 1), index: nil),
      "use contour.label"
    ),
    (.addSeed(contour: "a", place: .init(), point: SlicePoint(44, 28), index: nil), "same place"),
    (.addSeed(contour: "a", place: .init(), point: SlicePoint(1, 1), index: 7), "beyond"),
    (.moveSeed(contour: "a", seed: 6, point: SlicePoint(1, 1)), "no seed 6"),
    (.moveSeed(contour: "a", seed: 1, point: SlicePoint(44, 28)), "same place"),
    (.moveSeed(contour: "zz", seed: 0, point: SlicePoint(1, 1)), "no contour \"zz\""),
    (.closeContour(contour: "a"), "closed already"),
    (.labelContour(contour: "a", label: .value(9)), "not in the session's table"),
    (
      .paint(
        place: .init(label: .name("LV"), slice: 0, frame: 0),
        brush: .init(points: [SlicePoint(1, 1)], radius: 0)), "radius_mm"
    ),
    (
      .paint(
        place: .init(label: .name("LV"), slice: 0, frame: 0),
        brush: .init(points: [SlicePoint(-1, 1)], radius: 2)), "outside of the slice"
    ),
  ])
  func `an action that cannot be done says why and changes nothing`(
    action: Action, reason: String
  ) throws {
    var state = try state(ring("a", label: "LV", radius: 14))
    let before = state
    let error = #expect(throws: SessionError.self) { try state.apply(action) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(state == before)
  }

  @Test func `two seeds cannot be closed and a closed contour keeps three`() throws {
    var open = try state(Array(ring("a", label: "LV", radius: 14, count: 3).prefix(2)))
    #expect(throws: SessionError.self) { try open.apply(.closeContour(contour: "a")) }
    var closed = try state(ring("a", label: "LV", radius: 14, count: 3))
    #expect(throws: SessionError.self) { try closed.apply(.deleteSeed(contour: "a", seed: 0)) }
  }
}

@Suite struct ActionHistoryTests {
  @Test func `undo and redo walk back and forth`() throws {
    var history = ActionHistory()
    let a = Action.closeContour(contour: "a")
    let b = Action.closeContour(contour: "b")
    try history.record(a)
    try history.record(b)
    try history.record(.undo)
    #expect(history.inForce == [a])
    try history.record(.undo)
    #expect(history.inForce == [])
    try history.record(.redo)
    try history.record(.redo)
    #expect(history.inForce == [a, b])
  }

  @Test func `a new action forgets what could be redone`() throws {
    var history = ActionHistory()
    try history.record(.closeContour(contour: "a"))
    try history.record(.undo)
    try history.record(.closeContour(contour: "b"))
    #expect(throws: SessionError.self) { try history.record(.redo) }
  }

  @Test func `comments and snapshots are neither undone nor in the way of redo`() throws {
    var history = ActionHistory()
    try history.record(.closeContour(contour: "a"))
    try history.record(.undo)
    try history.record(.comment("hm"))
    try history.record(.redo)
    #expect(history.inForce.count == 1)
  }

  @Test func `with nothing done there is nothing to undo`() {
    var history = ActionHistory()
    #expect(throws: SessionError.self) { try history.record(.undo) }
  }
}
