import Synchronization
import Volumes

/// The fastest ways between points of one slice; fronts and ways are kept.
final class GeodesicWays: Sendable {
  let metric: Metric
  private let kept: Mutex<Kept>

  private struct Kept {
    var fronts: RecentlyUsed<SlicePoint, SeedFront>
    var ways: RecentlyUsed<Ends, [SlicePoint]>
  }

  private struct Ends: Hashable {
    let start: SlicePoint
    let end: SlicePoint
  }

  /// - Parameters:
  ///   - metric: Of one slice.
  ///   - bytesForFronts: Memory that kept fronts may take.
  init(metric: Metric, bytesForFronts: Int) {
    self.metric = metric
    let frontCount = max(2, bytesForFronts / (SeedFront.bytesPerPixel * metric.grid.count))
    kept = Mutex(
      Kept(
        fronts: RecentlyUsed(capacity: min(frontCount, 64)), ways: RecentlyUsed(capacity: 1024)))
  }

  /// The fastest way between two points of the contour grid, both included; kept.
  /// - Throws: `TracingError.cancelled`.
  func way(
    from start: SlicePoint, to end: SlicePoint, isCancelled: () -> Bool
  ) throws(TracingError) -> [SlicePoint] {
    let ends = Ends(start: start, end: end)
    if let known = kept.withLock({ $0.ways[ends] }) { return known }
    let way = try passingWay(from: start, to: end, isCancelled: isCancelled)
    kept.withLock { $0.ways[ends] = way }
    return way
  }

  /// The same, not kept: for a line that follows the mouse.
  func passingWay(
    from start: SlicePoint, to end: SlicePoint, isCancelled: () -> Bool = { false }
  ) throws(TracingError) -> [SlicePoint] {
    guard
      let way = front(of: start).way(
        to: metric.nearestVoxelPoint(to: end), isCancelled: isCancelled)
    else { throw .cancelled }
    var points = way.map { SlicePoint($0.x, $0.y).snappedToContourGrid }
    // A click between the outermost centres and the slice's rim is joined straight.
    if points.first != start { points.insert(start, at: 0) }
    if points.last != end { points.append(end) }
    return points
  }

  /// When a front from a point arrives at each pixel of the whole slice, shape (ni, nj).
  func arrivalTimes(from seed: SlicePoint) -> [Float] { front(of: seed).arrivalTimes() }

  private func front(of seed: SlicePoint) -> SeedFront {
    if let known = kept.withLock({ $0.fronts[seed] }) { return known }
    let front = SeedFront(metric: metric, seed: metric.nearestVoxelPoint(to: seed))
    kept.withLock { $0.fronts[seed] = front }
    return front
  }
}

extension Metric {
  /// A position of a slice taken to the area between the outermost voxel centres.
  func nearestVoxelPoint(to p: SlicePoint) -> VoxelPoint {
    VoxelPoint(min(max(p.x, 0), Double(size.ni - 1)), min(max(p.y, 0), Double(size.nj - 1)))
  }
}
