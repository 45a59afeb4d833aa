public import Volumes

extension Tracer {
  /// A contour drawn to a place where its border is, with one click: `request` with a seed there.
  ///
  /// Seeds that a machine set give way on both sides of the click, the farther along the contour the
  /// farther away the click is, so that the image leads from the click back to the contour; three
  /// seeds stay beside it. Seeds that a person set stay. Arcs that gained or lost a seed are as
  /// found.
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
    let foot = ContourFoot(of: click, on: try contour(request), scale: scale)
    let reach = max(PullReach.least, PullReach.perDistance * foot.distance)
    let seeds = Array(request.seeds.indices)
    var yielding = seeds.filter {
      request.machineSeeds.contains($0) && foot.way(toSeed: $0) < reach
    }.sorted { (foot.way(toSeed: $0), $0) < (foot.way(toSeed: $1), $1) }
    yielding.removeLast(
      max(0, min(yielding.count, yielding.count + PullReach.leastKept - seeds.count)))
    return request.replacing(Set(yielding), by: click, inArc: foot.arc)
  }
}

/// How far a pull reaches along the contour, equal-sided pixels.
///
/// Chosen with `contourist-bench clicks --from-network` on hearts.
private enum PullReach {
  static let least = 12.0
  static let perDistance = 4.0
  /// Seeds beside the click.
  static let leastKept = 3
}

extension ContourRequest {
  /// A closed contour with a click on one of its arcs, without some of its seeds.
  fileprivate func replacing(
    _ yielding: Set<Int>, by click: SlicePoint, inArc arc: Int
  ) -> ContourRequest {
    var result = self
    (result.seeds, result.courses, result.machineSeeds) = ([], [], [])
    for n in seeds.indices {
      if !yielding.contains(n) {
        if machineSeeds.contains(n) { result.machineSeeds.insert(result.seeds.count) }
        result.seeds.append(seeds[n])
        let isSame = n != arc && !yielding.contains((n + 1) % seeds.count)
        result.courses.append(isSame ? course(n) : .found)
      }
      if n == arc {
        result.seeds.append(click)
        result.courses.append(.found)
      }
    }
    return result
  }
}

/// The place of a contour nearest to a click.
private struct ContourFoot {
  /// By the seed it starts at.
  private(set) var arc = 0
  /// From the click, equal-sided pixels.
  private(set) var distance = Double.infinity
  /// From the first seed along the contour.
  private var place = 0.0
  /// Of each seed.
  private var seeds: [Double] = []
  private var length = 0.0

  init(of click: SlicePoint, on contour: TracedContour, scale: SIMD2<Double>) {
    let p = click.scaled(scale)
    for (n, arc) in contour.arcs.enumerated() {
      seeds.append(length)
      let points = arc.points.map { $0.scaled(scale) }
      for (a, b) in zip(points, points.dropFirst()) {
        let near = nearestOnSegment(p, a, b)
        let step = squaredLength(b - a).squareRoot()
        if near.squaredDistance.squareRoot() < distance {
          (self.arc, distance) = (n, near.squaredDistance.squareRoot())
          place = length + near.share * step
        }
        length += step
      }
    }
  }

  /// The shorter of both ways along the contour.
  func way(toSeed n: Int) -> Double {
    let way = abs(seeds[n] - place)
    return min(way, length - way)
  }
}
