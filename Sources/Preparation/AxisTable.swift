import Foundation

/// Every target voxel of one axis as a weighted sum of source voxels.
struct AxisTable {
  /// Number of sources of each target.
  let taps: Int
  /// Shape (targets, taps).
  let sources: [Int]
  let weights: [Float]

  var targets: Int { sources.count / taps }

  /// Targets at `positions` of an axis of `count` voxels, the two nearest blended linearly; the
  /// border is continued by its own value.
  static func linear(_ positions: [Double], count: Int) -> AxisTable {
    var sources: [Int] = []
    var weights: [Float] = []
    for position in positions {
      let inside = min(max(position, 0), Double(count - 1))
      let first = min(Int(inside), max(count - 2, 0))
      let share = Float(inside - Double(first))
      sources += [first, min(first + 1, count - 1)]
      weights += [1 - share, share]
    }
    return AxisTable(taps: 2, sources: sources, weights: weights)
  }

  /// Targets at `positions` from the coefficients of a cubic B-spline, mirrored at the border.
  static func cubicSpline(_ positions: [Double], count: Int) -> AxisTable {
    var sources: [Int] = []
    var weights: [Float] = []
    for position in positions {
      let base = position.rounded(.down)
      sources += (-1...2).map { mirrored(Int(base) + $0, count) }
      weights += cubicSplineWeights(position - base)
    }
    return AxisTable(taps: 4, sources: sources, weights: weights)
  }

  /// Smoothing of an axis of `count` voxels by a Gaussian, mirrored at the border.
  /// - Parameter sigma: Standard deviation in voxels, > 0.
  static func gaussian(sigma: Double, count: Int) -> AxisTable {
    let radius = max(1, Int((4 * sigma).rounded(.up)))
    let raw = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = raw.reduce(0, +)
    let kernel = raw.map { Float($0 / sum) }
    var sources: [Int] = []
    var weights: [Float] = []
    for target in 0..<count {
      sources += (-radius...radius).map { mirrored(target + $0, count) }
      weights += kernel
    }
    return AxisTable(taps: kernel.count, sources: sources, weights: weights)
  }

  /// Applies the table along one axis.
  /// - Parameters:
  ///   - values: Shape (outer, sources, inner).
  ///   - length: Number of source voxels of the axis.
  ///   - inner: Number of values between neighbours of the axis.
  /// - Returns: Shape (outer, targets, inner).
  func applied(to values: [Float], length: Int, inner: Int) -> [Float] {
    let outer = values.count / (length * inner)
    var result = [Float](repeating: 0, count: outer * targets * inner)
    let old = values.span
    let (sources, weights) = (self.sources.span, self.weights.span)
    var new = result.mutableSpan
    let (taps, targets) = (taps, targets)
    for block in 0..<outer {
      for target in 0..<targets {
        let write = (block * targets + target) * inner
        for tap in target * taps..<(target + 1) * taps {
          let weight = weights[tap]
          let read = (block * length + sources[tap]) * inner
          for n in 0..<inner { new[write + n] += weight * old[read + n] }
        }
      }
    }
    return result
  }
}

/// The index that stands at `index` when an axis is continued by its mirror image, the border voxel
/// itself not repeated.
func mirrored(_ index: Int, _ count: Int) -> Int {
  guard count > 1 else { return 0 }
  let period = 2 * (count - 1)
  let phase = ((index % period) + period) % period
  return min(phase, period - phase)
}

/// The four weights of the uniform cubic B-spline at `share` (0..<1) of the way to the next knot.
func cubicSplineWeights(_ share: Double) -> [Float] {
  let t = share
  let rest = 1 - t
  return [
    Float(rest * rest * rest / 6), Float((3 * t * t * t - 6 * t * t + 4) / 6),
    Float((3 * rest * rest * rest - 6 * rest * rest + 4) / 6), Float(t * t * t / 6),
  ]
}
