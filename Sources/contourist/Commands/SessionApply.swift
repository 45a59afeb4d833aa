import Annotation
import ArgumentParser
import Datasets
import Terminal

struct SessionApply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Record actions, one JSON object a line.",
    discussion: """
      Actions come from a file or standard input. Each is on the disk when its line is answered. \
      The first action that cannot be done stops the run; what was recorded before it stays.

        contourist session apply heart.session.jsonl actions.jsonl

        {"action":"seed.add","contour":"a","label":"LV","slice":5,"x":10,"y":8}
        {"action":"seed.add","contour":"a","x":13,"y":10}
        {"action":"seed.add","contour":"a","x":10,"y":13}
        {"action":"contour.close","contour":"a"}
        {"action":"arc.replace","contour":"a","seed":1,"course":"straight"}

      The last line draws the arc from seed 1 (the second) to the next straight; "smooth" draws \
      it round, by the clicks alone, "other_way" takes the other way round, "found" takes each \
      back. A contour that is not closed is an open path: \
      kept, drawn and measured, and labels nothing. A contour inside another of its label is a hole.

      "slice" and "frame" are needed where the image has several.

      A line with a tool instead of an action asks for a correction; it is computed once, recorded \
      as contours.replace, and one undo takes it back:

        {"tool":"contour.pull","contour":"a","x":13,"y":10}
        {"tool":"grow","contour":"a","by_mm":1.5}
        {"tool":"region.add","label":"LV","slice":5,"x":9,"y":9,"radius_mm":15}
        {"tool":"brush","label":"LV","slice":5,"points":[[9, 9]],"radius_mm":4}
        {"tool":"arc.redraw","contour":"a","points":[[13, 10], [12, 12], [10, 13]]}

      The others are region.remove and eraser (session schema describes all).

      `contourist session schema` prints the JSON Schema of all actions.
      """)

  @OptionGroup var file: SessionArgument

  @Argument(help: "File of actions; standard input when left out or \"-\".")
  var actions = "-"

  @Flag(help: "Report an action that cannot be done and go on with the next.")
  var keepGoing = false

  @Flag(help: "Answer each action with one JSON object.")
  var json = false

  @OptionGroup var image: ImageOption
  @OptionGroup var author: AuthorOption

  func run() throws {
    var lines = try LineReader(actions)
    let (writer, journal) = try JournalWriter.open(file.session)
    journal.warnings.forEach { warn("\(file.session): \($0)") }
    var session = try Session(journal)
    var corrector = Corrector(session: file.session, imagePath: image.image)
    var number = 0
    var refused = 0
    while let line = try lines.next() {
      number += 1
      if line.allSatisfy(\.isWhitespace) { continue }
      let entry: JournalEntry
      do {
        let action = try action(line, in: session.state, &corrector)
        try session.apply(action)
        entry = try writer.append(action, author: author.author)
      } catch let error as SessionError {
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

  /// The action of a line, computed where it asks for a tool.
  private func action(
    _ line: String, in state: SessionState, _ corrector: inout Corrector
  ) throws -> Action {
    switch try SessionRequest(json: line) {
    case .action(.snapshot):
      throw SessionError.badAction(
        "a snapshot is taken by `contourist session snapshot`, which has the image")
    case .action(let action): return action
    case .correction(let request):
      return .replaceContours(try corrector.replacement(request, in: state))
    }
  }

  private func report(_ entry: JournalEntry) throws {
    struct Answer: Encodable {
      let seq: Int
      let ok = true
      /// What a tool came to; other actions are as they were sent.
      let action: Action
    }
    if case .replaceContours(let replacement) = entry.action {
      try printImmediately(
        json
          ? jsonText(Answer(seq: entry.sequence, action: entry.action), pretty: false)
          : "\(entry.sequence)  \(entry.action.name)  \(replacement.summary)")
    } else {
      try printImmediately(
        json
          ? "{\"seq\":\(entry.sequence),\"ok\":true}"
          : "\(entry.sequence)  \(entry.action.name)")
    }
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

/// Computes corrections; the image is read when the first is asked for.
private struct Corrector {
  private let session: String
  private let imagePath: String?
  private var tracer: SessionTracer?

  init(session: String, imagePath: String?) {
    (self.session, self.imagePath) = (session, imagePath)
  }

  mutating func replacement(
    _ request: CorrectionRequest, in state: SessionState
  ) throws -> ContourReplacement {
    var tracer = try self.tracer ?? openSession(session, imagePath: imagePath).tracer
    // Kept while it is used, so that nothing is copied.
    self.tracer = nil
    defer { self.tracer = tracer }
    return try request.replacement(in: state, &tracer)
  }
}

extension ContourReplacement {
  /// For people: "grow: lv-5 (9 seeds)".
  fileprivate var summary: String {
    let names = Set(add.map(\.contour))
    let parts =
      add.map { "\($0.contour) (\(counted($0.seeds.count, "seed")))" }
      + remove.filter { !names.contains($0) }.map { "\($0) gone" }
    return "\(tool.rawValue): \(parts.joined(separator: ", "))"
  }
}
