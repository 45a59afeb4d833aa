public import Volumes

/// A front that leaves its seeds and travels at speed 1 / metric, first order.
///
/// Solves |grad T| = metric by expanding voxels in nearly the order of their arrival time (see
/// `FrontQueue`). A march can stop when a target is reached and go on later: the front is kept.
///
///     var front = try FastMarching(metric: metric, seeds: [VoxelPoint(10, 12)])
///     front.march(until: [VoxelIndex(90, 40)])
///     let times = front.arrivalTimes
///
/// The grid carries a wall of one voxel on every side (infinite metric, never reached), so the
/// inner loop asks for no border. An update may use neighbours that are not final yet: they can
/// only be too late, and the voxel is updated again when they get their final, earlier time. The
/// result is the fixed point of the upwind scheme, whatever the order.
/// - Complexity: O(n) for n visited voxels while the metric varies by a few orders of magnitude.
/// Source: Sethian, PNAS 93 (1996) 1591. We differ in the queue: buckets, not a heap.
public struct FastMarching: Sendable {
  public let size: GridSize
  public let spacing: SIMD3<Double>
  public let seeds: [VoxelPoint]
  /// Padded metric; walls are infinite.
  var cost: [Float]
  /// Padded arrival times; infinite where the front has not been.
  var time: [Float]
  var queue: FrontQueue
  /// Offsets of one step along j and k in the padded arrays.
  let rowStride: Int
  let sliceStride: Int
  let isFlat: Bool

  /// - Parameter seeds: Where the front starts at time 0. A seed between voxel centres gives its
  ///   surrounding voxels the time of a straight way.
  /// - Throws: `FastMarchingError.noSeed`, `.seedOutsideGrid`.
  public init(metric: Metric, seeds: [VoxelPoint]) throws(FastMarchingError) {
    guard !seeds.isEmpty else { throw .noSeed }
    size = metric.size
    spacing = metric.spacing
    self.seeds = seeds
    isFlat = size.nk == 1
    rowStride = size.ni + 2
    sliceStride = isFlat ? 0 : rowStride * (size.nj + 2)
    let paddedCount = rowStride * (size.nj + 2) * (isFlat ? 1 : size.nk + 2)
    precondition(paddedCount < 1 << 32, "a march is limited to 2^32 voxels")
    cost = [Float](repeating: .infinity, count: paddedCount)
    time = [Float](repeating: .infinity, count: paddedCount)
    let smallest = isFlat ? min(spacing.x, spacing.y) : spacing.min()
    queue = FrontQueue(width: Self.bucketShare * metric.typicalCost * Float(smallest))
    var source = 0
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        let row = paddedOffset(VoxelIndex(0, j, k))
        for i in 0..<size.ni { cost[row + i] = metric.values[source + i] }
        source += size.ni
      }
    }
    for seed in seeds { try start(at: seed) }
  }

  /// Position of a voxel in the padded arrays.
  func paddedOffset(_ v: VoxelIndex) -> Int {
    (isFlat ? 0 : (v.k + 1) * sliceStride) + (v.j + 1) * rowStride + v.i + 1
  }

  /// Width of a bucket as a part of what crossing a typical voxel takes. Narrower, more buckets are
  /// empty; wider, more voxels are expanded twice. From 0.02 to 0.4 the time hardly changes.
  private static let bucketShare: Float = 0.2

  /// Gives the voxels around a seed their first times.
  private mutating func start(at seed: VoxelPoint) throws(FastMarchingError) {
    let last = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    for axis in 0..<3 where !(seed.vector[axis] >= 0 && seed.vector[axis] <= last[axis]) {
      throw .seedOutsideGrid(seed, size)
    }
    let low = seed.vector.rounded(.down)
    let high = seed.vector.rounded(.up)
    for k in stride(from: low.z, through: high.z, by: 1) {
      for j in stride(from: low.y, through: high.y, by: 1) {
        for i in stride(from: low.x, through: high.x, by: 1) {
          let d = (SIMD3(i, j, k) - seed.vector) * spacing
          let offset = paddedOffset(VoxelIndex(Int(i), Int(j), Int(k)))
          let t = Float((d * d).sum().squareRoot()) * cost[offset]
          if t < time[offset] {
            time[offset] = t
            queue.push([FrontQueue.entry(t, offset)].span)
          }
        }
      }
    }
  }

  /// Marches until every voxel of `targets` has its final time, or everything is reached.
  /// - Parameters:
  ///   - targets: Voxels of the grid; none marches over the whole grid.
  ///   - isCancelled: Asked every few thousand voxels; true stops the march where it is.
  /// - Returns: Number of voxels expanded by this call; one that was corrected counts again.
  @discardableResult
  public mutating func march(
    until targets: [VoxelIndex] = [], isCancelled: () -> Bool = { false }
  ) -> Int {
    // The march is over once nothing waits that is earlier than the latest target.
    let offsets = targets.map { v in
      precondition(size.contains(v), "the target lies outside of the grid")
      return paddedOffset(v)
    }
    if isFlat {
      let around = FlatNeighbourhood(rowStride: rowStride, spacing: spacing)
      return march(around, UncheckedAccess.self, until: offsets, isCancelled)
    }
    let around = SolidNeighbourhood(
      rowStride: rowStride, sliceStride: sliceStride, spacing: spacing)
    return march(around, UncheckedAccess.self, until: offsets, isCancelled)
  }

  mutating func march<Around: Neighbourhood, Access: GridAccess>(
    _ around: Around, _ access: Access.Type, until targets: [Int], _ isCancelled: () -> Bool
  ) -> Int {
    // Taken out while the inner loop works on them, so that they are not copied.
    var times = time
    var band = queue
    var batch = [UInt64](repeating: 0, count: Self.batchSize)
    var gathered = [Around.Gathered](repeating: Around.nothing.0, count: Self.batchSize)
    var offers = [Around.Offers](repeating: Around.nothing.1, count: Self.batchSize)
    var changed = [UInt64](repeating: 0, count: Self.changedSize)
    time = []
    queue = FrontQueue()
    var expanded = 0
    while !band.isEmpty {
      var timeSpan = times.mutableSpan
      var batchSpan = batch.mutableSpan
      var gatheredSpan = gathered.mutableSpan
      var offersSpan = offers.mutableSpan
      var changedSpan = changed.mutableSpan
      let part = expand(
        around, access, cost.span, &timeSpan, &band, &batchSpan, &gatheredSpan, &offersSpan, &changedSpan,
        atMost: 4096, until: targets)
      expanded += part.expanded
      if part.isDone || isCancelled() { break }
    }
    time = times
    queue = band
    return expanded
  }

  /// Arrival time of one voxel; infinite where the front has not been.
  public func arrivalTime(at v: VoxelIndex) -> Float {
    precondition(size.contains(v), "the voxel lies outside of the grid")
    return time[paddedOffset(v)]
  }

  /// Arrival times of the whole grid. Voxels on the front still have tentative (too late) times.
  public var arrivalTimes: ArrivalTimes {
    var values: [Float] = []
    values.reserveCapacity(size.count)
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        let row = paddedOffset(VoxelIndex(0, j, k))
        values += time[row..<row + size.ni]
      }
    }
    return ArrivalTimes(size: size, spacing: spacing, seeds: seeds, values: values)
  }
}

extension Metric {
  /// The mean over some of the voxels: what sets the width of the queue's buckets.
  fileprivate var typicalCost: Float {
    var sum = 0.0
    var count = 0.0
    for n in stride(from: 0, to: values.count, by: 7) {
      sum += Double(values[n])
      count += 1
    }
    return Float(sum / count)
  }
}

/// When a front arrived at each voxel.
public struct ArrivalTimes: Sendable, Equatable {
  public let size: GridSize
  /// Millimetres along i, j and k.
  public let spacing: SIMD3<Double>
  /// Where the front started.
  public let seeds: [VoxelPoint]
  /// Shape (ni, nj, nk), i fastest; `.infinity` where the front did not go.
  public let values: [Float]
}
