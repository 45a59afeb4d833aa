public import Volumes

extension SliceMask {
  /// The pixels whose centre lies inside a closed polyline, by the even-odd rule.
  ///
  /// A centre exactly on the line belongs to the side of lower indices: it counts as if it lay a
  /// hair towards -i and, more finely, towards -j. Two regions that share a border therefore
  /// share no pixel and miss none. This is the only filling rule of the project.
  /// - Parameter polygon: Closed without repeating the first point; vertices are taken to the
  ///   contour grid, parts outside of the slice are cut off.
  /// - Complexity: O(ni nj + rows touched by the segments).
  public init(ni: Int, nj: Int, inside polygon: [SlicePoint]) {
    self.init(ni: ni, nj: nj)
    toggle(inside: polygon)
  }

  /// Turns over the pixels inside `polygon`: a hole is a polygon inside another one.
  public mutating func toggle(inside polygon: [SlicePoint]) {
    let vertices = polygon.map(ContourGrid.snapped)
    let unit = Int(ContourGrid.unitsPerVoxel)
    // For each row, the first pixel right of every crossing.
    var crossings = [[Int]](repeating: [], count: nj)
    guard var a = vertices.last else { return }
    for b in vertices {
      let (low, high) = a.y < b.y ? (a, b) : (b, a)
      // Rows with low.y < j * unit <= high.y: the centre is a hair towards -j.
      let firstRow = max(0, floorDivision(low.y, unit) + 1)
      let lastRow = min(nj - 1, floorDivision(high.y, unit))
      if low.y != high.y, firstRow <= lastRow {
        for j in firstRow...lastRow {
          // x of the crossing is low.x + dx * (j * unit - low.y) / dy; the first centre with
          // i * unit > x is right of it.
          let dy = high.y - low.y
          let numerator = low.x * dy + (high.x - low.x) * (j * unit - low.y)
          crossings[j].append(min(max(floorDivision(numerator, dy * unit) + 1, 0), ni))
        }
      }
      a = b
    }
    for j in 0..<nj where !crossings[j].isEmpty {
      let row = crossings[j].sorted()
      for n in stride(from: 0, to: row.count - 1, by: 2) {
        for i in row[n]..<row[n + 1] { self[i, j].toggle() }
      }
    }
  }
}

/// Quotient rounded towards minus infinity; `divisor` > 0.
private func floorDivision(_ a: Int, _ divisor: Int) -> Int {
  let q = a / divisor
  return a % divisor < 0 ? q - 1 : q
}
