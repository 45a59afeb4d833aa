/// The closed path around a strip with the least energy, by dynamic programming.
///
/// - Parameters:
///   - energy: Shape (rows, columns), rows fastest.
///   - bending: Energy of one row's step to the side, squared steps count.
/// - Returns: Row of each column.
func closedPath(_ energy: [Double], rows: Int, columns: Int, bending: Double) -> [Int] {
  let largestStep = 3
  var sums = Array(energy[0..<rows])
  var from: [Int8] = []
  from.reserveCapacity(2 * columns * rows)
  // Twice around: in the second round the start no longer matters.
  for pass in 1..<2 * columns {
    let column = pass % columns
    var next = [Double](repeating: .infinity, count: rows)
    for row in 0..<rows {
      var best = (sum: Double.infinity, step: 0)
      for step in max(-largestStep, -row)...min(largestStep, rows - 1 - row) {
        let sum = sums[row + step] + bending * Double(step * step)
        if sum < best.sum { best = (sum, step) }
      }
      next[row] = best.sum + energy[column * rows + row]
      from.append(Int8(best.step))
    }
    sums = next
  }
  var row = sums.indices.min { sums[$0] < sums[$1] } ?? 0
  var path = [Int](repeating: 0, count: columns)
  // The middle round, whose ends are free on both sides.
  for pass in stride(from: 2 * columns - 1, through: 1, by: -1) {
    if pass >= columns / 2, pass < columns / 2 + columns { path[pass % columns] = row }
    row += Int(from[(pass - 1) * rows + row])
  }
  return path
}
