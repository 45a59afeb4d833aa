import AnnotationServer
import Foundation
import HTTPTypes
import Testing

@Suite struct DrawingTests {
  static let seeds = [[86.2, 75.7], [62.4, 67.5], [69.4, 46.6], [87, 49.7]]

  /// The actions that draw a closed contour.
  static func clicks(_ name: String, slice: Int = 4) -> [[String: Any]] {
    seeds.enumerated().map { n, point in
      var action: [String: Any] = [
        "action": "seed.add", "contour": name, "x": point[0], "y": point[1],
      ]
      if n == 0 { action.merge(["label": "LV", "slice": slice, "frame": 0]) { $1 } }
      return action
    } + [["action": "contour.close", "contour": name]]
  }

  @Test("clicks become the contour that the command line draws, and a journal that verifies")
  func contour() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      var answer: Visitor.Answer?
      for (n, action) in Self.clicks("lv").enumerated() {
        answer = try await anna.act(study, action, base: n)
        #expect(answer?.status == 200)
      }
      let drawings = try #require(answer?["drawings"] as? [[String: Any]])
      let contours = try #require(drawings.first?["contours"] as? [[String: Any]])
      // As README's example of `trace` says.
      #expect(abs((contours[0]["area_mm2"] as? Double ?? 0) - 2122) < 1)
      #expect(abs((contours[0]["length_mm"] as? Double ?? 0) - 165.4) < 0.1)
      let session = try await anna.get("/api/studies/\(study)/download?format=session")
      let lines = String(decoding: session.body, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines[1].contains(#""author":"anna""#))
    }
  }

  @Test("the same action sent twice is done once")
  func twice() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      let click = Self.clicks("lv")[0]
      let first = try await anna.act(study, click, id: "click", base: 0)
      let second = try await anna.act(study, click, id: "click", base: 0)
      #expect(first["sequence"] as? Int == 1)
      #expect(second["sequence"] as? Int == 1)
      #expect(try await anna.get("/api/studies/\(study)")["sequence"] as? Int == 1)
    }
  }

  @Test("two people at one study do not overwrite each other, and undo their own alone")
  func twoPeople() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let ben = try await anna.invite("ben", .reviewer)
      let study = try await anna.upload(sampleHeart())
      for (n, action) in Self.clicks("lv").enumerated() {
        #expect(try await anna.act(study, action, base: n).status == 200)
      }
      let move: [String: Any] = [
        "action": "seed.move", "contour": "lv", "seed": 0, "x": 88, "y": 77,
      ]
      // Ben has not seen what Anna drew in this slice.
      let late = try await ben.act(study, move, base: 2)
      #expect(late.status == 409)
      #expect(late.message?.contains("anna") == true)
      #expect((late["drawings"] as? [Any])?.count == 1)
      // Another slice is free.
      let elsewhere = try await ben.act(study, Self.clicks("other", slice: 5)[0], base: 2)
      #expect(elsewhere.status == 200)
      // The last action is Ben's.
      let undo = try await anna.act(study, ["action": "undo"], base: 6)
      #expect(undo.status == 409)
      #expect(undo.message?.contains("ben") == true)
      #expect(try await ben.act(study, ["action": "undo"], base: 6).status == 200)
      #expect(try await anna.act(study, ["action": "undo"], base: 7).status == 200)
    }
  }

  @Test("what if draws and records nothing")
  func whatIf() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      for (n, action) in Self.clicks("lv").enumerated() {
        _ = try await anna.act(study, action, base: n)
      }
      let move: [String: Any] = [
        "action": "seed.move", "contour": "lv", "seed": 0, "x": 80, "y": 74,
      ]
      let before = try await anna.get("/api/studies/\(study)/drawing?slice=4&frame=0")
      let tried = try await anna.post("/api/studies/\(study)/what-if", ["request": move])
      let after = try await anna.get("/api/studies/\(study)/drawing?slice=4&frame=0")
      #expect(before.body == after.body)
      let done = try await anna.act(study, move, base: 5)
      let contours = { (answer: Visitor.Answer) -> NSArray? in
        let drawings = answer["drawings"] as? [[String: Any]]
        return drawings?.first?["contours"] as? NSArray
      }
      #expect(try #require(contours(tried)) == #require(contours(done)))
    }
  }

  @Test("from anywhere the parents lead to the seed")
  func parents() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      let answer = try await anna.get(
        "/api/studies/\(study)/parents?slice=4&frame=0&x=86.2&y=75.7")
      let parents = Array(answer.body)
      try #require(parents.count == 128 * 128)
      let steps = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
      for start in [0, 127, 128 * 127, 128 * 128 - 1, 64 * 128 + 64] {
        var (x, y, length) = (start % 128, start / 128, 0)
        while parents[y * 128 + x] < 8, length < 1000 {
          let (dx, dy) = steps[Int(parents[y * 128 + x])]
          (x, y, length) = (x + dx, y + dy, length + 1)
        }
        #expect(abs(Double(x) - 86.2) <= 1 && abs(Double(y) - 75.7) <= 1)
      }
    }
  }

  @Test("planes are the image's intensities, along each axis")
  func planes() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      func plane(_ path: String) async throws -> [UInt16] {
        let body = try await anna.get("/api/studies/\(study)/planes/\(path)").body
        return stride(from: 0, to: body.count, by: 2).map {
          UInt16(body[$0]) | UInt16(body[$0 + 1]) << 8
        }
      }
      let slice = try await plane("k/4?frame=3")
      let row = try await plane("j/60?frame=3")
      let column = try await plane("i/50?frame=3")
      #expect(slice.count == 128 * 128 && row.count == 128 * 10 && column.count == 128 * 10)
      #expect(slice[60 * 128 + 50] == row[4 * 128 + 50])
      #expect(slice[60 * 128 + 50] == column[4 * 128 + 60])
      #expect(try await anna.get("/api/studies/\(study)/planes/k/10").status == 404)
      #expect(try await anna.get("/api/studies/\(study)/planes/q/1").status == 404)
    }
  }

  @Test("what was acknowledged is there after the server has come again")
  func restart() async throws {
    try await withServerFolder { folder in
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        let study = try await anna.upload(sampleHeart())
        for (n, action) in Self.clicks("lv").enumerated() {
          _ = try await anna.act(study, action, id: "click \(n)", base: n)
        }
      }
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        let studies = try await anna.get("/api/studies")["studies"] as? [[String: Any]]
        let study = try #require(studies?.first?["id"] as? String)
        #expect(try await anna.get("/api/studies/\(study)")["sequence"] as? Int == 5)
        // Sent again, since its answer might have been lost.
        let again = try await anna.act(study, Self.clicks("lv")[4], id: "click 4", base: 4)
        #expect(again["sequence"] as? Int == 5)
      }
    }
  }
}
