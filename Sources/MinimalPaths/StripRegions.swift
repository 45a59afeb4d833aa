import Volumes

extension StripEvidence {
  /// Integral across the strip of log(inside / outside), from smoothed histograms of the rows
  /// inside and outside of the curve.
  func regionIntegral() -> [Double] {
    let bins = 32
    var inside = [Double](repeating: 1, count: bins)
    var outside = inside
    func bin(_ value: Float) -> Int { min(max(Int(value * Float(bins)), 0), bins - 1) }
    for column in 0..<strip.columnCount {
      for row in 0..<strip.rowCount {
        let b = bin(strip.value(column, row))
        if row < strip.middle { inside[b] += 1 } else if row > strip.middle { outside[b] += 1 }
      }
    }
    func smoothed(_ h: [Double]) -> [Double] {
      let kernel = [1.0, 4, 6, 4, 1]
      let s = h.indices.map { n in
        (-2...2).reduce(0.0) { $0 + kernel[$1 + 2] * h[min(max(n + $1, 0), bins - 1)] }
      }
      let sum = s.reduce(0, +)
      return s.map { $0 / sum }
    }
    let ratio = zip(smoothed(inside), smoothed(outside)).map { logarithm($0 / $1) }
    return integral { column, row in ratio[bin(strip.value(column, row))] }
  }

  private func integral(_ value: (Int, Int) -> Double) -> [Double] {
    let rows = strip.rowCount
    var result = [Double](repeating: 0, count: rows * strip.columnCount)
    for column in 0..<strip.columnCount {
      var sum = 0.0
      for row in 0..<rows {
        sum += value(column, row) * Strip.rowStep
        result[column * rows + row] = sum
      }
      // Only differences within a column count; about zero they are easier to read.
      let mean = sum / 2
      for row in 0..<rows { result[column * rows + row] -= mean }
    }
    return result
  }
}
