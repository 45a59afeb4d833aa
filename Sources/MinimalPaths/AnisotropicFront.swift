/// A front over an anisotropic metric, of first order, voxels expanded in nearly the order of their
/// arrival time (see `FrontQueue`).
///
/// When a voxel is expanded, all later voxels that have it in their stencil get the time that solves
/// their scheme with all their neighbours, if it is earlier than theirs. That repeats until nothing
/// changes: the result is the fixed point of the scheme, whatever the order. Without a drift a time
/// depends on earlier times only and hardly a voxel is expanded twice; with a drift it may depend on
/// slightly later ones, and voxels are corrected.
struct AnisotropicFront: Sendable {
  private var queue: FrontQueue
  /// 1 where the time is earlier than it was at the last expansion. A time does not tell a stale
  /// entry of the queue: a drift may bring times earlier than the queue has come to, and they wait
  /// under a later one.
  private var isWaiting: [UInt8]

  /// Width of a bucket as a part of what crossing a typical voxel takes. Narrower, more buckets are
  /// nearly empty; wider, more voxels are expanded twice.
  private static let bucketShare: Float = 0.1
  private static let batchSize = 64

  init(metric: AnisotropicMetric) {
    queue = FrontQueue(width: Self.bucketShare * metric.typicalCost)
    isWaiting = [UInt8](repeating: 0, count: metric.grid.count)
  }

  /// Puts a voxel whose time has been set into the band.
  mutating func add(_ offset: Int, _ time: Float) {
    isWaiting[offset] = 1
    queue.push([FrontQueue.entry(time, offset)].span)
  }

  /// - Parameters:
  ///   - times: Laid out as the metric's grid says.
  ///   - targets: Where the times are wanted; none for the whole grid.
  ///   - limit: The march stops when all that waits is later.
  /// - Returns: Number of voxels expanded; one that was corrected counts again.
  mutating func march<Access: StencilAccess>(
    _ access: Access.Type, over metric: AnisotropicMetric, _ times: inout [Float],
    until targets: [Int], upTo limit: Float, isCancelled: () -> Bool
  ) -> Int {
    // Taken out while the inner loops work on them, so that they are not copied.
    var band = queue
    var isWaiting = self.isWaiting
    queue = FrontQueue()
    self.isWaiting = []
    let stages = AnisotropicStages<Access>(metric)
    let room = stages.room(forBatch: Self.batchSize)
    var batch = [UInt64](repeating: 0, count: Self.batchSize)
    var candidates = [UInt32](repeating: 0, count: room)
    var gathered = [Float](repeating: 0, count: AnisotropicStages<Access>.gatheredSize)
    var new = [Float](repeating: 0, count: AnisotropicStages<Access>.chunkSize)
    var changed = [UInt64](repeating: 0, count: room)
    // A change may be handed on a few times, each time to a voxel a little earlier.
    let settling = 2 * (metric.driftReaches.max() ?? 0)
    var expanded = 0
    var nextQuestion = 4096
    while !band.isEmpty {
      let settled = band.earliestTime() - settling
      if settled > limit || (!targets.isEmpty && targets.allSatisfy { times[$0] < settled }) {
        break
      }
      var batchSpan = batch.mutableSpan
      var waitingSpan = isWaiting.mutableSpan
      var candidateSpan = candidates.mutableSpan
      var gatheredSpan = gathered.mutableSpan
      var newSpan = new.mutableSpan
      var changedSpan = changed.mutableSpan
      var time = times.mutableSpan
      let taken = band.takeEarliest(into: &batchSpan)
      // Nothing that waits is earlier than the queue's window.
      let earliest = FrontQueue.time(batchSpan[0])
      let live = stages.dropStale(&batchSpan, taken, &waitingSpan)
      let count = stages.collect(batchSpan.span.extracting(0..<live), time, &candidateSpan)
      var changes = 0
      for start in stride(from: 0, to: count, by: AnisotropicStages<Access>.chunkSize) {
        let end = min(count, start + AnisotropicStages<Access>.chunkSize)
        let chunk = candidateSpan.span.extracting(start..<end)
        stages.gather(chunk, time, &gatheredSpan)
        stages.solve(gatheredSpan.span, chunk.count, &newSpan)
        stages.give(
          chunk, newSpan.span, notBefore: earliest, &time, &waitingSpan, &changedSpan, &changes)
      }
      band.push(changedSpan.span.extracting(0..<changes))
      expanded += live
      if expanded >= nextQuestion {
        nextQuestion = expanded + 4096
        if isCancelled() { break }
      }
    }
    queue = band
    self.isWaiting = isWaiting
    return expanded
  }
}
