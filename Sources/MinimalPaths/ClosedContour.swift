public import Volumes

/// A contour through an annotator's clicks.
public struct TracedContour: Sendable, Equatable {
  /// The clicks, in order.
  public let seeds: [SlicePoint]
  /// One arc between each click and the next; a closed contour has one back to the first.
  public let arcs: [Arc]
  public let isClosed: Bool
  /// The whole polyline. Closed: simple, without repeating the first point. Open: from the first
  /// click to the last.
  public let points: [SlicePoint]

  /// The way between two clicks.
  public struct Arc: Sendable, Equatable {
    /// From one click to the next, both included.
    public let points: [SlicePoint]
    /// Mean edge strength along the arc: 0 no edge at all, 1 the strongest around.
    public let strength: Double
  }

  /// Millimetres along the polyline.
  public func length(spacing: SIMD2<Double>) -> Double {
    polylineLength(points, closed: isClosed, spacing: spacing)
  }

  /// Enclosed area in square millimetres; 0 for an open contour.
  public func area(spacing: SIMD2<Double>) -> Double {
    guard isClosed else { return 0 }
    let unit = ContourGrid.unitsPerVoxel
    let doubled = doubledArea(points.map(ContourGrid.snapped)).magnitude
    return Double(doubled) / (2 * unit * unit) * spacing.x * spacing.y
  }
}

/// Why clicks give no contour.
public enum TracingError: Error, Equatable, Sendable {
  case tooFewSeeds(count: Int, needed: Int)
  case seedNotFinite(number: Int)
  case seedOutsideSlice(number: Int, SlicePoint, ni: Int, nj: Int)
  case equalSeeds(Int, Int)
  case noArea
}

extension TracingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewSeeds(let count, let needed):
      let kind = needed == 3 ? "a closed contour" : "an open path"
      return "\(kind) needs at least \(needed) clicks, but there \(count == 1 ? "is" : "are") "
        + "\(count); add more"
    case .seedNotFinite(let number):
      return "click \(number) is not a number; give x and y in voxels"
    case .seedOutsideSlice(let number, let p, let ni, let nj):
      return "click \(number) at (\(p.x), \(p.y)) lies outside of the slice; "
        + "x runs from 0 to \(ni - 1) and y from 0 to \(nj - 1)"
    case .equalSeeds(let a, let b):
      return "clicks \(a) and \(b) are at the same place; move or delete one"
    case .noArea:
      return "the clicks lie on one line and enclose nothing; add a click beside it"
    }
  }
}

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
    let arcs = (0..<arcCount).map { arc(from: seeds[$0], to: seeds[($0 + 1) % seeds.count]) }
    let joined = arcs.flatMap { $0.points.dropLast() }
    guard closed else {
      return TracedContour(
        seeds: seeds, arcs: arcs, isClosed: false, points: joined + [seeds[seeds.count - 1]])
    }
    guard let polygon = simplePolygon(joined) ?? simplePolygon(seeds) else { throw .noArea }
    return TracedContour(seeds: seeds, arcs: arcs, isClosed: true, points: polygon)
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
    points[0] = start
    points[points.count - 1] = end
    return TracedContour.Arc(points: points, strength: strength(along: points))
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

  /// Mean edge strength at the vertices: 1 where the metric is at its floor.
  private func strength(along points: [SlicePoint]) -> Double {
    var sum = 0.0
    for p in points {
      let v = onGrid(p)
      let value = metric.values[Int(v.y.rounded()) * ni + Int(v.x.rounded())]
      sum += min(max(1 - (Double(value) - parameters.floor), 0), 1)
    }
    return sum / Double(points.count)
  }
}

/// Length of a polyline in millimetres.
public func polylineLength(
  _ points: [SlicePoint], closed: Bool, spacing: SIMD2<Double>
) -> Double {
  var length = 0.0
  for n in points.indices where closed || n > 0 {
    let a = points[n > 0 ? n - 1 : points.count - 1]
    let dx = (points[n].x - a.x) * spacing.x
    let dy = (points[n].y - a.y) * spacing.y
    length += (dx * dx + dy * dy).squareRoot()
  }
  return length
}
