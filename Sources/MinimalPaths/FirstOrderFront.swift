/// A front of first order: Rouy and Tourin's upwind scheme, voxels expanded in nearly the order of
/// their arrival time (see `FrontQueue`).
///
/// The wall around the grid has infinite cost, so no neighbour ever takes a time there, and the
/// neighbours across of a wall voxel beside the grid lie in the arrays too. An update may use
/// neighbours that are not final yet: they can only be too late, and the voxel is updated again when
/// they get their final, earlier time. The result is the fixed point of the scheme, whatever the
/// order.
struct FirstOrderFront: Sendable {
  private let grid: PaddedGrid
  /// Laid out as the grid says, two of each voxel: its time (infinite where the front has not
  /// been) and its metric.
  private(set) var cells: [Float]
  private var queue: FrontQueue

  /// Width of a bucket as a part of what crossing a typical voxel takes. Narrower, more buckets are
  /// nearly empty; wider, more voxels are expanded twice. From 0.1 to 0.4 the time hardly changes.
  private static let bucketShare: Float = 0.3
  /// A chunk of a bucket: small enough for the fastest memory.
  private static let batchSize = 64
  /// Room for what one batch changes: 6 neighbours each, and the next place is always written.
  private static let changedSize = 6 * batchSize + 1

  init(metric: Metric) {
    grid = metric.grid
    cells = [Float](capacity: 2 * metric.cost.count) { cells in
      for cost in metric.cost {
        cells.append(.infinity)
        cells.append(cost)
      }
    }
    let spacing = metric.spacing
    let smallest = grid.isFlat ? min(spacing.x, spacing.y) : spacing.min()
    queue = FrontQueue(width: Self.bucketShare * metric.typicalCost * Float(smallest))
  }

  /// Gives a voxel a time it starts with, unless it has an earlier one.
  mutating func start(_ offset: Int, at time: Float) {
    guard time < cells[2 * offset] else { return }
    cells[2 * offset] = time
    queue.push([FrontQueue.entry(time, offset)].span)
  }

  /// - Parameters:
  ///   - targets: Where the times are wanted; none for the whole grid.
  ///   - limit: The march stops when all that waits is later.
  /// - Returns: Number of voxels expanded; one that was corrected counts again.
  mutating func march(
    until targets: [Int], upTo limit: Float, isCancelled: () -> Bool
  ) -> Int {
    march(UncheckedAccess.self, until: targets, upTo: limit, isCancelled: isCancelled)
  }

  /// The same for a kind of access.
  mutating func march<Access: GridAccess>(
    _ access: Access.Type, until targets: [Int], upTo limit: Float, isCancelled: () -> Bool
  ) -> Int {
    if grid.isFlat {
      let around = FlatNeighbourhood(rowStride: grid.rowStride, spacing: grid.spacing)
      return march(around, access, until: targets, upTo: limit, isCancelled: isCancelled)
    }
    let around = SolidNeighbourhood(
      rowStride: grid.rowStride, sliceStride: grid.sliceStride, spacing: grid.spacing)
    return march(around, access, until: targets, upTo: limit, isCancelled: isCancelled)
  }

  private mutating func march<Around: Neighbourhood, Access: GridAccess>(
    _ around: Around, _ access: Access.Type, until targets: [Int], upTo limit: Float,
    isCancelled: () -> Bool
  ) -> Int {
    // Taken out while the inner loop works on them, so that they are not copied.
    var band = queue
    var marched = cells
    queue = FrontQueue()
    cells = []
    var batch = [UInt64](repeating: 0, count: Self.batchSize)
    var gathered = [Around.Gathered](repeating: Around.nothing.0, count: Self.batchSize)
    var offers = [Around.Offers](repeating: Around.nothing.1, count: Self.batchSize)
    var changed = [UInt64](repeating: 0, count: Self.changedSize)
    var expanded = 0
    while !band.isEmpty {
      var cellSpan = marched.mutableSpan
      var batchSpan = batch.mutableSpan
      var gatheredSpan = gathered.mutableSpan
      var offersSpan = offers.mutableSpan
      var changedSpan = changed.mutableSpan
      let part = expand(
        around, access, &cellSpan, &band, &batchSpan, &gatheredSpan, &offersSpan, &changedSpan,
        atMost: 4096, until: targets, upTo: limit)
      expanded += part.expanded
      if part.isDone || isCancelled() { break }
    }
    queue = band
    cells = marched
    return expanded
  }

  /// Takes the earliest bucket of the narrow band, offers the neighbours of its voxels a new time,
  /// and puts those that took it into the band.
  /// - Returns: Number of voxels expanded, and whether the march is over.
  private func expand<Around: Neighbourhood, Access: GridAccess>(
    _ around: Around, _ access: Access.Type, _ cells: inout MutableSpan<Float>,
    _ queue: inout FrontQueue,
    _ batch: inout MutableSpan<UInt64>, _ gathered: inout MutableSpan<Around.Gathered>,
    _ offers: inout MutableSpan<Around.Offers>,
    _ changed: inout MutableSpan<UInt64>, atMost most: Int, until targets: [Int], upTo limit: Float
  ) -> (expanded: Int, isDone: Bool) {
    let reach = around.reach
    let inside = UInt(cells.count / 2 - 2 * reach)
    var expanded = 0
    while expanded < most, !queue.isEmpty {
      let earliest = queue.earliestTime()
      if earliest > limit || (!targets.isEmpty && isReached(targets, cells, earliest)) {
        return (expanded, true)
      }
      let taken = queue.takeEarliest(into: &batch)
      precondition(taken <= min(batch.count, gathered.count, offers.count))
      // Stale entries drop out: the voxel got an earlier time since.
      var live = 0
      for n in 0..<taken {
        let entry = batch[unchecked: n]
        let p = FrontQueue.offset(entry)
        precondition(UInt(bitPattern: p - reach) < inside)
        batch[unchecked: live] = entry
        live += FrontQueue.time(entry) == Access.time(cells, p) ? 1 : 0
      }
      for n in 0..<live {
        let entry = batch[unchecked: n]
        gathered[unchecked: n] = around.gather(
          access, around: FrontQueue.offset(entry), cells)
      }
      for n in 0..<live {
        let entry = batch[unchecked: n]
        offers[unchecked: n] = around.offers(
          gathered[unchecked: n], around: FrontQueue.offset(entry), at: FrontQueue.time(entry))
      }
      var count = 0
      for n in 0..<live {
        around.give(
          access, offers[unchecked: n], around: FrontQueue.offset(batch[unchecked: n]), to: &cells,
          &changed, &count)
      }
      expanded += live
      queue.push(changed.span.extracting(0..<count))
    }
    return (expanded, queue.isEmpty)
  }
}

/// Whether every target is final: earlier than all that waits.
private func isReached(
  _ targets: [Int], _ cells: borrowing MutableSpan<Float>, _ earliest: Float
) -> Bool {
  for target in targets where cells[2 * target] >= earliest { return false }
  return true
}
