import Volumes

/// Squared distances to the nearest of some places of a grid, for questions at few other places.
///
/// Along rows they are computed everywhere. A question then looks at rows and slices outwards, no
/// farther than the nearest place found so far: borders that are compared lie close to each other.
/// Where the answers are far away, slices are transformed as a whole and the questions look from
/// slice to slice alone. Either way the answer is exact.
/// Source: Felzenszwalb and Huttenlocher, Theory of Computing 8 (2012) 415, for whole slices.
struct DistanceTransform {
  private let size: GridSize
  private let spacing: SIMD3<Double>
  /// Shape (ni, nj, nk): to the nearest place in the same row, square millimetres.
  private let inRow: [Double]
  /// Whether a row, and a slice, has any place.
  private let rowHasPlaces: [Bool]
  private let sliceHasPlaces: [Bool]

  /// - Parameters:
  ///   - places: Offsets in the grid, at least one.
  ///   - spacing: Millimetres.
  /// - Complexity: O(n) for n voxels of the grid.
  init(to places: [Int], size: GridSize, spacing: SIMD3<Double>) {
    self.size = size
    self.spacing = spacing
    var inRow = [Double](repeating: .infinity, count: size.count)
    var rowHasPlaces = [Bool](repeating: false, count: size.nj * size.nk)
    var sliceHasPlaces = [Bool](repeating: false, count: size.nk)
    for place in places {
      inRow[place] = 0
      rowHasPlaces[place / size.ni] = true
      sliceHasPlaces[place / size.sliceCount] = true
    }
    var values = inRow.mutableSpan
    for row in rowHasPlaces.indices where rowHasPlaces[row] {
      sweep(&values, from: row * size.ni, count: size.ni, spacing: spacing.x)
    }
    self.inRow = inRow
    self.rowHasPlaces = rowHasPlaces
    self.sliceHasPlaces = sliceHasPlaces
  }

  /// Squared distances from some places, in their order.
  /// - Complexity: O(n) for n voxels of the grid and as many questions as a surface has voxels.
  func squares(from places: [Int]) -> [Double] {
    // About what whole slices cost, in looks at a row.
    var looksLeft = size.count
    var squares: [Double] = []
    squares.reserveCapacity(places.count)
    for place in places {
      guard looksLeft > 0 else { break }
      squares.append(search(from: place, &looksLeft))
    }
    guard squares.count < places.count else { return squares }
    let inSlice = wholeSlices()
    for place in places[squares.count...] { squares.append(search(from: place, inSlice)) }
    return squares
  }

  /// Rows and slices outwards.
  private func search(from place: Int, _ looksLeft: inout Int) -> Double {
    let (k, j) = (place / size.sliceCount, place / size.ni % size.nj)
    let inRow = inRow.span
    var best = Double.infinity
    var awaySlices = 0
    while k - awaySlices >= 0 || k + awaySlices < size.nk {
      let across = Double(awaySlices) * spacing.z
      guard across * across < best else { break }
      for slice in stride(from: -awaySlices, through: awaySlices, by: max(2 * awaySlices, 1)) {
        guard k + slice >= 0, k + slice < size.nk, sliceHasPlaces[k + slice] else { continue }
        let start = place + slice * size.sliceCount
        var away = 0
        while j - away >= 0 || j + away < size.nj {
          let along = Double(away) * spacing.y
          let square = across * across + along * along
          guard square < best else { break }
          if j - away >= 0 { best = min(best, inRow[start - away * size.ni] + square) }
          if j + away < size.nj { best = min(best, inRow[start + away * size.ni] + square) }
          away += 1
        }
        looksLeft -= away
      }
      awaySlices += 1
    }
    return best
  }

  /// Slices outwards.
  private func search(from place: Int, _ inSlice: [Double]) -> Double {
    let k = place / size.sliceCount
    var best = inSlice[place]
    var away = 1
    while k - away >= 0 || k + away < size.nk {
      let across = Double(away) * spacing.z
      let square = across * across
      guard square < best else { break }
      for slice in stride(from: k - away, through: k + away, by: 2 * away)
      where slice >= 0 && slice < size.nk && sliceHasPlaces[slice] {
        best = min(best, inSlice[place + (slice - k) * size.sliceCount] + square)
      }
      away += 1
    }
    return best
  }

  /// Shape (ni, nj, nk): squared distances to the nearest place in the same slice.
  private func wholeSlices() -> [Double] {
    var inSlice = inRow
    var values = inSlice.mutableSpan
    let envelope = LowerEnvelope(count: size.nj, spacing: spacing.y)
    for k in 0..<size.nk where sliceHasPlaces[k] {
      let rows = (0..<size.nj).filter { rowHasPlaces[k * size.nj + $0] }
      envelope.transform(&values, start: k * size.sliceCount, columns: size.ni, rows: rows)
    }
    return inSlice
  }
}

/// Squared distances along a row that has places: from the left, then from the right.
private func sweep(
  _ values: inout MutableSpan<Double>, from start: Int, count: Int, spacing: Double
) {
  var steps = Double.infinity
  for n in start..<start + count {
    steps = values[n] == 0 ? 0 : steps + 1
    values[n] = steps
  }
  steps = .infinity
  for n in stride(from: start + count - 1, through: start, by: -1) {
    steps = values[n] == 0 ? 0 : steps + 1
    let distance = min(values[n], steps) * spacing
    values[n] = distance * distance
  }
}

/// The lower envelopes of parabolas that stand on the voxels of columns.
private struct LowerEnvelope {
  private let count: Int
  /// Of n voxels: the square of their length, and one over twice the length.
  private let squares: [Double]
  private let halves: [Double]
  private let spacing: Double

  init(count: Int, spacing: Double) {
    self.count = count
    self.spacing = spacing
    squares = (0..<count).map { Double($0) * spacing * (Double($0) * spacing) }
    halves = (0..<count).map { 1 / (2 * Double($0) * spacing) }
  }

  /// Replaces the values of columns side by side, each `columns` from the next along it, by the
  /// envelope over them.
  /// - Parameter rows: Which values of a column are finite, ascending; one at least.
  func transform(
    _ values: inout MutableSpan<Double>, start: Int, columns: Int, rows: [Int]
  ) {
    let (squares, halves, rows) = (squares.span, halves.span, rows.span)
    // Which rows' parabolas the envelope consists of, how high they begin, and from which place on
    // each is the lowest.
    var apexes = [Int](repeating: 0, count: count)
    var bottoms = [Double](repeating: 0, count: count)
    var places = [Double](repeating: 0, count: count)
    var apex = apexes.mutableSpan
    var heights = bottoms.mutableSpan
    var from = places.mutableSpan
    for column in start..<start + columns {
      var last = -1
      for row in rows.indices {
        let q = rows[row]
        let height = values[column + q * columns]
        var crossing = -Double.infinity
        while last >= 0 {
          let p = apex[last]
          crossing = (height + squares[q] - heights[last] - squares[p]) * halves[q - p]
          if crossing > from[last] { break }
          last -= 1
          crossing = -.infinity
        }
        last += 1
        apex[last] = q
        heights[last] = height
        from[last] = crossing
      }
      var place = 0
      for q in 0..<count {
        let x = Double(q) * spacing
        while place < last, from[place + 1] <= x { place += 1 }
        values[column + q * columns] = squares[abs(q - apex[place])] + heights[place]
      }
    }
  }
}
