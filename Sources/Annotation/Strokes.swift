import Labels
import Volumes

extension LabelSlice {
  /// Changes the pixels a stroke touches.
  /// - Parameter spacing: Millimetres along i and j.
  mutating func apply(_ stroke: SessionState.Stroke.Kind, spacing: SIMD2<Double>) {
    switch stroke {
    case .paint(let label, let brush):
      forEachPixel(under: brush, ni: ni, nj: nj, spacing: spacing) { pixels[$0] = label }
    case .erase(let label, let brush):
      forEachPixel(under: brush, ni: ni, nj: nj, spacing: spacing) { n in
        if label == nil || pixels[n] == label { pixels[n] = 0 }
      }
    case .fill(let label, let point):
      let i = min(max(Int(point.x.rounded()), 0), ni - 1)
      let j = min(max(Int(point.y.rounded()), 0), nj - 1)
      let region = connectedComponent(at: i, j)
      for n in region.pixels.indices where region.pixels[n] { pixels[n] = label }
    }
  }
}

/// Visits the pixels whose centre is at most the brush's radius (mm) away from its line.
/// - Parameter spacing: Millimetres along i and j.
func forEachPixel(
  under brush: Action.Brush, ni: Int, nj: Int, spacing: SIMD2<Double>, _ visit: (Int) -> Void
) {
  let reach = SIMD2(repeating: brush.radius) / spacing
  for n in brush.points.indices {
    let a = brush.points[max(n - 1, 0)]
    let b = brush.points[n]
    let low = SIMD2(min(a.x, b.x), min(a.y, b.y)) - reach
    let high = SIMD2(max(a.x, b.x), max(a.y, b.y)) + reach
    let iRange = max(0, Int(low.x.rounded(.up)))..<(min(ni - 1, Int(high.x.rounded(.down))) + 1)
    let jLow = max(0, Int(low.y.rounded(.up)))
    let jHigh = min(nj - 1, Int(high.y.rounded(.down)))
    guard jLow <= jHigh else { continue }
    for j in jLow...jHigh {
      for i in iRange {
        let p = SIMD2(Double(i), Double(j))
        if squaredDistance(p, SIMD2(a.x, a.y), SIMD2(b.x, b.y), spacing)
          <= brush.radius * brush.radius
        {
          visit(j * ni + i)
        }
      }
    }
  }
}

/// Squared distance in mm^2 of `p` from the segment ab, all in voxels.
private func squaredDistance(
  _ p: SIMD2<Double>, _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ spacing: SIMD2<Double>
) -> Double {
  let along = (b - a) * spacing
  let toPoint = (p - a) * spacing
  let squaredLength = (along * along).sum()
  let t = squaredLength > 0 ? min(max((toPoint * along).sum() / squaredLength, 0), 1) : 0
  let d = toPoint - t * along
  return (d * d).sum()
}
