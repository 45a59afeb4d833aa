import Batches
import Foundation
import ImageFiles
import Terminal

/// Puts the results of a batch together: report.json, report.csv, and a text.
struct BatchMerge {
  private let folder: BatchFolder
  private let plan: BatchPlan

  init(_ folder: BatchFolder, _ plan: BatchPlan) {
    self.folder = folder
    self.plan = plan
  }

  /// What became of the cases, and what they came to.
  private struct Whole<Report: Encodable>: Encodable {
    let cases: Int
    let done: Int
    let failed: [Failure]
    /// Names of those nobody has worked on.
    let missing: [String]
    /// Of all processes together.
    let seconds: Double
    /// Most that a process held.
    let peakBytes: Int64?
    let report: Report

    enum CodingKeys: String, CodingKey {
      case cases, done, failed, missing, seconds, report
      case peakBytes = "peak_bytes"
    }
  }

  struct Failure: Encodable {
    let name: String
    let attempts: Int
    let problem: String
  }

  /// - Throws: `DataError` where not every case is done, after everything was written.
  func run<Task: BatchTask>(_ task: Task, isJSON: Bool) throws {
    let results = try folder.results(of: plan, as: Task.Row.self)
    let found = plan.cases.map { (item: $0, result: results[$0.name]) }
    let done = found.filter { $0.result?.isDone(of: $0.item) == true }
    let failed = found.compactMap { item, result in
      result?.problem.map {
        Failure(name: item.name, attempts: result?.attempts ?? 0, problem: $0)
      }
    }
    let missing = found.filter { item, result in
      result == nil || result?.problem == nil && result?.isDone(of: item) == false
    }.map(\.item.name)
    let (report, table, text) = try task.report(done.compactMap(\.result?.row))
    let whole = Whole(
      cases: plan.cases.count, done: done.count, failed: failed, missing: missing,
      seconds: results.values.reduce(0) { $0 + $1.seconds },
      peakBytes: results.values.compactMap(\.peakBytes).max(), report: report)
    let json = try jsonText(whole)
    try AtomicFile.write(Array((json + "\n").utf8), to: folder.output + "/report.json")
    try table.write(to: folder.output + "/report.csv")
    if isJSON {
      print(json)
    } else {
      print(text)
      for failure in failed { print("failed  \(failure.name): \(failure.problem)") }
      print("report  \(folder.output)/report.json, report.csv")
    }
    guard failed.isEmpty, missing.isEmpty else {
      let parts = [
        failed.isEmpty ? nil : "\(counted(failed.count, "case")) failed",
        missing.isEmpty ? nil : "\(counted(missing.count, "case")) not worked on yet",
      ]
      throw DataError(
        "\(parts.compactMap { $0 }.joined(separator: " and ")) of \(plan.cases.count). "
          + "What is done is kept: the same command does the rest.")
    }
  }
}
