import Foundation

/// How long the runs of a case took, milliseconds.
struct Timing: Encodable {
  let best: Double
  let median: Double
  /// 99th percentile.
  let p99: Double
  let worst: Double
  let runs: Int

  /// - Precondition: At least one run.
  init(milliseconds: [Double]) {
    let sorted = milliseconds.sorted()
    best = sorted[0]
    median = sorted[sorted.count / 2]
    p99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    worst = sorted[sorted.count - 1]
    runs = sorted.count
  }

  /// Times `body` once; what comes before it in a run is not counted.
  static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }

  var text: String {
    [("best", best), ("median", median), ("p99", p99), ("worst", worst)]
      .map { "\($0.0) \(String(format: "%.3f", $0.1))" }.joined(separator: "  ")
      + " ms  of \(runs)"
  }
}

/// Prints a result for people or, with `json`, for machines.
func printResult(_ value: some Encodable, text: String, json: Bool) throws {
  guard json else { return print(text) }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
