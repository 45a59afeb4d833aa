import Foundation
import ImageFiles
import TestSupport
import Testing

@testable import DICOMWeb

@Suite struct StoringTests {
  private func withFiles(_ count: Int, _ body: ([SendableInstance]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let paths = (1...count).map { "\(folder)/\($0).dcm" }
      for (n, path) in paths.enumerated() { try dicomSlice(n + 1).write(to: path) }
      try body(try paths.map { try SendableInstance($0) })
    }
  }

  private func reference(_ uid: String, _ more: String = "") -> String {
    #"{"00081155":{"vr":"UI","Value":["\#(uid)"]}\#(more)}"#
  }

  @Test func `what becomes of each instance is told apart`() throws {
    let stored =
      #""00081199":{"vr":"SQ","Value":["#
      + [
        reference("1.2.3.1"), reference("1.2.3.2", #","00081196":{"vr":"US","Value":[45056]}"#),
        reference("1.2.3.3"),
      ].joined(separator: ",") + "]}"
    let failed =
      #""00081198":{"vr":"SQ","Value":["#
      + reference("1.2.3.3", #","00081197":{"vr":"US","Value":[290]}"#) + "]}"
    let answer = "{\(stored),\(failed)}"
    try withFiles(4) { instances in
      try ScriptedServer.running({ _, to in
        to.answer(202, type: "application/dicom+json", body: Array(answer.utf8))
      }) { server in
        var results: [StoredInstance] = []
        try client(server.root).store(instances) { results += $0 }
        #expect(
          results.map(\.result) == [
            .stored, .storedWithWarning(0xB000), .refused(0x0122), .unknown,
          ])
        #expect("\(results[2].result)".contains("does not store this class"))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.path == "/dicom-web/studies")
        // The files, byte by byte.
        var reader = try MultipartReader(
          contentType: try #require(request.headers["content-type"]), what: "it")
        var parts: [[UInt8]] = []
        try reader.take(request.body) { event in
          switch event {
          case .begin(let type):
            #expect(type == "application/dicom")
            parts.append([])
          case .bytes(let bytes): parts[parts.count - 1] += bytes
          case .end: break
          }
        }
        try reader.finish()
        let sent = instances.map { FileManager.default.contents(atPath: $0.path).map(Array.init) }
        #expect(parts == sent)
      }
    }
  }

  @Test func `large series go in several requests, each instance once`() throws {
    try withFiles(205) { instances in
      try ScriptedServer.running({ _, to in
        to.answer(200, type: "application/dicom+json", body: Array("{}".utf8))
      }) { server in
        var results: [StoredInstance] = []
        try client(server.root).store(instances) { results += $0 }
        #expect(results.map(\.instance) == instances)
        #expect(server.requests.count == 3)
      }
    }
  }

  @Test func `storing is not tried again`() throws {
    try withFiles(1) { instances in
      try ScriptedServer.running({ _, to in to.answer(503) }) { server in
        #expect(throws: DICOMWebError.self) {
          try client(server.root, pauses: [0.01, 0.01]).store(instances) { _ in }
        }
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test func `answers that do not tell what was stored are errors`() throws {
    try withFiles(1) { instances in
      for (status, type, body) in [
        (200, "text/html", "<html>"), (200, "application/json", "{"), (409, "text/plain", "no"),
        (302, "text/plain", ""),
      ] {
        try ScriptedServer.running({ _, to in
          to.answer(status, type: type, headers: ["Location: /x"], body: Array(body.utf8))
        }) { server in
          #expect(throws: DICOMWebError.self) {
            try client(server.root).store(instances) { _ in }
          }
          #expect(server.requests.count == 1)
        }
      }
    }
  }

  @Test func `a file that lacks its identifiers is not sent`() throws {
    try withTemporaryFolder { folder in
      var lacking = dicomSlice(1)
      lacking["StudyInstanceUID"] = nil
      try lacking.write(to: folder + "/a.dcm")
      #expect(throws: DICOMWebError.self) { try SendableInstance(folder + "/a.dcm") }
      try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/b.dcm"))
      #expect(throws: (any Error).self) { try SendableInstance(folder + "/b.dcm") }
    }
  }
}
