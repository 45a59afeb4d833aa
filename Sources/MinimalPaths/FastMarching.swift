public import Volumes

/// A front that leaves its seeds and travels at speed 1 / metric.
///
/// Solves |grad T| = metric. A march can stop when a target is reached and go on later: the front
/// is kept.
///
///     var front = try FastMarching(metric: metric, seeds: [VoxelPoint(10, 12)])
///     front.march(until: [VoxelIndex(90, 40)])
///     let times = front.arrivalTimes
///
/// - Complexity: O(n) for n visited voxels while the metric varies by a few orders of magnitude.
/// - Note: Beside the metric, which marches share, a march takes 8 bytes a voxel and the band.
/// Source: Sethian, PNAS 93 (1996) 1591. We differ in the queue: buckets, not a heap.
public struct FastMarching: Sendable {
  public let metric: Metric
  /// Where the front started, at time 0.
  public let seeds: [VoxelPoint]
  private var front: FirstOrderFront

  /// - Parameter seeds: A seed between voxel centres gives its surrounding voxels the time of a
  ///   straight way.
  /// - Throws: `FastMarchingError.noSeed`, `.seedOutsideGrid`, `.seedOutsideRegion`.
  public init(metric: Metric, seeds: [VoxelPoint]) throws(FastMarchingError) {
    guard !seeds.isEmpty else { throw .noSeed }
    self.metric = metric
    self.seeds = seeds
    front = FirstOrderFront(metric: metric)
    for seed in seeds { try start(at: seed) }
  }

  /// Gives the voxels around a seed their first times.
  private mutating func start(at seed: VoxelPoint) throws(FastMarchingError) {
    let size = metric.size
    let last = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    for axis in 0..<3 where !(seed.vector[axis] >= 0 && seed.vector[axis] <= last[axis]) {
      throw .seedOutsideGrid(seed, size)
    }
    let low = seed.vector.rounded(.down)
    let high = seed.vector.rounded(.up)
    var isInside = false
    for k in stride(from: low.z, through: high.z, by: 1) {
      for j in stride(from: low.y, through: high.y, by: 1) {
        for i in stride(from: low.x, through: high.x, by: 1) {
          let d = (SIMD3(i, j, k) - seed.vector) * metric.spacing
          let offset = metric.grid.offset(VoxelIndex(Int(i), Int(j), Int(k)))
          let distance = Float((d * d).sum().squareRoot())
          guard metric.cost[offset] < .infinity else { continue }
          isInside = true
          front.start(offset, at: distance * metric.cost[offset])
        }
      }
    }
    guard isInside else { throw .seedOutsideRegion(seed) }
  }

  /// Marches until every voxel of `targets` has its final time, or everything is reached.
  /// - Parameters:
  ///   - targets: Voxels of the grid; none marches over the whole grid.
  ///   - limit: Times up to this one are wanted; what is later stays open.
  ///   - isCancelled: Asked every few thousand voxels; true stops the march where it is.
  /// - Returns: Number of voxels expanded by this call; one that was corrected counts again.
  @discardableResult
  public mutating func march(
    until targets: [VoxelIndex] = [], upTo limit: Float = .infinity,
    isCancelled: () -> Bool = { false }
  ) -> Int {
    let offsets = targets.map { v in
      precondition(metric.size.contains(v), "the target lies outside of the grid")
      return metric.grid.offset(v)
    }
    return front.march(until: offsets, upTo: limit, isCancelled: isCancelled)
  }

  /// Arrival time of one voxel; infinite where the front has not been.
  public func arrivalTime(at v: VoxelIndex) -> Float {
    precondition(metric.size.contains(v), "the voxel lies outside of the grid")
    return arrivalTimes[v]
  }

  /// Arrival times of the whole grid, shared with the front until that marches on. Voxels on the
  /// front still have tentative (too late) times.
  public var arrivalTimes: ArrivalTimes {
    ArrivalTimes(grid: metric.grid, seeds: seeds, times: front.cells, stride: 2)
  }
}
