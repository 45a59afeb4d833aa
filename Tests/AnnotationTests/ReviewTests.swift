import Annotation
import Foundation
import TestSupport
import Testing
import Volumes

@Suite struct ReviewTests {
  /// Three of a machine, one of a person, one of the machine that was changed.
  func session() throws -> Session {
    var session = Session(header: try discHeader())
    for action in [
      made(
        whole("m0", slice: 0), whole("m1", label: "RV", slice: 1),
        whole("m2", slice: 1, frame: 1), whole("e", slice: 1)),
      .moveSeed(contour: "e", seed: 0, point: SlicePoint(45, 28)),
    ] + ring("h", label: "LV", radius: 12, slice: 1) {
      try session.apply(action)
    }
    return session
  }

  func names(_ state: SessionState, _ review: ContourReview) -> [String] {
    state.contours.filter { $0.review == review }.map(\.name)
  }

  @Test(arguments: [
    (Action.Place(), ["m0", "m1", "m2", "e", "h"]),
    (.init(label: .name("LV")), ["m0", "m2", "e", "h"]),
    (.init(slice: 1), ["m1", "m2", "e", "h"]),
    (.init(label: .value(3), slice: 1, frame: 0), ["e", "h"]),
  ])
  func `acceptance is of all contours in its scope`(scope: Action.Place, accepted: [String]) throws
  {
    var session = try session()
    let before = session.state
    try session.apply(.review(.init(.accept, place: scope)))
    #expect(names(session.state, .accepted) == accepted)
    try session.apply(.undo)
    #expect(session.state == before)
    try session.apply(.redo)
    #expect(names(session.state, .accepted) == accepted)
  }

  @Test(arguments: [
    (Action.Place(), ["e", "h"]), (.init(slice: 1), ["m0", "e", "h"]),
    (.init(label: .name("RV")), ["m0", "m2", "e", "h"]),
  ])
  func `rejection takes what a machine made and nobody touched`(
    scope: Action.Place, left: [String]
  ) throws {
    var session = try session()
    let before = session.state
    let review = Action.Review(.reject, place: scope)
    let count = try before.contours(under: review).count
    try session.apply(.review(review))
    #expect(session.state.contours.map(\.name) == left && count == 5 - left.count)
    try session.apply(.undo)
    #expect(session.state == before)
  }

  @Test func `one contour can be accepted or rejected`() throws {
    var session = try session()
    try session.apply(.review(.init(.accept, contour: "m1")))
    #expect(names(session.state, .accepted) == ["m1"])
    try session.apply(.review(.init(.reject, contour: "m0")))
    #expect(session.state.contours.map(\.name) == ["m1", "m2", "e", "h"])
  }

  @Test(arguments: [
    (Action.Review(.reject, contour: "h"), "nothing to reject"),
    (.init(.reject, place: .init(slice: 2)), "nothing to reject"),
    (.init(.accept, place: .init(slice: 2)), "no contour to accept"),
    (.init(.accept, place: .init(slice: 3)), "slices 0 to 2"),
    (.init(.accept, place: .init(frame: 2)), "frames 0 to 1"),
    (.init(.accept, place: .init(label: .name("liver"))), "not in the session's table"),
    (.init(.accept, contour: "zz"), "no contour \"zz\""),
  ])
  func `a verdict on nothing is refused`(review: Action.Review, reason: String) throws {
    var session = try session()
    let before = session.state
    let error = #expect(throws: SessionError.self) { try session.apply(.review(review)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(session.state == before)
  }

  @Test func `what was accepted is not rejected afterwards`() throws {
    var session = try session()
    try session.apply(.review(.init(.accept)))
    #expect(throws: SessionError.self) { try session.apply(.review(.init(.reject))) }
  }

  @Test func `in JSON a verdict comes back as it went`() throws {
    let line = "{\"action\":\"review\",\"verdict\":\"reject\",\"label\":\"LV\",\"slice\":2}"
    let review = Action.Review(.reject, place: .init(label: .name("LV"), slice: 2))
    #expect(try Action(json: line) == .review(review))
    let text = String(decoding: try JSONEncoder().encode(Action.review(review)), as: UTF8.self)
    #expect(try Action(json: text) == .review(review))
    for (fields, reason) in [
      ("\"verdict\":\"maybe\"", "accept or reject, not \"maybe\""),
      ("\"slice\":2", "\"verdict\" is missing"), ("\"verdict\":1", "must be a text"),
    ] {
      let error = #expect(throws: SessionError.self) {
        try Action(json: "{\"action\":\"review\",\(fields)}")
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
