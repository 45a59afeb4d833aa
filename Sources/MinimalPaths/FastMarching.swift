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
/// - Complexity: First order: O(n) for n visited voxels while the metric varies by a few orders of
///   magnitude. Second order: O(n log n).
/// - Note: Beside the metric, which marches share, a march takes 8 bytes a voxel (6 in second order)
///   and the band.
/// Source: Sethian, PNAS 93 (1996) 1591. We differ in the queue of the first order: buckets, not a
/// heap.
public struct FastMarching: Sendable {
  public let metric: Metric
  /// Where the front started, at time 0.
  public let seeds: [VoxelPoint]
  private var front: Front

  /// How the error of the times falls when the grid is refined.
  public enum Order: Sendable {
    /// With the spacing h, or rather h log(1/h), because of what is lost around the seed.
    case first
    /// With h^2 where the metric is smooth. Around corners, and where the metric is rough, less is
    /// gained. Takes four to six times as long.
    case second
  }

  private enum Front {
    case first(FirstOrderFront)
    /// With the times, laid out as the metric's grid says.
    case second(SecondOrderFront, [Float])

    mutating func march(
      over metric: Metric, until targets: [Int], upTo limit: Float, isCancelled: () -> Bool
    ) -> Int {
      let expanded: Int
      // Consumed, so that what the front holds is moved, not copied.
      switch consume self {
      case .first(var front):
        expanded = front.march(until: targets, upTo: limit, isCancelled: isCancelled)
        self = .first(front)
      case .second(var front, var times):
        expanded = front.march(
          over: metric, &times, until: targets, upTo: limit, isCancelled: isCancelled)
        self = .second(front, times)
      }
      return expanded
    }
  }

  /// - Parameter seeds: A seed between voxel centres gives its surrounding voxels the time of a
  ///   straight way. In second order, more than 16383 of them have the accuracy of the first near
  ///   those beyond.
  /// - Throws: `FastMarchingError.noSeed`, `.seedOutsideGrid`, `.seedOutsideRegion`.
  public init(
    metric: Metric, seeds: [VoxelPoint], order: Order = .first
  ) throws(FastMarchingError) {
    guard !seeds.isEmpty else { throw .noSeed }
    self.metric = metric
    self.seeds = seeds
    switch order {
    case .first:
      var first = FirstOrderFront(metric: metric)
      for seed in seeds {
        for corner in try corners(of: seed, in: metric) {
          first.start(
            corner.offset, at: Float(corner.distance) * metric.cost[corner.offset])
        }
      }
      front = .first(first)
    case .second:
      var second = SecondOrderFront(metric: metric)
      var times = [Float](repeating: .infinity, count: metric.grid.count)
      for seed in seeds {
        let around = try corners(of: seed, in: metric)
        second.start(at: seed, around, metric, &times)
      }
      front = .second(second, times)
    }
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
    return front.march(
      over: metric, until: metric.grid.offsets(of: targets), upTo: limit, isCancelled: isCancelled)
  }

  /// Arrival time of one voxel; infinite where the front has not been.
  public func arrivalTime(at v: VoxelIndex) -> Float {
    precondition(metric.size.contains(v), "the voxel lies outside of the grid")
    return arrivalTimes[v]
  }

  /// Arrival times of the whole grid, shared with the front until that marches on. Voxels on the
  /// front still have tentative times: too late, in second order sometimes too early.
  public var arrivalTimes: ArrivalTimes {
    switch front {
    case .first(let front):
      ArrivalTimes(grid: metric.grid, seeds: seeds, times: front.cells, stride: 2)
    case .second(_, let times):
      ArrivalTimes(grid: metric.grid, seeds: seeds, times: times, stride: 1)
    }
  }
}

/// A voxel beside a seed that a front may enter.
struct SeedCorner {
  let offset: Int
  /// From the seed, millimetres.
  let distance: Double
  /// Its part of what is interpolated at the seed; these parts may sum to less than 1.
  let weight: Double
}

/// The up to eight voxels around a seed.
private func corners(
  of seed: VoxelPoint, in metric: Metric
) throws(FastMarchingError) -> [SeedCorner] {
  var result: [SeedCorner] = []
  for v in try metric.grid.voxels(around: seed) {
    let offset = metric.grid.offset(v)
    guard metric.cost[offset] < .infinity else { continue }
    let d = SIMD3(Double(v.i), Double(v.j), Double(v.k)) - seed.vector
    let mm = d * metric.spacing
    result.append(
      SeedCorner(
        offset: offset, distance: (mm * mm).sum().squareRoot(),
        weight: (1 - abs(d.x)) * (1 - abs(d.y)) * (1 - abs(d.z))))
  }
  guard !result.isEmpty else { throw .seedOutsideRegion(seed) }
  return result
}
