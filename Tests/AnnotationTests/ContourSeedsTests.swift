import Annotation
import Foundation
import MinimalPaths
import TestSupport
import Testing
import Volumes

/// What becomes of decisions about arcs when seeds come and go.
@Suite struct ContourSeedsTests {
  func courses(_ actions: [Action]) throws -> [ArcCourse] {
    try SessionState(header: discHeader(), actions: actions).contours[0].courses
  }

  func add(_ x: Double, at index: Int? = nil) -> Action {
    .addSeed(
      contour: "a", place: .init(label: .name("LV"), slice: 0, frame: 0),
      point: SlicePoint(x, x / 2), index: index)
  }

  func replace(_ seed: Int, _ course: ArcCourse) -> Action {
    .replaceArc(contour: "a", seed: seed, course: course)
  }

  /// Seeds 0 to 3, closed.
  let closed = ring("a", label: "LV", radius: 14, count: 4)

  @Test func `an arc is replaced, replaced again and taken back`() throws {
    #expect(try courses(closed) == [.found, .found, .found, .found])
    #expect(try courses(closed + [replace(3, .straight)])[3] == .straight)
    #expect(
      try courses(closed + [replace(1, .straight), replace(1, .otherWay)])
        == [.found, .otherWay, .found, .found])
    #expect(try courses(closed + [replace(1, .straight), replace(1, .found)]) == courses(closed))
  }

  @Test func `a new seed splits a straight arc into two and takes another way back`() throws {
    let decided = closed + [replace(1, .straight), replace(2, .otherWay)]
    #expect(
      try courses(decided + [add(5, at: 2)]) == [.found, .straight, .straight, .otherWay, .found])
    #expect(try courses(decided + [add(5, at: 3)]) == [.found, .straight, .found, .found, .found])
    #expect(
      try courses(decided + [add(5, at: 1)]) == [.found, .found, .straight, .otherWay, .found])
    // The last arc is split from either end of the list.
    #expect(
      try courses(closed + [replace(1, .smooth), add(5, at: 2)])
        == [.found, .smooth, .smooth, .found, .found])
    let last = closed + [replace(3, .straight)]
    #expect(try courses(last + [add(5, at: 0)]) == [.straight, .found, .found, .found, .straight])
    #expect(try courses(last + [add(5)]) == [.found, .found, .found, .straight, .straight])
  }

  @Test func `a deleted seed joins its arcs, straight or smooth if both were`() throws {
    let one = closed + [replace(1, .straight), replace(3, .otherWay)]
    let delete = { (seed: Int) in Action.deleteSeed(contour: "a", seed: seed) }
    #expect(try courses(one + [delete(1)]) == [.found, .found, .otherWay])
    #expect(try courses(one + [delete(3)]) == [.found, .straight, .found])
    #expect(try courses(one + [delete(0)]) == [.straight, .found, .found])
    let two = closed + [replace(1, .straight), replace(2, .straight)]
    #expect(try courses(two + [delete(2)]) == [.found, .straight, .found])
    let smooth = closed + [replace(1, .smooth), replace(2, .smooth), replace(3, .straight)]
    #expect(try courses(smooth + [delete(2)]) == [.found, .smooth, .straight])
    #expect(try courses(smooth + [delete(3)]) == [.found, .smooth, .found])
    let around = closed + [replace(3, .straight), replace(0, .straight)]
    #expect(try courses(around + [delete(0)]) == [.found, .found, .straight])
  }

  @Test func `an open path keeps its arcs when it grows at its ends`() throws {
    let open = [add(10), add(20), add(30), replace(0, .straight), replace(1, .otherWay)]
    #expect(try courses(open + [add(40)]) == [.straight, .otherWay, .found, .found])
    #expect(try courses(open + [add(5, at: 0)]) == [.found, .straight, .otherWay, .found])
    #expect(try courses(open + [.deleteSeed(contour: "a", seed: 0)]) == [.otherWay, .found])
    #expect(try courses(open + [.deleteSeed(contour: "a", seed: 2)]) == [.straight, .found])
    #expect(try courses(open + [.deleteSeed(contour: "a", seed: 1)]) == [.found, .found])
    #expect(try courses(open + [.closeContour(contour: "a")]) == [.straight, .otherWay, .found])
  }

  @Test func `there is a course for each seed, whatever is done`() throws {
    var random = SeededRandom(seed: 5)
    var state = try SessionState(header: discHeader(), actions: closed)
    for n in 0..<300 {
      let count = state.contours[0].seeds.count
      let action: Action
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        action = .addSeed(
          contour: "a", place: .init(), point: SlicePoint(Double(n % 60), Double(n) / 10),
          index: Int.random(in: 0...count, using: &random))
      case 1: action = .deleteSeed(contour: "a", seed: Int.random(in: 0..<count, using: &random))
      default:
        action = replace(
          Int.random(in: 0..<count, using: &random),
          ArcCourse.allCases.randomElement(using: &random)!)
      }
      try? state.apply(action)
      #expect(state.contours[0].courses.count == state.contours[0].seeds.count)
    }
  }

  @Test func `moving a seed and undo keep decisions`() throws {
    let moved = Action.moveSeed(contour: "a", seed: 1, point: SlicePoint(33, 40))
    #expect(try courses(closed + [replace(1, .straight), moved])[1] == .straight)
    var session = Session(header: try discHeader())
    for action in closed { try session.apply(action) }
    let before = session.state
    try session.apply(replace(2, .otherWay))
    let after = session.state
    try session.apply(.undo)
    #expect(session.state == before && before != after)
    try session.apply(.redo)
    #expect(session.state == after)
  }

  @Test func `an arc that is not there is refused`() throws {
    var state = try SessionState(header: discHeader(), actions: [add(10), add(20)])
    for (seed, reason) in [
      (1, "no arc leaves its last seed 1"), (2, "no seed 2"), (-1, "no seed -1"),
    ] {
      let error = #expect(throws: SessionError.self) { try state.apply(replace(seed, .straight)) }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `a course that is none is refused by name`() throws {
    let line = "{\"action\":\"arc.replace\",\"contour\":\"a\",\"seed\":0,\"course\":\"round\"}"
    let error = #expect(throws: SessionError.self) { try Action(json: line) }
    #expect(
      error?.description.contains("found, straight, smooth or other_way, not \"round\"") == true)
    let known = line.replacingOccurrences(of: "round", with: "other_way")
    #expect(try Action(json: known) == replace(0, .otherWay))
    let missing = "{\"action\":\"arc.replace\",\"contour\":\"a\",\"seed\":0}"
    #expect(throws: SessionError.badAction("\"course\" is missing")) { try Action(json: missing) }
  }
}
