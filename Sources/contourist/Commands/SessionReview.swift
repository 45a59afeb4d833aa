import Annotation
import ArgumentParser
import Terminal

struct SessionReview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Accept contours, or take away what a machine made.",
    discussion: """
        contourist session review heart.session.jsonl --accept --label LV --slice 5
        contourist session review heart.session.jsonl --reject --frame 9

      --accept notes that all contours of the scope are right. --reject removes those that a model \
      made and nobody changed or accepted; others stay. Without a scope it is the whole volume. \
      Undo takes either back.
      """)

  enum Verdict: String, EnumerableFlag {
    case accept, reject
  }

  @OptionGroup var file: SessionArgument
  @Flag(help: "Which verdict.") var verdict: Verdict
  @Option(help: "Only this label, by name or value.") var label: String?
  @Option(help: "Only this slice, from 0.") var slice: Int?
  @Option(help: "Only this frame, from 0.") var frame: Int?
  @Option(help: "Only this contour.") var contour: String?
  @OptionGroup var author: AuthorOption

  func run() throws {
    let review = Action.Review(
      verdict == .accept ? .accept : .reject, contour: contour,
      place: .init(label: label.map(LabelReference.init), slice: slice, frame: frame))
    let (writer, journal) = try JournalWriter.open(file.session)
    var session = try Session(journal)
    let count = try session.state.contours(under: review).count
    try session.apply(.review(review))
    let entry = try writer.append(.review(review), author: author.author)
    print(
      "\(entry.sequence)  review  \(counted(count, "contour")) "
        + (verdict == .accept ? "accepted" : "rejected"))
  }
}
