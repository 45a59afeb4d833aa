package import Volumes

extension TracedContour {
  /// Joins arcs to a contour. A closed one is made simple: where ways cross, the polygon loses a
  /// loop, and with it perhaps a click; then the arc there that goes the longest way round is drawn
  /// straight, until every click is kept.
  /// - Parameters:
  ///   - arcs: One from each seed to the next; of a closed contour one from the last to the first.
  ///   - straight: The straight arc between two clicks.
  /// - Throws: `TracingError.noArea`.
  init(
    seeds: [SlicePoint], arcs: [Arc], isClosed: Bool, spacing: SIMD2<Double>,
    straight: (SlicePoint, SlicePoint) -> Arc
  ) throws(TracingError) {
    var arcs = arcs
    guard isClosed else {
      self.init(
        seeds: seeds, arcs: arcs, isClosed: false,
        points: arcs.flatMap { $0.points.dropLast() } + [seeds[seeds.count - 1]])
      return
    }
    while true {
      let polygon = simplePolygon(arcs.flatMap { $0.points.dropLast() })
      let lost = seeds.indices.filter { n in
        polygon.map { !isNear(seeds[n], $0) } ?? true
      }
      guard let detour = longestDetour(of: arcs, at: lost, spacing) else {
        guard let polygon else { throw .noArea }
        self.init(seeds: seeds, arcs: arcs, isClosed: true, points: polygon)
        return
      }
      let course = arcs[detour].course
      arcs[detour] = straight(seeds[detour], seeds[(detour + 1) % seeds.count])
      arcs[detour].course = course
    }
  }

  /// Takes a closed line apart at the clicks.
  /// - Parameters:
  ///   - confidences: Of each point of the line.
  ///   - strength: Mean edge strength along some points.
  /// - Returns: Nil when no simple polygon is left of the line, or it misses a click, or passes
  ///   them in another order.
  init?(
    seeds: [SlicePoint], near line: [SlicePoint], confidences: [Double],
    strength: ([SlicePoint]) -> Double
  ) {
    guard let polygon = simplePolygon(line), seeds.allSatisfy({ isNear($0, polygon) }) else {
      return nil
    }
    let vertices = polygon.map { SIMD2($0.x, $0.y) }
    var places = seeds.map { nearestIndex(vertices, to: SIMD2($0.x, $0.y)) }
    let count = polygon.count
    func way(_ n: Int) -> Int { (places[(n + 1) % places.count] - places[n] + count) % count }
    // The polygon may run the other way round.
    let turns = places.indices.reduce(0) { $0 + (2 * way($1) > count ? -1 : 1) }
    let points = turns < 0 ? Array(polygon.reversed()) : polygon
    if turns < 0 { places = places.map { count - 1 - $0 } }
    // Clicks side by side may be passed at one place, or in the wrong order: then at one place.
    for n in places.indices where 4 * way(n) > 3 * count {
      places[(n + 1) % places.count] = places[n]
    }
    // Where the polygon was cut it has points that the line has not: those are as sure as the rest.
    let known = Dictionary(zip(line, confidences), uniquingKeysWith: min)
    var arcs: [Arc] = []
    var sum = 0
    for n in places.indices {
      sum += way(n)
      let arc = (0...way(n)).map { points[(places[n] + $0) % count] }
      let weakest = arc.min { known[$0] ?? 1 < known[$1] ?? 1 } ?? arc[0]
      arcs.append(
        Arc(
          points: arc, isStraight: false, strength: strength(arc),
          confidence: known[weakest] ?? 1, weakestPoint: weakest))
    }
    guard sum == count else { return nil }
    self.init(seeds: seeds, arcs: arcs, isClosed: true, points: points)
  }
}

/// Of the arcs that are not straight yet, the one whose way is the longest compared with the
/// straight line; arcs that meet a lost click come first. Nil when nothing is lost or all are
/// straight.
private func longestDetour(
  of arcs: [TracedContour.Arc], at lost: [Int], _ spacing: SIMD2<Double>
) -> Int? {
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
  squaredDistance(from: p, to: polygon) <= 4
}

/// From a point to the nearest one of a closed polyline, voxels squared.
/// - Parameter line: At least one point.
package func squaredDistance(from p: SlicePoint, to line: [SlicePoint]) -> Double {
  var best = Double.infinity
  var a = line[line.count - 1]
  for b in line {
    let near = nearestOnSegment(SIMD2(p.x, p.y), SIMD2(a.x, a.y), SIMD2(b.x, b.y))
    best = min(best, near.squaredDistance)
    a = b
  }
  return best
}
