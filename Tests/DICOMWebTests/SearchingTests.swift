import Foundation
import ImageFiles
import TestSupport
import Testing

@testable import DICOMWeb

@Suite struct SearchingTests {
  private static func page(_ uids: [Int]) -> [UInt8] {
    let objects = uids.map { #"{"0020000D":{"vr":"UI","Value":["1.2.\#($0)"]}}"# }
    return Array("[\(objects.joined(separator: ","))]".utf8)
  }

  /// The number of a query's item.
  private static func number(_ name: String, in path: String) -> Int {
    let items = path.split(separator: "?").last?.split(separator: "&") ?? []
    let item = items.first { $0.hasPrefix("\(name)=") }
    return item.flatMap { Int($0.dropFirst(name.count + 1)) } ?? -1
  }

  @Test func `pages are asked for until one has nothing new`() throws {
    // This server gives 7 at a time, whatever is asked for.
    try ScriptedServer.running({ request, to in
      let offset = Self.number("offset", in: request.path)
      let uids = Array(offset..<max(offset, min(offset + 7, 20)))
      to.answer(200, type: "application/dicom+json; charset=utf-8", body: Self.page(uids))
    }) { server in
      let found = try client(server.root).search(.studies)
      #expect(found.map { $0.text("StudyInstanceUID") } == (0..<20).map { "1.2.\($0)" })
      #expect(server.requests.map { Self.number("offset", in: $0.path) } == [0, 7, 14, 20])
      #expect(try client(server.root).search(.studies, most: 9, offset: 3).count == 9)
    }
  }

  @Test func `a server that knows no pages is asked twice, not for ever`() throws {
    try ScriptedServer.running({ _, to in
      to.answer(200, type: "application/json", body: Self.page([1, 2]))
    }) { server in
      let found = try client(server.root).search(.studies)
      #expect(found.count == 2)
      #expect(server.requests.count == 2)
    }
  }

  @Test func `filters, levels and fields stand in the address`() throws {
    try ScriptedServer.running({ _, to in to.answer(204) }) { server in
      let client = try client(server.root)
      _ = try client.page(
        .instances, study: "1.2", series: "3.4",
        filters: [("PatientID", "a b&c"), ("StudyDate", "20200101-")], fields: ["Rows"], limit: 5)
      _ = try client.page(.series, study: "1.2", limit: 5, offset: 6)
      _ = try client.page(.studies, study: "1.2", limit: 5)
      #expect(
        server.requests.map(\.path) == [
          "/dicom-web/studies/1.2/series/3.4/instances?00100020=a%20b%26c&00080020=20200101-"
            + "&includefield=00280010&limit=5&offset=0",
          "/dicom-web/studies/1.2/series?limit=5&offset=6",
          "/dicom-web/studies?0020000D=1.2&limit=5&offset=0",
        ])
      #expect(server.requests.allSatisfy { $0.headers["accept"] == "application/dicom+json" })
      #expect(throws: DICOMWebError.badIdentifier("../x")) {
        try client.page(.series, study: "../x", limit: 1)
      }
    }
  }
}
