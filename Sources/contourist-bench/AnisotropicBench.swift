import ArgumentParser
import Foundation
import MinimalPaths
import Volumes

/// Marches over the same grid with and without directions, timed in turn.
struct AnisotropicBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anisotropic",
    abstract: "March where the cost depends on the direction, beside a march where it does not.",
    discussion: """
      The field is smooth: the cheap direction turns everywhere, some ten times round over the \
      grid, and the cost varies by a factor of 7.

        contourist-bench anisotropic --size 512 --ratio 5 --repeat 5 --json
      """)

  @Option(help: "Voxels along each side of the slice.") var size = 512
  @Option(help: "Cost across the direction over cost along it, 1 to 20.") var ratio = 5.0
  @Option(help: "Part of the cost a drift along the direction saves, 0 to 0.9.") var drift = 0.0
  @Option(help: "How many marches.") var `repeat` = 5
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard size >= 2, size <= 8192 else { throw ValidationError("--size lies between 2 and 8192") }
    guard ratio >= 1, ratio <= 20 else { throw ValidationError("--ratio lies between 1 and 20") }
    guard drift >= 0, drift <= 0.9 else {
      throw ValidationError("--drift lies between 0 and 0.9")
    }
    guard `repeat` >= 1 else { throw ValidationError("--repeat is at least 1") }
  }

  /// Medians, nanoseconds per voxel.
  private struct Result: Encodable {
    let voxels: Int
    let repeats: Int
    let isotropic: Double
    let isotropicWithMetric: Double
    let anisotropic: Double
    let anisotropicWithMetric: Double
    let ratio: Double
    let ratioWithMetric: Double
    /// Expansions per voxel of the march with directions.
    let expanded: Double
  }

  func run() throws {
    let grid = GridSize(ni: size, nj: size, nk: 1)
    let field = makeField()
    let spacing = SIMD3<Double>(1, 1, 1)
    let seed = VoxelPoint(Double(size / 2), Double(size / 2))
    var isotropic = Times()
    var anisotropic = Times()
    var expanded = 0
    for _ in 0..<`repeat` {
      try isotropic.add(grid) {
        try Metric(size: grid, spacing: spacing, values: field.cost)
      } march: { metric in
        var front = try FastMarching(metric: metric, seeds: [seed])
        front.march()
      }
      try anisotropic.add(grid) {
        try AnisotropicMetric(
          size: grid, spacing: spacing, tensors: field.tensors,
          drift: drift == 0 ? nil : field.drift)
      } march: { metric in
        var front = try AnisotropicMarching(metric: metric, seeds: [seed])
        expanded = front.march()
      }
    }
    let result = Result(
      voxels: grid.count, repeats: `repeat`, isotropic: isotropic.march,
      isotropicWithMetric: isotropic.whole, anisotropic: anisotropic.march,
      anisotropicWithMetric: anisotropic.whole, ratio: anisotropic.march / isotropic.march,
      ratioWithMetric: anisotropic.whole / isotropic.whole,
      expanded: Double(expanded) / Double(grid.count))
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      print(
        "anisotropic  \(grid)  \(result.anisotropic) ns/voxel median of \(`repeat`), "
          + "isotropic \(result.isotropic), ratio \(result.ratio); "
          + "with the metric \(result.anisotropicWithMetric), "
          + "\(result.isotropicWithMetric), ratio \(result.ratioWithMetric)")
    }
  }

  private func makeField() -> (cost: [Float], tensors: [CostTensor], drift: [SIMD2<Float>]) {
    var cost: [Float] = []
    var tensors: [CostTensor] = []
    var drifts: [SIMD2<Float>] = []
    for j in 0..<size {
      for i in 0..<size {
        let (x, y) = (Double(i) / Double(size), Double(j) / Double(size))
        let angle = 3 * sin(9 * x + 4 * y) + 3 * cos(11 * y - 3 * x)
        let f = exp(sin(17 * x) * cos(13 * y))
        let (c, s) = (cos(angle), sin(angle))
        let (along, across) = (f * f, f * f * ratio * ratio)
        cost.append(Float(f))
        tensors.append(
          CostTensor(
            xx: Float(along * c * c + across * s * s), xy: Float((along - across) * c * s),
            yy: Float(along * s * s + across * c * c)))
        drifts.append(SIMD2(Float(drift * f * c), Float(drift * f * s)))
      }
    }
    return (cost, tensors, drifts)
  }
}

/// Nanoseconds per voxel of several runs.
private struct Times {
  private var marches: [Double] = []
  private var wholes: [Double] = []

  mutating func add<Layout>(
    _ grid: GridSize, metric: () throws -> Layout, march: (Layout) throws -> Void
  ) rethrows {
    let start = ContinuousClock.now
    let layout = try metric()
    let middle = ContinuousClock.now
    try march(layout)
    let end = ContinuousClock.now
    marches.append((end - middle) / .nanoseconds(1) / Double(grid.count))
    wholes.append((end - start) / .nanoseconds(1) / Double(grid.count))
  }

  /// The median of the marches alone.
  var march: Double { marches.sorted()[marches.count / 2] }

  /// The median with the making of the metric.
  var whole: Double { wholes.sorted()[wholes.count / 2] }
}
