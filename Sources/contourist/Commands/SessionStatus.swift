import Annotation
import ArgumentParser
import Datasets
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

struct SessionStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What is done in a session, what is not, and where to look first.",
    discussion: """
        contourist session status heart.session.jsonl --limit 5

      Where a network made the session's contours, lists the slices that nobody has looked at, those \
      with most area expected to be wrong first. Then the arcs that can be trusted least, the weakest \
      first, with the place to look at: slice, frame, and x, y in voxels. Arcs that somebody asked to \
      be straight are not among them. Arcs are named by their clicks, counted from 1; in --json \
      "seed" counts from 0, as in actions.
      """)

  @OptionGroup var file: SessionArgument
  @OptionGroup var image: ImageOption
  @Option(help: "How many slices and arcs to list.") var limit = 10
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
  }

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    let report = StatusReport(opened, limit: limit)
    if json {
      try printJSON(report)
    } else {
      print("\(file.session)\n\(report.text)")
    }
  }
}
