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
    var path = [target]
    var position = target.vector
    var level = arrivals.interpolated(position)
    let largestStepCount = 4 * metric.size.count
    while path.count < largestStepCount {
      if let seed = arrivals.seedNear(position) {
        if seed.vector != position { path.append(seed) }
        return path
      }
      if let next = upstream(from: position, arrivals), case let t = arrivals.interpolated(next),
        t < level
      {
        position = next
        level = t
      } else if let next = arrivals.earliestNeighbour(of: position), next.time < level {
        position = next.position
        level = next.time
      } else {
        break
      }
      path.append(VoxelPoint(position))
    }
    let seed = arrivals.nearestSeed(position)
    if seed.vector != position { path.append(seed) }
    return path
  }

  /// One step of half a voxel against the flow, by the midpoint rule.
  private func upstream(
    from position: SIMD3<Double>, _ arrivals: ArrivalTimes
  ) -> SIMD3<Double>? {
    guard let first = direction(position, arrivals) else { return nil }
    guard let second = direction(arrivals.clamped(position - 0.25 * first), arrivals) else {
      return nil
    }
    return arrivals.clamped(position - 0.5 * second)
  }

  /// Direction of the flow between voxels, in voxel units, its largest component 1.
  private func direction(_ position: SIMD3<Double>, _ arrivals: ArrivalTimes) -> SIMD3<Double>? {
    var sum = SIMD2<Double>()
    arrivals.forEachCorner(of: position) { offset, weight in
      if arrivals.times[offset] < .infinity { sum += weight * flow(offset, arrivals.times) }
    }
    let largest = max(abs(sum.x), abs(sum.y))
    guard largest > 0, largest < .infinity else { return nil }
    return SIMD3(sum / largest, 0)
  }

  /// D (grad u + w) as the scheme has it, voxels per time: the sum over its offsets of weight times
  /// difference times offset.
  private func flow(_ x: Int, _ times: [Float]) -> SIMD2<Double> {
    let stencil = metric.stencils[x]
    let (d0, d1) = stencil.distances(metric.grid.rowStride)
    let steps = SIMD4<Double>(stencil.steps)
    let saved = metric.drifts.isEmpty ? SIMD2() : metric.drifts[x]
    func difference(_ d: Int, _ saved: Float) -> Double {
      let (behind, ahead) = (times[x - d] - saved, times[x + d] + saved)
      return behind <= ahead
        ? Double(max(times[x] - behind, 0)) : -Double(max(times[x] - ahead, 0))
    }
    let w = SIMD3<Double>(stencil.weights)
    let p0 = w.x * difference(d0, saved.x)
    let p1 = w.y * difference(d1, saved.y)
    let p2 = w.z * difference(d0 + d1, saved.x + saved.y)
    return (p0 + p2) * steps.lowHalf + (p1 + p2) * steps.highHalf
  }
}
