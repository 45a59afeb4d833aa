/// From any place of either closed line to the nearest of the other, the largest, squared.
/// - Parameters: Lines of three points or more.
/// - Complexity: About O(n log n) for lines of n points that run close to each other.
func largestSquaredDistance(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> Double {
  max(farthest(of: a, from: b), farthest(of: b, from: a))
}

/// Squared, of points at most a unit apart along the first line.
private func farthest(of line: [SIMD2<Double>], from other: [SIMD2<Double>]) -> Double {
  let dense = DenseLine(points: densified(other + [other[0]], step: 1))
  var largest = 0.0
  var place = 1
  for p in densified(line + [line[0]], step: 1) {
    largest = max(largest, dense.nearest(p, atLeast: largest, from: &place))
  }
  return largest
}

/// A line of points at most a unit apart.
private struct DenseLine {
  let points: [SIMD2<Double>]

  /// Segments on either side of the one that was nearest to the point before.
  private static let window = -2...4

  /// Squared distance from a point; anything up to `limit` where it is less than that.
  /// - Parameter place: Which segment is looked at first; then which was the nearest.
  func nearest(_ p: SIMD2<Double>, atLeast limit: Double, from place: inout Int) -> Double {
    let count = points.count - 1
    var best = Double.infinity
    func look(_ n: Int) -> Double {
      let d = nearestOnSegment(p, points[n - 1], points[n]).squaredDistance
      if d < best { (best, place) = (d, n) }
      return d
    }
    let start = place
    for k in Self.window {
      _ = look((start - 1 + k + count) % count + 1)
      if best <= limit { return limit }
    }
    var n = 1
    while n <= count {
      let d = look(n)
      if best <= limit { return limit }
      // Until it has come nearer by that much, a line cannot be nearer than the best.
      n += max(1, Int(d.squareRoot() - best.squareRoot()))
    }
    return best
  }
}
