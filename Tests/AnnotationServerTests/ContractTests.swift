import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import AnnotationServer

/// One thing that can be asked of the server, as openapi.yaml names it.
struct Operation: Hashable, CustomStringConvertible {
  let method: String
  let path: String
  var description: String { "\(method) \(path)" }
}

/// What openapi.yaml describes: its file is laid out so that a path stands at two spaces and a method
/// at four.
func describedOperations() throws -> [Operation] {
  let file = packageRoot.appending(path: "Sources/AnnotationServer/openapi.yaml")
  var path = ""
  var found: [Operation] = []
  for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
    if let match = line.wholeMatch(of: #/  (/\S*):/#) {
      path = String(match.1)
    } else if let match = line.wholeMatch(of: #/    (get|put|post|patch|delete):/#) {
      found.append(Operation(method: match.1.uppercased(), path: path))
    }
  }
  return found
}

@Suite struct ContractTests {
  @Test("the description has every address that answers, and no other")
  func routes() async throws {
    try await withServerFolder { folder in
      let server = try await AnnotationServer(
        ServerConfiguration(data: folder, program: program), logger: Logger(label: "test"))
      let routes = try server.router().routes.map {
        Operation(method: $0.method.rawValue, path: $0.path.description)
      }.filter { $0.path.hasPrefix("/api/") || ["/health", "/metrics"].contains($0.path) }
      #expect(!routes.isEmpty)
      #expect(Set(routes) == Set(try describedOperations()))
    }
  }

  @Test("pages can be asked for their heads, and are told when they are still the same")
  func heads() async throws {
    try await withServer { visitor in
      for path in ["/", "/study.html", "/scripts/api.js", "/health"] {
        let head = try await visitor.send(.head, path)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
      }
      let tag = try #require(try await visitor.get("/study.html").headers[.eTag])
      let again = try await visitor.send(.get, "/study.html", headers: ["If-None-Match": tag])
      #expect(again.status == 304)
    }
  }

  @Test(
    "a server that is told to end does not wait for those who look on", .timeLimit(.minutes(10)))
  func shutdown() async throws {
    // `withServer` ends it, which a stream that stayed open would keep it from.
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let study = try await anna.upload(sampleFrame())
      // A connection of its own: answers come in the order of the questions, and this one has no end.
      let looking = TestClient(host: "localhost", port: try #require(visitor.client.port))
      looking.connect()
      let cookie = try #require(anna.cookie)
      try await looking.executeAndDontWaitForResponse(
        TestClient.Request(
          "/api/studies/\(study)/events", method: .get,
          headers: [.cookie: "contourist=\(cookie)"]))
      var isSeen = false
      for _ in 0..<1200 where !isSeen {
        try await Task.sleep(for: .milliseconds(50))
        let metrics = try await visitor.get("/metrics")
        isSeen = String(decoding: metrics.body, as: UTF8.self).contains("contourist_listeners 1")
      }
      #expect(isSeen)
    }
  }

  @Test("what is answered is on the disk: the database waits for it")
  func synchronous() async throws {
    try await withServerFolder { folder in
      let server = try await AnnotationServer(
        ServerConfiguration(data: folder, program: program), logger: Logger(label: "test"))
      let level = try await server.store.write { db in
        try Int.fetchOne(db, sql: "PRAGMA synchronous")
      }
      #expect(level == 2)
    }
  }
}
