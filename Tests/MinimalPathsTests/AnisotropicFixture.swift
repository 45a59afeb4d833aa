import TestSupport
import Volumes

@testable import MinimalPaths

/// Cosine and sine of k times the smaller angle of the 3-4-5 triangle, 36.87 degrees: they
/// are rational, so no trigonometric library is needed.
func turned(_ k: Int) -> SIMD2<Double> {
  var (c, s) = (1.0, 0.0)
  for _ in 0..<k { (c, s) = (0.8 * c - 0.6 * s, 0.6 * c + 0.8 * s) }
  return SIMD2(c, s)
}

/// A tensor with cost `along` in direction t and `across` at right angles to it.
func tensor(_ t: SIMD2<Double>, along: Double = 1, across: Double) -> CostTensor {
  let (a, b) = (along * along, across * across)
  return CostTensor(
    xx: Float(a * t.x * t.x + b * t.y * t.y), xy: Float((a - b) * t.x * t.y),
    yy: Float(a * t.y * t.y + b * t.x * t.x))
}

/// A smooth field: the direction turns, cost and ratio vary.
func smoothField(
  _ size: GridSize, seed: UInt64, ratio: Double, saving: Double
) -> (tensors: [CostTensor], drift: [SIMD2<Float>]) {
  var random = SeededRandom(seed: seed)
  func noise() -> [Double] {
    let values = (0..<size.count).map { _ in Float.random(in: -1...1, using: &random) }
    let smooth = gaussianSmoothed(values, size: size, sigma: SIMD3(3, 3, 0), replacement: 0)
    let largest = smooth.map(abs).max() ?? 1
    return smooth.map { Double($0 / largest) }
  }
  let (x, y, f, r) = (noise(), noise(), noise(), noise())
  var tensors: [CostTensor] = []
  var drift: [SIMD2<Float>] = []
  for n in 0..<size.count {
    let v = SIMD2(x[n], y[n])
    let t = v / max((v * v).sum().squareRoot(), 1e-3)
    let length = (t * t).sum().squareRoot()
    let unit = length > 0.5 ? t / length : SIMD2(1, 0)
    let cost = exponential(f[n])
    tensors.append(
      tensor(unit, along: cost, across: cost * (1 + (ratio - 1) * abs(r[n]))))
    drift.append(SIMD2<Float>(saving * cost * unit))
  }
  return (tensors, drift)
}

/// The fixed point of the scheme, by sweeping until nothing changes: slow, but without a queue, a
/// wall or an order, and each equation solved by halving an interval.
func bySweeping(_ metric: AnisotropicMetric, _ seed: VoxelIndex) -> [Float] {
  let size = metric.size
  var t = [Float](repeating: .infinity, count: size.count)
  t[size.offset(seed)] = 0
  func at(_ i: Int, _ j: Int) -> Double {
    let v = VoxelIndex(i, j)
    return size.contains(v) ? Double(t[size.offset(v)]) : .infinity
  }
  var changed = true
  while changed {
    changed = false
    for j in 0..<size.nj {
      for i in 0..<size.ni {
        let place = metric.grid.offset(VoxelIndex(i, j))
        let s = metric.stencils[place]
        if s.isEmpty { continue }
        let drift = metric.drifts.isEmpty ? SIMD2() : SIMD2<Double>(metric.drifts[place])
        let (e0, e1) = ((Int(s.steps.x), Int(s.steps.y)), (Int(s.steps.z), Int(s.steps.w)))
        var terms: [(time: Double, weight: Double)] = []
        for (e, w, saved) in [
          (e0, s.w0, drift.x), (e1, s.w1, drift.y),
          ((e0.0 + e1.0, e0.1 + e1.1), s.w2, drift.sum()),
        ] where w > 0 {
          terms.append((at(i - e.0, j - e.1) - saved, Double(w)))
          terms.append((at(i + e.0, j + e.1) + saved, Double(w)))
        }
        let pairs = stride(from: 0, to: terms.count, by: 2).map {
          (time: min(terms[$0].time, terms[$0 + 1].time), weight: terms[$0].weight)
        }.filter { $0.time < .infinity }
        guard var low = pairs.map(\.time).min() else { continue }
        var high = pairs.map { $0.time + 1 / $0.weight.squareRoot() }.min() ?? low
        for _ in 0..<60 {
          let middle = (low + high) / 2
          let sum = pairs.reduce(0.0) {
            let d = max(0, middle - $1.time)
            return $0 + $1.weight * d * d
          }
          if sum < 1 { low = middle } else { high = middle }
        }
        let n = size.offset(VoxelIndex(i, j))
        if Float(high) < t[n] {
          t[n] = Float(high)
          changed = true
        }
      }
    }
  }
  return t
}
