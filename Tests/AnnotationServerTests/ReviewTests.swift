import AnnotationServer
import Foundation
import GRDB
import HTTPTypes
import Testing

@Suite struct ReviewTests {
  private static func step(
    _ visitor: Visitor, _ study: String, _ step: String, comment: String? = nil, base: Int? = nil
  ) async throws -> Visitor.Answer {
    var body: [String: Any] = ["step": step]
    body["comment"] = comment
    body["base"] = base
    return try await visitor.post("/api/studies/\(study)/review", body)
  }

  private static func consent(
    _ visitor: Visitor, _ study: String, clinician: Bool, patient: Bool
  ) async throws -> Visitor.Answer {
    let text = try await visitor.get("/api/consent-text")
    let body: [String: Any] = [
      "clinician": clinician, "patient": patient, "text_version": text["version"] ?? "",
    ]
    return try await visitor.send(
      .put, "/api/studies/\(study)/consent", JSONSerialization.data(withJSONObject: body))
  }

  @Test("submitted, returned with a comment at its place, submitted again, approved by another")
  func review() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let ben = try await anna.invite("ben", .annotator)
      let rita = try await anna.invite("rita", .reviewer)
      let study = try await ben.upload(sampleFrame())
      #expect(try await Self.step(ben, study, "submit").status == 422)
      try await ben.draw(in: study)
      #expect(try await Self.step(ben, study, "submit", base: 3).status == 409)
      #expect(try await Self.step(ben, study, "submit", base: 5).status == 200)
      // Nothing is drawn while it is reviewed, by nobody.
      let click = DrawingTests.clicks("more", slice: 2)[0]
      for person in [ben, rita, anna] {
        #expect(try await person.act(study, click, base: 6).status == 403)
      }
      #expect(try await Self.step(ben, study, "approve").status == 403)
      #expect(try await Self.step(rita, study, "return").status == 422)
      let comment = try await rita.post(
        "/api/studies/\(study)/comments",
        ["text": "too wide here", "slice": 1, "x": 86.0, "y": 75.5, "contour": "lv"])
      #expect(comment.status == 201)
      let returned = try await Self.step(rita, study, "return", comment: "see slice 1")
      #expect(returned["status"] as? String == "returned")
      let comments = try await ben.get("/api/studies/\(study)/comments").list
      #expect(comments.count == 2)
      #expect(comments[0]["x"] as? Double == 86 && comments[0]["author"] as? String == "rita")
      let dealt = try JSONSerialization.data(withJSONObject: ["is_resolved": true])
      let id = try #require(comments[0]["id"] as? Int)
      let resolved = try await ben.send(.patch, "/api/studies/\(study)/comments/\(id)", dealt)
      #expect(resolved["is_resolved"] as? Bool == true)
      #expect(try await ben.act(study, click, base: 6).status == 200)
      #expect(try await Self.step(ben, study, "submit").status == 200)
      let approved = try await Self.step(rita, study, "approve")
      #expect(approved["status"] as? String == "approved")
      // The journal proves what was submitted and approved: three snapshots of the mask.
      let session = try await ben.get("/api/studies/\(study)/download?format=session")
      let lines = String(decoding: session.body, as: UTF8.self).split(separator: "\n")
      #expect(lines.filter { $0.contains(#""action":"snapshot""#) }.count == 3)
      let people = try await rita.get("/api/studies/\(study)/history")["people"]
      let names = (people as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
      #expect(names == ["ben"])
      // Reopened, it can be drawn in again.
      #expect(try await Self.step(rita, study, "reopen").status == 200)
      let next = try #require(try await ben.get("/api/studies/\(study)")["sequence"] as? Int)
      let more = DrawingTests.clicks("more", slice: 2)[1]
      #expect(try await ben.act(study, more, base: next).status == 200)
    }
  }

  @Test("nobody approves what they submitted themselves")
  func ownWork() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      try await anna.draw(in: study)
      #expect(try await Self.step(anna, study, "submit").status == 200)
      let answer = try await Self.step(anna, study, "approve")
      #expect(answer.status == 403)
      #expect(answer.message?.contains("Somebody else") == true)
    }
  }

  @Test("what a network draws late does not change what was submitted meanwhile")
  func lateNetwork() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      try await anna.draw(in: study)
      _ = try await anna.post(
        "/api/studies/\(study)/jobs", ["kind": "presegment", "model": "cardiac-cine"])
      #expect(try await Self.step(anna, study, "submit").status == 200)
      let job = try await anna.lastJob(of: study)
      #expect(job["state"] as? String == "failed")
      #expect(try await anna.get("/api/studies/\(study)")["sequence"] as? Int == 6)
    }
  }

  @Test("a training set takes approved studies with consent alone; withdrawal shuts it")
  func consent() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let ben = try await anna.invite("ben", .annotator)
      let study = try await ben.upload(sampleFrame())
      try await ben.draw(in: study)
      func export() async throws -> Visitor.Answer {
        try await anna.post("/api/exports", ["format": "nnunet", "studies": [study]])
      }
      #expect(try await export().status == 409)
      _ = try await Self.step(ben, study, "submit")
      _ = try await Self.step(anna, study, "approve")
      #expect(try await export().message?.contains("consent") == true)
      // The clinician's alone is not enough.
      _ = try await Self.consent(ben, study, clinician: true, patient: false)
      #expect(try await export().status == 409)
      let given = try await Self.consent(ben, study, clinician: true, patient: true)
      #expect(given["is_given"] as? Bool == true)
      let made = try await export()
      #expect(made.status == 202)
      let number = try #require(made["id"] as? Int)
      var job = made["job"] as? [String: Any] ?? [:]
      for _ in 0..<1200 where ["waiting", "running"].contains(job["state"] as? String) {
        try await Task.sleep(for: .milliseconds(100))
        job = try await anna.get("/api/jobs/\(try #require(job["id"] as? Int))").object
      }
      #expect(job["state"] as? String == "done", "\(job["message"] ?? "")")
      let zip = try await anna.get("/api/exports/\(number)/download")
      #expect(zip.status == 200)
      #expect(zip.body.prefix(2) == Data("PK".utf8))
      #expect(try await ben.get("/api/exports/\(number)/download").status == 403)
      // Withdrawn: shown where it went, and not given out any more.
      let withdrawn = try await Self.consent(ben, study, clinician: false, patient: true)
      #expect(withdrawn["is_given"] as? Bool == false)
      #expect((withdrawn["decisions"] as? [Any])?.count == 3)
      #expect((withdrawn["exports"] as? [[String: Any]])?.first?["id"] as? Int == number)
      #expect(try await anna.get("/api/exports/\(number)/download").status == 410)
      #expect(try await anna.get("/api/exports").list[0]["withdrawn"] as? [String] == [study])
      #expect(try await export().status == 409)
      // Deleted with the study: the set stays known, its file is gone.
      #expect(try await ben.send(.delete, "/api/studies/\(study)").status == 204)
      let file = visitor.data.appending(path: "exports/\(number).zip")
      #expect(!FileManager.default.fileExists(atPath: file.path))
      #expect(try await anna.get("/api/exports").list.count == 1)
    }
  }

  @Test("consent to another text than the present one is not taken")
  func oldText() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      let body: [String: Any] = ["clinician": true, "patient": true, "text_version": "0"]
      let answer = try await anna.send(
        .put, "/api/studies/\(study)/consent", JSONSerialization.data(withJSONObject: body))
      #expect(answer.status == 409)
      #expect(try await anna.get("/api/studies/\(study)/consent")["is_given"] as? Bool == false)
    }
  }

  @Test("a study nobody changed for the time they are kept is deleted, a demo is not")
  func retention() async throws {
    try await withServerFolder { folder in
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        for _ in 0..<3 { _ = try await anna.upload(sampleFrame()) }
      }
      let database = try DatabaseQueue(path: folder.appending(path: "contourist.sqlite").path)
      try await database.write { db in
        let old = Date().addingTimeInterval(-3 * 24 * 3600)
        let studies = try String.fetchAll(db, sql: "SELECT id FROM studies ORDER BY id")
        try db.execute(
          sql: "UPDATE studies SET changed = ? WHERE id <> ?", arguments: [old, studies[0]])
        try db.execute(sql: "UPDATE studies SET isDemo = 1 WHERE id = ?", arguments: [studies[1]])
      }
      try database.close()
      try await withServer(data: folder, { $0.retentionDays = 2 }) { visitor in
        let anna = try await visitor.signedIn()
        var left = 3
        for _ in 0..<1200 where left > 2 {
          try await Task.sleep(for: .milliseconds(50))
          left = try await anna.get("/api/studies")["total"] as? Int ?? 0
        }
        #expect(left == 2)
        let folders = try FileManager.default.contentsOfDirectory(
          atPath: folder.appending(path: "studies").path)
        #expect(folders.count == 2)
        let log = try await anna.get("/api/audit")
        #expect(String(decoding: log.body, as: UTF8.self).contains("study.expire"))
      }
    }
  }
}
