import Foundation

/// The results of some pieces of work in their order, as many at a time as there are cores.
/// - Parameter progress: Called after each piece, in no certain order, with how many are done.
/// - Throws: What a piece throws; `CancellationError` with its task.
func sideBySide<Result: Sendable>(
  _ count: Int, progress: (_ done: Int) -> Void,
  _ work: @escaping @Sendable (Int) throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results: [Int: Result] = [:]
    var begun = 0
    func begin() {
      guard begun < count else { return }
      let n = begun
      group.addTask {
        try Task.checkCancellation()
        return (n, try work(n))
      }
      begun += 1
    }
    for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { begin() }
    while let (n, result) = try await group.next() {
      results[n] = result
      progress(results.count)
      begin()
    }
    return (0..<count).compactMap { results[$0] }
  }
}
