import Annotation
import ArgumentParser
import Terminal

struct SessionInterpolate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interpolate",
    abstract: "Draw the slices between those that are drawn.",
    discussion: """
        contourist session interpolate heart.session.jsonl
        contourist session interpolate brain.session.jsonl --label tumour \\
          --shapes-alone

      Between two slices with contours of a label, those without get some: both drawn slices are \
      laid onto the new one by what the image shows, and the borders' signed distances averaged. \
      What comes out is contours of few seeds, untouched until somebody changes or accepts them \
      (session review); drawn slices stay as they are. Run again after drawing more: contours that \
      nobody touched are made anew. One undo takes all of it back.
      """)

  @OptionGroup var file: SessionArgument
  @OptionGroup var options: FillingOptions
  @Option(help: "Only this frame, from 0.") var frame: Int?
  @Flag(help: "Average the shapes as they are, whatever the image shows.") var shapesAlone = false
  @Option(
    parsing: .unconditional,
    help: """
      Where two images agree less around the contour shapes alone decide: correlation, -1 to 1.
      """)
  var leastAgreement = FillingRequest.leastAgreement

  func validate() throws { try FillingOptions.check(leastAgreement) }

  func run() async throws {
    try await options.fill(file.session) { state throws(SessionError) in
      if let frame { try state.checkFrame(frame) }
      return FillingRequest(
        axis: .slices, labels: try options.values(state), frames: frame.map { $0...$0 },
        usesImage: !shapesAlone, leastAgreement: leastAgreement)
    }
  }
}
