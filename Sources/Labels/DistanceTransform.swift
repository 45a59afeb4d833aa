import Volumes

/// Squared distances to the nearest of some places of a grid, for questions at few other places.
///
/// Within slices they are computed everywhere, line by line; across slices only where somebody
/// asks, from slice to slice outwards and no farther than the nearest place found so far. Both
/// are exact. Borders are few among the voxels of a box, and slices often fewer than rows.
/// Source: Felzenszwalb and Huttenlocher, Theory of Computing 8 (2012) 415, for the lines.
struct DistanceTransform {
  private let size: GridSize
  private let spacing: SIMD3<Double>
  /// Shape (ni, nj, nk): to the nearest place in the same slice, square millimetres.
  private var inSlice: [Double]
  /// Whether a slice has any place.
  private var hasPlaces: [Bool]

  /// - Parameters:
  ///   - places: Offsets in the grid, at least one.
  ///   - spacing: Millimetres.
  /// - Complexity: O(n) for n voxels of the grid.
  init(to places: [Int], size: GridSize, spacing: SIMD3<Double>) {
    self.size = size
    self.spacing = spacing
    inSlice = [Double](repeating: .infinity, count: size.count)
    hasPlaces = [Bool](repeating: false, count: size.nk)
    var isInRow = [Bool](repeating: false, count: size.nj * size.nk)
    for place in places {
      inSlice[place] = 0
      isInRow[place / size.ni] = true
      hasPlaces[place / size.sliceCount] = true
    }
    for row in isInRow.indices where isInRow[row] { sweep(row) }
    var envelope = LowerEnvelope(count: size.nj)
    for k in 0..<size.nk where hasPlaces[k] {
      let rows = isInRow[k * size.nj..<(k + 1) * size.nj]
      for i in 0..<size.ni {
        envelope.transform(
          &inSlice, start: k * size.sliceCount + i, step: size.ni, rows: rows,
          spacing: spacing.y)
      }
    }
  }

  /// Squared distances along a row that has places: from the left, then from the right.
  private mutating func sweep(_ row: Int) {
    let start = row * size.ni
    var steps = Double.infinity
    for n in start..<start + size.ni {
      steps = inSlice[n] == 0 ? 0 : steps + 1
      inSlice[n] = steps
    }
    steps = .infinity
    for n in stride(from: start + size.ni - 1, through: start, by: -1) {
      steps = inSlice[n] == 0 ? 0 : steps + 1
      let distance = min(inSlice[n], steps) * spacing.x
      inSlice[n] = distance * distance
    }
  }

  /// Squared distances from some places, in their order.
  func squares(from places: [Int]) -> [Double] {
    let (slice, nk, height) = (size.sliceCount, size.nk, spacing.z)
    return places.map { place in
      let k = place / slice
      var best = inSlice[place]
      var away = 1
      while k - away >= 0 || k + away < nk {
        let across = Double(away) * height
        let square = across * across
        guard square < best else { break }
        if k - away >= 0, hasPlaces[k - away] {
          best = min(best, inSlice[place - away * slice] + square)
        }
        if k + away < nk, hasPlaces[k + away] {
          best = min(best, inSlice[place + away * slice] + square)
        }
        away += 1
      }
      return best
    }
  }
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

  /// Replaces values from `start`, `step` apart, by the envelope over them.
  /// - Parameter rows: Which of the values are finite; one at least.
  mutating func transform(
    _ values: inout [Double], start: Int, step: Int, rows: ArraySlice<Bool>, spacing: Double
  ) {
    var last = -1
    for (q, isFinite) in rows.enumerated() where isFinite {
      let height = values[start + q * step]
      heights[q] = height
      let x = Double(q) * spacing
      var crossing = -Double.infinity
      while last >= 0 {
        let p = Double(apex[last]) * spacing
        crossing = (height + x * x - heights[apex[last]] - p * p) / (2 * (x - p))
        if crossing > from[last] { break }
        last -= 1
        crossing = -.infinity
      }
      last += 1
      apex[last] = q
      from[last] = crossing
    }
    var place = 0
    for q in 0..<rows.count {
      let x = Double(q) * spacing
      while place < last, from[place + 1] <= x { place += 1 }
      let distance = x - Double(apex[place]) * spacing
      values[start + q * step] = distance * distance + heights[apex[place]]
    }
  }
}
