import ArgumentParser
import ImageFiles
import MinimalPaths
import Volumes

/// A whole march over a cost volume, timed.
struct ArrivalTimeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arrival-time",
    abstract: "March over a cost volume from one seed.",
    discussion: """
        contourist-bench arrival-time --cost cost.nii.gz --seed 256,256 --repeat 5 --json
      """)

  @Option(help: "Cost in time units per unit of spacing (NIfTI).") var cost: String
  @Option(help: "Seed voxel as I,J or I,J,K.") var seed: String
  @Option(help: "How many marches.") var `repeat` = 5
  @Option(help: "Order of the scheme, 1 or 2.") var order = 1
  @Option(help: "Number of threads.") var threads = 1
  @Option(help: "Distance between voxels as X,Y or X,Y,Z.") var spacing = "1,1,1"
  @Option(help: "Write the arrival times (NIfTI).") var output: String?
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard order == 1 || order == 2 else { throw ValidationError("--order is 1 or 2") }
    guard threads == 1 else { throw ValidationError("--threads: a march runs on one thread") }
    guard `repeat` >= 1 else { throw ValidationError("--repeat is at least 1") }
  }

  private func numbers(_ text: String, missing: Double) -> SIMD3<Double>? {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let parts = fields.compactMap { Double($0) }
    guard parts.count == fields.count, (2...3).contains(parts.count) else { return nil }
    return SIMD3(parts[0], parts[1], parts.count == 3 ? parts[2] : missing)
  }

  /// Nanoseconds per voxel; the median under its full name.
  private struct Result: Encodable {
    let voxels: Int
    let best: Double
    let nanosecondsPerVoxel: Double
    let p99: Double
    let worst: Double
    let repeats: Int

    init(_ timing: Timing, voxels: Int) {
      let scale = 1e6 / Double(voxels)
      self.voxels = voxels
      best = timing.best * scale
      nanosecondsPerVoxel = timing.median * scale
      p99 = timing.p99 * scale
      worst = timing.worst * scale
      repeats = timing.runs
    }
  }

  func run() throws {
    let volume = try ImageFiles.read(cost).volume
    guard let start = numbers(seed, missing: 0), let edges = numbers(spacing, missing: 1) else {
      throw ValidationError("--seed and --spacing want two or three numbers: I,J or I,J,K")
    }
    let values = volume.frame(0).voxels
    var times: [Double] = []
    var arrivals: ArrivalTimes?
    for _ in 0..<`repeat` {
      // Giving the last result's memory back is not; laying out the grid is part of the work.
      arrivals = nil
      times.append(
        try Timing.milliseconds {
          let metric = try Metric(size: volume.size, spacing: edges, values: values)
          var front = try FastMarching(
            metric: metric, seeds: [VoxelPoint(start)], order: order == 2 ? .second : .first)
          front.march()
          arrivals = front.arrivalTimes
        })
    }
    if let output, let arrivals {
      let result = Volume(geometry: volume.geometry, voxels: arrivals.values)
      try ImageFiles.writeVolume(result, to: output)
    }
    let result = Result(Timing(milliseconds: times), voxels: volume.size.count)
    try printResult(
      result,
      text: "arrival-time  \(volume.size)  \(result.nanosecondsPerVoxel) ns/voxel median of "
        + "\(`repeat`)  best \(result.best)  p99 \(result.p99)", json: json)
  }
}
