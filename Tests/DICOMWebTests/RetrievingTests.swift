import Foundation
import ImageFiles
import TestSupport
import Testing

@testable import DICOMWeb

@Suite struct RetrievingTests {
  /// Loads a series from a server of such manners.
  /// - Returns: The error, and the files that are there afterwards.
  private func retrieve(
    into folder: String, limits: RetrievalLimits = .init(), timeout: Double = 20,
    _ script: @escaping @Sendable (ScriptedServer.Request, ScriptedServer.Connection) -> Void
  ) throws -> (error: DICOMWebError?, files: [String]) {
    try ScriptedServer.running(script) { server in
      do {
        try client(server.root, timeout: timeout).retrieve(
          Retrieval(study: "1.2", series: "1.2.3"), into: InstanceFolder(folder), limits: limits
        ) { _ in }
        return (nil, files(folder))
      } catch let error as DICOMWebError {
        return (error, files(folder))
      }
    }
  }

  private func encoded(_ numbers: Int...) throws -> [[UInt8]] {
    try numbers.map { try dicomSlice($0).encoded() }
  }

  @Test func `instances are kept byte by byte, under their numbers`() throws {
    try withTemporaryFolder { folder in
      let sent = try encoded(2, 1)
      try ScriptedServer.running({ _, to in
        to.answer(200, type: multipartType, body: multipart(sent))
      }) { server in
        var kept: [InstanceFolder.Kept] = []
        try client(server.root).retrieve(
          Retrieval(study: "1.2", series: "1.2.3"), into: InstanceFolder(folder)
        ) { kept.append($0) }
        #expect(
          kept == [
            .new(path: folder + "/series003/000002.dcm", bytes: sent[0].count),
            .new(path: folder + "/series003/000001.dcm", bytes: sent[1].count),
          ])
        let path = try #require(server.requests.first?.path)
        #expect(path == "/dicom-web/studies/1.2/series/1.2.3")
        #expect(
          server.requests[0].headers["accept"]
            == #"multipart/related; type="application/dicom"; transfer-syntax=*"#)
      }
      let first = FileManager.default.contents(atPath: folder + "/series003/000002.dcm")
      #expect(first.map(Array.init) == sent[0])
    }
  }

  @Test func `what came before is known again, and other series get other names`() throws {
    try withTemporaryFolder { folder in
      let retrieval = try Retrieval(study: "1.2")
      func keep(_ dataSet: DICOMDataSet, in there: InstanceFolder) throws -> InstanceFolder.Kept {
        let file = try there.begin()
        try file.append(try dataSet.encoded()[...])
        return try there.keep(file, of: retrieval)
      }
      let there = try InstanceFolder(folder)
      var same = dicomSlice(1)
      same.set("SOPInstanceUID", to: "1.2.3.99")
      for dataSet in [dicomSlice(1), same, dicomSlice(1, series: "9.9")] {
        _ = try keep(dataSet, in: there)
      }
      let names = ["series003-2/000001.dcm", "series003/000001-2.dcm", "series003/000001.dcm"]
      #expect(files(folder) == names)
      let again = try InstanceFolder(folder)
      #expect(again.instances == ["1.2.3.1", "1.2.3.99", "9.9.1"])
      #expect(try keep(dicomSlice(1, series: "9.9"), in: again) == .known)
      _ = try keep(dicomSlice(2, series: "9.9"), in: again)
      #expect(files(folder) == ["series003-2/000001.dcm", "series003-2/000002.dcm"] + names[1...])
    }
  }

  @Test func `what is whole stays when an answer breaks off, the rest leaves nothing`() throws {
    try withTemporaryFolder { folder in
      let body = Array(multipart(try encoded(1, 2), closed: false).dropLast(10))
      for header in ["Content-Length: \(body.count + 500)\r\n", ""] {
        let (error, names) = try retrieve(into: folder) { _, to in
          to.write("HTTP/1.1 200 OK\r\nContent-Type: \(multipartType)\r\n\(header)\r\n")
          to.write(body)
        }
        #expect(error != nil)
        #expect(names == ["series003/000001.dcm"])
      }
    }
  }

  @Test func `answers that are no instances of the series are refused`() throws {
    let other = try [dicomSlice(1, study: "6.6").encoded()]
    let series = try [dicomSlice(1, series: "6.6").encoded()]
    let bodies: [(String, [UInt8])] = [
      (multipartType, multipart(other)), (multipartType, multipart(series)),
      (multipartType, multipart([Array("no DICOM".utf8)])), (multipartType, multipart([[]])),
      (multipartType, Array("nothing of the kind".utf8)), ("application/dicom", other[0]),
      ("multipart/related", multipart(try encoded(1))),
      ("text/html", Array("<html>".utf8)),
      (
        multipartType,
        Array("--XY\r\nContent-Type: application/dicom+json\r\n\r\n{}\r\n--XY--".utf8)
      ),
    ]
    for (type, body) in bodies {
      try withTemporaryFolder { folder in
        let (error, names) = try retrieve(into: folder) { _, to in
          to.answer(200, type: type, body: body)
        }
        guard case .malformed? = error else {
          Issue.record("\(type): \(String(describing: error))")
          return
        }
        #expect(names.isEmpty)
      }
    }
  }

  @Test func `numbers of a series and an instance cannot lead out of the folder`() throws {
    try withTemporaryFolder { folder in
      var bad = dicomSlice(1)
      bad.set("SeriesNumber", to: "../../x", as: .is)
      bad.set("InstanceNumber", to: "-99999999999", as: .is)
      let body = multipart([try bad.encoded()])
      let (error, names) = try retrieve(into: folder) { _, to in
        to.answer(200, type: multipartType, body: body)
      }
      #expect(error == nil)
      #expect(names == ["series000/000000.dcm"])
    }
  }

  @Test func `endless answers end at each of the limits`() throws {
    let copy = try encoded(1)
    let part = multipart(copy, closed: false)
    var limits = RetrievalLimits()
    limits.instance = 3_000_000
    limits.answer = 6_000_000
    limits.instances = 50
    let pieces: [(String, [UInt8])] = [
      ("instances", part), ("instance", [UInt8](repeating: 7, count: 1 << 16)),
    ]
    for (kind, piece) in pieces {
      try withTemporaryFolder { folder in
        let (error, names) = try retrieve(into: folder, limits: limits) { _, to in
          // A length that no disk has, which is not believed.
          to.write(
            "HTTP/1.1 200 OK\r\nContent-Type: \(multipartType)\r\n"
              + "Content-Length: 9000000000000000000\r\n\r\n")
          to.write(part)
          to.write("\r\n--XY\r\n\r\n")
          while to.write(piece) {}
        }
        switch error {
        case .tooLarge(_, limits.instance)?: #expect(kind == "instance")
        case .malformed?: #expect(kind == "instances")
        default: Issue.record("\(kind): \(String(describing: error))")
        }
        #expect(names == ["series003/000001.dcm"])
      }
    }
  }

  @Test func `a killed program's rest is no image and goes with the next`() throws {
    try withTemporaryFolder { folder in
      let rest = folder + "/.contourist-0123.part"
      try Data(try dicomSlice(1).encoded()).write(to: URL(fileURLWithPath: rest))
      #expect(throws: ImageFileError.self) { try DICOMStudy(folder) }
      // One that is being written stays.
      let growing = try GrowingFile(in: folder)
      _ = try InstanceFolder(folder)
      #expect(files(folder).map { "\(folder)/\($0)" } == [growing.temporaryPath])
    }
  }
}
