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

  /// The same with normal distributions of the intensities around each column.
  func localRegionIntegral() -> [Double] {
    let (rows, count) = (strip.rowCount, strip.columnCount)
    func moments(_ range: Range<Int>) -> [(mean: Double, variance: Double, log: Double)] {
      let sums = (0..<count).map { column -> (Double, Double) in
        range.reduce((0.0, 0.0)) { s, row in
          let v = Double(strip.value(column, row))
          return (s.0 + v, s.1 + v * v)
        }
      }
      return (0..<count).map { column in
        var (a, b, n) = (0.0, 0.0, 0.0)
        for k in -8...8 {
          let s = sums[(column + k + 8 * count) % count]
          (a, b, n) = (a + s.0, b + s.1, n + Double(range.count))
        }
        let mean = a / n
        let variance = max(b / n - mean * mean, 0.0025)
        return (mean, variance, logarithm(variance))
      }
    }
    let inside = moments(0..<strip.middle)
    let outside = moments(strip.middle + 1..<rows)
    return integral { column, row in
      let v = Double(strip.value(column, row))
      let (i, o) = (inside[column], outside[column])
      let a = (v - i.mean) * (v - i.mean) / i.variance + i.log
      let b = (v - o.mean) * (v - o.mean) / o.variance + o.log
      return min(max(0.5 * (b - a), -3), 3)
    }
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
