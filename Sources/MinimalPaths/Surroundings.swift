import Synchronization
import Volumes

/// What lies around contours of one slice and changes the ground they are drawn on: neighbours, and
/// what a network says. What is made of them is kept.
final class Surroundings: Sendable {
  /// Over the metric as it is.
  let plainWays: GeodesicWays
  private let metric: Metric
  /// Equal-sided pixels per voxel along i and j.
  private let scale: SIMD2<Double>
  private let parameters: EdgeMetricParameters
  private let guidanceParameters: GuidanceParameters
  private let kept = Mutex(Kept())

  private struct Kept {
    var forbidden = RecentlyUsed<[Neighbours.Barrier], ForbiddenGround>(capacity: 16)
    var guidance = RecentlyUsed<Guidance, GuidanceGround>(capacity: 16)
    var ways = RecentlyUsed<Change, GeodesicWays>(capacity: 4)
  }

  /// What changes a metric.
  private struct Change: Hashable {
    let barriers: [Neighbours.Barrier]
    let guidance: Guidance?
  }

  /// Memory that kept fronts may take.
  private static let bytesForFronts = 64 << 20
  /// And those over each metric that is changed.
  private static let bytesForChangedFronts = 16 << 20

  /// - Parameters:
  ///   - metric: Of the slice.
  ///   - parameters: Those the metric was made with.
  init(
    metric: Metric, scale: SIMD2<Double>, parameters: EdgeMetricParameters,
    guidance: GuidanceParameters
  ) {
    self.metric = metric
    self.scale = scale
    self.parameters = parameters
    guidanceParameters = guidance
    plainWays = GeodesicWays(metric: metric, bytesForFronts: Self.bytesForFronts)
  }

  /// Nil where there is no neighbour.
  func forbidden(_ barriers: [Neighbours.Barrier]) -> ForbiddenGround? {
    guard !barriers.isEmpty else { return nil }
    if let known = kept.withLock({ $0.forbidden[barriers] }) { return known }
    let ground = ForbiddenGround(
      barriers, ni: metric.size.ni, nj: metric.size.nj, scale: scale)
    kept.withLock { $0.forbidden[barriers] = ground }
    return ground
  }

  func ground(_ guidance: Guidance) -> GuidanceGround {
    if let known = kept.withLock({ $0.guidance[guidance] }) { return known }
    let ground = GuidanceGround(guidance, scale: scale)
    kept.withLock { $0.guidance[guidance] = ground }
    return ground
  }

  /// The ways of a contour.
  /// - Parameters:
  ///   - guidance: Counts only where the contour's clicks lie on its outline: a network that is wrong
  ///     must not lead astray.
  func ways(
    beside barriers: [Neighbours.Barrier], _ guidance: Guidance?,
    believedBy clicks: [SlicePoint], machineSeeds: Set<Int> = []
  ) -> GeodesicWays {
    let believed = guidance.flatMap { isBelieved($0, by: clicks, machineSeeds) ? $0 : nil }
    guard !barriers.isEmpty || believed != nil else { return plainWays }
    let change = Change(barriers: barriers, guidance: believed)
    if let known = kept.withLock({ $0.ways[change] }) { return known }
    var changed = metric
    if let believed {
      changed = changed.guided(
        by: believed, parameters, strength: guidanceParameters.edgeStrength)
    }
    if let ground = forbidden(barriers) { changed = ground.raised(changed) }
    let ways = GeodesicWays(metric: changed, bytesForFronts: Self.bytesForChangedFronts)
    kept.withLock { $0.ways[change] = ways }
    return ways
  }

  private func isBelieved(
    _ guidance: Guidance, by clicks: [SlicePoint], _ machineSeeds: Set<Int>
  ) -> Bool {
    let curve = GuidedCurve(
      through: clicks.map { $0.scaled(scale) }, ground(guidance), machineSeeds: machineSeeds,
      parameters: guidanceParameters)
    return curve.map { $0.error <= guidanceParameters.largestMetricError } ?? false
  }
}
