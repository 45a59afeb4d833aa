public import Foundation
import Glibc
import ImageFiles
import Synchronization
import Terminal

/// Works on the cases of a batch: deals them out to processes of their own, keeps each result, and
/// leaves out what was done before.
public struct BatchRun: Sendable {
  /// How far it is, cases that were done before among them.
  public struct Progress: Sendable, Equatable {
    public let count: Int
    public var done = 0
    public var failed = 0
    /// At the pace so far; nil before the first result.
    public var secondsLeft: Double?
  }

  let program: URL
  let folder: BatchFolder
  let plan: BatchPlan
  /// Processes at a time.
  public var workers = 1
  /// Processors that each may use.
  public var threads = 1
  /// How often a case is begun whose process crashed or took too long.
  public var attempts = 2
  /// Time that a case may take, seconds.
  public var timeLimit = 3600.0

  /// - Parameter program: Is called with "batch worker FOLDER --threads N".
  public init(program: URL, folder: BatchFolder, plan: BatchPlan) {
    self.program = program
    self.folder = folder
    self.plan = plan
  }

  /// Works until nothing is left of a shard.
  /// - Throws: `BatchError`, `ImageFileError` where results cannot be kept; `CancellationError`. Results
  ///   that were reported stay.
  public func work(
    on shard: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws {
    guard plan.shards.indices.contains(shard) else {
      throw BatchError.noShard(shard + 1, of: plan.shards.count)
    }
    // A process that is gone is noticed by its answers, not by a signal.
    signal(SIGPIPE, SIG_IGN)
    let log = try folder.log(of: shard)
    defer { log.end() }
    let words = try wordsLog(folder.logPath(shard))
    let earlier: [String: BatchResult<JSONValue>] = try folder.results(of: plan)
    let left = plan.shards[shard].filter { index in
      let item = plan.cases[index]
      return earlier[item.name]?.isDone(of: item) != true
    }
    let queue = Queue(left, of: plan.shards[shard].count, progress: progress)
    let count = max(1, min(workers, left.count))
    let group = DispatchGroup()
    for _ in 0..<count {
      group.enter()
      Thread.detachNewThread {
        do {
          try serve(queue, log, words, isCancelled)
        } catch {
          queue.fail(error)
        }
        group.leave()
      }
    }
    group.wait()
    if let error = queue.error { throw error }
    if isCancelled() { throw CancellationError() }
  }

  private func wordsLog(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw AtomicFile.failure(path) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// One worker's share.
  private func serve(
    _ queue: Queue, _ log: ResultLog, _ words: FileHandle, _ isCancelled: () -> Bool
  ) throws {
    var worker: WorkerProcess?
    defer { worker?.end() }
    while !isCancelled(), let index = queue.next() {
      let begin = ContinuousClock.now
      var (attempt, problem) = (0, "")
      var answer: WorkerAnswer?
      var peak: Int64?
      while answer == nil, attempt < attempts {
        attempt += 1
        let current = try worker ?? started(words, isCancelled)
        worker = current
        switch current.answer(of: index, within: timeLimit, isCancelled: isCancelled) {
        case .answered(let found):
          answer = found
          peak = current.peakBytes
        case .ended(let how):
          (worker, problem) = (nil, "The process that worked on it \(how).")
        case .late:
          (worker, problem) = (nil, "It was not done within \(Int(timeLimit)) seconds.")
        case .cancelled: return
        }
      }
      // What a signal to all of them ended has not failed.
      if answer == nil, isCancelled() { return }
      let item = plan.cases[index]
      let result = BatchResult(
        name: item.name, stamp: item.stamp, attempts: attempt,
        seconds: (ContinuousClock.now - begin) / .seconds(1), peakBytes: peak, row: answer?.row,
        outputs: answer?.outputs ?? [], problem: answer == nil ? problem : answer?.problem)
      try queue.finish(result.problem != nil) { try log.add(jsonText(result, pretty: false)) }
    }
  }

  private func started(
    _ words: FileHandle, _ isCancelled: () -> Bool
  ) throws -> WorkerProcess {
    let arguments = ["batch", "worker", folder.output, "--threads", "\(threads)"]
    let worker = try WorkerProcess(program, arguments, log: words)
    switch worker.answer(within: timeLimit, isCancelled: isCancelled) {
    case .answered(let word):
      if let problem = word.problem { throw BatchError.worker(problem) }
      return worker
    case .ended(let how): throw BatchError.worker("A worker \(how) before its first case.")
    case .late: throw BatchError.worker("A worker was not ready within \(Int(timeLimit)) seconds.")
    case .cancelled: throw CancellationError()
    }
  }
}

/// The cases that nobody has taken yet, and how far everybody is.
private final class Queue: Sendable {
  private struct State {
    var left: ArraySlice<Int>
    var progress: BatchRun.Progress
    var finished = 0
    var error: (any Error)?
  }

  private let state: Mutex<State>
  private let begin = ContinuousClock.now
  private let report: @Sendable (BatchRun.Progress) -> Void

  init(_ left: [Int], of count: Int, progress: @escaping @Sendable (BatchRun.Progress) -> Void) {
    let start = BatchRun.Progress(count: count, done: count - left.count)
    state = Mutex(State(left: left[...], progress: start))
    report = progress
    report(start)
  }

  var error: (any Error)? { state.withLock { $0.error } }

  /// nil where there is no more, or somebody failed.
  func next() -> Int? {
    state.withLock { $0.error == nil ? $0.left.popFirst() : nil }
  }

  func fail(_ error: any Error) {
    state.withLock { $0.error = $0.error ?? error }
  }

  /// Keeps a result and tells how far things are.
  func finish(_ isFailure: Bool, keep: () throws -> Void) throws {
    try state.withLock { state in
      try keep()
      state.finished += 1
      if isFailure { state.progress.failed += 1 } else { state.progress.done += 1 }
      let (progress, seconds) = (state.progress, (ContinuousClock.now - begin) / .seconds(1))
      let left = progress.count - progress.done - progress.failed
      state.progress.secondsLeft = seconds / Double(state.finished) * Double(left)
      report(state.progress)
    }
  }
}
