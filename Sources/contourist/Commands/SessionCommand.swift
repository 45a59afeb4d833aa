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
      SessionNew.self, SessionApply.self, SessionUndo.self, SessionRedo.self, SessionReview.self,
      SessionInterpolate.self, SessionPropagate.self,
      SessionShow.self, SessionStatus.self, SessionReplay.self, SessionSnapshot.self,
      SessionVerify.self,
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
    commandName: "schema", abstract: "Print the JSON Schema of a session's lines.",
    discussion: "  contourist session schema > session.schema.json")

  func run() { print(String(decoding: sessionSchema, as: UTF8.self), terminator: "") }
}
