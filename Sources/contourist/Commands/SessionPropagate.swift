import Annotation
import ArgumentParser
import Terminal

struct SessionPropagate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propagate",
    abstract: "Carry contours on to other frames or slices.",
    discussion: """
        contourist session propagate heart.session.jsonl --along frames
        contourist session propagate heart.session.jsonl --along slices --frame 0 \\
          --to 7

      From frame to frame (or slice to slice) each image is laid onto the one before, and the \
      contours go along. A frame between two drawn ones is carried on to from both sides, the nearer \
      counts more: draw end-diastole and end-systole, and the whole cycle follows. The first frame \
      follows the last one unless --open-cycle says that the images stop before. Where two images \
      agree too little around a contour, it is given up there and beyond.

      What comes out is contours of few seeds, untouched until somebody changes or accepts them \
      (session review). Run again after drawing more: contours that nobody touched are made anew. One \
      undo takes all of it back.
      """)

  @OptionGroup var file: SessionArgument
  @Option(help: "frames or slices.") var along: FillingRequest.Axis
  @OptionGroup var options: FillingOptions
  @Option(help: "Only this slice, from 0.") var slice: Int?
  @Option(help: "Only this frame, from 0.") var frame: Int?
  @Option(help: "First frame (or slice) to carry on to.") var from: Int?
  @Option(help: "Last frame (or slice) to carry on to.") var to: Int?
  @Flag(help: "The frames are no whole cycle: the last is not followed by the first.")
  var openCycle = false
  @Option(
    parsing: .unconditional,
    help: "Give up where two images agree less around the contour: correlation, -1 to 1.")
  var leastAgreement = FillingRequest.leastAgreement

  func validate() throws {
    try FillingOptions.check(leastAgreement)
    if let from, let to, from > to { throw ValidationError("--from is \(to) or less, like --to") }
    let isFixed = along == .frames ? frame : slice
    guard isFixed == nil else {
      throw ValidationError(
        along == .frames
          ? "--frame is for --along slices; name the frames to carry on to with --from and --to"
          : "--slice is for --along frames; name the slices to carry on to with --from and --to")
    }
  }

  func run() async throws {
    try await options.fill(file.session) { state throws(SessionError) in
      if let slice { try state.checkSlice(slice) }
      if let frame { try state.checkFrame(frame) }
      for end in [from, to].compactMap({ $0 }) {
        if along == .frames { try state.checkFrame(end) } else { try state.checkSlice(end) }
      }
      let dimensions = state.header.image.dimensions
      let count = along == .frames ? dimensions[3] : dimensions[2]
      let range = (from ?? 0)...(to ?? count - 1)
      return FillingRequest(
        axis: along, labels: try options.values(state),
        slices: along == .slices ? range : slice.map { $0...$0 },
        frames: along == .frames ? range : frame.map { $0...$0 }, goesBeyond: true,
        isCyclic: !openCycle, leastAgreement: leastAgreement)
    }
  }
}
