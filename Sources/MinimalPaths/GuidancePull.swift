/// What a place costs because it is far from the curve of clicks and network: much the same wherever
/// it is far, so that a clear edge there still wins.
struct GuidancePull {
  let expectation: StripExpectation
  /// Far from the curve.
  let energy: Double
  /// Standard deviations where half of it is reached.
  let reach: Double

  /// - Parameter places: Shape (rows, columns), rows fastest.
  func add(to places: inout [Double], of strip: Strip) {
    for column in 0..<strip.columnCount {
      let unit = reach * expectation.deviations[column]
      for row in 0..<strip.rowCount {
        let d = (strip.offset(ofRow: row) - expectation.offsets[column]) / unit
        places[column * strip.rowCount + row] += energy * d * d / (1 + d * d)
      }
    }
  }
}
