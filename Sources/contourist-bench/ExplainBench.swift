import ArgumentParser
import MinimalPaths
import Volumes

/// How the outline model comes from clicks to a contour, for the pictures of OutlineModel.md.
struct ExplainBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Prints every step of the outline model, for Tests/Peers/outline_pictures.py.",
    discussion: """
        contourist-bench explain SampleData/cardiac.nii.gz --slice 3 --seed 60,50 --seed 80,64 \\
          --seed 60,76 --json
      """)

  @Argument(help: "Image to take the slice from.") var image: String
  @Option(help: "Slice of the image.") var slice = 0
  @Option(help: "Frame of the image.") var frame = 0
  @Option(name: .customLong("seed"), help: "Click as X,Y, repeated.") var clicks: [String] = []
  @OptionGroup var model: OutlineModelOptions
  @Flag(help: "Print one JSON object.") var json = false

  private struct Result: Encodable {
    let explanation: OutlineExplanation
    /// The contour as it is drawn: the line made simple, or a geodesic where that cannot be.
    let contour: [[Double]]
    let arcs: [Arc]

    struct Arc: Encodable {
      let points: [[Double]]
      let confidence: Double
    }
  }

  func run() throws {
    let slice = try BenchSlice.load(image, slice: slice, frame: frame)
    let tracer = Tracer(
      slice: slice, parameters: EdgeMetricParameters(), outline: try model.parameters())
    let seeds = try clicks.map(click)
    // Refuses what the outline model does not want to see.
    let contour = try tracer.contour(through: seeds, closed: true)
    let result = Result(
      explanation: tracer.outlineExplanation(through: seeds), contour: pairs(contour.points),
      arcs: contour.arcs.map { Result.Arc(points: pairs($0.points), confidence: $0.confidence) })
    let confidences = contour.arcs.map { "\($0.confidence)" }.joined(separator: ", ")
    let stages = [result.explanation.wide, result.explanation.narrow]
      .map { "\($0.rows) x \($0.columns)" }.joined(separator: ", ")
    try printResult(
      result, text: "explain    strips \(stages), confidence of arcs \(confidences)", json: json)
  }

  private func pairs(_ points: [SlicePoint]) -> [[Double]] { points.map { [$0.x, $0.y] } }
}
