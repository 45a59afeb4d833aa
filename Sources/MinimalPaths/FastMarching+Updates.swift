// The inner loops. A wall stands around the grid: it has infinite cost, so no neighbour ever takes
// a time there, and the neighbours across of a wall voxel beside the grid lie in the arrays too.
// Each loop takes the earliest bucket of the narrow band, offers the neighbours of its
// voxels a new time, and puts those that took it into the band.
//
// Which neighbours take it cannot be predicted, so nothing is decided by a branch: every neighbour
// is computed and written back, and the list of changed ones grows by one or by zero.

extension FastMarching {
  /// A bucket with more voxels is taken in parts.
  static let batchSize = 2048
  /// Room for what one part changes: 6 neighbours each, and the next place is always written.
  static let changedSize = 6 * batchSize + 1

  /// Marches in a grid of one slice.
  /// - Returns: Number of voxels expanded, and whether every target is final.
  func marchFlat(
    _ cost: Span<Float>, _ time: inout MutableSpan<Float>, _ queue: inout FrontQueue,
    _ batch: inout MutableSpan<UInt64>, _ changed: inout MutableSpan<UInt64>,
    atMost limit: Int, until targets: [Int]
  ) -> (expanded: Int, isDone: Bool) {
    let row = rowStride
    let alongI = UpwindPair(along: Float(spacing.x), across: Float(spacing.y))
    let alongJ = UpwindPair(along: Float(spacing.y), across: Float(spacing.x))
    var expanded = 0
    while expanded < limit, !queue.isEmpty {
      if !targets.isEmpty, isReached(targets, time, queue.earliestTime()) {
        return (expanded, true)
      }
      let taken = queue.takeEarliest(into: &batch)
      var count = 0
      for n in 0..<taken {
        let t = FrontQueue.time(batch[n])
        let p = FrontQueue.offset(batch[n])
        // A stale entry: the voxel got an earlier time since.
        if t != time[p] { continue }
        expanded += 1
        let left = earlier(time, p - 1, row) - t
        let right = earlier(time, p + 1, row) - t
        let above = earlier(time, p - row, 1) - t
        let below = earlier(time, p + row, 1) - t
        offer(t + alongI.step(left, cost[p - 1]), p - 1, &time, &changed, &count)
        offer(t + alongI.step(right, cost[p + 1]), p + 1, &time, &changed, &count)
        offer(t + alongJ.step(above, cost[p - row]), p - row, &time, &changed, &count)
        offer(t + alongJ.step(below, cost[p + row]), p + row, &time, &changed, &count)
      }
      queue.push(changed.span.extracting(0..<count))
    }
    return (expanded, queue.isEmpty)
  }

  /// Marches in a grid of several slices.
  /// - Returns: Number of voxels expanded, and whether every target is final.
  func marchSolid(
    _ cost: Span<Float>, _ time: inout MutableSpan<Float>, _ queue: inout FrontQueue,
    _ batch: inout MutableSpan<UInt64>, _ changed: inout MutableSpan<UInt64>,
    atMost limit: Int, until targets: [Int]
  ) -> (expanded: Int, isDone: Bool) {
    let (hi, hj, hk) = (Float(spacing.x), Float(spacing.y), Float(spacing.z))
    let (row, slice) = (rowStride, sliceStride)
    let alongI = UpwindTriple(along: hi, acrossB: hj, acrossC: hk)
    let alongJ = UpwindTriple(along: hj, acrossB: hi, acrossC: hk)
    let alongK = UpwindTriple(along: hk, acrossB: hi, acrossC: hj)
    var expanded = 0
    while expanded < limit, !queue.isEmpty {
      if !targets.isEmpty, isReached(targets, time, queue.earliestTime()) {
        return (expanded, true)
      }
      let taken = queue.takeEarliest(into: &batch)
      var count = 0
      for n in 0..<taken {
        let t = FrontQueue.time(batch[n])
        let p = FrontQueue.offset(batch[n])
        if t != time[p] { continue }
        expanded += 1
        offer(
          t
            + alongI.step(
              earlier(time, p - 1, row) - t, earlier(time, p - 1, slice) - t, cost[p - 1]),
          p - 1, &time, &changed, &count)
        offer(
          t
            + alongI.step(
              earlier(time, p + 1, row) - t, earlier(time, p + 1, slice) - t, cost[p + 1]),
          p + 1, &time, &changed, &count)
        offer(
          t
            + alongJ.step(
              earlier(time, p - row, 1) - t, earlier(time, p - row, slice) - t, cost[p - row]),
          p - row, &time, &changed, &count)
        offer(
          t
            + alongJ.step(
              earlier(time, p + row, 1) - t, earlier(time, p + row, slice) - t, cost[p + row]),
          p + row, &time, &changed, &count)
        offer(
          t
            + alongK.step(
              earlier(time, p - slice, 1) - t, earlier(time, p - slice, row) - t, cost[p - slice]),
          p - slice, &time, &changed, &count)
        offer(
          t
            + alongK.step(
              earlier(time, p + slice, 1) - t, earlier(time, p + slice, row) - t, cost[p + slice]),
          p + slice, &time, &changed, &count)
      }
      queue.push(changed.span.extracting(0..<count))
    }
    return (expanded, queue.isEmpty)
  }
}

/// The earlier of the two neighbours of `q` along an axis.
@inline(__always)
private func earlier(_ time: borrowing MutableSpan<Float>, _ q: Int, _ stride: Int) -> Float {
  let before = time[q - stride]
  let after = time[q + stride]
  return before < after ? before : after
}

/// Gives a voxel the time `new` if that is earlier, and notes it as changed.
@inline(__always)
private func offer(
  _ new: Float, _ q: Int, _ time: inout MutableSpan<Float>, _ changed: inout MutableSpan<UInt64>,
  _ count: inout Int
) {
  let old = time[q]
  let kept = new < old ? new : old
  time[q] = kept
  changed[count] = FrontQueue.entry(kept, q)
  count += kept < old ? 1 : 0
}

/// Whether every target is final: earlier than all that waits.
private func isReached(
  _ targets: [Int], _ time: borrowing MutableSpan<Float>, _ earliest: Float
) -> Bool {
  for target in targets where time[target] >= earliest { return false }
  return true
}
