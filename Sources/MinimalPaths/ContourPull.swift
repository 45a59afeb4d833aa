public import Volumes

extension Tracer {
  /// A contour drawn to a place where its border is, with one click: `request` with a seed there.
  ///
  /// Seeds that a machine set give way on both sides of the click, the farther along the contour the
  /// farther away the click is, so that the image leads from the click back to the contour; where it
  /// does, a seed holds the line that was. Seeds that a person set stay. Arcs that gained or lost a
  /// seed are as found. The first seed is the click.
  /// - Parameter click: A person's, voxels.
  /// - Returns: As asked where a seed is there already.
  /// - Throws: `TracingError` when the request gives no contour, or the click lies outside.
  /// - Precondition: The request is for a closed contour.
  public func pulled(
    _ request: ContourRequest, to click: SlicePoint
  ) throws(TracingError) -> ContourRequest {
    precondition(request.isClosed, "an open contour is continued, not pulled")
    let request = try checked(request)
    let click = try taken(click, number: request.seeds.count + 1)
    guard !request.seeds.contains(click) else { return request }
    let way = ContourWay(try contour(request), fromBeside: click, scale: scale)
    let reach = min(
      max(PullReach.least, PullReach.perDistance * way.distance), PullReach.mostShare * way.length)
    return request.pulled(to: click, reach, along: way)
  }
}

/// How far a pull reaches along the contour, equal-sided pixels.
///
/// Chosen with `contourist-bench clicks --from-network` on hearts (`GuidedOutline.md`).
private enum PullReach {
  static let least = 8.0
  static let perDistance = 3.0
  /// Of the whole contour.
  static let mostShare = 0.3
  /// No seed is set so near another to hold the line.
  static let gap = 4.0
}

extension ContourRequest {
  /// A seed as it lies along the contour.
  private struct Node {
    let seed: SlicePoint
    let place: Double
    /// The arc of the old contour that leaves it, or that it lies on.
    let arc: Int
    let isMachine: Bool
  }

  fileprivate func pulled(
    to click: SlicePoint, _ reach: Double, along way: ContourWay
  ) -> ContourRequest {
    var nodes = seeds.indices.map {
      Node(seed: seeds[$0], place: way.seeds[$0], arc: $0, isMachine: machineSeeds.contains($0))
    }
    let all = nodes
    nodes.removeAll { $0.isMachine && min($0.place, way.length - $0.place) < reach }
    if !machineSeeds.isEmpty {
      for end in [reach, way.length - reach]
      where !nodes.contains(where: { abs($0.place - end) < PullReach.gap }) {
        let (point, arc) = way.point(at: end)
        let seed = point.snappedToContourGrid
        guard seed != click, !nodes.contains(where: { $0.seed == seed }) else { continue }
        nodes.append(Node(seed: seed, place: end, arc: arc, isMachine: true))
      }
    }
    nodes.sort { ($0.place, $0.arc) < ($1.place, $1.arc) }
    var result = self
    result.seeds = [click] + nodes.map(\.seed)
    result.courses = [.found]
    for (n, node) in nodes.enumerated() {
      // Part of an arc, or all of it.
      let isKept =
        n + 1 < nodes.count
        && all.allSatisfy { $0.place <= node.place || $0.place >= nodes[n + 1].place }
      result.courses.append(isKept ? course(node.arc) : .found)
    }
    result.machineSeeds = Set(nodes.indices.filter { nodes[$0].isMachine }.map { $0 + 1 })
    return result
  }
}

/// A closed contour as a way from its place nearest to a click around to it again, equal-sided
/// pixels.
private struct ContourWay {
  /// From the click to the contour.
  private(set) var distance = Double.infinity
  private(set) var length = 0.0
  /// The place of each seed, 0..<length.
  private(set) var seeds: [Double] = []
  /// By their places, of each arc from its seed.
  private var lines: [[(point: SlicePoint, place: Double)]] = []
  private var start = 0.0

  init(_ contour: TracedContour, fromBeside click: SlicePoint, scale: SIMD2<Double>) {
    let p = click.scaled(scale)
    for arc in contour.arcs {
      var line = [(point: arc.points[0], place: length)]
      for (a, b) in zip(arc.points, arc.points.dropFirst()) {
        let (from, to) = (a.scaled(scale), b.scaled(scale))
        let step = squaredLength(to - from).squareRoot()
        let near = nearestOnSegment(p, from, to)
        if near.squaredDistance.squareRoot() < distance {
          distance = near.squaredDistance.squareRoot()
          start = length + near.share * step
        }
        length += step
        line.append((b, length))
      }
      lines.append(line)
    }
    seeds = lines.map { $0[0].place - start }.map { $0 < 0 ? $0 + length : $0 }
  }

  /// Where the contour is at a place, 0..<length, and on which arc.
  func point(at place: Double) -> (point: SlicePoint, arc: Int) {
    let along = place + start < length ? place + start : place + start - length
    let n = lines.lastIndex { $0[0].place <= along } ?? 0
    let line = lines[n]
    let m = line.lastIndex { $0.place <= along } ?? 0
    guard m + 1 < line.count else { return (line[m].point, n) }
    let (a, b) = (line[m], line[m + 1])
    let t = (along - a.place) / (b.place - a.place)
    return (
      SlicePoint(
        a.point.x + t * (b.point.x - a.point.x), a.point.y + t * (b.point.y - a.point.y)), n
    )
  }
}
