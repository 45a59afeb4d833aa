import AnnotationServer
import Foundation
import HTTPTypes
import ImageFiles
import TestSupport
import Testing

@Suite struct JobTests {
  private static func files(_ visitor: Visitor, _ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: visitor.data.appending(path: path).path)
      .sorted()
  }

  @Test("DICOM files arrive without who the patient was, and the arrival is gone")
  func deidentified() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(try zipOfSlices(3), name: "head.zip", labels: "disc")
      let answer = try await anna.get("/api/studies/\(study)")
      #expect(answer["status"] as? String == "open")
      #expect(answer["dimensions"] as? [Int] == [8, 8, 3, 1])
      #expect(answer["modality"] as? String == "MR")
      #expect((answer["removed"] as? [String])?.contains("PatientName") == true)
      let kept = try Self.files(visitor, "studies/\(study)/image")
      #expect(kept.count == 3)
      for name in kept {
        let file = visitor.data.appending(path: "studies/\(study)/image/\(name)")
        let bytes = try Data(contentsOf: file)
        for secret in ["Secret", "MRN-4711-Z", "20200405"] {
          #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
      }
      #expect(try Self.files(visitor, "arrivals").isEmpty)
    }
  }

  @Test("a network draws in an empty study; drawing again, it leaves what people touched")
  func presegmentation() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.hand(sampleFrame(), labels: "", model: "cardiac-cine")
      let first = try await anna.lastJob(of: study)
      try #require(first["state"] as? String == "done", "\(first["message"] ?? "")")
      let view = try await anna.get("/api/studies/\(study)")
      #expect(view["model"] as? String == "cardiac-cine")
      let labels = view["labels"] as? [[String: Any]] ?? []
      #expect(Set(labels.compactMap { $0["name"] as? String }) == ["RV", "MYO", "LV"])
      let drawn = try #require(view["positions_drawn"] as? Int)
      #expect(drawn == 4)
      #expect(view["positions_to_review"] as? Int == drawn)
      // Somebody accepts one contour; it is theirs from then on.
      func contours() async throws -> [[String: Any]] {
        try await anna.get("/api/studies/\(study)/drawing?slice=1")["contours"]
          as? [[String: Any]] ?? []
      }
      let accepted = try #require(try await contours().first?["name"] as? String)
      let sequence = try #require(view["sequence"] as? Int)
      let acted = try await anna.act(
        study, ["action": "review", "contour": accepted, "verdict": "accept"], base: sequence)
      #expect(acted.status == 200, "\(acted.message ?? "")")
      let again = try await anna.post(
        "/api/studies/\(study)/jobs", ["kind": "presegment", "model": "cardiac-cine"])
      #expect(again.status == 202)
      // One at a time.
      let third = try await anna.post(
        "/api/studies/\(study)/jobs", ["kind": "presegment", "model": "cardiac-cine"])
      #expect(third.status == 409)
      #expect(try await anna.lastJob(of: study)["state"] as? String == "done")
      let after = try await contours()
      #expect(after.contains { $0["name"] as? String == accepted })
      #expect(after.count == 3)
      // The probabilities that the session refers to stay, and nothing else of the networks' work.
      let left = try Self.files(visitor, "studies/\(study)").filter { $0.hasPrefix("network") }
      #expect(left.count == 1)
    }
  }

  @Test("a study whose labels a network lacks keeps them, and is told what is missing")
  func otherLabels() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame(), labels: "LV,thrombus")
      _ = try await anna.post(
        "/api/studies/\(study)/jobs", ["kind": "presegment", "model": "cardiac-cine"])
      let job = try await anna.lastJob(of: study)
      #expect(job["state"] as? String == "failed")
      #expect((job["message"] as? String)?.contains("thrombus") == true)
      let view = try await anna.get("/api/studies/\(study)")
      #expect(view["status"] as? String == "open")
      #expect(view["sequence"] as? Int == 0)
    }
  }

  @Test("a cancelled import leaves no file, whether it waited or was under way")
  func cancelled() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      var jobs: [(study: String, job: Int)] = []
      for _ in 0..<3 {
        let study = try await anna.hand(sampleHeart())
        let job = try await anna.get("/api/studies/\(study)/jobs").list.first?["id"] as? Int
        jobs.append((study, try #require(job)))
      }
      for (_, job) in jobs.reversed() {
        #expect(try await anna.send(.delete, "/api/jobs/\(job)").status == 200)
      }
      for (study, job) in jobs {
        let ended = try await anna.lastJob(of: study)
        #expect(ended["state"] as? String == "cancelled")
        #expect(try await anna.get("/api/studies/\(study)")["status"] as? String == "failed")
        #expect(try await anna.send(.delete, "/api/jobs/\(job)").status == 409)
      }
      #expect(try Self.files(visitor, "arrivals").isEmpty)
    }
  }

  @Test("what waited or was under way when the server ended is done when it comes again")
  func restart() async throws {
    try await withServerFolder { folder in
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        for _ in 0..<3 { _ = try await anna.hand(sampleHeart()) }
        try await Task.sleep(for: .milliseconds(500))
      }
      try await withServer(data: folder) { visitor in
        let anna = try await visitor.signedIn()
        let studies = try await anna.get("/api/studies")["studies"] as? [[String: Any]] ?? []
        #expect(studies.count == 3)
        for study in studies {
          let id = try #require(study["id"] as? String)
          #expect(try await anna.lastJob(of: id)["state"] as? String == "done")
          #expect(try await anna.get("/api/studies/\(id)")["status"] as? String == "open")
        }
        #expect(try Self.files(visitor, "arrivals").isEmpty)
      }
    }
  }

  @Test("a study that is deleted takes its jobs and all its files with it")
  func deleted() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let drawn = try await anna.upload(sampleFrame())
      _ = try await anna.post(
        "/api/studies/\(drawn)/jobs", ["kind": "presegment", "model": "cardiac-cine"])
      let arriving = try await anna.hand(sampleHeart())
      for study in [drawn, arriving] {
        #expect(try await anna.send(.delete, "/api/studies/\(study)").status == 204)
        #expect(try await anna.get("/api/studies/\(study)").status == 404)
      }
      #expect(try Self.files(visitor, "studies").isEmpty)
      #expect(try Self.files(visitor, "arrivals").isEmpty)
      // The queue goes on.
      let next = try await anna.upload(sampleFrame())
      #expect(try await anna.get("/api/studies/\(next)")["status"] as? String == "open")
    }
  }
}

/// A zip file of DICOM slices of somebody.
private func zipOfSlices(_ count: Int) throws -> Data {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "contourist-slices-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(
    at: folder.appending(path: "files"), withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for number in 1...count {
    var slice = dicomSlice(number)
    slice.set("PatientID", to: "MRN-4711-Z")
    try slice.write(to: folder.appending(path: "files/\(number).dcm").path)
  }
  let file = folder.appending(path: "slices.zip")
  try ZipWriter.write(folder.appending(path: "files").path, to: file.path)
  return try Data(contentsOf: file)
}
