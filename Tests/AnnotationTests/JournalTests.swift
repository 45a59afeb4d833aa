import Annotation
import Foundation
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct JournalTests {
  /// Writes a session of some actions and hands its path on.
  func withSession<Result>(
    _ actions: [Action], _ body: (String) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let path = folder + "/a.session.jsonl"
      try JournalWriter.create(path, header: discHeader())
      try append(actions, to: path)
      return try body(path)
    }
  }

  /// The writer's lock ends with this function.
  func append(_ actions: [Action], to path: String) throws {
    let (writer, _) = try JournalWriter.open(path)
    for action in actions { _ = try writer.append(action, author: "tester") }
  }

  func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  static let everyAction: [Action] =
    ring("a", label: "LV", radius: 14) + [
      .addSeed(contour: "a", place: .init(), point: SlicePoint(30.125, 47.5), index: 0),
      .moveSeed(contour: "a", seed: 1, point: SlicePoint(1.0 / 3, 2)),
      .deleteSeed(contour: "a", seed: 0),
      .labelContour(contour: "a", label: .value(2)),
      .replaceArc(contour: "a", seed: 2, course: .straight),
      .replaceArc(contour: "a", seed: 5, course: .otherWay),
      .replaceArc(contour: "a", seed: 4, course: .smooth),
      .replaceArc(contour: "a", seed: 2, course: .found),
      .paint(
        place: .init(label: .name("RV"), slice: 0, frame: 1),
        brush: .init(points: [SlicePoint(1, 2), SlicePoint(3.5, 4)], radius: 1.5)),
      .erase(
        place: .init(slice: 0, frame: 1), brush: .init(points: [SlicePoint(1, 2)], radius: 1)),
      .fill(place: .init(label: .value(1), slice: 0, frame: 0), point: SlicePoint(1, 2)),
      .comment("Läsion \"links\"\n/ oben"),
      .snapshot(maskSHA256: String(repeating: "0", count: 64)),
      .deleteContour(contour: "a"),
      .undo, .redo,
    ]

  @Test func `every action is read back as it was written`() throws {
    try withSession(Self.everyAction) { path in
      let journal = try Journal(contentsOf: path)
      #expect(journal.entries.map(\.action) == Self.everyAction)
      #expect(journal.header == (try discHeader()))
      #expect(journal.warnings.isEmpty)
    }
  }

  @Test func `replay of the journal is the fold of its actions`() throws {
    let actions = ring("a", label: "LV", radius: 14) + ring("b", label: "RV", radius: 9) + [.undo]
    try withSession(actions) { path in
      let session = try Session(contentsOf: path)
      #expect(session.state.contours.map(\.isClosed) == [true, false])
      let mask = try session.verified(on: discVolume)
      // The disc of radius 14 that was clicked, within the width of its rim.
      let area = mask.voxels.filter { $0 == 3 }.count
      #expect(area > 530 && area < 700)
      // The second contour's closing was undone.
      #expect(mask.labels == [3])
    }
  }

  @Test func `an undo far back and its redo agree with a fold from the beginning`() throws {
    var session = try withSession([]) { try Session(contentsOf: $0) }
    var random = SeededRandom(seed: 3)
    var actions: [Action] = []
    for n in 0..<400 {
      actions.append(
        .addSeed(
          contour: "c\(n % 7)", place: .init(label: .value(1 + n % 7 % 3), slice: 0, frame: 0),
          point: SlicePoint(Double(n % 60), Double(n / 60)), index: nil))
    }
    for action in actions { try session.apply(action) }
    var count = 400
    for _ in 0..<300 {
      if Bool.random(using: &random), count < 400 {
        try session.apply(.redo)
        count += 1
      } else {
        try session.apply(.undo)
        count -= 1
      }
      if count % 50 == 0 {
        let folded = try SessionState(header: discHeader(), actions: Array(actions[..<count]))
        #expect(session.state == folded)
      }
    }
    for _ in 0..<count { try session.apply(.undo) }
    #expect(session.state == SessionState(header: try discHeader()))
  }

  @Test func `undone and redone, a session is as before`() throws {
    var session = try withSession(ring("a", label: "LV", radius: 14)) {
      try Session(contentsOf: $0)
    }
    let before = session.state
    for _ in 0..<7 { try session.apply(.undo) }
    #expect(session.state.contours.isEmpty)
    for _ in 0..<7 { try session.apply(.redo) }
    #expect(session.state == before)
  }

  @Test func `a torn last line is left out with a warning, and writing goes on after it`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"action\":\"seed.a".utf8))
      try handle.close()
      let journal = try Journal(contentsOf: path)
      #expect(journal.warnings.count == 1)
      #expect(journal.entries.count == 7)
      let (writer, _) = try JournalWriter.open(path)
      _ = try writer.append(.undo, author: "tester")
      let after = try Journal(contentsOf: path)
      #expect(after.entries.count == 8)
      #expect(after.warnings.isEmpty)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: whole))
    }
  }

  @Test func `a last line whose line break an editor took is kept, and writing goes on`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.dropLast().write(to: URL(fileURLWithPath: path))
      try append([.undo], to: path)
      #expect(try Journal(contentsOf: path).entries.count == 8)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: whole))
    }
  }

  @Test func `an end whose bytes were lost in a power cut is left out like a torn line`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(repeating: 0, count: 99) + Data("\"}\n".utf8))
      try handle.close()
      #expect(try Journal(contentsOf: path).entries.count == 7)
      try append([.undo], to: path)
      #expect(try Journal(contentsOf: path).entries.count == 8)
    }
  }

  @Test func `cut at any byte, a journal keeps every whole line`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      let headerEnd = try #require(whole.firstIndex(of: 10)) + 1
      for length in headerEnd...whole.count {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        let breaks = whole.prefix(length).filter { $0 == 10 }.count
        // A line that lacks its line break alone is whole.
        let kept = breaks - 1 + (length < whole.count && whole[length] == 10 ? 1 : 0)
        #expect(try Journal(contentsOf: path).entries.count == kept)
      }
    }
  }

  @Test func `an edited line shows`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      var lines = try lines(path)
      lines[2] = lines[2].replacing("\"y\":", with: "\"y\":1")
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: SessionError.brokenChain(path: path, line: 4)) {
        try Journal(contentsOf: path)
      }
    }
  }

  @Test func `a missing, doubled or swapped line shows`() throws {
    try withSession(ring("a", label: "LV", radius: 14)) { path in
      let original = try lines(path)
      var missing = original
      missing.remove(at: 3)
      var doubled = original
      doubled.insert(original[4], at: 4)
      var swapped = original
      swapped.swapAt(2, 3)
      for changed in [missing, doubled, swapped] {
        try (changed.joined(separator: "\n") + "\n").write(
          toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: SessionError.self) { try Journal(contentsOf: path) }
      }
    }
  }

  @Test func `fields of a later version survive and do not disturb`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.session.jsonl"
      try JournalWriter.create(path, header: discHeader())
      var header = try String(contentsOfFile: path, encoding: .utf8)
      header = header.replacing("{\"conventions\"", with: "{\"colour\":\"odd\",\"conventions\"")
      try header.write(toFile: path, atomically: false, encoding: .utf8)
      let (writer, _) = try JournalWriter.open(path)
      _ = try writer.append(.comment("hm"), author: "tester")
      #expect(try lines(path)[0].contains("\"colour\":\"odd\""))
      #expect(try Journal(contentsOf: path).entries.count == 1)
    }
  }

  @Test func `two writers at once are refused, and a session is never overwritten`() throws {
    try withSession([]) { path in
      let (writer, _) = try JournalWriter.open(path)
      #expect(throws: SessionError.inUse(path: path)) { try JournalWriter.open(path) }
      #expect(throws: SessionError.alreadyExists(path: path)) {
        try JournalWriter.create(path, header: discHeader())
      }
      _ = try writer.append(.comment("still mine"), author: "tester")
    }
  }

  @Test func `a snapshot of another mask is found`() throws {
    let actions = ring("a", label: "LV", radius: 14)
    let good = try withSession(actions) {
      try Session(contentsOf: $0).verified(on: discVolume).voxelsSHA256
    }
    try withSession(actions + [.snapshot(maskSHA256: good)]) { path in
      _ = try Session(contentsOf: path).verified(on: discVolume)
    }
    try withSession(actions + [.undo, .snapshot(maskSHA256: good)]) { path in
      let session = try Session(contentsOf: path)
      let error = #expect(throws: SessionError.self) { try session.verified(on: discVolume) }
      guard case .snapshotDiffers(line: 10, recorded: good, replayed: _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test(arguments: [
    "", "\n", "{}\n", "[1,2]\n", "not JSON\n",
    "{\"format\":\"contourist-session\",\"version\":99}\n",
    "{\"format\":\"contourist-session\",\"version\":1}\n",
  ])
  func `what is no session is refused`(text: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.session.jsonl"
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: SessionError.self) { try Journal(contentsOf: path) }
    }
  }

  @Test func `a missing file and a folder are refused`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: SessionError.self) { try Journal(contentsOf: folder) }
      #expect(throws: SessionError.self) { try Journal(contentsOf: folder + "/none") }
      #expect(throws: SessionError.self) { try Journal(contentsOf: "/dev/zero") }
      #expect(throws: SessionError.self) {
        try JournalWriter.create(folder + "/none/a.jsonl", header: discHeader())
      }
    }
  }

  @Test func `an entry whose action cannot be done names its line`() throws {
    try withSession([.closeContour(contour: "a")]) { path in
      let error = #expect(throws: SessionError.self) { try Session(contentsOf: path) }
      #expect(error?.description.contains("line 2") == true)
    }
  }
}

@Suite struct LabelTableTests {
  @Test func `values and names must be whole and single`() {
    #expect(throws: SessionError.self) { try LabelTable([]) }
    #expect(throws: SessionError.self) { try LabelTable([.init(value: 0, name: "a")]) }
    #expect(throws: SessionError.self) { try LabelTable([.init(value: 1, name: "7")]) }
    #expect(throws: SessionError.self) { try LabelTable([.init(value: 1, name: "300")]) }
    for name in ["a\tb", "a\nb", "a\r\nb", "a\u{2028}b", "\u{7F}"] {
      #expect(throws: SessionError.self) { try LabelTable([.init(value: 1, name: name)]) }
    }
    #expect(throws: SessionError.self) {
      try LabelTable([.init(value: 1, name: "a"), .init(value: 1, name: "b")])
    }
    #expect(throws: SessionError.self) {
      try LabelTable([.init(value: 1, name: "a"), .init(value: 2, name: "a")])
    }
  }

  @Test func `a label is found by value, by name and by name in other case`() throws {
    let table = try LabelTable([.init(value: 3, name: "LV"), .init(value: 4, name: "lv")])
    #expect(table.entry(.value(3))?.name == "LV")
    #expect(table.entry(.name("lv"))?.value == 4)
    #expect(table.entry(.name("Lv"))?.value == 3)
    #expect(table.entry(.name("RV")) == nil)
  }
}
