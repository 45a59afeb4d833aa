public import Volumes

extension ImageSlice {
  /// The lines along which the linearly interpolated intensities equal `level`.
  ///
  /// Squares of four pixel centres with a value that is not finite have none.
  /// - Returns: Straight pieces, pixel units.
  /// - Complexity: O(ni nj).
  /// Source: Lorensen and Cline 1987 in two dimensions; a saddle is decided by its mean.
  public func isoLines(at level: Double) -> [(SlicePoint, SlicePoint)] {
    guard ni > 1, nj > 1 else { return [] }
    var pieces: [(SlicePoint, SlicePoint)] = []
    for j in 0..<nj - 1 {
      for i in 0..<ni - 1 {
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        let values = corners.map { Double(self[$0.0, $0.1]) - level }
        guard values.allSatisfy(\.isFinite) else { continue }
        var crossings: [SlicePoint] = []
        for n in 0..<4 {
          let m = (n + 1) % 4
          guard (values[n] > 0) != (values[m] > 0) else { continue }
          let share = values[n] / (values[n] - values[m])
          crossings.append(
            SlicePoint(
              Double(corners[n].0) + share * Double(corners[m].0 - corners[n].0),
              Double(corners[n].1) + share * Double(corners[m].1 - corners[n].1)))
        }
        if crossings.count == 2 {
          pieces.append((crossings[0], crossings[1]))
        } else if crossings.count == 4 {
          // Corner 0 is cut off where the middle is on the other side than it.
          let cutsFirst = (values.reduce(0, +) > 0) != (values[0] > 0)
          pieces.append((crossings[cutsFirst ? 3 : 1], crossings[cutsFirst ? 0 : 2]))
          pieces.append((crossings[cutsFirst ? 1 : 3], crossings[cutsFirst ? 2 : 0]))
        }
      }
    }
    return pieces
  }
}
