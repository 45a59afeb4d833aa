import Annotation
import ArgumentParser
import Batches
import Datasets
import Foundation
import ImageFiles
import LearningCurves
import Synchronization
import Terminal

/// Begins a batch: plans it, and works on it here or hands it to Slurm.
struct BatchLaunch {
  private let command: any BatchTaskCommand
  private let options: BatchOptions
  private let folder: BatchFolder

  /// The program that is running.
  static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

  init(_ command: any BatchTaskCommand) {
    self.command = command
    options = command.batch
    folder = BatchFolder(options.output.absolutePath)
  }

  func run() throws {
    let task = try command.task(threads: nil)
    let plan = BatchPlan(
      identity: ["contourist \(contouristVersion)"] + task.identity,
      arguments: Array(CommandLine.arguments.dropFirst()),
      folder: FileManager.default.currentDirectoryPath, cases: task.cases,
      shards: options.slurm.slurm ? options.slurm.shards : 1)
    let job = SlurmJob(
      program: Self.program, folder: folder, name: "contourist-\(command.name)",
      shards: plan.shards.count,
      request: options.slurm.request(options))
    if options.slurm.dryRun { return show(job, plan) }
    try OutputOptions.checkInputs(task.outputs, inputs: task.inputs)
    if try folder.plan() == nil, !options.force,
      let there = task.outputs.first(where: FileManager.default.fileExists)
    {
      throw DataError("\(there): exists already; give another folder, or --force to replace it")
    }
    try Folders.make(folder.path)
    try folder.begin(plan, replaces: options.force)
    if options.slurm.slurm {
      let (array, merge) = try job.submit(waits: options.slurm.wait)
      guard options.slurm.wait else {
        return print(
          """
          jobs    \(array) (\(plan.shards.count) shards), then \(merge)
          cases   \(plan.cases.count)
          status  contourist batch status \(options.output)
          """)
      }
    } else {
      try BatchWork(folder, plan).run(
        shard: 0, workers: options.workersHere, options.limits, isSilent: options.json)
    }
    try BatchMerge(folder, plan).run(task, isJSON: options.json)
  }

  private func show(_ job: SlurmJob, _ plan: BatchPlan) {
    print(
      """
      # \(folder.path)/array.sh: \(counted(plan.cases.count, "case")) in \
      \(counted(plan.shards.count, "shard"))
      \(job.array)
      # \(folder.path)/merge.sh
      \(job.merge)
      # how they are submitted
      \(job.commands)
      """)
  }
}

/// Works on a shard here, with a line that tells how far it is.
struct BatchWork {
  private let folder: BatchFolder
  private let plan: BatchPlan

  init(_ folder: BatchFolder, _ plan: BatchPlan) {
    self.folder = folder
    self.plan = plan
  }

  /// - Throws: `ExitCode.interrupted` after Control-C.
  func run(shard: Int, workers: Int, _ limits: BatchLimits, isSilent: Bool) throws {
    var run = BatchRun(program: BatchLaunch.program, folder: folder, plan: plan)
    run.workers = workers
    run.threads = max(1, BatchLimits.processors / workers)
    run.attempts = limits.attempts
    run.timeLimit = Double(limits.timeLimit)
    Interruption.watch()
    let line = ProgressLine(isSilent: isSilent)
    let news = SlowNews(isSilent: isSilent)
    do {
      try run.work(on: shard, isCancelled: { Interruption.isAsked }) { progress in
        line.show(progress.text)
        news.show(progress.text)
      }
    } catch is CancellationError {
      line.show("")
      printError(
        "contourist: stopped. What is done is kept in \(folder.output); the same command goes on.")
      throw ExitCode.interrupted
    }
    line.show("")
  }
}

/// Lines now and then for those who have no terminal to look at: in a log.
private final class SlowNews: Sendable {
  private let last = Mutex(ContinuousClock.now)
  private let isShown: Bool

  init(isSilent: Bool) {
    isShown = !isSilent && isatty(STDERR_FILENO) == 0
  }

  func show(_ text: String) {
    guard isShown else { return }
    let isTime = last.withLock { last in
      guard ContinuousClock.now - last > .seconds(30) else { return false }
      last = .now
      return true
    }
    if isTime { printError(text) }
  }
}

extension BatchRun.Progress {
  /// "120 of 1000, 2 failed, 3 min left".
  var text: String {
    let parts = [
      "\(done + failed) of \(count)", failed > 0 ? "\(failed) failed" : nil,
      secondsLeft.map { "\(durationText($0)) left" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}
