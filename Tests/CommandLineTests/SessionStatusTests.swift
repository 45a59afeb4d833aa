import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Sessions with open paths, replaced arcs and neighbours, and what `session status` says of them.
@Suite struct SessionStatusTests {
  static let image = sample("SampleData/tumour.nii.gz")

  func add(_ contour: String, _ points: [(Double, Double)], label: String = "tumour") -> String {
    points.map {
      "{\"action\":\"seed.add\",\"contour\":\"\(contour)\",\"label\":\"\(label)\",\"slice\":5,"
        + "\"x\":\($0.0),\"y\":\($0.1)}\n"
    }.joined()
  }

  func close(_ contour: String) -> String {
    "{\"action\":\"contour.close\",\"contour\":\"\(contour)\"}\n"
  }

  func withSession(_ actions: String, _ body: (String, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let session = folder + "/a.session.jsonl"
      let made = try contourist(
        "session", "new", Self.image, "--label", "tumour=1", "--label", "core=2", "--output",
        session)
      #expect(made.status == 0, "\(made.errors)")
      let applied = try contourist("session", "apply", session, input: actions)
      #expect(applied.status == 0, "\(applied.errors)")
      try body(session, folder)
    }
  }

  let triangle = [(60.0, 60.0), (90, 60), (75, 95)]
  let path = [(20.0, 20.0), (60, 24), (64, 40)]

  @Test func `status counts what is done and lists what is not, the weakest arcs first`() throws {
    // On one line outside of the head: closed, but it cannot be drawn.
    let line = add("line", [(0, 0), (1, 0), (2, 0)]) + close("line")
    let actions = add("t", triangle) + close("t") + add("p", path) + line
    try withSession(actions) { session, _ in
      let done = try contourist("session", "status", session, "--json", "--limit", "4")
      #expect(done.status == 0, "\(done.errors)")
      let status = try object(done.output)
      #expect(status["closed"] as? Int == 2)
      #expect(status["slices_done"] as? Int == 1)
      let labels = try #require(status["labels"] as? [[String: Any]])
      #expect(labels.map { $0["contours"] as? Int } == [2, 0])
      #expect(labels.map { $0["slices"] as? Int } == [1, 0])
      let unclosed = try #require(status["unclosed"] as? [[String: Any]])
      #expect(unclosed.map { $0["contour"] as? String } == ["p"])
      #expect(unclosed[0]["length_mm"] as? Double ?? 0 > 55)
      let undrawable = try #require(status["undrawable"] as? [[String: Any]])
      #expect(undrawable.map { $0["contour"] as? String } == ["line"])
      #expect((undrawable[0]["problem"] as? String)?.contains("enclose nothing") == true)
      let weakest = try #require(status["weakest"] as? [[String: Any]])
      let confidences = weakest.compactMap { $0["confidence"] as? Double }
      #expect(confidences.count == 4 && confidences == confidences.sorted())
      // The place lies on the arc named: nearer to both its clicks than they are far apart.
      let seeds = ["t": triangle, "p": path]
      for arc in weakest {
        let name = try #require(arc["contour"] as? String)
        let clicks = try #require(seeds[name])
        let from = try #require(arc["seed"] as? Int)
        let to = try #require(arc["to"] as? Int)
        let (a, b) = (clicks[from], clicks[to])
        let x = try #require(arc["x"] as? Double)
        let y = try #require(arc["y"] as? Double)
        func distance(_ p: (Double, Double), _ q: (Double, Double)) -> Double {
          ((p.0 - q.0) * (p.0 - q.0) + (p.1 - q.1) * (p.1 - q.1)).squareRoot()
        }
        #expect(max(distance((x, y), a), distance((x, y), b)) < distance(a, b))
      }
      let text = try contourist("session", "status", session, "--limit", "2").output
      #expect(text.contains("2 closed, 1 unclosed, 1 that cannot be drawn"), "\(text)")
      #expect(text.contains("1 of "), "\(text)")
      let arcs = text.split(separator: "arcs to look at first:\n")[1]
      #expect(arcs.split(separator: "\n").count == 3)
    }
  }

  @Test func `an arc that was asked to be straight is nothing to look at`() throws {
    let straight =
      "{\"action\":\"arc.replace\",\"contour\":\"t\",\"seed\":1,\"course\":\"straight\"}\n"
    try withSession(add("t", triangle) + close("t") + straight) { session, _ in
      let status = try object(try contourist("session", "status", session, "--json").output)
      let weakest = try #require(status["weakest"] as? [[String: Any]])
      #expect(Set(weakest.compactMap { $0["seed"] as? Int }) == [0, 2])
    }
  }

  @Test func `a session without contours has a status too`() throws {
    try withSession("{\"action\":\"comment\",\"text\":\"hm\"}\n") { session, _ in
      let done = try contourist("session", "status", session)
      #expect(done.status == 0)
      #expect(done.output.contains("0 closed, 0 unclosed"))
      #expect(try contourist("session", "status", session, "--limit", "-1").status == 64)
      #expect(try contourist("session", "status", session + "x").status == 65)
    }
  }

  @Test func `an open path is kept, measured, drawn and exported, and labels nothing`() throws {
    try withSession(add("p", path)) { session, folder in
      let shown = try object(try contourist("session", "show", session, "--json").output)
      let row = try #require((shown["contours"] as? [[String: Any]])?.first)
      let length = try #require(row["length_mm"] as? Double)
      #expect(row["closed"] as? Bool == false && length > 55)
      let document = folder + "/p.json"
      let exported = try contourist(
        "export", session, "--format", "polygons", "--output", document)
      #expect(exported.status == 0, "\(exported.errors)")
      let polygons = try object(try String(contentsOfFile: document, encoding: .utf8))
      #expect((polygons["regions"] as? [Any])?.isEmpty == true)
      let line = try #require((polygons["contours"] as? [[String: Any]])?.first)
      #expect(line["closed"] as? Bool == false)
      #expect(line["length_mm"] as? Double == length)
      let points = try #require(line["points"] as? [[Double]])
      #expect(points.first == [20, 20] && points.last == [64, 40])
      let replayed = try contourist("session", "replay", session, "--mask", folder + "/m.nii.gz")
      #expect(replayed.status == 0, "\(replayed.errors)")
      #expect(try ImageFiles.readLabels(folder + "/m.nii.gz").labels.labels.isEmpty)
      // The picture is of the path's slice, and differs from one of the slice alone.
      let drawn = try contourist(
        "render", "--session", session, "--no-crop", "--output", folder + "/a.png")
      #expect(drawn.status == 0, "\(drawn.errors)")
      _ = try contourist(
        "render", Self.image, "--slices", "5", "--no-crop", "--output", folder + "/b.png")
      let (with, without) = (
        try ImageFiles.read(folder + "/a.png").volume, try ImageFiles.read(folder + "/b.png").volume
      )
      #expect(with.size.ni == without.size.ni)
      #expect(!with.voxels.starts(with: without.voxels))
    }
  }

  @Test func `a hole of a label and arcs replaced replay to the mask they were snapshot with`()
    throws
  {
    let hole = add("h", [(70, 66), (82, 66), (76, 78)]) + close("h")
    let actions =
      add("t", triangle) + close("t") + hole
      + "{\"action\":\"arc.replace\",\"contour\":\"t\",\"seed\":0,\"course\":\"straight\"}\n"
      + add("c", [(92, 62), (110, 62), (100, 80)], label: "core") + close("c")
    try withSession(actions) { session, folder in
      #expect(try contourist("session", "snapshot", session).status == 0)
      let verified = try contourist("session", "verify", session)
      #expect(verified.status == 0, "\(verified.errors)")
      _ = try contourist("session", "replay", session, "--mask", folder + "/m.nii.gz")
      let labels = try ImageFiles.readLabels(folder + "/m.nii.gz").labels.slice(5)
      #expect(labels[76, 70] == 0 && labels[76, 85] == 1 && labels[100, 68] == 2)
    }
  }

  @Test(arguments: [
    ("\"seed\":3,\"course\":\"straight\"", "no seed 3"),
    ("\"seed\":0,\"course\":\"round\"", "found, straight, smooth or other_way"),
    ("\"seed\":0", "\"course\" is missing"),
  ])
  func `an arc that cannot be replaced ends with 65 and the reason`(
    fields: String, reason: String
  ) throws {
    try withSession(add("t", triangle) + close("t")) { session, _ in
      let done = try contourist(
        "session", "apply", session,
        input: "{\"action\":\"arc.replace\",\"contour\":\"t\",\(fields)}\n")
      #expect(done.status == 65)
      #expect(done.errors.contains(reason), "\(done.errors)")
    }
  }

  @Test func `a rule for neighbours that is none is wrong usage`() throws {
    let done = try contourist("session", "new", Self.image, "--neighbours", "fight")
    #expect(done.status == 64)
    #expect(done.errors.contains("ignore") && done.errors.contains("share"), "\(done.errors)")
  }
}
