import Foundation
import Glibc
import ImageFiles
import Terminal

/// Where a batch keeps its plan and results: `batch` in the folder it writes to.
public struct BatchFolder: Sendable {
  public let output: String

  public init(_ output: String) {
    self.output = output
  }

  public var path: String { output + "/batch" }
  private var planPath: String { path + "/plan.json" }
  private func resultsPath(_ shard: Int) -> String { "\(path)/results-\(number(shard)).jsonl" }
  private func number(_ shard: Int) -> String {
    let digits = String(shard + 1)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// What the shard's workers print that is no result.
  public func logPath(_ shard: Int) -> String { "\(path)/log-\(number(shard)).txt" }

  /// The plan that is there; nil where there is none.
  /// - Throws: `BatchError.brokenPlan`.
  public func plan() throws -> BatchPlan? {
    guard let content = FileManager.default.contents(atPath: planPath) else { return nil }
    do {
      return try JSONDecoder().decode(BatchPlan.self, from: content)
    } catch {
      throw BatchError.brokenPlan(path: planPath)
    }
  }

  /// Writes a plan, keeping the results of an earlier one of the same identity.
  /// - Throws: `BatchError.otherBatch` where the folder holds results of another identity and
  ///   `replaces` is false; `ImageFileError`.
  public func begin(_ plan: BatchPlan, replaces: Bool) throws {
    if let earlier = try self.plan(), earlier.identity != plan.identity {
      guard replaces else {
        throw BatchError.otherBatch(output: output, difference: difference(earlier, plan))
      }
      for path in resultPaths { try FileManager.default.removeItem(atPath: path) }
    }
    try AtomicFile.write(Array(jsonText(plan, pretty: false).utf8), to: planPath)
  }

  private func difference(_ one: BatchPlan, _ other: BatchPlan) -> String {
    let (before, now) = (Set(one.identity), Set(other.identity))
    let parts = one.identity.filter { !now.contains($0) }.map { "was begun with \($0)" }
    return (parts + other.identity.filter { !before.contains($0) }.map { "now has \($0)" })
      .joined(separator: ", ")
  }

  private var resultPaths: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix("results-") && $0.hasSuffix(".jsonl") }.sorted()
      .map { path + "/" + $0 }
  }

  /// What is known of the plan's cases as their files are now, whichever shard it was found in; lines
  /// that broke off are left out.
  /// - Returns: By the case's name; of several results one that still holds, or else the last.
  public func results<Row>(
    of plan: BatchPlan, as row: Row.Type = Row.self
  ) throws -> [String: BatchResult<Row>] {
    let cases = Dictionary(plan.cases.map { ($0.name, $0) }) { first, _ in first }
    var found: [String: BatchResult<Row>] = [:]
    let decoder = JSONDecoder()
    for path in resultPaths {
      for line in try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A) {
        guard let result = try? decoder.decode(BatchResult<Row>.self, from: Data(line)),
          let item = cases[result.name], result.stamp == item.stamp,
          found[item.name]?.isDone(of: item) != true || result.isDone(of: item)
        else { continue }
        found[item.name] = result
      }
    }
    return found
  }

  /// Opens a shard's results to add to.
  /// - Throws: `BatchError.inUse` where another process works on the shard.
  func log(of shard: Int) throws -> ResultLog { try ResultLog(resultsPath(shard)) }
}

/// The results of a shard, a line each, on the disk as soon as they are added.
final class ResultLog: Sendable {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw AtomicFile.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw BatchError.inUse(path: path)
    }
    // A line that broke off when the power went must not spoil the next one.
    var last: UInt8 = 0
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != 0x0A {
      try add("")
    }
  }

  /// Lets others have the shard.
  func end() { close(descriptor) }

  func add(_ line: String) throws(ImageFileError) {
    try AtomicFile.writeAll(Array("\(line)\n".utf8)[...], descriptor: descriptor, path: path)
    guard fsync(descriptor) == 0 else { throw AtomicFile.failure(path) }
  }
}
