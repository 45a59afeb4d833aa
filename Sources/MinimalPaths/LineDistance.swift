/// From any place of either closed line to the nearest of the other, the largest, squared.
/// - Parameters: Lines of three points or more.
/// - Complexity: About O(n log n) for lines of n points that run close to each other.
func largestSquaredDistance(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> Double {
  max(farthest(of: a, from: b), farthest(of: b, from: a))
}

/// Squared, of points at most a unit apart along the first line.
private func farthest(of line: [SIMD2<Double>], from other: [SIMD2<Double>]) -> Double {
  let dense = densified(other + [other[0]], step: 1)
  var largest = 0.0
  for p in densified(line + [line[0]], step: 1) {
    largest = max(largest, nearest(p, dense, atLeast: largest))
  }
  return largest
}

/// Squared distance of a point from a line whose points are at most a unit apart; anything up to
/// `limit` where it is less than that.
private func nearest(_ p: SIMD2<Double>, _ line: [SIMD2<Double>], atLeast limit: Double) -> Double {
  var best = Double.infinity
  var n = 1
  while n < line.count {
    let d = nearestOnSegment(p, line[n - 1], line[n]).squaredDistance
    best = min(best, d)
    if best <= limit { return limit }
    // Until it has come nearer by that much, a line cannot be nearer than the best.
    n += max(1, Int(d.squareRoot() - best.squareRoot()))
  }
  return best
}
