import Volumes

/// The point of the segment ab nearest to `p`, as its share of the way, and its squared distance.
func nearestOnSegment(
  _ p: SIMD2<Double>, _ a: SIMD2<Double>, _ b: SIMD2<Double>
) -> (share: Double, squaredDistance: Double) {
  let u = b - a
  let v = p - a
  let length = u.x * u.x + u.y * u.y
  let t = length > 0 ? min(max((u.x * v.x + u.y * v.y) / length, 0), 1) : 0
  let (dx, dy) = (v.x - t * u.x, v.y - t * u.y)
  return (t, dx * dx + dy * dy)
}

extension SlicePoint {
  /// In pixels of equal sides.
  /// - Parameter scale: Equal-sided pixels per voxel along i and j.
  func scaled(_ scale: SIMD2<Double>) -> SIMD2<Double> { SIMD2(x, y) * scale }
}

extension ImageSlice {
  /// Equal-sided pixels (of the geometric mean of the spacings) per voxel along i and j.
  var equalSidedScale: SIMD2<Double> { spacing / (spacing.x * spacing.y).squareRoot() }
}

/// A polyline with at most `step` from point to point.
func densified(_ line: [SIMD2<Double>], step: Double) -> [SIMD2<Double>] {
  guard var a = line.first else { return [] }
  var result = [a]
  for b in line.dropFirst() {
    let pieces = max(1, Int((squaredLength(b - a).squareRoot() / step).rounded(.up)))
    for n in 1...pieces { result.append(a + Double(n) / Double(pieces) * (b - a)) }
    a = b
  }
  return result
}
