import Volumes

/// Squared distance of each voxel's centre to that of the nearest voxel of a set, square
/// millimetres; infinite where the set is empty.
///
/// - Parameter set: Shape (ni, nj, nk), i fastest.
/// - Complexity: O(n).
/// Source: Felzenszwalb and Huttenlocher, Theory of Computing 8 (2012) 415.
func squaredDistances(to set: [Bool], size: GridSize, spacing: SIMD3<Double>) -> [Double] {
  var squares = set.map { $0 ? 0 : Double.infinity }
  let axes = [
    (count: size.ni, step: 1, spacing: spacing.x),
    (count: size.nj, step: size.ni, spacing: spacing.y),
    (count: size.nk, step: size.sliceCount, spacing: spacing.z),
  ]
  var envelope = LowerEnvelope(count: max(size.ni, size.nj, size.nk))
  for axis in axes where axis.count > 1 {
    for start in 0..<squares.count where start / axis.step % axis.count == 0 {
      envelope.transform(
        &squares, start: start, step: axis.step, count: axis.count, spacing: axis.spacing)
    }
  }
  return squares
}

/// The lower envelope of parabolas that stand on the voxels of a line.
private struct LowerEnvelope {
  /// Which voxels' parabolas the envelope consists of, and from where on each is the lowest.
  private var apex: [Int]
  private var from: [Double]
  private var heights: [Double]

  init(count: Int) {
    apex = [Int](repeating: 0, count: count)
    from = [Double](repeating: 0, count: count)
    heights = [Double](repeating: 0, count: count)
  }

  /// Replaces `count` values from `start`, `step` apart, by the envelope over them.
  mutating func transform(
    _ values: inout [Double], start: Int, step: Int, count: Int, spacing: Double
  ) {
    var last = -1
    for q in 0..<count {
      heights[q] = values[start + q * step]
      guard heights[q].isFinite else { continue }
      let x = Double(q) * spacing
      var crossing = -Double.infinity
      while last >= 0 {
        let p = Double(apex[last]) * spacing
        crossing = (heights[q] + x * x - heights[apex[last]] - p * p) / (2 * (x - p))
        if crossing > from[last] { break }
        last -= 1
        crossing = -.infinity
      }
      last += 1
      apex[last] = q
      from[last] = crossing
    }
    guard last >= 0 else { return }
    var place = 0
    for q in 0..<count {
      let x = Double(q) * spacing
      while place < last, from[place + 1] <= x { place += 1 }
      let distance = x - Double(apex[place]) * spacing
      values[start + q * step] = distance * distance + heights[apex[place]]
    }
  }
}
