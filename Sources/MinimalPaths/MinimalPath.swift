public import Volumes

extension ArrivalTimes {
  /// The fastest way from `target` back to a seed of the front, sub-voxel.
  ///
  /// Follows the steepest descent of the arrival time by the midpoint rule, half a voxel a step.
  /// Where the gradient fails (a plateau, the border of what the front has seen) it goes to the
  /// earliest neighbouring voxel instead. The time falls with every step, so the path ends.
  /// - Parameter target: Inside the grid, reached by the front.
  /// - Returns: From `target` to the seed, both included; `[target, seed]` when the front did not
  ///   reach it.
  public func minimalPath(from target: VoxelPoint) -> [VoxelPoint] {
    var path = [target]
    var position = target.vector
    var level = interpolated(position)
    let largestStepCount = 4 * size.count
    while path.count < largestStepCount {
      if let seed = seedNear(position) {
        if seed.vector != position { path.append(seed) }
        return path
      }
      if let next = descend(from: position), case let t = interpolated(next), t < level {
        position = next
        level = t
      } else if let next = earliestNeighbour(of: position), next.time < level {
        position = next.position
        level = next.time
      } else {
        break
      }
      path.append(VoxelPoint(position))
    }
    let seed = nearestSeed(position)
    if seed.vector != position { path.append(seed) }
    return path
  }

  /// The seed whose voxel cell `position` has come to: from there on the way is straight.
  func seedNear(_ position: SIMD3<Double>) -> VoxelPoint? {
    let seed = nearestSeed(position)
    let d = seed.vector - position
    return (d * d).sum() <= 1 ? seed : nil
  }

  func nearestSeed(_ position: SIMD3<Double>) -> VoxelPoint {
    var best = seeds[0]
    for seed in seeds.dropFirst() {
      let a = (seed.vector - position) * spacing
      let b = (best.vector - position) * spacing
      if (a * a).sum() < (b * b).sum() { best = seed }
    }
    return best
  }

  /// One step of half a voxel down the gradient, by the midpoint rule.
  private func descend(from position: SIMD3<Double>) -> SIMD3<Double>? {
    guard let first = downhill(position) else { return nil }
    guard let second = downhill(clamped(position + 0.25 * first)) else { return nil }
    return clamped(position + 0.5 * second)
  }

  /// Direction of steepest descent in voxel units, its largest component 1.
  private func downhill(_ position: SIMD3<Double>) -> SIMD3<Double>? {
    var gradient = SIMD3<Double>()
    forEachCorner(of: position) { offset, weight in
      if times[offset] < .infinity { gradient += weight * upwindGradient(offset) }
    }
    // A step of d millimetres along the gradient is d / spacing voxels.
    let direction = -gradient / spacing
    let largest = max(abs(direction.x), abs(direction.y), abs(direction.z))
    guard largest > 0, largest.isFinite else { return nil }
    return direction / largest
  }

  /// Gradient at a voxel the front has reached, from its earlier neighbours, per millimetre.
  private func upwindGradient(_ offset: Int) -> SIMD3<Double> {
    let here = times[offset]
    return SIMD3(
      upwindDifference(here, offset, 1), upwindDifference(here, offset, grid.rowStride),
      grid.isFlat ? 0 : upwindDifference(here, offset, grid.sliceStride)) / spacing
  }

  private func upwindDifference(_ here: Float, _ offset: Int, _ stride: Int) -> Double {
    let before = times[offset - stride]
    let after = times[offset + stride]
    if before <= after, before < here { return Double(here - before) }
    return after < here ? Double(after - here) : 0
  }

  /// Arrival time between voxels, linear; corners the front has not reached do not count.
  func interpolated(_ position: SIMD3<Double>) -> Double {
    var sum = 0.0
    var total = 0.0
    forEachCorner(of: position) { offset, weight in
      let t = times[offset]
      if t < .infinity {
        sum += weight * Double(t)
        total += weight
      }
    }
    return total > 0 ? sum / total : .infinity
  }

  func earliestNeighbour(
    of position: SIMD3<Double>
  ) -> (position: SIMD3<Double>, time: Double)? {
    let r = position.rounded(.toNearestOrAwayFromZero)
    let (i, j, k) = (Int(r.x), Int(r.y), Int(r.z))
    var best: (VoxelIndex, Float)?
    for kk in max(0, k - 1)...min(size.nk - 1, k + 1) {
      for jj in max(0, j - 1)...min(size.nj - 1, j + 1) {
        for ii in max(0, i - 1)...min(size.ni - 1, i + 1) {
          let v = VoxelIndex(ii, jj, kk)
          let t = self[v]
          if t < best?.1 ?? .infinity { best = (v, t) }
        }
      }
    }
    return best.map { (SIMD3(Double($0.0.i), Double($0.0.j), Double($0.0.k)), Double($0.1)) }
  }

  func clamped(_ p: SIMD3<Double>) -> SIMD3<Double> {
    p.clamped(
      lowerBound: SIMD3(),
      upperBound: SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)))
  }

  /// Calls for the up to eight voxels around a position with their place and weight, > 0.
  @inline(__always)
  func forEachCorner(of position: SIMD3<Double>, _ body: (Int, Double) -> Void) {
    let low = position.rounded(.down)
    let f = position - low
    let corner = grid.offset(VoxelIndex(Int(low.x), Int(low.y), Int(low.z)))
    for dk in 0..<(f.z > 0 ? 2 : 1) {
      for dj in 0..<(f.y > 0 ? 2 : 1) {
        for di in 0..<(f.x > 0 ? 2 : 1) {
          let weight =
            (di == 1 ? f.x : 1 - f.x) * (dj == 1 ? f.y : 1 - f.y) * (dk == 1 ? f.z : 1 - f.z)
          body(corner + dk * grid.sliceStride + dj * grid.rowStride + di, weight)
        }
      }
    }
  }
}
