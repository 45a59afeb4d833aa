import Dispatch
import Foundation

/// A queue of its own for an actor that computes or waits for the disk, so that the threads that
/// answer requests stay free.
final class WorkQueue: SerialExecutor {
  private let queue: DispatchQueue

  init(_ name: String) { queue = DispatchQueue(label: name, qos: .userInitiated) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

/// Threads for what computes for seconds, such as contours for a whole volume; one core is left to
/// those who draw.
final class LongWork: TaskExecutor {
  static let threads = LongWork()
  private let queue = OperationQueue()

  private init() {
    queue.maxConcurrentOperationCount = max(ProcessInfo.processInfo.activeProcessorCount - 1, 1)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Runs what waits for the disk or computes for long on a thread of its own.
func blocking<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(with: Result(catching: body))
    }
  }
}
