// The inner loops. Each pops the earliest voxel and offers its neighbours a new time.
//
// A neighbour's smallest time along the axis of travel is that of the popped voxel, unless the
// voxel on the neighbour's far side came earlier; then nothing has changed for the neighbour.

extension FastMarching {
  /// Marches in a grid of one slice.
  /// - Returns: Number of voxels accepted; fewer than `limit` when the march is over.
  func marchFlat(
    _ cost: Span<Float>, _ time: inout MutableSpan<Float>, _ queue: inout FrontQueue,
    atMost limit: Int, until targets: [Int]
  ) -> Int {
    let row = rowStride
    let hi = Float(spacing.x)
    let hj = Float(spacing.y)
    var accepted = 0
    while accepted < limit, !queue.isEmpty {
      let (t, p) = queue.pop()
      if t != time[p] { continue }
      accepted += 1
      // A wall has infinite cost; its own neighbours may lie outside of the arrays.
      var step = -1
      for _ in 0..<2 {
        let q = p + step
        if time[q] > t, cost[q] < .infinity, time[q + step] >= t {
          let new = arrival2(t, min(time[q - row], time[q + row]), hi, hj, cost[q])
          if new < time[q] {
            time[q] = new
            queue.push(new, q)
          }
        }
        step = -step
      }
      step = -row
      for _ in 0..<2 {
        let q = p + step
        if time[q] > t, cost[q] < .infinity, time[q + step] >= t {
          let new = arrival2(t, min(time[q - 1], time[q + 1]), hj, hi, cost[q])
          if new < time[q] {
            time[q] = new
            queue.push(new, q)
          }
        }
        step = -step
      }
      if !targets.isEmpty, isReached(targets, time, t) { break }
    }
    return accepted
  }

  /// Marches in a grid of several slices.
  /// - Returns: Number of voxels accepted; fewer than `limit` when the march is over.
  func marchSolid(
    _ cost: Span<Float>, _ time: inout MutableSpan<Float>, _ queue: inout FrontQueue,
    atMost limit: Int, until targets: [Int]
  ) -> Int {
    let strides: InlineArray<3, Int> = [1, rowStride, sliceStride]
    let steps: InlineArray<3, Float> = [Float(spacing.x), Float(spacing.y), Float(spacing.z)]
    var accepted = 0
    while accepted < limit, !queue.isEmpty {
      let (t, p) = queue.pop()
      if t != time[p] { continue }
      accepted += 1
      for axis in 0..<3 {
        let second = axis == 0 ? 1 : 0
        let third = axis == 2 ? 1 : 2
        let b = strides[second]
        let c = strides[third]
        var step = -strides[axis]
        for _ in 0..<2 {
          let q = p + step
          if time[q] > t, cost[q] < .infinity, time[q + step] >= t {
            let new = arrival3(
              t, min(time[q - b], time[q + b]), min(time[q - c], time[q + c]),
              steps[axis], steps[second], steps[third], cost[q])
            if new < time[q] {
              time[q] = new
              queue.push(new, q)
            }
          }
          step = -step
        }
      }
      if !targets.isEmpty, isReached(targets, time, t) { break }
    }
    return accepted
  }
}

/// Whether every target is final once the front has come to time `t`.
private func isReached(_ targets: [Int], _ time: borrowing MutableSpan<Float>, _ t: Float) -> Bool {
  for target in targets where time[target] > t { return false }
  return true
}

/// Upwind solution of ((T - a) / ha)^2 + ((T - b) / hb)^2 = f^2, where `a` is final.
///
/// Written for the difference T - a, which keeps its digits when times are large.
@inline(__always)
func arrival2(_ a: Float, _ b: Float, _ ha: Float, _ hb: Float, _ f: Float) -> Float {
  let alone = ha * f
  let d = b - a
  if d >= alone { return a + alone }
  let wa = 1 / (ha * ha)
  let wb = 1 / (hb * hb)
  let discriminant = (wa + wb) * f * f - wa * wb * d * d
  // Below zero only by rounding: T is then the earlier neighbour's alone, which is known.
  if !(discriminant >= 0) { return a + alone }
  return a + (wb * d + discriminant.squareRoot()) / (wa + wb)
}

/// Upwind solution with three axes; `a` is final, `b` and `c` may be infinite.
@inline(__always)
func arrival3(
  _ a: Float, _ b: Float, _ c: Float, _ ha: Float, _ hb: Float, _ hc: Float, _ f: Float
) -> Float {
  // The nearer of the other two axes decides first whether it takes part.
  let swapped = c < b
  let (near, far) = swapped ? (c, b) : (b, c)
  let (hn, hf) = swapped ? (hc, hb) : (hb, hc)
  let two = arrival2(a, near, ha, hn, f)
  if far >= two { return two }
  let wa = 1 / (ha * ha)
  let wn = 1 / (hn * hn)
  let wf = 1 / (hf * hf)
  let dn = near - a
  let df = far - a
  let sum = wa + wn + wf
  let linear = wn * dn + wf * df
  let discriminant = linear * linear - sum * (wn * dn * dn + wf * df * df - f * f)
  if !(discriminant >= 0) { return two }
  return a + (linear + discriminant.squareRoot()) / sum
}
