public import Volumes

extension ArrivalTimes {
  /// The fastest way from `target` back to a seed of the front, sub-voxel.
  ///
  /// Follows the steepest descent of the arrival time by the midpoint rule, half a voxel a step.
  /// Where the gradient fails (a plateau, the border of what the front has seen) it goes to the
  /// earliest neighbouring voxel instead. The time falls with every step, so the path ends.
  /// What the front reached after the target does not count, so the path is the same however far
  /// the front has gone since.
  /// - Parameter target: Inside the grid, reached by the front.
  /// - Returns: From `target` to the seed, both included; `[target, seed]` when the front did not
  ///   reach it.
  public func minimalPath(from target: VoxelPoint) -> [VoxelPoint] {
    let descent = PathDescent(self, from: target)
    return descent.path(along: descent.downhill)
  }
}

/// A walk down the arrival time.
struct PathDescent {
  private let grid: PaddedGrid
  private let spacing: SIMD3<Double>
  private let seeds: [VoxelPoint]
  private let arrivals: ArrivalTimes
  private let target: VoxelPoint
  /// The latest time that counts: that of the voxels around the target.
  private var latest: Float = -1

  init(_ arrivals: ArrivalTimes, from target: VoxelPoint) {
    grid = arrivals.grid
    spacing = arrivals.spacing
    seeds = arrivals.seeds
    self.arrivals = arrivals
    self.target = target
    var latest: Float = -1
    forEachCorner(of: target.vector) { offset, _ in
      if arrivals.time(offset) < .infinity { latest = max(latest, arrivals.time(offset)) }
    }
    self.latest = latest
  }

  /// - Parameter direction: Where the front came from at a position, in voxel units, its largest
  ///   component 1; nil where that cannot be told.
  /// - Returns: From the target to a seed, both included.
  func path(along direction: (SIMD3<Double>) -> SIMD3<Double>?) -> [VoxelPoint] {
    var path = [target]
    var position = target.vector
    var level = interpolated(position)
    let largestStepCount = 4 * grid.size.count
    while path.count < largestStepCount {
      if let seed = seedNear(position) {
        if seed.vector != position { path.append(seed) }
        return path
      }
      if let next = descend(from: position, direction), case let t = interpolated(next), t < level {
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
  private func seedNear(_ position: SIMD3<Double>) -> VoxelPoint? {
    let seed = nearestSeed(position)
    let d = seed.vector - position
    return (d * d).sum() <= 1 ? seed : nil
  }

  private func nearestSeed(_ position: SIMD3<Double>) -> VoxelPoint {
    var best = seeds[0]
    for seed in seeds.dropFirst() {
      let a = (seed.vector - position) * spacing
      let b = (best.vector - position) * spacing
      if (a * a).sum() < (b * b).sum() { best = seed }
    }
    return best
  }

  /// One step of half a voxel, by the midpoint rule.
  private func descend(
    from position: SIMD3<Double>, _ direction: (SIMD3<Double>) -> SIMD3<Double>?
  ) -> SIMD3<Double>? {
    guard let first = direction(position) else { return nil }
    guard let second = direction(clamped(position + 0.25 * first)) else { return nil }
    return clamped(position + 0.5 * second)
  }

  /// Direction of steepest descent in voxel units, its largest component 1.
  func downhill(_ position: SIMD3<Double>) -> SIMD3<Double>? {
    var gradient = SIMD3<Double>()
    forEachReachedCorner(of: position) { offset, weight in
      gradient += weight * upwindGradient(offset)
    }
    // A step of d millimetres along the gradient is d / spacing voxels.
    let direction = -gradient / spacing
    let largest = max(abs(direction.x), abs(direction.y), abs(direction.z))
    guard largest > 0, largest.isFinite else { return nil }
    return direction / largest
  }

  /// Gradient at a voxel the front has reached, from its earlier neighbours, per millimetre.
  private func upwindGradient(_ offset: Int) -> SIMD3<Double> {
    let here = arrivals.time(offset)
    return SIMD3(
      upwindDifference(here, offset, 1), upwindDifference(here, offset, grid.rowStride),
      grid.isFlat ? 0 : upwindDifference(here, offset, grid.sliceStride)) / spacing
  }

  private func upwindDifference(_ here: Float, _ offset: Int, _ stride: Int) -> Double {
    let before = arrivals.time(offset - stride)
    let after = arrivals.time(offset + stride)
    if before <= after, before < here { return Double(here - before) }
    return after < here ? Double(after - here) : 0
  }

  /// Arrival time between voxels, linear; corners the front has not reached do not count.
  private func interpolated(_ position: SIMD3<Double>) -> Double {
    var sum = 0.0
    var total = 0.0
    forEachReachedCorner(of: position) { offset, weight in
      sum += weight * Double(arrivals.time(offset))
      total += weight
    }
    return total > 0 ? sum / total : .infinity
  }

  private func earliestNeighbour(
    of position: SIMD3<Double>
  ) -> (position: SIMD3<Double>, time: Double)? {
    let r = position.rounded(.toNearestOrAwayFromZero)
    let (i, j, k) = (Int(r.x), Int(r.y), Int(r.z))
    var best: (VoxelIndex, Float)?
    let size = grid.size
    for kk in max(0, k - 1)...min(size.nk - 1, k + 1) {
      for jj in max(0, j - 1)...min(size.nj - 1, j + 1) {
        for ii in max(0, i - 1)...min(size.ni - 1, i + 1) {
          let v = VoxelIndex(ii, jj, kk)
          let t = arrivals.time(grid.offset(v))
          if t < best?.1 ?? .infinity { best = (v, t) }
        }
      }
    }
    return best.map { (SIMD3(Double($0.0.i), Double($0.0.j), Double($0.0.k)), Double($0.1)) }
  }

  private func clamped(_ p: SIMD3<Double>) -> SIMD3<Double> {
    let size = grid.size
    return p.clamped(
      lowerBound: SIMD3(),
      upperBound: SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)))
  }

  /// The same for those that the front reached before the target.
  @inline(__always)
  func forEachReachedCorner(of position: SIMD3<Double>, _ body: (Int, Double) -> Void) {
    forEachCorner(of: position) { offset, weight in
      if arrivals.time(offset) <= latest { body(offset, weight) }
    }
  }

  /// Calls for the up to eight voxels around a position with their place and weight, > 0.
  @inline(__always)
  private func forEachCorner(of position: SIMD3<Double>, _ body: (Int, Double) -> Void) {
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
