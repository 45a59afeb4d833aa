import ArgumentParser
import Foundation
import MinimalPaths
import Volumes

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
  @OptionGroup var clicks: BenchClicks
  @Option(help: "How many runs.") var `repeat` = 20
  @Option(help: "1, or more to solve arcs side by side.") var threads = 1
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard `repeat` >= 1, threads >= 1 else {
      throw ValidationError("--repeat and --threads are at least 1")
    }
  }

  private struct Result: Encodable {
    let pixels: Int
    let arcs: Int
    /// Smoothing, gradient and metric of the slice, once per slice.
    let prepare: Timing
    let contour: Timing
  }

  func run() async throws {
    let slice = try source.load()
    let points = try clicks.points(of: slice)
    var preparing: [Double] = []
    var tracing: [Double] = []
    for _ in 0..<`repeat` {
      var tracer: Tracer?
      preparing.append(Timing.milliseconds { tracer = Tracer(slice: slice) })
      guard let tracer else { continue }
      let start = ContinuousClock.now
      if threads > 1 {
        _ = try await tracer.contourInParallel(
          ContourRequest(seeds: points, isClosed: true, model: clicks.model))
      } else {
        _ = try tracer.contour(through: points, closed: true, model: clicks.model)
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
