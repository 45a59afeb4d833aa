public import Volumes

extension AnisotropicMarching {
  /// The fastest way from a seed of the front to `target`, backwards and sub-voxel.
  ///
  /// Goes against the flow D (grad u + w), which the scheme has at every voxel, by the midpoint rule,
  /// half a voxel a step; where that fails (the border of what the front has seen) to the earliest
  /// neighbouring voxel. The time falls with every step, so the path ends.
  /// - Parameter target: Inside the grid, reached by the front.
  /// - Returns: From `target` to the seed, both included; `[target, seed]` when the front did not
  ///   reach it.
  public func minimalPath(from target: VoxelPoint) -> [VoxelPoint] {
    let arrivals = arrivalTimes
    let descent = PathDescent(arrivals, from: target)
    return descent.path { position in
      var sum = SIMD2<Double>()
      descent.forEachReachedCorner(of: position) { offset, weight in
        sum -= weight * flow(offset, arrivals)
      }
      let largest = max(abs(sum.x), abs(sum.y))
      guard largest > 0, largest < .infinity else { return nil }
      return SIMD3(sum / largest, 0)
    }
  }

  /// D (grad u + w) as the scheme has it, voxels per time: the sum over its offsets of weight times
  /// difference times offset.
  private func flow(_ x: Int, _ arrivals: ArrivalTimes) -> SIMD2<Double> {
    let stencil = metric.stencils[x]
    let (d0, d1) = stencil.distances(metric.grid.rowStride)
    let steps = SIMD4<Double>(stencil.steps)
    let saved = metric.drifts.isEmpty ? SIMD2() : metric.drifts[x]
    func difference(_ d: Int, _ saved: Float) -> Double {
      let (behind, ahead) = (arrivals.time(x - d) - saved, arrivals.time(x + d) + saved)
      return behind <= ahead
        ? Double(max(arrivals.time(x) - behind, 0)) : -Double(max(arrivals.time(x) - ahead, 0))
    }
    let w = SIMD3<Double>(stencil.weights)
    let p0 = w.x * difference(d0, saved.x)
    let p1 = w.y * difference(d1, saved.y)
    let p2 = w.z * difference(d0 + d1, saved.x + saved.y)
    return (p0 + p2) * steps.lowHalf + (p1 + p2) * steps.highHalf
  }
}
