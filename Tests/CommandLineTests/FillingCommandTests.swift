import Foundation
import TestSupport
import Testing

@Suite struct FillingCommandTests {
  let image = sample("SampleData/cardiac.nii.gz")

  /// A session in a folder of its own, with a ring in each of some slices and frames.
  func withSession(
    _ places: [(slice: Int, frame: Int)], _ body: (String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let session = folder + "/a.session.jsonl"
      #expect(
        try contourist("session", "new", image, "--label", "LV=3", "-o", session).status == 0)
      let lines = places.flatMap { slice, frame in
        let name = "lv-\(slice)-\(frame)"
        return [(86.2, 75.7), (62.4, 67.5), (69.4, 46.6), (87.0, 49.7)].map {
          "{\"action\":\"seed.add\",\"contour\":\"\(name)\",\"label\":\"LV\","
            + "\"slice\":\(slice),\"frame\":\(frame),\"x\":\($0.0),\"y\":\($0.1)}"
        } + ["{\"action\":\"contour.close\",\"contour\":\"\(name)\"}"]
      }
      if !lines.isEmpty {
        let applied = try contourist(
          "session", "apply", session, input: lines.joined(separator: "\n"))
        #expect(applied.status == 0, "\(applied.errors)")
      }
      try body(session)
    }
  }

  func contours(_ session: String) throws -> [[String: Any]] {
    let shown = try contourist("session", "show", session, "--json")
    return try #require(try object(shown.output)["contours"] as? [[String: Any]])
  }

  @Test func `slices between are drawn, told, verified and taken back`() throws {
    try withSession([(3, 0), (6, 0)]) { session in
      let filled = try contourist("session", "interpolate", session)
      #expect(filled.status == 0, "\(filled.errors)")
      #expect(filled.output.contains("fill  2 contours") && filled.output.contains("4-5"))
      let new = try contours(session).filter { $0["made_by"] as? String == "session" }
      #expect(new.map { $0["slice"] as? Int } == [4, 5])
      #expect(new.allSatisfy { $0["review"] as? String == "untouched" })
      #expect(try contourist("session", "snapshot", session).status == 0)
      #expect(try contourist("session", "verify", session).status == 0)
      #expect(
        try contourist("session", "review", session, "--reject", "--slice", "5").status == 0)
      #expect(try contours(session).count == 3)
      #expect(try contourist("session", "undo", session, "--count", "2").status == 0)
      #expect(try contours(session).count == 2)
    }
  }

  @Test func `a cycle is told in JSON, place by place`() throws {
    try withSession([(4, 0)]) { session in
      let filled = try contourist(
        "session", "propagate", session, "--along", "frames", "--to", "2", "--json")
      #expect(filled.status == 0, "\(filled.errors)")
      let report = try object(filled.output)
      #expect(report["contours"] as? Int == 2 && report["replaced"] as? Int == 0)
      let places = try #require(report["places"] as? [[String: Any]])
      #expect(places.map { $0["frame"] as? Int } == [1, 2])
      #expect(
        places.allSatisfy { $0["given_up"] as? Bool == false && $0["sources"] as? [Int] == [0] })
      let again = try object(
        try contourist("session", "propagate", session, "--along", "frames", "--to", "2", "--json")
          .output)
      #expect(again["replaced"] as? Int == 2)
    }
  }

  @Test(arguments: [
    (["interpolate"], 65, "nothing to fill"),
    (["interpolate", "--frame", "99"], 65, "there is no frame 99"),
    (["interpolate", "--label", "liver"], 65, "not in the session's table"),
    (["interpolate", "--least-agreement", "2"], 64, "between -1 and 1"),
    (["propagate", "--along", "frames", "--least-agreement", "1"], 65, "given up"),
    (["propagate", "--along", "time"], 64, "time"),
    (["propagate", "--along", "frames", "--frame", "2"], 64, "--from and --to"),
    (["propagate", "--along", "slices", "--from", "8", "--to", "2"], 64, "--from"),
    (["propagate", "--along", "slices", "--to", "10"], 65, "there is no slice 10"),
  ])
  func `what cannot be filled is refused, and nothing is recorded`(
    arguments: [String], status: Int32, reason: String
  ) throws {
    try withSession([(4, 0)]) { session in
      let before = try Data(contentsOf: URL(fileURLWithPath: session))
      let refused = try contourist(
        ["session", arguments[0], session] + arguments.dropFirst())
      #expect(refused.status == status && refused.errors.contains(reason), "\(refused.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: session)) == before)
    }
  }
}
