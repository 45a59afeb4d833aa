import AnnotationServer
import Foundation
import HTTPTypes
import Testing

/// What strangers and other people's accounts try, at every address that openapi.yaml names.
@Suite struct SecurityTests {
  /// Addresses that visitors may ask, and what they are for.
  private static let open: Set<String> = [
    "POST /api/sign-in", "POST /api/invitation", "GET /api/me", "GET /api/demo",
    "GET /api/consent-text", "GET /api/openapi.yaml", "GET /health", "GET /metrics",
  ]
  /// Addresses that an annotator may ask without a study of their own.
  private static let everybodys: Set<String> = [
    "POST /api/sign-out", "PUT /api/me/password", "GET /api/studies", "POST /api/studies",
    "GET /api/models", "GET /api/events",
  ]

  private static func address(_ operation: Operation, study: String, job: Int) -> String {
    var path = operation.path.replacing("{study}", with: study).replacing("{job}", with: "\(job)")
      .replacing("{axis}", with: "k").replacing("{index}", with: "0")
    for name in ["account", "invitation", "comment", "export"] {
      path = path.replacing("{\(name)}", with: "1")
    }
    switch operation.path.split(separator: "/").last {
    case "parents": path += "?slice=4&frame=0&x=60&y=60"
    case "download": path += "?format=session"
    case "evaluation": path += "?file_name=mask.nii.gz"
    default: break
    }
    return path
  }

  private static func ask(_ operation: Operation, _ path: String, as visitor: Visitor) async throws
    -> Visitor.Answer
  {
    let method = try #require(HTTPRequest.Method(rawValue: operation.method))
    guard operation.method != "GET" else { return try await visitor.send(method, path) }
    return try await visitor.send(method, path, Data("{}".utf8))
  }

  @Test("a visitor reaches nothing at any address but what is for visitors")
  func visitors() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      var asked = 0
      for operation in try describedOperations() where !Self.open.contains("\(operation)") {
        let path = Self.address(operation, study: study, job: 1)
        let answer = try await Self.ask(operation, path, as: visitor)
        #expect([401, 404].contains(answer.status), "\(operation): \(answer.status)")
        asked += 1
      }
      #expect(asked > 30)
      #expect(try await anna.get("/api/studies/\(study)").status == 200)
    }
  }

  @Test("another annotator reaches nobody's study, job, account or export at any address")
  func otherAnnotator() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      let jobs = try await anna.get("/api/studies/\(study)/jobs").list
      let job = try #require(jobs.first?["id"] as? Int)
      _ = try await anna.post("/api/studies/\(study)/comments", ["text": "look here"])
      _ = try await anna.post("/api/invitations", ["role": "annotator"])
      let eve = try await anna.invite("eve", .annotator)
      let free = Self.open.union(Self.everybodys)
      var asked = 0
      for operation in try describedOperations() where !free.contains("\(operation)") {
        let path = Self.address(operation, study: study, job: job)
        let answer = try await Self.ask(operation, path, as: eve)
        #expect([403, 404].contains(answer.status), "\(operation): \(answer.status)")
        asked += 1
      }
      #expect(asked > 25)
      #expect(try await eve.get("/api/studies")["total"] as? Int == 0)
      // Nothing was changed by all that.
      let now = try await anna.get("/api/studies/\(study)")
      #expect(now["status"] as? String == "open")
      #expect(now["sequence"] as? Int == 0)
    }
  }

  @Test("a visitor of a demo looks, and changes and takes away nothing")
  func demo() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      let shown = try JSONSerialization.data(withJSONObject: ["is_demo": true])
      #expect(try await anna.send(.patch, "/api/studies/\(study)", shown).status == 200)
      let mayLook: Set<String> = [
        "GET /api/studies/{study}", "GET /api/studies/{study}/thumbnail",
        "GET /api/studies/{study}/planes/{axis}/{index}", "GET /api/studies/{study}/overview",
        "GET /api/studies/{study}/drawing", "GET /api/studies/{study}/parents",
        "GET /api/studies/{study}/measurements", "GET /api/studies/{study}/surfaces",
        "GET /api/studies/{study}/figure", "GET /api/studies/{study}/evaluation",
        "GET /api/studies/{study}/comments", "GET /api/studies/{study}/jobs",
        "GET /api/studies/{study}/events",
      ]
      for operation in try describedOperations() where operation.path.contains("{study}") {
        guard !mayLook.contains("\(operation)") else { continue }
        let answer = try await Self.ask(
          operation, Self.address(operation, study: study, job: 1), as: visitor)
        #expect([401, 404].contains(answer.status), "\(operation): \(answer.status)")
      }
      #expect(try await visitor.get("/api/studies/\(study)").status == 200)
      #expect(try await visitor.get("/api/demo").list.count == 1)
    }
  }

  @Test("whatever changes something is refused without the token, at every address")
  func forgery() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleHeart())
      var forged = anna
      forged.token = nil
      var planted = anna
      planted.token = "AAAA"
      for operation in try describedOperations() where operation.method != "GET" {
        let path = Self.address(operation, study: study, job: 1)
        for visitor in [forged, planted] {
          let answer = try await Self.ask(operation, path, as: visitor)
          #expect(answer.status == 403, "\(operation): \(answer.status)")
        }
      }
      #expect(try await anna.get("/api/studies/\(study)").status == 200)
    }
  }

  @Test("no path leads out of the pages or the data folder")
  func paths() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let escapes = [
        "/../../etc/passwd", "/scripts/../../contourist.sqlite", "/%2e%2e/%2e%2e/etc/passwd",
        "/scripts/..%2f..%2fcontourist.sqlite", "/vendor/../../../etc/passwd", "/.git/config",
        "/api/studies/..%2f..%2fetc%2fpasswd", "/api/studies/../contourist.sqlite",
        "/api/studies/%2e%2e/thumbnail", "//etc/passwd", "/study.html%00.png",
      ]
      for path in escapes {
        let answer = try await anna.get(path)
        #expect([400, 404].contains(answer.status), "\(path): \(answer.status)")
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("root:"))
      }
      // A network is named, never a file.
      let study = try await anna.upload(sampleHeart())
      for model in ["../../etc/passwd", "/etc/passwd", "x.onnx", "--help"] {
        let answer = try await anna.post(
          "/api/studies/\(study)/jobs", ["kind": "presegment", "model": model])
        #expect(answer.status == 422, "\(model)")
        let sent = try await anna.send(
          .post,
          "/api/studies?file_name=a.nii&model="
            + (model.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""),
          Data("x".utf8), type: "application/octet-stream")
        #expect(sent.status == 422, "\(model)")
      }
    }
  }

  @Test("an upload that is too large, or is not what it says, leaves nothing behind")
  func uploads() async throws {
    try await withServer({ $0.largestUpload = 1000 }) { visitor in
      let anna = try await visitor.signedIn()
      func send(_ query: String, _ body: Data) async throws -> Visitor.Answer {
        try await anna.send(
          .post, "/api/studies?" + query, body, type: "application/octet-stream")
      }
      #expect(try await send("file_name=a.nii", Data(count: 1001)).status == 413)
      #expect(try await send("file_name=a.exe", Data(count: 10)).status == 422)
      #expect(try await send("file_name=a.nii&title=%00", Data(count: 10)).status == 422)
      #expect(try await send("file_name=a.nii&labels=1", Data(count: 10)).status == 422)
      let other = String(repeating: "0", count: 64)
      #expect(try await send("file_name=a.nii&sha256=\(other)", Data(count: 10)).status == 422)
      let arrivals = try FileManager.default.contentsOfDirectory(
        atPath: visitor.data.appending(path: "arrivals").path)
      #expect(arrivals.isEmpty)
      #expect(try await anna.get("/api/studies")["total"] as? Int == 0)
    }
  }

  @Test("a file that unpacks to far more than it is, and one that is none, fail with a reason")
  func bombs() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      // A zip of 300 MB of zeros; a NIfTI header that promises 32 GB; and noise.
      let bomb = try zipOfZeros(megabytes: 300)
      #expect(bomb.count < 1 << 20)
      var header = Data(count: 352)
      header.replaceSubrange(0..<4, with: [0x5c, 1, 0, 0])
      for (n, value) in [3, 20000, 20000, 20, 1, 1, 1, 1].enumerated() {
        header[40 + 2 * n] = UInt8(value & 255)
        header[41 + 2 * n] = UInt8(value >> 8)
      }
      header.replaceSubrange(70..<74, with: [16, 0, 32, 0])
      header.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
      for (file, name) in [(bomb, "a.zip"), (header, "a.nii"), (Data("noise".utf8), "a.png")] {
        let study = try await anna.upload(file, name: name, labels: "LV")
        let answer = try await anna.get("/api/studies/\(study)")
        #expect(answer["status"] as? String == "failed", "\(name)")
        let problem = try #require(answer["problem"] as? String)
        #expect(!problem.isEmpty && !problem.contains("/"), "\(problem)")
        #expect(try await anna.send(.delete, "/api/studies/\(study)").status == 204)
      }
    }
  }

  @Test("script in a title, a comment or a label stays text, and no page lets it run")
  func script() async throws {
    let script = "<script>alert(1)</script>"
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let escaped = "%3Cscript%3Ealert(1)%3C/script%3E"
      let study = try await anna.upload(sampleHeart(), name: "\(escaped).nii.gz", labels: escaped)
      let title = try JSONSerialization.data(withJSONObject: ["title": script])
      #expect(try await anna.send(.patch, "/api/studies/\(study)", title).status == 200)
      let comment = try await anna.post("/api/studies/\(study)/comments", ["text": script])
      #expect(comment.status == 201)
      for path in ["/api/studies", "/api/studies/\(study)", "/api/studies/\(study)/comments"] {
        let answer = try await anna.get(path)
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(script))
      }
      for path in ["/", "/study.html", "/api/studies", "/nowhere"] {
        let answer = try await anna.get(path)
        let policy = try #require(
          HTTPField.Name("Content-Security-Policy").flatMap { answer.headers[$0] })
        #expect(policy.contains("script-src 'self';") && !policy.contains("unsafe"))
        let sniffing = HTTPField.Name("X-Content-Type-Options").flatMap { answer.headers[$0] }
        #expect(sniffing == "nosniff")
      }
    }
  }

  @Test("names nobody has lock like names somebody has")
  func enumeration() async throws {
    try await withServer { visitor in
      var answers: [[Visitor.Answer]] = []
      for name in ["anna", "nobody"] {
        var told: [Visitor.Answer] = []
        for _ in 0..<6 {
          told.append(
            try await visitor.post("/api/sign-in", ["name": name, "password": "something else"]))
        }
        answers.append(told)
      }
      #expect(answers[0].map(\.status) == [401, 401, 401, 401, 401, 429])
      #expect(answers[1].map(\.status) == answers[0].map(\.status))
      #expect(answers[1].map(\.body) == answers[0].map(\.body))
      // To the second, how long to wait.
      let waits = answers.compactMap { Int($0[5].headers[.retryAfter] ?? "") }
      #expect(waits.count == 2 && abs(waits[0] - waits[1]) <= 2)
      // A name that is no name is not kept.
      let long = String(repeating: "x", count: 100_000)
      for _ in 0..<7 {
        let answer = try await visitor.post(
          "/api/sign-in", ["name": long, "password": "something else"])
        #expect(answer.status == 401)
      }
    }
  }

  @Test("visitors of a demo learn nobody's name")
  func names() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      _ = try await anna.post("/api/studies/\(study)/comments", ["text": "look here"])
      let shown = try JSONSerialization.data(withJSONObject: ["is_demo": true])
      #expect(try await anna.send(.patch, "/api/studies/\(study)", shown).status == 200)
      for path in ["/api/demo", "/api/studies/\(study)", "/api/studies/\(study)/comments"] {
        let told = String(decoding: try await visitor.get(path).body, as: UTF8.self)
        #expect(told.contains(path.hasSuffix("comments") ? "look here" : study))
        #expect(!told.contains("anna"))
      }
    }
  }

  @Test("an address that tries too often is asked to wait")
  func rate() async throws {
    try await withServer { visitor in
      var statuses: [Int] = []
      for n in 0..<22 {
        let answer = try await visitor.post("/api/invitation", ["secret": "guess \(n)"])
        statuses.append(answer.status)
      }
      #expect(statuses.prefix(20).allSatisfy { $0 == 404 })
      #expect(statuses.suffix(2) == [429, 429])
    }
  }
}

/// A zip file of one entry of zeros.
private func zipOfZeros(megabytes: Int) throws -> Data {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "contourist-bomb-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let python = Process()
  python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let file = folder.appending(path: "bomb.zip")
  python.arguments = [
    "python3", "-c",
    "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z: "
      + "z.writestr('1.dcm', bytes(\(megabytes) << 20))",
    file.path,
  ]
  try python.run()
  python.waitUntilExit()
  return try Data(contentsOf: file)
}
