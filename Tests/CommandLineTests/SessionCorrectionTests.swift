import Foundation
import TestSupport
import Testing

@Suite struct SessionCorrectionTests {
  static let image = sample("SampleData/tumour.nii.gz")

  /// A machine's contour in slice 5, and one in slice 6.
  static let machine = [5, 6].map {
    "{\"action\":\"contours.replace\",\"tool\":\"model\",\"model\":{\"name\":\"brain\",\"sha256\":\"\(String(repeating: "1", count: 64))\"},"
      + "\"add\":[{\"contour\":\"tumour-\($0)-0\",\"label\":\"tumour\",\"slice\":\($0),\"seeds\":[[60,60],[90,60],[75,95]]}]}\n"
  }.joined()

  func withSession(_ actions: String, _ body: (String, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let session = folder + "/a.session.jsonl"
      let made = try contourist(
        "session", "new", Self.image, "--label", "tumour=1", "--output", session)
      #expect(made.status == 0, "\(made.errors)")
      let applied = try contourist("session", "apply", session, input: actions)
      #expect(applied.status == 0, "\(applied.errors)")
      try body(session, folder)
    }
  }

  func contours(_ session: String) throws -> [[String: Any]] {
    let shown = try object(try contourist("session", "show", session, "--json").output)
    return try #require(shown["contours"] as? [[String: Any]])
  }

  @Test func `every tool is computed, recorded as one line and taken back by one undo`() throws {
    try withSession(Self.machine) { session, _ in
      let requests = [
        "{\"tool\":\"grow\",\"contour\":\"tumour-5-0\",\"by_mm\":2}",
        "{\"tool\":\"region.remove\",\"label\":\"tumour\",\"slice\":5,\"x\":75,\"y\":68,\"radius_mm\":5}",
        "{\"tool\":\"region.add\",\"label\":\"tumour\",\"slice\":5,\"x\":40,\"y\":70,\"radius_mm\":9}",
        "{\"tool\":\"brush\",\"label\":\"tumour\",\"slice\":5,\"points\":[[90,60],[95,58]],\"radius_mm\":4}",
        "{\"tool\":\"eraser\",\"slice\":5,\"points\":[[60,60]],\"radius_mm\":4}",
        "{\"tool\":\"arc.redraw\",\"contour\":\"tumour-6-0\",\"points\":[[60,60],[75,50],[90,60]]}",
        "{\"tool\":\"contour.pull\",\"contour\":\"tumour-6-0\",\"x\":75,\"y\":48}",
      ]
      let applied = try contourist(
        "session", "apply", session, "--json", input: requests.joined(separator: "\n"))
      #expect(applied.status == 0, "\(applied.errors)")
      let answers = try applied.output.split(separator: "\n").map { try object(String($0)) }
      #expect(answers.map { $0["seq"] as? Int } == [3, 4, 5, 6, 7, 8, 9])
      let actions = answers.compactMap { $0["action"] as? [String: Any] }
      #expect(
        actions.map { $0["tool"] as? String }
          == [
            "grow", "region.remove", "region.add", "brush", "eraser", "arc.redraw", "contour.pull",
          ])
      // What was answered is what the journal holds.
      let lines = try String(contentsOfFile: session, encoding: .utf8).split(separator: "\n")
      let last = try object(String(try #require(lines.last)))
      #expect(last["add"] as? NSArray == actions[6]["add"] as? NSArray)
      #expect(try contourist("session", "snapshot", session).status == 0)
      let verified = try contourist("session", "verify", session)
      #expect(verified.status == 0, "\(verified.errors)")
      for contour in try contours(session) where contour["name"] as? String == "tumour-5-0" {
        #expect(contour["review"] as? String == "edited")
      }
      #expect(try contourist("session", "undo", session, "--count", "7").status == 0)
      #expect(try contours(session).map { $0["review"] as? String } == ["untouched", "untouched"])
    }
  }

  @Test func `who made a contour is shown, counted and exported`() throws {
    try withSession(Self.machine + SessionCommandTests.ring) { session, folder in
      let moved =
        "{\"action\":\"seed.move\",\"contour\":\"tumour-6-0\",\"seed\":0,\"x\":61,\"y\":60}"
      #expect(try contourist("session", "apply", session, input: moved).status == 0)
      let status = try object(try contourist("session", "status", session, "--json").output)
      let machine = try #require(status["machine_made"] as? [String: Any])
      #expect(machine["untouched"] as? Int == 1 && machine["edited"] as? Int == 1)
      let places = try #require(machine["places"] as? [[String: Any]])
      #expect(places.count == 1 && places[0]["slice"] as? Int == 5)
      #expect(places[0]["label"] as? String == "tumour" && places[0]["contours"] as? Int == 1)
      let text = try contourist("session", "status", session).output
      #expect(text.contains("machine   1 untouched, 1 edited, 0 accepted"), "\(text)")
      let shown = try contourist("session", "show", session).output
      #expect(shown.contains("brain") && shown.contains("human"), "\(shown)")
      let document = folder + "/p.json"
      _ = try contourist("export", session, "--format", "polygons", "--output", document)
      let polygons = try object(try String(contentsOfFile: document, encoding: .utf8))
      let models = (polygons["contours"] as? [[String: Any]])?.map {
        ($0["model"] as? [String: Any])?["name"] as? String
      }
      #expect(models == ["brain", "brain", nil])
    }
  }

  @Test func `a verdict says how many contours it was on`() throws {
    try withSession(Self.machine) { session, _ in
      let accepted = try contourist("session", "review", session, "--accept", "--slice", "6")
      #expect(accepted.output == "3  review  1 contour accepted\n", "\(accepted.errors)")
      let rejected = try contourist("session", "review", session, "--reject")
      #expect(rejected.output == "4  review  1 contour rejected\n", "\(rejected.errors)")
      #expect(try contours(session).map { $0["name"] as? String } == ["tumour-6-0"])
      let nothing = try contourist("session", "review", session, "--reject", "--label", "tumour")
      #expect(nothing.status == 65 && nothing.errors.contains("nothing to reject"))
      #expect(try contourist("session", "review", session).status == 64)
      #expect(try contourist("session", "review", session, "--accept", "--reject").status == 64)
      #expect(try contourist("session", "undo", session).status == 0)
      #expect(try contours(session).count == 2)
    }
  }

  @Test func `a request that cannot be done is refused and nothing recorded`() throws {
    try withSession(Self.machine) { session, _ in
      let before = try Data(contentsOf: URL(fileURLWithPath: session))
      for (line, reason) in [
        ("{\"tool\":\"grow\",\"contour\":\"zz\",\"by_mm\":1}", "no contour \"zz\""),
        ("{\"tool\":\"grow\",\"contour\":\"tumour-5-0\",\"by_mm\":-99}", "shrink it by less"),
        ("{\"tool\":\"magic\"}", "not \"magic\""),
      ] {
        let done = try contourist("session", "apply", session, input: line)
        #expect(done.status == 65)
        #expect(done.errors.contains("line 1") && done.errors.contains(reason), "\(done.errors)")
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: session)) == before)
      let moved = try contourist(
        "session", "apply", session, "--image", session + ".not",
        input: "{\"tool\":\"grow\",\"contour\":\"tumour-5-0\",\"by_mm\":1}")
      #expect(moved.status == 65)
    }
  }
}
