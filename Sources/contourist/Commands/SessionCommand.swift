import Annotation
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal
import Volumes

struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session",
    abstract: "Keep, replay and verify what an annotator did.",
    discussion: """
      A session is a file of JSON lines, append only: every click, stroke and undo with its time \
      and author, each line carrying the hash of the one before.

        contourist session new heart.nii.gz --label RV=1 --label MYO=2 --label LV=3 \\
          --output heart.session.jsonl
        contourist session apply heart.session.jsonl actions.jsonl
        contourist session replay heart.session.jsonl --mask heart_mask.nii.gz
      """,
    subcommands: [
      SessionNew.self, SessionApply.self, SessionUndo.self, SessionRedo.self, SessionShow.self,
      SessionStatus.self, SessionReplay.self, SessionSnapshot.self, SessionVerify.self,
      SessionSchema.self,
    ])
}

/// The file of a session, as first argument.
struct SessionArgument: ParsableArguments {
  @Argument(help: "The session file (NAME.session.jsonl).")
  var session: String
}

/// Who is noted as author of an action.
struct AuthorOption: ParsableArguments {
  @Option(help: "Name noted with every action.")
  var author = ProcessInfo.processInfo.environment["USER"] ?? "annotator"
}

struct SessionApply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Record actions, one JSON object a line.",
    discussion: """
      Actions come from a file or standard input. Each is on the disk when its line is answered. \
      The first action that cannot be done stops the run; what was recorded before it stays.

        {"action": "seed.add", "contour": "lv-5", "label": "LV", "slice": 5, "frame": 0, "x": 101, "y": 88}
        {"action": "seed.add", "contour": "lv-5", "x": 131, "y": 102}
        {"action": "seed.add", "contour": "lv-5", "x": 104, "y": 131}
        {"action": "contour.close", "contour": "lv-5"}
        {"action": "arc.replace", "contour": "lv-5", "seed": 1, "course": "straight"}

      The last line draws the arc from seed 1 (the second) to the next straight; "smooth" draws \
      it round, by the clicks alone, "other_way" takes the other way round, "found" takes each back. A contour that is not closed is an open path: \
      kept, drawn and measured, and labels nothing. A contour inside another of its label is a hole.

      slice and frame are needed where the image has several.

      `contourist session schema` prints the JSON Schema of all actions.
      """)

  @OptionGroup var file: SessionArgument

  @Argument(help: "File of actions; standard input when left out or \"-\".")
  var actions = "-"

  @Flag(help: "Report an action that cannot be done and go on with the next.")
  var keepGoing = false

  @Flag(help: "Answer each action with one JSON object.")
  var json = false

  @OptionGroup var author: AuthorOption

  func run() throws {
    var lines = try LineReader(actions)
    let (writer, journal) = try JournalWriter.open(file.session)
    journal.warnings.forEach { warn("\(file.session): \($0)") }
    var session = try Session(journal)
    var number = 0
    var refused = 0
    while let line = try lines.next() {
      number += 1
      if line.allSatisfy(\.isWhitespace) { continue }
      let entry: JournalEntry
      do throws(SessionError) {
        let action = try Action(json: line)
        if case .snapshot = action {
          throw .badAction(
            "a snapshot is taken by `contourist session snapshot`, which has the image")
        }
        try session.apply(action)
        entry = try writer.append(action, author: author.author)
      } catch {
        guard keepGoing, case .badAction = error else {
          throw DataError(
            "\(actions == "-" ? "standard input" : actions): line \(number): \(error)")
        }
        refused += 1
        try reportRefusal(number, error)
        continue
      }
      try report(entry)
    }
    if refused > 0 {
      throw DataError("\(counted(refused, "action")) could not be done; the others are recorded")
    }
  }

  private func report(_ entry: JournalEntry) throws {
    try printImmediately(
      json
        ? "{\"seq\":\(entry.sequence),\"ok\":true}"
        : "\(entry.sequence)  \(entry.action.name)")
  }

  private func reportRefusal(_ line: Int, _ error: SessionError) throws {
    struct Refusal: Encodable {
      let line: Int
      let ok = false
      let error: String
    }
    if json {
      try printImmediately(
        try jsonText(Refusal(line: line, error: error.description), pretty: false))
    } else {
      warn("line \(line): \(error)")
    }
  }
}

struct SessionUndo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take the last actions back.",
    discussion: "  contourist session undo heart.session.jsonl --count 3")

  @OptionGroup var file: SessionArgument
  @Option(help: "How many.") var count = 1
  @OptionGroup var author: AuthorOption

  func run() throws { try record(.undo, count: count, in: file.session, author: author.author) }
}

struct SessionRedo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redo", abstract: "Do again what undo took back.",
    discussion: "  contourist session redo heart.session.jsonl")

  @OptionGroup var file: SessionArgument
  @Option(help: "How many.") var count = 1
  @OptionGroup var author: AuthorOption

  func run() throws { try record(.redo, count: count, in: file.session, author: author.author) }
}

/// Records one action several times and says what it came to.
private func record(_ action: Action, count: Int, in path: String, author: String) throws {
  guard count >= 1 else { throw ValidationError("--count is at least 1") }
  let (writer, journal) = try JournalWriter.open(path)
  var session = try Session(journal)
  for _ in 0..<count {
    let before = session.history
    try session.apply(action)
    let entry = try writer.append(action, author: author)
    let changed =
      action == .undo ? before.inForce.last?.name : session.history.inForce.last?.name
    print("\(entry.sequence)  \(action.name)  \(changed ?? "")")
  }
}

struct SessionSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of a session's lines.")

  func run() { print(String(decoding: sessionSchema, as: UTF8.self), terminator: "") }
}
