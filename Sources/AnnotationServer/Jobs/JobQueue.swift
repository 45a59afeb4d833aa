import Foundation
import GRDB
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// Does jobs in the order in which they came, so many at a time. The database is the queue: what was
/// under way when the server ended is begun anew.
final class JobQueue: Service {
  private let store: Store
  private let broadcaster: Broadcaster
  private let worker: JobWorker
  private let workers: Int
  private let logger: Logger
  private let bell = Mutex(Bell())
  /// The jobs under way, by number.
  private let running = Mutex<[Int64: Running]>([:])

  /// Wakes workers that wait.
  private struct Bell {
    var rings = 0
    var naps: [Task<Void, any Error>] = []
  }

  private struct Running {
    /// nil until it has begun.
    var task: Task<Void, any Error>?
    var isCancelled = false
    /// Those who wait for its end.
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  init(
    store: Store, broadcaster: Broadcaster, worker: JobWorker, workers: Int, logger: Logger
  ) {
    self.store = store
    self.broadcaster = broadcaster
    self.worker = worker
    self.workers = workers
    self.logger = logger
  }

  /// Works until the server stops.
  func run() async throws {
    try await store.write { db in
      try db.execute(
        sql: "UPDATE jobs SET state = 'waiting', progress = 0 WHERE state = 'running'")
    }
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<self.workers { group.addTask { await self.work() } }
      }
    }
  }

  /// One worker: job after job, then waits for the bell or a while.
  private func work() async {
    while !Task.isCancelled {
      let heard = bell.withLock { $0.rings }
      do {
        if try await doNext() { continue }
      } catch is CancellationError {
        return
      } catch {
        logger.error("jobs", metadata: ["error": "\(error)"])
      }
      await nap(unlessRungSince: heard)
    }
  }

  private func nap(unlessRungSince heard: Int) async {
    let nap = Task { try await Task.sleep(for: .seconds(60)) }
    bell.withLock { bell in
      if bell.rings == heard { bell.naps.append(nap) } else { nap.cancel() }
    }
    await withTaskCancellationHandler {
      _ = await nap.result
    } onCancel: {
      nap.cancel()
    }
    bell.withLock { bell in bell.naps.removeAll { $0 == nap } }
  }

  private func ring() {
    bell.withLock { bell in
      bell.rings += 1
      for nap in bell.naps { nap.cancel() }
    }
  }

  /// Writes a job down, to be done when its turn comes.
  static func add(_ job: Job, _ db: Database) throws -> Job {
    var job = job
    try job.insert(db)
    return job
  }

  /// Tells the workers that there is something to do, and those who look on.
  func noteAdded(_ job: Job) {
    tell(job)
    ring()
  }

  /// - Returns: The job as it is then.
  /// - Throws: `WebError.conflict` for one that is over.
  func cancel(_ id: Int64) async throws -> Job {
    let job = try await store.write { db -> Job in
      guard var job = try Job.fetchOne(db, key: id) else { throw WebError.notThere }
      guard !job.state.isOver else {
        throw WebError(.conflict, "The job has ended already.")
      }
      // Also one that nobody is at, whose end could not be written.
      if job.state == .waiting || self.running.withLock({ $0[id] == nil }) {
        (job.state, job.message, job.finished) = (.cancelled, "cancelled", Date())
        try job.update(db)
        try JobWorker.noteEnd(job, db)
      }
      return job
    }
    if job.state == .cancelled { worker.clear(after: job) }
    running.withLock {
      $0[id]?.isCancelled = true
      $0[id]?.task?.cancel()
    }
    tell(job)
    return job
  }

  /// Cancels what is to be done for a study, and waits until nothing is done any more.
  func cancelAll(of study: String) async throws {
    let jobs = try await store.read { db in
      try Job.filter(sql: "study = ? AND state IN ('waiting', 'running')", arguments: [study])
        .fetchAll(db)
    }
    for id in jobs.compactMap(\.id) { await cancelAndWait(id) }
  }

  /// Cancels a job and waits until it has ended; one that has ended already is let be.
  func cancelAndWait(_ id: Int64) async {
    _ = try? await cancel(id)
    await withCheckedContinuation { continuation in
      let isRunning = running.withLock { running in
        running[id]?.waiting.append(continuation)
        return running[id] != nil
      }
      if !isRunning { continuation.resume() }
    }
  }

  /// Takes the job whose turn it is; it is known to be under way before anybody can see that it is.
  private func pick() async throws -> Job? {
    let waiting = try await store.read { db in
      try Job.filter(sql: "state = 'waiting'").order(sql: "id").limit(100).fetchAll(db)
    }
    for id in waiting.compactMap(\.id) {
      let isTaken = running.withLock { running in
        guard running[id] == nil else { return false }
        running[id] = Running()
        return true
      }
      guard isTaken else { continue }
      do {
        let begun = try await store.write { db -> Job? in
          guard var job = try Job.fetchOne(db, key: id), job.state == .waiting else { return nil }
          (job.state, job.message) = (.running, "at work")
          try job.update(db)
          return job
        }
        if let begun { return begun }
        noteOver(id)
      } catch {
        noteOver(id)
        throw error
      }
    }
    return nil
  }

  /// Lets those go on who wait for a job's end.
  private func noteOver(_ id: Int64) {
    let waiting = running.withLock { $0.removeValue(forKey: id)?.waiting ?? [] }
    for continuation in waiting { continuation.resume() }
  }

  private func doNext() async throws -> Bool {
    guard let next = try await pick(), let id = next.id else { return false }
    defer { noteOver(id) }
    tell(next)
    let task = Task { try await worker.run(next) { self.note($0, of: next) } }
    running.withLock {
      $0[id]?.task = task
      if $0[id]?.isCancelled == true { task.cancel() }
    }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    // The server is stopping: the job stays as under way, and is begun anew.
    if Task.isCancelled { return false }
    var ended = next
    ended.finished = Date()
    switch result {
    case .success: (ended.state, ended.progress, ended.message) = (.done, 1, "done")
    case .failure(is CancellationError):
      (ended.state, ended.message) = (.cancelled, "cancelled")
    case .failure(let error):
      (ended.state, ended.message) = (.failed, explanation(of: error))
      logger.warning("job failed", metadata: ["job": "\(id)", "kind": "\(next.kind)"])
    }
    let final = ended
    if final.state != .done { worker.clear(after: final) }
    try await write(final)
    tell(final)
    return true
  }

  /// Writes down how a job ended, again and again while the disk is full.
  private func write(_ final: Job) async throws {
    while true {
      do {
        return try await store.write { db in
          // Deleted with its study meanwhile, a job has nothing to be written down.
          guard try final.exists(db) else { return }
          try final.update(db)
          try JobWorker.noteEnd(final, db)
        }
      } catch {
        logger.error("jobs", metadata: ["error": "\(error)"])
        try await Task.sleep(for: .seconds(5))
      }
    }
  }

  /// How far a job is, told and not written down.
  private func note(_ progress: JobProgress, of job: Job) {
    var job = job
    (job.progress, job.message) = (progress.share, progress.message)
    tell(job)
  }

  private func tell(_ job: Job) {
    guard let event = try? ServerEvent("job", job.view) else { return }
    if let study = job.study { broadcaster.send(event, study: study) }
    broadcaster.sendToLists(event) { $0.id == job.account }
  }
}

/// How far a job is.
struct JobProgress: Sendable {
  /// 0 to 1.
  let share: Double
  let message: String
}
