import Annotation
import Foundation
import MinimalPaths
import TestSupport
import Testing
import Volumes

/// Contours beside contours of other labels.
@Suite struct SessionNeighboursTests {
  func header(_ rule: NeighbourRule, snap: Double = 0) throws -> SessionHeader {
    let plain = try discHeader()
    return SessionHeader(
      image: plain.image, labels: plain.labels, neighbours: rule, snap: snap)
  }

  func tracer(_ rule: NeighbourRule) throws -> SessionTracer {
    try SessionTracer(header: header(rule), volume: discVolume)
  }

  func clicks(_ name: String, _ label: String, _ points: [(Double, Double)]) -> [Action] {
    points.map {
      .addSeed(
        contour: name, place: .init(label: .name(label), slice: 0, frame: 0),
        point: SlicePoint($0.0, $0.1), index: nil)
    }
  }

  /// The lower half of the disc (radius 14 around (30, 28)), down to a line through its middle.
  var half: [Action] {
    clicks("half", "RV", [(16, 28), (20, 38), (30, 42), (40, 38), (44, 28), (30, 28)]) + [
      .closeContour(contour: "half"),
      .replaceArc(contour: "half", seed: 4, course: .straight),
      .replaceArc(contour: "half", seed: 5, course: .straight),
    ]
  }

  /// The disc by clicks on its upper half.
  var disc: [Action] {
    clicks("disc", "LV", [(16.5, 24), (23, 16), (37, 16), (43.5, 24)]) + [
      .closeContour(contour: "disc")
    ]
  }

  func state(_ rule: NeighbourRule, _ actions: [Action]) throws -> SessionState {
    try SessionState(header: header(rule), actions: actions)
  }

  func mask(_ line: Result<TracedContour, TracingError>) throws -> SliceMask {
    SliceMask(ni: 64, nj: 60, inside: try line.get().points)
  }

  func overlap(_ rule: NeighbourRule, _ actions: [Action]) throws -> Int {
    var tracer = try tracer(rule)
    let masks = try tracer.contours(of: state(rule, actions)).map { try mask($0.line) }
    return zip(masks[0].pixels, masks[1].pixels).count { $0 && $1 }
  }

  @Test func `a later contour of another label stays out, unless neighbours are ignored`() throws {
    #expect(try overlap(.ignore, half + disc) > 150)
    #expect(try overlap(.avoid, half + disc) < 30)
    #expect(try overlap(.share, half + disc) == 0)
  }

  @Test func `only closed contours of other labels, begun earlier, in the same place count`() throws
  {
    var alone = try tracer(.avoid)
    let free = try mask(alone.contours(of: state(.avoid, disc))[0].line)
    func drawn(_ actions: [Action]) throws -> SliceMask {
      var tracer = try tracer(.avoid)
      let lines = try tracer.contours(of: state(.avoid, actions))
      return try mask(try #require(lines.first { $0.contour.name == "disc" }).line)
    }
    #expect(try drawn(half + disc) != free)
    // Later, of the same label, not closed, in another frame: nothing.
    #expect(try drawn(disc + half) == free)
    #expect(
      try drawn(half + disc + [.labelContour(contour: "half", label: .name("LV"))]) == free)
    #expect(try drawn(Array(half.prefix(6)) + disc) == free)
    #expect(try drawn(ring("far", label: "RV", radius: 9, frame: 1) + disc) == free)
    // Deleted, it is forgotten.
    #expect(try drawn(half + disc + [.deleteContour(contour: "half")]) == free)
  }

  @Test func `what is drawn depends on the state alone, not on the way to it`() throws {
    var used = try tracer(.share)
    let actions = half + disc + ring("inner", label: "MYO", radius: 5, count: 8)
    var session = Session(header: try header(.share))
    for action in actions {
      try session.apply(action)
      _ = used.contours(of: session.state)
    }
    // Away and back, while the tracer keeps what it has drawn.
    try session.apply(.moveSeed(contour: "half", seed: 5, point: SlicePoint(30, 24)))
    let moved = used.contours(of: session.state).map(\.line)
    try session.apply(.undo)
    let back = used.contours(of: session.state).map(\.line)
    var fresh = try tracer(.share)
    #expect(back == fresh.contours(of: session.state).map(\.line))
    #expect(moved[0] != back[0] && moved[1] != back[1])
    for (n, contour) in session.state.contours.enumerated() {
      var one = try tracer(.share)
      #expect(one.contour(of: contour, in: session.state) == back[n])
    }
  }

  @Test func `shared, two labels have no pixel between them and none in common`() throws {
    var tracer = try tracer(.share)
    let state = try state(.share, half + disc)
    let lines = tracer.contours(of: state)
    let (a, b) = (try mask(lines[0].line), try mask(lines[1].line))
    let mask = tracer.mask(of: state)
    for j in 24..<33 {
      for i in 20..<41 {
        #expect(a[i, j] != b[i, j])
        #expect(mask.slice(0)[i, j] == (a[i, j] ? 1 : 3))
      }
    }
  }

  @Test func `a header without the field ignores neighbours, as older sessions did`() throws {
    let encoder = JSONEncoder()
    // Sorted, the field is never the last one, without a comma.
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(header(.ignore)), as: UTF8.self)
    let older = text.replacingOccurrences(of: "\"neighbours\":\"ignore\",", with: "")
    #expect(older != text && !older.contains("snap"))
    let header = try JSONDecoder().decode(SessionHeader.self, from: Data(older.utf8))
    #expect(header.neighbours == nil && header.snap == nil)
    let state = try SessionState(header: header, actions: half + disc)
    var (old, ignoring) = (
      try SessionTracer(header: header, volume: discVolume), try tracer(.ignore)
    )
    #expect(old.mask(of: state) == ignoring.mask(of: state))
    let avoiding = try self.header(.avoid, snap: 1.5)
    let copy = try JSONDecoder().decode(
      SessionHeader.self, from: JSONEncoder().encode(avoiding))
    #expect(copy == avoiding)
  }

  @Test func `clicks of an open path are snapped where the session says so`() throws {
    let header = try header(.avoid, snap: 2)
    var tracer = try SessionTracer(header: header, volume: discVolume)
    let path = clicks("path", "LV", [(45.5, 28), (30, 43.2)])
    let state = try SessionState(header: header, actions: path)
    let line = try tracer.contours(of: state)[0].line.get()
    for p in line.seeds {
      let d = ((p.x - 30) * (p.x - 30) + (p.y - 28) * (p.y - 28)).squareRoot()
      #expect(abs(d - 14) < 0.4)
    }
    // What was clicked stays in the state.
    #expect(
      state.contours[0].seeds
        == [SlicePoint(45.5, 28), SlicePoint(30, 43.2)].map(\.snappedToContourGrid))
    #expect(!line.isClosed && tracer.mask(of: state).labels.isEmpty)
  }

  @Test func `replaced arcs change the mask and undo brings it back`() throws {
    var tracer = try tracer(.avoid)
    var session = Session(header: try header(.avoid))
    for action in ring("a", label: "LV", radius: 14, count: 4) { try session.apply(action) }
    let before = tracer.mask(of: session.state)
    try session.apply(.replaceArc(contour: "a", seed: 1, course: .straight))
    let after = tracer.mask(of: session.state)
    let segment = 196.0 / 2 * (.pi / 2 - 1)
    let lost = before.voxels.count { $0 == 3 } - after.voxels.count { $0 == 3 }
    #expect(abs(Double(lost) - segment) < 0.3 * segment)
    try session.apply(.undo)
    #expect(tracer.mask(of: session.state) == before)
  }
}
