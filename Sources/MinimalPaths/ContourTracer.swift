public import Volumes

/// Traces contours in one slice: its metric is prepared once.
public struct ContourTracer: Sendable {
  public let ni: Int
  public let nj: Int
  /// Millimetres along i and j.
  public let spacing: SIMD2<Double>
  public let metric: Metric
  private let parameters: EdgeMetricParameters

  /// - Precondition: `parameters.problem == nil`.
  public init(slice: ImageSlice, parameters: EdgeMetricParameters = EdgeMetricParameters()) {
    ni = slice.ni
    nj = slice.nj
    spacing = slice.spacing
    self.parameters = parameters
    metric = Metric(of: slice, parameters: parameters)
  }

  /// The contour through `seeds`, arc by arc along the fastest ways of the metric.
  ///
  /// Seeds are taken to the contour grid. Between 1/2 voxel outside of the outermost centres and
  /// those centres a seed is valid; the front starts from the nearest point of the grid.
  /// - Throws: `TracingError` when the seeds give no contour.
  public func contour(
    through seeds: [SlicePoint], closed: Bool
  ) throws(TracingError) -> TracedContour {
    let seeds = seeds.map { $0.x.isFinite && $0.y.isFinite ? limited($0) : $0 }
    try check(seeds, closed: closed)
    let arcCount = closed ? seeds.count : seeds.count - 1
    var arcs = (0..<arcCount).map { arc(from: seeds[$0], to: seeds[($0 + 1) % seeds.count]) }
    guard closed else {
      return TracedContour(
        seeds: seeds, arcs: arcs, isClosed: false,
        points: arcs.flatMap { $0.points.dropLast() } + [seeds[seeds.count - 1]])
    }
    // Where ways cross, the polygon loses a loop, and with it perhaps a click. Then the arc there
    // that goes the longest way round is drawn straight, until every click is kept.
    while true {
      let polygon = simplePolygon(arcs.flatMap { $0.points.dropLast() })
      let lost = seeds.indices.filter { n in
        polygon.map { !isNear(seeds[n], $0) } ?? true
      }
      guard let detour = longestDetour(of: arcs, at: lost) else {
        guard let polygon else { throw .noArea }
        return TracedContour(seeds: seeds, arcs: arcs, isClosed: true, points: polygon)
      }
      arcs[detour] = straightArc(from: seeds[detour], to: seeds[(detour + 1) % seeds.count])
    }
  }

  /// Of the arcs that are not straight yet, the one whose way is the longest compared with the
  /// straight line; arcs that meet a lost click come first. Nil when nothing is lost or all are
  /// straight.
  private func longestDetour(of arcs: [TracedContour.Arc], at lost: [Int]) -> Int? {
    guard !lost.isEmpty else { return nil }
    let bent = arcs.indices.filter { !arcs[$0].isStraight }
    let meeting = bent.filter { lost.contains($0) || lost.contains(($0 + 1) % arcs.count) }
    func detour(_ n: Int) -> Double {
      let points = arcs[n].points
      let chord = [points[0], points[points.count - 1]]
      return polylineLength(points, closed: false, spacing: spacing)
        / polylineLength(chord, closed: false, spacing: spacing)
    }
    return (meeting.isEmpty ? bent : meeting).max { detour($0) < detour($1) }
  }

  /// Whether a polygon passes a click by at most two voxels.
  private func isNear(_ p: SlicePoint, _ polygon: [SlicePoint]) -> Bool {
    var a = polygon[polygon.count - 1]
    for b in polygon {
      let (ux, uy) = (b.x - a.x, b.y - a.y)
      let (vx, vy) = (p.x - a.x, p.y - a.y)
      let t = min(max((ux * vx + uy * vy) / (ux * ux + uy * uy), 0), 1)
      let (dx, dy) = (vx - t * ux, vy - t * uy)
      if dx * dx + dy * dy <= 4 { return true }
      a = b
    }
    return false
  }

  private func check(_ seeds: [SlicePoint], closed: Bool) throws(TracingError) {
    let needed = closed ? 3 : 2
    for (n, seed) in seeds.enumerated() {
      guard seed.x.isFinite, seed.y.isFinite else { throw .seedNotFinite(number: n + 1) }
      guard contains(seed) else {
        throw .seedOutsideSlice(number: n + 1, seed, ni: ni, nj: nj)
      }
    }
    guard seeds.count >= needed else {
      throw .tooFewSeeds(count: seeds.count, needed: needed)
    }
    var seen: [SlicePoint: Int] = [:]
    for (n, seed) in seeds.enumerated() {
      if let other = seen[seed] { throw .equalSeeds(other + 1, n + 1) }
      seen[seed] = n
    }
  }

  /// Whether a click lies in the area the slice's voxels cover.
  public func contains(_ p: SlicePoint) -> Bool {
    p.x >= -0.5 && p.x <= Double(ni) - 0.5 && p.y >= -0.5 && p.y <= Double(nj) - 0.5
  }

  /// Snaps to the contour grid; absurdly far points stay as they are and are refused later.
  private func limited(_ p: SlicePoint) -> SlicePoint {
    contains(p) ? p.snappedToContourGrid : p
  }

  /// The fastest way between two clicks.
  func arc(from start: SlicePoint, to end: SlicePoint) -> TracedContour.Arc {
    let source = onGrid(start)
    let target = onGrid(end)
    guard var front = try? FastMarching(metric: metric, seeds: [source]) else {
      preconditionFailure("a seed taken to the grid lies inside of it")
    }
    front.march(until: corners(of: target))
    let way = front.arrivalTimes.minimalPath(from: target).reversed()
    var points = way.map { SlicePoint($0.x, $0.y).snappedToContourGrid }
    // A click between the outermost centres and the slice's rim is joined straight.
    if points.first != start { points.insert(start, at: 0) }
    if points.last != end { points.append(end) }
    return TracedContour.Arc(
      points: points, isStraight: false, strength: strength(along: points))
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

  /// When a front from `seed` arrives at each pixel of the whole slice, shape (ni, nj).
  /// - Precondition: `contains(seed)`.
  public func arrivalTimes(from seed: SlicePoint) -> [Float] {
    guard var front = try? FastMarching(metric: metric, seeds: [onGrid(seed)]) else {
      preconditionFailure("a seed taken to the grid lies inside of it")
    }
    front.march()
    return front.arrivalTimes.values
  }

  private func onGrid(_ p: SlicePoint) -> VoxelPoint {
    VoxelPoint(min(max(p.x, 0), Double(ni - 1)), min(max(p.y, 0), Double(nj - 1)))
  }

  private func corners(of p: VoxelPoint) -> [VoxelIndex] {
    let (i0, i1) = (Int(p.x.rounded(.down)), Int(p.x.rounded(.up)))
    let (j0, j1) = (Int(p.y.rounded(.down)), Int(p.y.rounded(.up)))
    return [
      VoxelIndex(i0, j0), VoxelIndex(i1, j0), VoxelIndex(i0, j1), VoxelIndex(i1, j1),
    ]
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
