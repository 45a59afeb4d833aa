import Synchronization
public import Volumes

/// Traces contours in one slice, as clicks come and move.
///
/// The metric of the slice is prepared once. The front of each seed is kept and grows only as far
/// as it is asked to; arcs are kept too, so that a moved seed costs its two arcs. What comes out
/// depends on the clicks alone, not on what was asked before.
///
///     let tracer = Tracer(slice: slice)
///     let line = try tracer.path(from: seed, to: cursor)            // while the mouse moves
///     let contour = try tracer.contour(through: seeds, closed: true)
public final class Tracer: Sendable {
  public let ni: Int
  public let nj: Int
  /// Millimetres along i and j.
  public let spacing: SIMD2<Double>
  public let metric: Metric
  private let parameters: EdgeMetricParameters
  private let slice: ImageSlice
  private let outlineParameters: OutlineModelParameters
  private let kept: Mutex<Kept>

  /// What is kept between calls.
  private struct Kept {
    /// Made when an outline is first asked for.
    var outline: OutlineModel?
    var fronts: RecentlyUsed<SlicePoint, SeedFront>
    var arcs: RecentlyUsed<Ends, TracedContour.Arc>
  }

  private struct Ends: Hashable {
    let start: SlicePoint
    let end: SlicePoint
  }

  /// Memory that kept fronts may take.
  private static let bytesForFronts = 64 << 20

  /// - Precondition: `parameters.problem == nil`.
  public convenience init(
    slice: ImageSlice, parameters: EdgeMetricParameters = EdgeMetricParameters()
  ) {
    self.init(slice: slice, parameters: parameters, outline: OutlineModelParameters())
  }

  /// The same with another outline model.
  package init(
    slice: ImageSlice, parameters: EdgeMetricParameters, outline: OutlineModelParameters
  ) {
    ni = slice.ni
    nj = slice.nj
    spacing = slice.spacing
    self.parameters = parameters
    self.slice = slice
    outlineParameters = outline
    metric = Metric(of: slice, parameters: parameters)
    let frontCount = max(2, Self.bytesForFronts / (4 * metric.grid.count))
    kept = Mutex(
      Kept(
        fronts: RecentlyUsed(capacity: min(frontCount, 256)), arcs: RecentlyUsed(capacity: 1024)))
  }

  /// The contour through or near `seeds`.
  ///
  /// Seeds are taken to the contour grid. Between 1/2 voxel outside of the outermost centres and
  /// those centres a seed is valid; the front starts from the nearest point of the grid.
  /// - Parameters:
  ///   - model: How a closed contour is drawn; an open one is always geodesic.
  ///   - isCancelled: Asked every few thousand voxels.
  /// - Throws: `TracingError` when the seeds give no contour, or `.cancelled`.
  public func contour(
    through seeds: [SlicePoint], closed: Bool, model: ContourModel = .outline,
    isCancelled: () -> Bool = { false }
  ) throws(TracingError) -> TracedContour {
    let seeds = try checked(seeds, closed: closed)
    if isCancelled() { throw .cancelled }
    if closed, model == .outline, let contour = outlined(seeds) { return contour }
    var arcs: [TracedContour.Arc] = []
    for ends in ends(of: seeds, closed: closed) {
      arcs.append(try arc(ends, isCancelled: isCancelled))
    }
    return try TracedContour(
      seeds: seeds, arcs: arcs, isClosed: closed, spacing: spacing, straight: straightArc)
  }

  /// The same contour, its arcs solved side by side on the available cores; cancelled with its
  /// task.
  public func contourInParallel(
    through seeds: [SlicePoint], closed: Bool, model: ContourModel = .outline
  ) async throws(TracingError) -> TracedContour {
    let seeds = try checked(seeds, closed: closed)
    if Task.isCancelled { throw .cancelled }
    if closed, model == .outline, let contour = outlined(seeds) { return contour }
    let ends = ends(of: seeds, closed: closed)
    let solved = await withTaskGroup(of: (Int, TracedContour.Arc?).self) { group in
      for n in ends.indices {
        group.addTask {
          (n, try? self.arc(ends[n], isCancelled: { Task.isCancelled }))
        }
      }
      return await group.reduce(into: [Int: TracedContour.Arc]()) { $0[$1.0] = $1.1 }
    }
    let arcs = ends.indices.compactMap { solved[$0] }
    guard arcs.count == ends.count else { throw .cancelled }
    return try TracedContour(
      seeds: seeds, arcs: arcs, isClosed: closed, spacing: spacing, straight: straightArc)
  }

  /// The line a click at `cursor` would add after `seed`: quick enough to follow the mouse.
  /// - Returns: From the seed to the cursor, both included and taken to the contour grid.
  /// - Throws: `TracingError.seedNotFinite`, `.seedOutsideSlice` (2 is the cursor).
  public func path(
    from seed: SlicePoint, to cursor: SlicePoint
  ) throws(TracingError) -> [SlicePoint] {
    let (start, end) = (try taken(seed, number: 1), try taken(cursor, number: 2))
    return try points(Ends(start: start, end: end), isCancelled: { false })
  }

  /// When a front from `seed` arrives at each pixel of the whole slice, shape (ni, nj).
  /// - Precondition: `contains(seed)`.
  public func arrivalTimes(from seed: SlicePoint) -> [Float] {
    front(of: seed.snappedToContourGrid).arrivalTimes()
  }

  /// Whether a click lies in the area the slice's voxels cover.
  public func contains(_ p: SlicePoint) -> Bool {
    p.x >= -0.5 && p.x <= Double(ni) - 0.5 && p.y >= -0.5 && p.y <= Double(nj) - 0.5
  }

  /// The contour of the outline model; nil where its line cannot be made a simple contour that
  /// passes every click in order, so that the geodesic draws it.
  private func outlined(_ seeds: [SlicePoint]) -> TracedContour? {
    // Clicks on one line are a mistake: the geodesic says so.
    guard doubledArea(seeds.map(ContourGrid.snapped)) != 0 else { return nil }
    let outline = kept.withLock { kept in
      let model = kept.outline ?? OutlineModel(slice: slice, parameters: outlineParameters)
      kept.outline = model
      return model
    }
    let line = outline.line(through: seeds).map(\.snappedToContourGrid)
    return TracedContour(seeds: seeds, near: line, strength: strength)
  }

  private func checked(
    _ seeds: [SlicePoint], closed: Bool
  ) throws(TracingError) -> [SlicePoint] {
    var result: [SlicePoint] = []
    for (n, seed) in seeds.enumerated() { result.append(try taken(seed, number: n + 1)) }
    let needed = closed ? 3 : 2
    guard seeds.count >= needed else {
      throw .tooFewSeeds(count: seeds.count, needed: needed)
    }
    var seen: [SlicePoint: Int] = [:]
    for (n, seed) in result.enumerated() {
      if let other = seen[seed] { throw .equalSeeds(other + 1, n + 1) }
      seen[seed] = n
    }
    return result
  }

  /// A click taken to the contour grid.
  private func taken(_ seed: SlicePoint, number: Int) throws(TracingError) -> SlicePoint {
    guard seed.x.isFinite, seed.y.isFinite else { throw .seedNotFinite(number: number) }
    guard contains(seed) else {
      throw .seedOutsideSlice(number: number, seed, ni: ni, nj: nj)
    }
    return seed.snappedToContourGrid
  }

  private func ends(of seeds: [SlicePoint], closed: Bool) -> [Ends] {
    (0..<(closed ? seeds.count : seeds.count - 1)).map {
      Ends(start: seeds[$0], end: seeds[($0 + 1) % seeds.count])
    }
  }

  private func arc(
    _ ends: Ends, isCancelled: () -> Bool
  ) throws(TracingError) -> TracedContour.Arc {
    if let known = kept.withLock({ $0.arcs[ends] }) { return known }
    let points = try points(ends, isCancelled: isCancelled)
    let arc = TracedContour.Arc(
      points: points, isStraight: false, strength: strength(along: points))
    kept.withLock { $0.arcs[ends] = arc }
    return arc
  }

  /// The fastest way between two clicks.
  private func points(
    _ ends: Ends, isCancelled: () -> Bool
  ) throws(TracingError) -> [SlicePoint] {
    let front = front(of: ends.start)
    guard let way = front.way(to: onGrid(ends.end), isCancelled: isCancelled) else {
      throw .cancelled
    }
    var points = way.map { SlicePoint($0.x, $0.y).snappedToContourGrid }
    // A click between the outermost centres and the slice's rim is joined straight.
    if points.first != ends.start { points.insert(ends.start, at: 0) }
    if points.last != ends.end { points.append(ends.end) }
    return points
  }

  private func front(of seed: SlicePoint) -> SeedFront {
    if let known = kept.withLock({ $0.fronts[seed] }) { return known }
    let front = SeedFront(metric: metric, seed: onGrid(seed))
    kept.withLock { $0.fronts[seed] = front }
    return front
  }

  private func straightArc(from start: SlicePoint, to end: SlicePoint) -> TracedContour.Arc {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let steps = Int((dx * dx + dy * dy).squareRoot().rounded(.up))
    let samples = (0...steps).map { n in
      SlicePoint(
        start.x + dx * Double(n) / Double(steps), start.y + dy * Double(n) / Double(steps))
    }
    return TracedContour.Arc(
      points: [start, end], isStraight: true, strength: strength(along: samples))
  }

  private func onGrid(_ p: SlicePoint) -> VoxelPoint {
    VoxelPoint(min(max(p.x, 0), Double(ni - 1)), min(max(p.y, 0), Double(nj - 1)))
  }

  /// Mean edge strength at some points: 1 would be the metric at its floor.
  private func strength(along points: [SlicePoint]) -> Double {
    var sum = 0.0
    for p in points {
      let v = onGrid(p)
      let value = metric[VoxelIndex(Int(v.x.rounded()), Int(v.y.rounded()))]
      sum += min(max(1 - (Double(value) - parameters.floor), 0), 1)
    }
    return sum / Double(points.count)
  }
}
