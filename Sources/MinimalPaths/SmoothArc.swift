import Volumes

/// The round way from one click to the next, whatever the image shows: a cubic through both.
///
/// At a click it has the direction of the circle through that click and its two neighbours, and in
/// between the speed at which a cubic follows a circle best. So clicks on a circle give the circle
/// (six of them to 0.002 % of its radius), and a moved click bends no more than the two arcs on
/// either side of it.
/// - Parameters:
///   - before: The click before `start`; nil where an open path begins.
///   - after: The click after `end`; nil where an open path ends.
///   - pointsPerPixel: Of the chord; half a circle is 1.6 times as long.
/// - Returns: From `start` to `end`, both included; in a plane
///   of equal units along both axes, as the parameters.
/// Source: the circle's speed is that of Goldapp, Computer Aided Geometric Design 8 (1991) 227, for
/// cubics of the same directions at their ends.
func smoothArc(
  from start: SIMD2<Double>, to end: SIMD2<Double>, before: SIMD2<Double>?, after: SIMD2<Double>?,
  pointsPerPixel: Double = 1.6
) -> [SIMD2<Double>] {
  let chord = end - start
  let length = squaredLength(chord).squareRoot()
  guard length > 0 else { return [start, end] }
  let along = chord / length
  let known = (
    before.map { circleDirection(at: start, from: $0, to: end) },
    after.map { circleDirection(at: end, from: start, to: $0) }
  )
  // Without a neighbour the arc is as round there as at its other end.
  let first = known.0 ?? known.1.map { mirrored($0, along) } ?? along
  let last = known.1 ?? known.0.map { mirrored($0, along) } ?? along
  let (m0, m1) = (velocity(first, along, length), velocity(last, along, length))
  let count = max(4, Int((pointsPerPixel * length).rounded(.up)))
  return (0...count).map { n in
    if n == 0 { return start }
    if n == count { return end }
    let t = Double(n) / Double(count)
    let u = 1 - t
    // Hermite's form, so that the ends are exact.
    let weights = (u * u * (1 + 2 * t), t * t * (1 + 2 * u))
    return weights.0 * start + weights.1 * end + t * u * (u * m0 - t * m1)
  }
}

/// Direction, of length 1, of the circle through three points at the middle one.
private func circleDirection(
  at p: SIMD2<Double>, from a: SIMD2<Double>, to b: SIMD2<Double>
) -> SIMD2<Double> {
  let (u, v) = (p - a, b - p)
  let (uu, vv) = (squaredLength(u), squaredLength(v))
  guard uu > 0, vv > 0 else { return unit(b - a) }
  // An inversion about p makes a line of the circle, parallel to it at p.
  return unit(u / uu + v / vv)
}

private func unit(_ v: SIMD2<Double>) -> SIMD2<Double> {
  let length = squaredLength(v).squareRoot()
  return length > 0 ? v / length : SIMD2()
}

/// A direction at one end of a round arc, from that at the other.
private func mirrored(_ direction: SIMD2<Double>, _ along: SIMD2<Double>) -> SIMD2<Double> {
  2 * (direction.x * along.x + direction.y * along.y) * along - direction
}

/// Of a circle's arc with this direction at the end of its chord; beyond half a circle as there.
private func velocity(
  _ direction: SIMD2<Double>, _ along: SIMD2<Double>, _ length: Double
) -> SIMD2<Double> {
  let cosine = max(0, direction.x * along.x + direction.y * along.y)
  return 2 * length / (1 + cosine) * direction
}

extension ContourRequest {
  /// The smooth way of an arc, on the contour grid and within the slice.
  /// - Parameter scale: Equal-sided pixels per voxel along i and j.
  func smoothLine(_ arc: Int, scale: SIMD2<Double>, ni: Int, nj: Int) -> [SlicePoint] {
    func click(_ n: Int) -> SIMD2<Double>? {
      guard isClosed || seeds.indices.contains(n) else { return nil }
      return seeds[(n + seeds.count) % seeds.count].scaled(scale)
    }
    let (start, end) = (seeds[arc], seeds[(arc + 1) % seeds.count])
    let line = smoothArc(
      from: start.scaled(scale), to: end.scaled(scale), before: click(arc - 1),
      after: click(arc + 2))
    // Clicks lie in the slice, a round way between them may leave it.
    let inner = line.dropFirst().dropLast().map { p in
      SlicePoint(
        min(max(p.x / scale.x, -0.5), Double(ni) - 0.5),
        min(max(p.y / scale.y, -0.5), Double(nj) - 0.5)
      ).snappedToContourGrid
    }
    return [start] + inner + [end]
  }
}
