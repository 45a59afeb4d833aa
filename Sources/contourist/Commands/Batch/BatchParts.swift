import ArgumentParser
import Batches
import Foundation
import Terminal

/// The folder of a batch.
struct BatchFolderArgument: ParsableArguments {
  @Argument(help: "The folder that was given as --output.")
  var folder: String

  var opened: BatchFolder { BatchFolder(folder.absolutePath) }
}

struct BatchStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How far a batch is.",
    discussion: "  contourist batch status masks/")

  @OptionGroup var folder: BatchFolderArgument
  @Flag(help: "Print one JSON object.") var json = false

  private struct Report: Encodable {
    let cases: Int
    let done: Int
    let failed: Int
    let shards: [Shard]
    struct Shard: Encodable {
      let shard: Int
      let cases: Int
      let done: Int
      let failed: Int
    }
  }

  func run() throws {
    let batch = folder.opened
    let (plan, _) = try batch.resumed()
    let results: [String: BatchResult<JSONValue>] = try batch.results(of: plan)
    let shards = plan.shards.enumerated().map { n, indices in
      let items = indices.map { plan.cases[$0] }
      return Report.Shard(
        shard: n + 1, cases: items.count,
        done: items.count { results[$0.name]?.isDone(of: $0) == true },
        failed: items.count { results[$0.name]?.problem != nil })
    }
    let report = Report(
      cases: plan.cases.count, done: shards.reduce(0) { $0 + $1.done },
      failed: shards.reduce(0) { $0 + $1.failed }, shards: shards)
    if json { return try printJSON(report) }
    print(
      "\(report.done) of \(counted(report.cases, "case")) done, \(report.failed) failed, "
        + "\(report.cases - report.done - report.failed) left")
    let open = shards.filter { $0.done < $0.cases }
    if shards.count > 1, !open.isEmpty {
      print(
        table(
          ["shard", "cases", "done", "failed"],
          open.map { ["\($0.shard)", "\($0.cases)", "\($0.done)", "\($0.failed)"] }))
    }
  }
}

struct BatchMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the results of a batch together that there are.",
    discussion: "  contourist batch merge masks/")

  @OptionGroup var folder: BatchFolderArgument
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let batch = folder.opened
    let (plan, command) = try batch.resumed()
    try BatchMerge(batch, plan).run(try command.task(threads: nil), isJSON: json)
  }
}

struct BatchWorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Work on one shard of a batch, as the jobs of a cluster do.",
    discussion: "  contourist batch work masks/ --shard 3")

  @OptionGroup var folder: BatchFolderArgument
  @Option(help: "Counted from 1.") var shard: Int
  @Option(help: "Processes that work at a time.") var workers = 1
  @OptionGroup var limits: BatchLimits

  func validate() throws {
    guard (1...1024).contains(workers) else {
      throw ValidationError("--workers is from 1 to 1024")
    }
  }

  func run() throws {
    let batch = folder.opened
    let (plan, _) = try batch.resumed()
    try BatchWork(batch, plan).run(
      shard: shard - 1, workers: workers, limits, isSilent: false)
  }
}

/// Takes the numbers of cases from standard input and answers each with a line.
struct BatchWorker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

  @OptionGroup var folder: BatchFolderArgument
  @Option var threads = 1

  func run() async throws {
    let worker = Worker()
    let plan: BatchPlan
    var task: any BatchTask
    do {
      let command: any BatchTaskCommand
      (plan, command) = try folder.opened.resumed()
      task = try command.task(threads: threads)
    } catch {
      return try worker.begin(problem: "\(error)")
    }
    try worker.begin()
    try await worker.serve { index in
      guard plan.cases.indices.contains(index) else {
        return WorkerAnswer(problem: "there is no case \(index)")
      }
      return await task.answer(plan.cases[index].name)
    }
  }
}
