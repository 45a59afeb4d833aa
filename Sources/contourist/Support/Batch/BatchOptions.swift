import ArgumentParser
import Batches
import Foundation

/// How a batch is worked on: what is the same for all commands of `batch`.
struct BatchOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "The folder to write to: results, report.json, report.csv, and what there is to resume.")
  var output: String

  @Option(
    help: """
      Processes that work at a time: here one per processor by default, in each job of Slurm one, \
      which are its processors.
      """)
  var workers: Int?

  @OptionGroup var limits: BatchLimits

  @Flag(help: "Begin anew what other options began in the folder, and replace its files.")
  var force = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup(title: "Slurm") var slurm: SlurmOptions

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers is from 1 to 1024")
    }
  }

  /// Processes here at a time.
  var workersHere: Int { workers ?? BatchLimits.processors }
}

/// What a case may cost.
struct BatchLimits: ParsableArguments {
  @Option(help: "How often a case is begun whose process crashed or took too long.")
  var attempts = 2

  @Option(help: "Seconds that a case may take.")
  var timeLimit = 3600

  func validate() throws {
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts is from 1 to 100")
    }
    guard timeLimit > 0 else { throw ValidationError("--time-limit is seconds, 1 or more") }
  }

  static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }
}

/// What is asked of a cluster.
struct SlurmOptions: ParsableArguments {
  @Flag(help: "Submit the batch to Slurm, as an array of jobs and one that merges their results.")
  var slurm = false

  @Flag(help: "Print the scripts and how they are submitted, and do nothing.")
  var dryRun = false

  @Option(help: "Parts of about equal size that the cases are dealt out to, a job each.")
  var shards = 16

  @Option(help: "Jobs of the array that may run at a time; all by default.")
  var atOnce: Int?

  @Option(help: "Memory of a job, as sbatch takes it, such as 8G.")
  var memory: String?

  @Option(help: "Longest time of a job, as sbatch takes it, such as 12:00:00.")
  var time: String?

  @Option(help: "How often a job is queued again that did not end well, as where its node failed.")
  var retries = 2

  @Option(
    name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
    help: "Another option of sbatch, such as --partition=long; repeat.")
  var others: [String] = []

  @Flag(help: "Wait until the results are together.")
  var wait = false

  func validate() throws {
    guard (1...10_000).contains(shards) else {
      throw ValidationError("--shards is from 1 to 10000")
    }
    guard retries >= 0 else { throw ValidationError("--retries is 0 or more") }
    if let atOnce, atOnce < 1 { throw ValidationError("--at-once is 1 or more") }
    let texts = others + [memory, time].compactMap { $0 }
    guard texts.allSatisfy({ !$0.contains(where: \.isNewline) }) else {
      throw ValidationError("options of sbatch are one line each")
    }
    guard others.allSatisfy({ $0.hasPrefix("-") }) else {
      throw ValidationError("--sbatch takes an option of sbatch, such as --sbatch --partition=long")
    }
  }

  func request(_ batch: BatchOptions) -> SlurmJob.Request {
    var request = SlurmJob.Request()
    request.processors = batch.workers ?? 1
    request.memory = memory
    request.time = time
    request.atOnce = atOnce
    request.retries = retries
    request.options = others
    request.attempts = batch.limits.attempts
    request.timeLimit = batch.limits.timeLimit
    return request
  }
}
