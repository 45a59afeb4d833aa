import ArgumentParser
import Foundation
import MinimalPaths
import Volumes

/// `count` points of the unit circle.
func circle(_ count: Int) -> [SlicePoint] {
  (0..<count).map { n in
    let angle = 2 * Double.pi * Double(n) / Double(count)
    return SlicePoint(cos(angle), sin(angle))
  }
}

/// A closed contour through clicks, nothing kept from the run before.
struct TraceBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "A closed contour through clicks, from a prepared metric.",
    discussion: """
        contourist-bench trace --image heart.nii.gz --slice 4 --seed 90,80 --seed 120,95 \\
          --seed 95,120 --json
      """)

  @OptionGroup var source: BenchSlice
  @Option(name: .customLong("seed"), help: "Click as X,Y, repeated; on a circle without.")
  var clicks: [String] = []
  @Option(help: "How many clicks on the circle.") var seeds = 6
  @Flag(help: "Draw by the outline model instead of the geodesic, whose arcs are kept.")
  var outline = false
  @Option(help: "How many runs.") var `repeat` = 20
  @Option(help: "1, or more to solve arcs side by side.") var threads = 1
  @Flag(help: "Print one JSON object.") var json = false

  private struct Result: Encodable {
    let pixels: Int
    let arcs: Int
    /// Smoothing, gradient and metric of the slice, once per slice.
    let prepare: Timing
    let contour: Timing
  }

  func run() async throws {
    let slice = try source.load()
    let points = try clicks.isEmpty ? source.seeds(seeds, of: slice) : parsed(clicks)
    var preparing: [Double] = []
    var tracing: [Double] = []
    for _ in 0..<`repeat` {
      var tracer: Tracer?
      preparing.append(Timing.milliseconds { tracer = Tracer(slice: slice) })
      guard let tracer else { continue }
      let start = ContinuousClock.now
      if threads > 1 {
        _ = try await tracer.contourInParallel(
          through: points, closed: true, model: outline ? .outline : .geodesic)
      } else {
        _ = try tracer.contour(through: points, closed: true, model: outline ? .outline : .geodesic)
      }
      tracing.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    let result = Result(
      pixels: slice.ni * slice.nj, arcs: points.count,
      prepare: Timing(milliseconds: preparing), contour: Timing(milliseconds: tracing))
    try printResult(
      result,
      text: "trace      \(slice.ni) x \(slice.nj), \(points.count) arcs  \(result.contour.text)\n"
        + "prepare    \(result.prepare.text)", json: json)
  }
}

/// "X,Y" fields as points.
func parsed(_ fields: [String]) throws -> [SlicePoint] {
  try fields.map { field in
    let numbers = field.split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 2 else { throw ValidationError("a click is X,Y, not \(field)") }
    return SlicePoint(numbers[0], numbers[1])
  }
}
