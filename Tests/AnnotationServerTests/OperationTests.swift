import AnnotationServer
import Foundation
import GRDB
import HTTPTypes
import Testing

@Suite struct OperationTests {
  @Test("a backup of a running server becomes a server with the same studies and drawings")
  func backup() async throws {
    try await withServerFolder { folder in
      let copy = folder.deletingLastPathComponent().appending(path: "backup")
      let second = folder.deletingLastPathComponent().appending(path: "second")
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        let study = try await anna.upload(sampleFrame())
        try await anna.draw(in: study)
        let made = try Backup.make(of: folder, to: copy)
        #expect(made.files >= 4)
        #expect(throws: ServerError.self) { try Backup.make(of: folder, to: copy) }
      }
      #expect(try Backup.restore(copy, to: second) >= 4)
      try await withServer(data: second) { visitor in
        let anna = try await visitor.signedIn()
        let studies = try await anna.get("/api/studies")["studies"] as? [[String: Any]] ?? []
        let study = try #require(studies.first?["id"] as? String)
        #expect(try await anna.get("/api/studies/\(study)")["sequence"] as? Int == 5)
        let measured = try await anna.get("/api/studies/\(study)/measurements")
        #expect(measured.status == 200)
      }
    }
  }

  @Test("a backup of which a file was changed, lost or put outside is not restored")
  func damagedBackup() async throws {
    try await withServerFolder { folder in
      let copy = folder.deletingLastPathComponent().appending(path: "backup")
      let second = folder.deletingLastPathComponent().appending(path: "second")
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        _ = try await anna.upload(sampleFrame())
      }
      _ = try Backup.make(of: folder, to: copy)
      let manifest = copy.appending(path: "manifest.json")
      let whole = try Data(contentsOf: manifest)
      let names = try JSONDecoder().decode([String: String].self, from: whole).keys.sorted()
      let victim = copy.appending(path: try #require(names.first { $0.hasSuffix(".png") }))
      let bytes = try Data(contentsOf: victim)
      try (bytes + Data([0])).write(to: victim)
      #expect(throws: ServerError.self) { try Backup.restore(copy, to: second) }
      try FileManager.default.removeItem(at: victim)
      #expect(throws: ServerError.self) { try Backup.restore(copy, to: second) }
      try bytes.write(to: victim)
      let escaping = String(decoding: whole, as: UTF8.self)
        .replacing("{", with: #"{"../outside":"00","#)
      try Data(escaping.utf8).write(to: manifest)
      #expect(throws: ServerError.self) { try Backup.restore(copy, to: second) }
      #expect(!FileManager.default.fileExists(atPath: second.path))
      // A file is not taken for an empty folder.
      try whole.write(to: manifest)
      try Data("mine".utf8).write(to: second)
      #expect(throws: ServerError.self) { try Backup.restore(copy, to: second) }
      #expect(try Data(contentsOf: second) == Data("mine".utf8))
    }
  }

  @Test("the audit log tells who did what without names, and cannot be changed")
  func audit() async throws {
    try await withServerFolder { folder in
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        let study = try await anna.upload(sampleFrame())
        _ = try await visitor.post("/api/sign-in", ["name": "anna", "password": "wrong wrong"])
        _ = try await anna.get("/api/studies/\(study)/download?format=session")
        _ = try await anna.send(.delete, "/api/studies/\(study)")
        let log = String(decoding: try await anna.get("/api/audit").body, as: UTF8.self)
        for action in [
          "account.create", "sign-in", "sign-in.failed", "study.upload", "study.download",
          "study.delete",
        ] {
          #expect(log.contains("\"action\":\"\(action)\""), "\(action)")
        }
        #expect(log.contains("study \(study)"))
        #expect(!log.contains("anna") && !log.contains("heart"))
        let lines = log.split(separator: "\n").count
        let rest = try await anna.get("/api/audit?after=\(lines - 1)")
        #expect(String(decoding: rest.body, as: UTF8.self).split(separator: "\n").count == 1)
      }
      let database = try DatabaseQueue(path: folder.appending(path: "contourist.sqlite").path)
      for change in ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"] {
        await #expect(throws: DatabaseError.self) {
          try await database.write { db in try db.execute(sql: change) }
        }
      }
      // Whoever changes the file itself is found out when it is restored.
      try await database.write { db in
        try db.execute(sql: "DROP TRIGGER auditIsNotChanged")
        try db.execute(sql: "UPDATE audit SET action = 'nothing' WHERE id = 2")
      }
      try database.close()
      let copy = folder.deletingLastPathComponent().appending(path: "backup")
      _ = try Backup.make(of: folder, to: copy)
      let second = folder.deletingLastPathComponent().appending(path: "second")
      #expect(throws: ServerError.self) { try Backup.restore(copy, to: second) }
    }
  }

  @Test("health and metrics tell how the server is, and nothing of whom it serves")
  func metrics() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      _ = try await anna.get("/api/studies/\(study)")
      let health = try await visitor.get("/health")
      #expect(health["status"] as? String == "ok")
      #expect(health["version"] as? String != nil)
      let metrics = String(decoding: try await visitor.get("/metrics").body, as: UTF8.self)
      #expect(metrics.contains("contourist_studies 1"))
      #expect(metrics.contains(#"path="/api/studies/{study}",status="200""#))
      #expect(!metrics.contains(study) && !metrics.contains("anna"))
    }
  }
}
