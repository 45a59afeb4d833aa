// The inner loop. A wall stands around the grid: it has infinite cost, so no neighbour ever takes
// a time there, and the neighbours across of a wall voxel beside the grid lie in the arrays too.

extension FastMarching {
  /// A bucket with more voxels is taken in parts, small enough for the fastest memory.
  static let batchSize = 64
  /// Room for what one part changes: 6 neighbours each, and the next place is always written.
  static let changedSize = 6 * batchSize + 1

  /// Takes the earliest bucket of the narrow band, offers the neighbours of its voxels a new time,
  /// and puts those that took it into the band.
  /// - Returns: Number of voxels expanded, and whether every target is final.
  func expand<Around: Neighbourhood, Access: GridAccess>(
    _ around: Around, _ access: Access.Type, _ cost: Span<Float>,
    _ time: inout MutableSpan<Float>, _ queue: inout FrontQueue,
    _ batch: inout MutableSpan<UInt64>, _ gathered: inout MutableSpan<Around.Gathered>,
    _ offers: inout MutableSpan<Around.Offers>,
    _ changed: inout MutableSpan<UInt64>, atMost limit: Int, until targets: [Int]
  ) -> (expanded: Int, isDone: Bool) {
    let reach = around.reach
    let inside = UInt(time.count - 2 * reach)
    precondition(cost.count == time.count)
    var expanded = 0
    while expanded < limit, !queue.isEmpty {
      if !targets.isEmpty, isReached(targets, time, queue.earliestTime()) {
        return (expanded, true)
      }
      let taken = queue.takeEarliest(into: &batch)
      // Stale entries drop out: the voxel got an earlier time since.
      var live = 0
      for n in 0..<taken {
        let entry = batch[n]
        let p = FrontQueue.offset(entry)
        precondition(UInt(bitPattern: p - reach) < inside)
        batch[live] = entry
        live += FrontQueue.time(entry) == Access.read(time, p) ? 1 : 0
      }
      for n in 0..<live {
        let entry = batch[n]
        gathered[n] = around.gather(
          access, around: FrontQueue.offset(entry), at: FrontQueue.time(entry), time, cost)
      }
      for n in 0..<live {
        let entry = batch[n]
        offers[n] = around.offers(
          gathered[n], around: FrontQueue.offset(entry), at: FrontQueue.time(entry))
      }
      var count = 0
      for n in 0..<live {
        around.give(
          access, offers[n], around: FrontQueue.offset(batch[n]), to: &time, &changed, &count)
      }
      expanded += live
      queue.push(changed.span.extracting(0..<count))
    }
    return (expanded, queue.isEmpty)
  }
}

/// Whether every target is final: earlier than all that waits.
private func isReached(
  _ targets: [Int], _ time: borrowing MutableSpan<Float>, _ earliest: Float
) -> Bool {
  for target in targets where time[target] >= earliest { return false }
  return true
}
