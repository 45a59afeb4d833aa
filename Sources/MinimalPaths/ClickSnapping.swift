import Volumes

extension Metric {
  /// Clicks moved to the strongest edge nearby: where the metric of the slice, smoothed a little so
  /// that its valleys lie between voxel centres, is least. A click that would meet another stays.
  /// - Parameters:
  ///   - clicks: On the contour grid.
  ///   - reach: Equal-sided pixels.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  func snapped(_ clicks: [SlicePoint], reach: Double, scale: SIMD2<Double>) -> [SlicePoint] {
    guard reach > 0 else { return clicks }
    var result = clicks
    for n in clicks.indices {
      let moved = snapped(clicks[n], reach: reach, scale: scale)
      if !result.contains(moved) { result[n] = moved }
    }
    return result
  }

  private func snapped(_ p: SlicePoint, reach: Double, scale: SIMD2<Double>) -> SlicePoint {
    let steps = Int((reach / Self.snapStep).rounded(.down))
    var best = (cost: smoothedCost(at: p), squaredDistance: 0.0, point: p)
    for b in -steps...steps {
      for a in -steps...steps {
        let d = Self.snapStep * SIMD2(Double(a), Double(b))
        let q = SlicePoint(p.x + d.x / scale.x, p.y + d.y / scale.y)
        guard squaredLength(d) <= reach * reach, q.x >= 0, q.x <= Double(size.ni - 1), q.y >= 0,
          q.y <= Double(size.nj - 1)
        else { continue }
        let cost = smoothedCost(at: q)
        if (cost, squaredLength(d)) < (best.cost, best.squaredDistance) {
          best = (cost, squaredLength(d), q)
        }
      }
    }
    return best.point.snappedToContourGrid
  }

  private static let snapStep = 0.125

  /// Quadratic B-spline over the nine voxels around.
  private func smoothedCost(at p: SlicePoint) -> Double {
    let (i, j) = (p.x.rounded(), p.y.rounded())
    let (x, y) = (splineWeights(p.x - i), splineWeights(p.y - j))
    var sum = 0.0
    for b in 0..<3 {
      for a in 0..<3 {
        let v = VoxelIndex(
          min(max(Int(i) + a - 1, 0), size.ni - 1), min(max(Int(j) + b - 1, 0), size.nj - 1))
        sum += x[a] * y[b] * Double(self[v])
      }
    }
    return sum
  }
}

/// - Parameter t: From the middle voxel, -0.5...0.5.
private func splineWeights(_ t: Double) -> SIMD3<Double> {
  SIMD3(0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t))
}
