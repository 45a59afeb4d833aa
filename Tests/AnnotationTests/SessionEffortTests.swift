import Annotation
import Foundation
import MinimalPaths
import TestSupport
import Testing
import Volumes

struct `What people put into a session` {
  @Test func `clicks count by frame, what a data set made does not, and pauses are short`() throws {
    try withTemporaryFolder { folder in
      let volume = Volume(
        geometry: Geometry(size: GridSize(ni: 16, nj: 16, nk: 1)), frames: 2,
        voxels: [Float](repeating: 0, count: 512))
      let header = SessionHeader(
        image: .init(path: "i.nii", of: volume),
        labels: try LabelTable([.init(value: 1, name: "a")]))
      let square = [SlicePoint(2, 2), SlicePoint(9, 2), SlicePoint(9, 9), SlicePoint(2, 9)]
      let given = ContourReplacement.Addition.straight(
        "given", .init(label: .name("a"), frame: 0), through: square)
      let path = folder + "/a.session.jsonl"
      try JournalWriter.create(
        path, header: header,
        actions: [.replaceContours(ContourReplacement(add: [given], tool: .dataset))]
          + square.map {
            .addSeed(
              contour: "own", place: .init(label: .name("a"), frame: 1), point: $0, index: nil)
          } + [.closeContour(contour: "own"), .comment("done")])
      // An hour passes before the last click but one, ten seconds before the last.
      var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        .map(String.init)
      let begin = Date(timeIntervalSince1970: 1_800_000_000)
      let seconds = [0.0, 0, 0, 0, 3600, 3610, 3620]
      for n in 1..<lines.count {
        lines[n] = lines[n].replacing(
          /"time":"[^"]*"/,
          with: "\"time\":\"\((begin + seconds[n - 1]).ISO8601Format())\"")
        lines[n] = lines[n].replacing(
          /"previous":"[^"]*"/, with: "\"previous\":\"\(sha256Hex(lines[n - 1].utf8))\"")
      }
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: path, atomically: true, encoding: .utf8)
      let effort = try Session(contentsOf: path).effort
      #expect(effort[0] == nil)
      #expect(effort[1]?.actions == 5)
      #expect(effort[1]?.seconds == SessionEffort.longestPause + 10)
    }
  }
}
