import ArgumentParser
import Foundation
import MinimalPaths
import Volumes

/// The line that follows the mouse.
struct PreviewBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "The line from the last click to a mouse that moves over the whole image.",
    discussion: """
        contourist-bench preview --size 512 --moves 2000 --json
      """)

  @OptionGroup var source: BenchSlice
  @Option(help: "How many mouse positions.") var moves = 2000
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard moves >= 1 else { throw ValidationError("--moves is at least 1") }
  }

  private struct Result: Encodable {
    let pixels: Int
    let preview: Timing
  }

  func run() throws {
    let slice = try source.load()
    let tracer = Tracer(slice: slice)
    let seed = circle(4, on: slice)[0]
    var times: [Double] = []
    for n in 0..<moves {
      let cursor = mouse(Double(n) / Double(moves), over: slice)
      times.append(try Timing.milliseconds { _ = try tracer.path(from: seed, to: cursor) })
    }
    let result = Result(pixels: slice.ni * slice.nj, preview: Timing(milliseconds: times))
    try printResult(
      result, text: "preview    \(slice.ni) x \(slice.nj)  \(result.preview.text)", json: json)
  }

  /// A Lissajous figure that comes near every part of the image; `t` from 0 to 1.
  private func mouse(_ t: Double, over slice: ImageSlice) -> SlicePoint {
    let x = sin(2 * .pi * 7 * t)
    let y = sin(2 * .pi * 9 * t + 1)
    return SlicePoint(
      (1 + 0.98 * x) / 2 * Double(slice.ni - 1), (1 + 0.98 * y) / 2 * Double(slice.nj - 1))
  }
}

/// A click dragged to another place.
struct MoveSeedBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move-seed",
    abstract: "A closed contour anew after one of its clicks moved by a few pixels.",
    discussion: """
        contourist-bench move-seed --size 256 --seeds 6 --json
        contourist-bench move-seed --size 256 --outline --neighbours 3 --share --other-way
      """)

  @OptionGroup var source: BenchSlice
  @OptionGroup var clicks: BenchClicks
  @Option(help: "How many moves.") var moves = 300
  @Flag(help: "Lead the first arc the other way round.") var otherWay = false
  @Option(help: "How many neighbours lie around.") var neighbours = 0
  @Flag(help: "Share their borders.") var share = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard moves >= 1 else { throw ValidationError("--moves is at least 1") }
  }

  private struct Result: Encodable {
    let pixels: Int
    let seeds: Int
    let moveSeed: Timing
  }

  func run() throws {
    let slice = try source.load()
    let tracer = Tracer(slice: slice)
    let first = try clicks.points(of: slice)
    var request = ContourRequest(
      seeds: first, isClosed: true, model: clicks.model, courses: otherWay ? [.otherWay] : [],
      neighbours: Neighbours(neighbours(of: slice), sharesBorders: share))
    _ = try tracer.contour(request)
    var times: [Double] = []
    let around = circle(37)
    for n in 0..<moves {
      // A new place each time, so that nothing of its own is kept from before.
      let moved = n % first.count
      let radius = 1 + 3 * Double(n) / Double(moves)
      request.seeds[moved] = SlicePoint(
        first[moved].x + radius * around[n % 37].x, first[moved].y + radius * around[n % 37].y)
      times.append(
        try Timing.milliseconds {
          _ = try tracer.contour(request)
        })
    }
    let result = Result(
      pixels: slice.ni * slice.nj, seeds: first.count, moveSeed: Timing(milliseconds: times))
    try printResult(
      result,
      text: "move-seed  \(slice.ni) x \(slice.nj), \(first.count) clicks  \(result.moveSeed.text)",
      json: json)
  }

  /// Circles of 200 points that touch the disc from outside.
  private func neighbours(of slice: ImageSlice) -> [Neighbours.Region] {
    let outline = circle(200, on: slice)
    return circle(max(neighbours, 1)).prefix(neighbours).compactMap { direction in
      let reach = 0.55 * Double(min(slice.ni, slice.nj))
      return Neighbours.Region([
        outline.map {
          SlicePoint(
            $0.x / 2 + Double(slice.ni) / 4 + reach * direction.x,
            $0.y / 2 + Double(slice.nj) / 4 + reach * direction.y)
        }
      ])
    }
  }
}

/// A contour filled.
struct RasteriseBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rasterise",
    abstract: "The mask inside of a contour of many points.",
    discussion: """
        contourist-bench rasterise --size 512 --points 2000 --json
      """)

  @Option(help: "Pixels along a side.") var size = 512
  @Option(help: "Points of the contour.") var points = 2000
  @Option(help: "How many runs.") var `repeat` = 50
  @Flag(help: "Print one JSON object.") var json = false

  private struct Result: Encodable {
    let pixels: Int
    let points: Int
    let rasterise: Timing
  }

  func run() throws {
    guard size >= 16, points >= 3, `repeat` >= 1 else {
      throw ValidationError("--size is at least 16, --points 3, --repeat 1")
    }
    let middle = Double(size) / 2
    // A star-like outline, so that rows are crossed more than twice.
    let outline = circle(points).enumerated().map { n, p in
      let radius = Double(size) * (0.35 + 0.1 * sin(40 * .pi * Double(n) / Double(points)))
      return SlicePoint(middle + radius * p.x, middle + radius * p.y)
    }
    let times = (0..<`repeat`).map { _ in
      Timing.milliseconds { _ = SliceMask(ni: size, nj: size, inside: outline) }
    }
    let result = Result(
      pixels: size * size, points: points, rasterise: Timing(milliseconds: times))
    try printResult(
      result,
      text: "rasterise  \(size) x \(size), \(points) points  \(result.rasterise.text)", json: json)
  }
}
