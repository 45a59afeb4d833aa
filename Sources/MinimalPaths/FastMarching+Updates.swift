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
        var step = -1
        for _ in 0..<2 {
          let q = p + step
          let before = time[q - row]
          let after = time[q + row]
          let across = before < after ? before : after
          let new = t + alongI.step(across - t, cost[q])
          let old = time[q]
          let kept = new < old ? new : old
          time[q] = kept
          changed[count] = FrontQueue.entry(kept, q)
          count += kept < old ? 1 : 0
          step = 1
        }
        step = -row
        for _ in 0..<2 {
          let q = p + step
          let before = time[q - 1]
          let after = time[q + 1]
          let across = before < after ? before : after
          let new = t + alongJ.step(across - t, cost[q])
          let old = time[q]
          let kept = new < old ? new : old
          time[q] = kept
          changed[count] = FrontQueue.entry(kept, q)
          count += kept < old ? 1 : 0
          step = row
        }
      }
      for n in 0..<count { queue.push(changed[n]) }
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
    let schemes: InlineArray<3, UpwindTriple> = [
      UpwindTriple(along: hi, acrossB: hj, acrossC: hk),
      UpwindTriple(along: hj, acrossB: hi, acrossC: hk),
      UpwindTriple(along: hk, acrossB: hi, acrossC: hj),
    ]
    let strides: InlineArray<3, Int> = [1, row, slice]
    let acrossB: InlineArray<3, Int> = [row, 1, 1]
    let acrossC: InlineArray<3, Int> = [slice, slice, row]
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
        for axis in 0..<3 {
          let scheme = schemes[axis]
          let (b, c) = (acrossB[axis], acrossC[axis])
          var step = -strides[axis]
          for _ in 0..<2 {
            let q = p + step
            let (b1, b2) = (time[q - b], time[q + b])
            let (c1, c2) = (time[q - c], time[q + c])
            let new = t + scheme.step((b1 < b2 ? b1 : b2) - t, (c1 < c2 ? c1 : c2) - t, cost[q])
            let old = time[q]
            let kept = new < old ? new : old
            time[q] = kept
            changed[count] = FrontQueue.entry(kept, q)
            count += kept < old ? 1 : 0
            step = -step
          }
        }
      }
      for n in 0..<count { queue.push(changed[n]) }
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
