import Annotation
import Foundation
import MinimalPaths
import TestSupport
import Testing
import Volumes

let heartModel = ModelIdentity(name: "heart", sha256: String(repeating: "0a", count: 32))

/// A whole circle around (30, 28).
func whole(
  _ name: String, label: String = "LV", radius: Double = 14, count: Int = 6, slice: Int = 0,
  frame: Int = 0, courses: [ArcCourse] = [], isClosed: Bool = true
) -> ContourReplacement.Addition {
  ContourReplacement.Addition(
    contour: name, place: .init(label: .name(label), slice: slice, frame: frame),
    seeds: circlePoints(x: 30, y: 28, radius: radius, count: count).map(\.snappedToContourGrid),
    courses: courses, isClosed: isClosed)
}

/// As a network makes them.
func made(_ contours: ContourReplacement.Addition..., removing: [String] = []) -> Action {
  .replaceContours(
    ContourReplacement(remove: removing, add: contours, tool: .model, model: heartModel))
}

@Suite struct ContourReplacementTests {
  func state(_ actions: [Action]) throws -> SessionState {
    try SessionState(header: discHeader(), actions: actions)
  }

  func replace(_ remove: [String], _ add: ContourReplacement.Addition...) -> Action {
    .replaceContours(ContourReplacement(remove: remove, add: add, tool: .grow))
  }

  let three =
    ring("a", label: "MYO", radius: 14) + ring("b", label: "LV", radius: 10)
    + ring("c", label: "RV", radius: 6)

  @Test func `a whole contour is what its clicks would have made`() throws {
    let clicked = try state(ring("a", label: "LV", radius: 14))
    let replaced = try state([replace([], whole("a"))])
    #expect(replaced == clicked)
  }

  @Test func `a replaced contour keeps its place, others follow the one before them`() throws {
    func names(_ action: Action) throws -> [String] {
      try state(three + [action]).contours.map(\.name)
    }
    #expect(try names(replace(["b"], whole("b"))) == ["a", "b", "c"])
    #expect(try names(replace(["b"], whole("d"), whole("e"))) == ["a", "d", "e", "c"])
    #expect(try names(replace(["a", "b"], whole("b"), whole("d"))) == ["b", "d", "c"])
    #expect(try names(replace([], whole("d"), whole("e"))) == ["a", "b", "c", "d", "e"])
    #expect(
      try names(replace(["c", "a"], whole("d"), whole("c"), whole("e"))) == ["d", "b", "c", "e"])
    #expect(try names(replace(["a", "c"])) == ["b"])
    // The next action finds every contour by its name.
    let action = Action.labelContour(contour: "c", label: .name("LV"))
    let relabelled = try state(three + [replace(["a"], whole("d"), whole("e")), action])
    #expect(relabelled.contours.map(\.label) == [3, 3, 3, 3])
  }

  @Test func `a replacement is one step of undo and redo`() throws {
    var session = Session(header: try discHeader())
    for action in three { try session.apply(action) }
    let before = session.state
    try session.apply(
      replace(
        ["a", "c"], whole("c", courses: [.straight, .found, .otherWay, .found, .found, .found]))
    )
    let after = session.state
    try session.apply(.undo)
    #expect(session.state == before && before != after)
    try session.apply(.redo)
    #expect(session.state == after)
    #expect(after.contours.last?.courses[2] == .otherWay)
  }

  @Test func `in JSON a replacement comes back as it went`() throws {
    let line = """
      {"action":"contours.replace","remove":["LV-5-0"],"add":[{"contour":"LV-5-0","label":"LV",\
      "slice":2,"frame":0,"seeds":[[1,2],[3,4.5],[5,2]],"courses":["found","straight","found"]},\
      {"contour":"p","label":2,"slice":1,"frame":1,"seeds":[[1,2]],"closed":false}],"tool":"grow",\
      "by_mm":1.5,"x":3,"y":4}
      """
    let action = try Action(json: line)
    guard case .replaceContours(let replacement) = action else {
      Issue.record("another action")
      return
    }
    #expect(replacement.remove == ["LV-5-0"])
    #expect(replacement.add[0].courses == [.found, .straight, .found])
    #expect(replacement.add.map(\.isClosed) == [true, false])
    #expect(replacement.settings == ToolSettings(point: SlicePoint(3, 4), by: 1.5))
    let text = String(decoding: try JSONEncoder().encode(action), as: UTF8.self)
    #expect(try Action(json: text) == action)
    let model = String(decoding: try JSONEncoder().encode(made(whole("a"))), as: UTF8.self)
    #expect(try Action(json: model) == made(whole("a")))
  }

  @Test(arguments: [
    ("\"tool\":\"grow\"", "both empty"),
    ("\"remove\":[\"a\"]", "\"tool\" is missing"),
    ("\"tool\":\"magic\",\"remove\":[\"a\"]", "brush, eraser or grow, not \"magic\""),
    ("\"tool\":\"grow\",\"remove\":[\"zz\"]", "no contour \"zz\""),
    ("\"tool\":\"grow\",\"remove\":[\"a\",\"a\"]", "named twice in \"remove\""),
    ("\"tool\":\"grow\",\"remove\":\"a\"", "\"remove\" must be a list"),
    ("\"tool\":\"model\",\"remove\":[\"a\"]", "\"model\" is missing"),
    (
      "\"tool\":\"model\",\"remove\":[\"a\"],\"model\":{\"name\":\"m\",\"sha256\":\"AB\"}",
      "64 digits"
    ),
    (
      "\"tool\":\"brush\",\"remove\":[\"a\"],\"model\":{\"name\":\"m\",\"sha256\":\"\"}",
      "only the tool \"model\""
    ),
    (
      "\"tool\":\"model\",\"remove\":[\"a\"],\"model\":{\"name\":\"m\",\"sha\":\"\"}",
      "\"sha\" is no field of a model"
    ),
    ("\"tool\":\"grow\",\"add\":[{\"contour\":\"n\",\"seed\":[]}]", "no field of a contour to add"),
    ("\"tool\":\"grow\",\"add\":[{\"contour\":\"n\",\"label\":\"LV\"}]", "\"seeds\" is missing"),
    ("\"tool\":\"grow\",\"remove\":[\"a\"],\"x\":1", "\"y\" is missing"),
  ])
  func `a malformed replacement says what is wrong`(fields: String, reason: String) throws {
    var state = try state(ring("a", label: "LV", radius: 14))
    let before = state
    let error = #expect(throws: SessionError.self) {
      try state.apply(Action(json: "{\"action\":\"contours.replace\",\(fields)}"))
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(state == before)
  }

  @Test(arguments: [
    ("\"contour\":\"a\",\"seeds\":[[1,1],[9,1],[5,9]]", "name it in \"remove\""),
    ("\"contour\":\"\",\"seeds\":[[1,1],[9,1],[5,9]]", "1 to 200 bytes"),
    ("\"contour\":\"n\",\"seeds\":[[1,1],[9,1]]", "needs at least 3"),
    ("\"contour\":\"n\",\"seeds\":[]", "list of [x, y] pairs"),
    ("\"contour\":\"n\",\"seeds\":[[1,1],[9,1],[1,1]]", "seeds 0 and 2"),
    ("\"contour\":\"n\",\"seeds\":[[1,1],[9,1],[5,99]]", "outside of the slice"),
    ("\"contour\":\"n\",\"seeds\":[[1,1],[9,1],[5,9]],\"courses\":[\"found\"]", "1 courses"),
    (
      "\"contour\":\"n\",\"seeds\":[[1,1],[9,1],[5,9]],\"courses\":[\"round\",\"found\",\"found\"]",
      "not \"round\""
    ),
    (
      "\"contour\":\"n\",\"closed\":false,\"seeds\":[[1,1],[9,1]],\"courses\":[\"found\",\"straight\"]",
      "must be \"found\""
    ),
  ])
  func `a whole contour is checked like its clicks`(fields: String, reason: String) throws {
    var state = try state(ring("a", label: "LV", radius: 14))
    let before = state
    let error = #expect(throws: SessionError.self) {
      try state.apply(
        Action(
          json: "{\"action\":\"contours.replace\",\"tool\":\"grow\",\"add\":[{\"label\":\"LV\","
            + "\"slice\":0,\"frame\":0,\(fields)}]}"))
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(state == before)
  }

  // MARK: Who made a contour

  func review(_ actions: [Action]) throws -> ContourReview {
    try state(actions).contours[0].review
  }

  @Test func `what a network makes is machine-made until somebody changes it`() throws {
    let machine = made(whole("a"))
    #expect(try state([machine]).contours[0].origin == .machine(heartModel))
    #expect(try review([machine]) == .untouched)
    for change in [
      Action.moveSeed(contour: "a", seed: 0, point: SlicePoint(45, 28)),
      .addSeed(contour: "a", place: .init(), point: SlicePoint(45, 29), index: nil),
      .deleteSeed(contour: "a", seed: 2),
      .replaceArc(contour: "a", seed: 1, course: .straight),
      .labelContour(contour: "a", label: .name("RV")),
      replace(["a"], whole("a", radius: 12)),
    ] {
      let after = try state([machine, change])
      #expect(after.contours[0].review == .edited, "\(change.name)")
      #expect(after.contours[0].origin == .machine(heartModel))
    }
    // Cut in two, both come from the machine; a network's next answer is untouched again.
    let cut = try state([machine, replace(["a"], whole("a", radius: 5), whole("a-2"))])
    #expect(cut.contours.map(\.review) == [.edited, .edited])
    // What follows a contour has its maker, whoever made the others that go.
    let human = ring("h", label: "LV", radius: 9)
    let mixed = try state(
      human + [machine, replace(["h", "a"], whole("h"), whole("h-2"), whole("a"), whole("a-2"))])
    #expect(mixed.contours.map { $0.origin == .human } == [true, true, false, false])
    #expect(
      try review([machine, replace(["a"], whole("a")), made(whole("a"), removing: ["a"])])
        == .untouched)
  }

  @Test func `a person's contours have no machine in them and stay untouched until accepted`()
    throws
  {
    let clicks = ring("a", label: "LV", radius: 14)
    let contour = try state(clicks).contours[0]
    #expect(contour.origin == .human && contour.review == .untouched)
    let accept = Action.review(.init(.accept))
    #expect(try review(clicks + [accept]) == .accepted)
    let moved = Action.moveSeed(contour: "a", seed: 0, point: SlicePoint(45, 28))
    #expect(try review(clicks + [accept, moved]) == .edited)
    #expect(try review(clicks + [accept, moved, accept]) == .accepted)
  }
}
