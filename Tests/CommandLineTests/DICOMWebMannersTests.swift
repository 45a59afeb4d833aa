import Foundation
import ImageFiles
import TestSupport
import Testing

/// The commands with servers that fail, and with wrong arguments.
@Suite struct DICOMWebMannersTests {
  @Test(arguments: [
    ["query", "https://pacs", "--study-date", "2020-01-01"],
    ["query", "https://pacs", "--limit", "0"],
    ["query", "https://pacs", "--level", "patients"], ["fetch", "https://pacs", "-o", "x"],
    ["fetch", "https://pacs", "--study", "../1", "-o", "x"], ["send", "https://pacs"],
    ["query", "https://pacs", "--user", "a", "--token-file", "b"],
    ["query", "https://pacs", "--timeout", "0"],
  ])
  func `wrong usage ends with 64`(arguments: [String]) throws {
    let done = try contourist(["dicomweb"] + arguments)
    #expect(done.status == 64, "\(done.errors)")
  }

  @Test(arguments: [
    (["query", "http://pacs.example.org/"], "--insecure"), (["query", "pacs"], "in full"),
    (["query", "https://me:secret@pacs/"], "--user"),
    (["query", "http://127.0.0.1:1/x", "--token-file", "/nowhere"], "no such file"),
    (["send", "http://127.0.0.1:1/x", "/nowhere"], "no such file"),
    (["query", "http://127.0.0.1:1/x"], "cannot be reached"),
  ])
  func `what cannot be done is said, with 65`(arguments: [String], text: String) throws {
    let done = try contourist(["dicomweb"] + arguments)
    #expect(done.status == 65)
    #expect(done.errors.contains(text), "\(done.errors)")
    #expect(!done.errors.contains("secret"))
  }

  @Test func `a server that lists nothing gives its study as a whole`() throws {
    var image = DICOMDataSet()
    for (tag, uid) in [
      ("SOPClassUID", "1.2.840.10008.5.1.4.1.1.4"), ("SOPInstanceUID", "1.2.3.4"),
      ("StudyInstanceUID", "1.2"), ("SeriesInstanceUID", "1.2.3"),
    ] as [(DICOMTag, String)] { image.set(tag, to: uid) }
    let file = try image.encoded()
    try withTemporaryFolder { folder in
      try ScriptedServer.running({ request, to in
        guard request.path.hasSuffix("/studies/1.2") else { return to.answer(501) }
        to.answer(
          200, type: "multipart/related; boundary=XY",
          body: Array("--XY\r\n\r\n".utf8) + file + Array("\r\n--XY--".utf8))
      }) { server in
        let fetch = ["dicomweb", "fetch", server.root, "--study", "1.2", "-o", folder + "/scan"]
        let done = try contourist(fetch)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("1 instance loaded"))
        let again = try contourist(fetch)
        #expect(again.output.contains("0 instances loaded (0 bytes), 1 there before"))
      }
    }
  }

  @Test func `Control-C ends with 130, and nothing half-written stays`() throws {
    try withTemporaryFolder { folder in
      try ScriptedServer.running({ request, to in
        guard !request.path.contains("instances") else { return to.answer(404) }
        to.write(
          "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=XY\r\n\r\n"
            + "--XY\r\n\r\n" + String(repeating: "a", count: 10_000))
        to.keepSilent()
      }) { server in
        let process = Process()
        process.executableURL = binary
        process.arguments = [
          "dicomweb", "fetch", server.root, "--study", "1.2", "--series", "1.2.3", "-o",
          folder + "/scan",
        ]
        process.standardError = FileHandle.nullDevice
        try process.runWithSignals()
        let names = {
          (try? FileManager.default.contentsOfDirectory(atPath: folder + "/scan")) ?? []
        }
        while names().isEmpty, process.isRunning {
          Thread.sleep(forTimeInterval: 0.05)
        }
        #expect(names().count == 1)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(names().isEmpty)
      }
    }
  }
}
