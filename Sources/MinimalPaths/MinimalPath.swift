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

  /// One step of half a voxel down the gradient, by the midpoint rule.
  private func descend(from position: SIMD3<Double>) -> SIMD3<Double>? {
    guard let first = downhill(position) else { return nil }
    guard let second = downhill(clamped(position + 0.25 * first)) else { return nil }
    return clamped(position + 0.5 * second)
  }

  /// Direction of steepest descent in voxel units, its largest component 1.
  private func downhill(_ position: SIMD3<Double>) -> SIMD3<Double>? {
    var gradient = SIMD3<Double>()
    var total = 0.0
    let around = corners(of: position)
    for n in around.indices {
      let (corner, weight) = around[n]
      guard weight > 0, let g = upwindGradient(corner) else { continue }
      gradient += weight * g
      total += weight
    }
    guard total > 0 else { return nil }
    // A step of d millimetres along the gradient is d / spacing voxels.
    let direction = -gradient / spacing
    let largest = max(abs(direction.x), abs(direction.y), abs(direction.z))
    guard largest > 0, largest.isFinite else { return nil }
    return direction / largest
  }

  /// Gradient at a voxel from its earlier neighbours, per millimetre; nil where never reached.
  private func upwindGradient(_ v: VoxelIndex) -> SIMD3<Double>? {
    let here = value(v)
    guard here.isFinite else { return nil }
    var gradient = SIMD3<Double>()
    let lengths = [size.ni, size.nj, size.nk]
    let position = [v.i, v.j, v.k]
    let strides = [1, size.ni, size.ni * size.nj]
    let offset = size.offset(v)
    for axis in 0..<3 where lengths[axis] > 1 {
      let before = position[axis] > 0 ? values[offset - strides[axis]] : .infinity
      let after = position[axis] < lengths[axis] - 1 ? values[offset + strides[axis]] : .infinity
      if before <= after, before < here {
        gradient[axis] = Double(here - before) / spacing[axis]
      } else if after < here {
        gradient[axis] = Double(after - here) / spacing[axis]
      }
    }
    return gradient
  }

  /// Arrival time between voxels, linear; corners the front has not reached do not count.
  func interpolated(_ position: SIMD3<Double>) -> Double {
    var sum = 0.0
    var total = 0.0
    let around = corners(of: position)
    for n in around.indices {
      let (corner, weight) = around[n]
      let t = value(corner)
      if t.isFinite {
        sum += weight * Double(t)
        total += weight
      }
    }
    return total > 0 ? sum / total : .infinity
  }

  private func earliestNeighbour(
    of position: SIMD3<Double>
  ) -> (position: SIMD3<Double>, time: Double)? {
    let r = position.rounded(.toNearestOrAwayFromZero)
    let (i, j, k) = (Int(r.x), Int(r.y), Int(r.z))
    var best: (VoxelIndex, Float)?
    for kk in max(0, k - 1)...min(size.nk - 1, k + 1) {
      for jj in max(0, j - 1)...min(size.nj - 1, j + 1) {
        for ii in max(0, i - 1)...min(size.ni - 1, i + 1) {
          let v = VoxelIndex(ii, jj, kk)
          let t = value(v)
          if t < best?.1 ?? .infinity { best = (v, t) }
        }
      }
    }
    return best.map { (SIMD3(Double($0.0.i), Double($0.0.j), Double($0.0.k)), Double($0.1)) }
  }

  private func value(_ v: VoxelIndex) -> Float { values[size.offset(v)] }

  private func clamped(_ p: SIMD3<Double>) -> SIMD3<Double> {
    p.clamped(
      lowerBound: SIMD3(),
      upperBound: SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)))
  }

  /// The eight voxels around a position and their weights (four of them 0 in a single slice).
  private func corners(of position: SIMD3<Double>) -> InlineArray<8, (VoxelIndex, Double)> {
    let low = position.rounded(.down)
    let f = position - low
    let (i, j, k) = (Int(low.x), Int(low.y), Int(low.z))
    var result = InlineArray<8, (VoxelIndex, Double)>(repeating: (VoxelIndex(i, j, k), 0))
    for n in 0..<8 {
      let (di, dj, dk) = (n & 1, n >> 1 & 1, n >> 2)
      let weight =
        (di == 1 ? f.x : 1 - f.x) * (dj == 1 ? f.y : 1 - f.y) * (dk == 1 ? f.z : 1 - f.z)
      // A weight of 0 may point beyond the grid; the voxel itself then stands in.
      if weight > 0 { result[n] = (VoxelIndex(i + di, j + dj, k + dk), weight) }
    }
    return result
  }
}
