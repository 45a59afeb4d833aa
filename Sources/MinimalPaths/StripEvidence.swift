import Volumes

/// What speaks for the border passing through each place of a strip, learned at the clicks.
struct StripEvidence {
  let strip: Strip
  /// Where the border passes the clicks.
  let clicks: [(column: Int, offset: Double)]
  /// Share of each click in each column, falling with its distance.
  let shares: [[Double]]
  /// 1 in a click's column, falling with the distance from it.
  let nearness: [Double]
  private let expectation: StripExpectation

  /// - Parameter expectation: What the smooth curve expects in each column.
  init(
    _ strip: Strip, clicks: [(column: Int, offset: Double)], expectation: StripExpectation
  ) {
    self.strip = strip
    self.clicks = clicks
    self.expectation = expectation
    let count = strip.columnCount
    func distance(_ column: Int, _ click: Int) -> Double {
      let d = abs(column - clicks[click].column)
      return Double(min(d, count - d))
    }
    nearness = (0..<count).map { column in
      1 / (1 + 0.06 * (clicks.indices.map { distance(column, $0) }.min() ?? 0))
    }
    shares = (0..<count).map { column in
      let raw = clicks.indices.map { click -> Double in
        let d = distance(column, click) + 2
        return 1 / (d * d)
      }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
  }

  /// Negative logarithm of a likelihood; shape (rows, columns), rows fastest.
  func energy(_ weights: EvidenceWeights) -> [Double] {
    let rows = strip.rowCount
    var result = [Double](repeating: 0, count: rows * strip.columnCount)
    let few = 3 / Double(clicks.count)
    for (n, values) in features().enumerated() {
      for column in 0..<strip.columnCount {
        let weight =
          weights.always[n] + weights.nearClicks[n] * nearness[column]
          + weights.fewClicks[n] * few
        for place in column * rows..<(column + 1) * rows { result[place] += weight * values[place] }
      }
    }
    return result
  }

  /// Of each feature, in the order of `StripFeature`, its value at each place; shape (rows,
  /// columns), rows fastest.
  func features() -> [[Double]] {
    let gradient = normalisedGradient()
    let contrast = strip.contrast
    return [
      polar(gradient),
      gradient.map { root($0) },
      profileDistance(reach: 8, width: 2.5, unit: contrast, isCentred: true),
      profileDistance(reach: 4, width: 1.2, unit: contrast, isCentred: false),
      regionIntegral(),
      places { column, offset in
        abs(offset - expectation.offsets[column]) / expectation.deviations[column]
      },
      places { _, offset in offset },
      places { _, offset in offset * offset / 16 },
    ]
  }

  private func places(_ value: (_ column: Int, _ offset: Double) -> Double) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(strip.rowCount * strip.columnCount)
    for column in 0..<strip.columnCount {
      for row in 0..<strip.rowCount { result.append(value(column, strip.offset(ofRow: row))) }
    }
    return result
  }

  // MARK: Edges

  /// The gradient across, over the strip's 90th percentile.
  private func normalisedGradient() -> [Double] {
    let rows = strip.rowCount
    var gradient = [Double](repeating: 0, count: rows * strip.columnCount)
    for column in 0..<strip.columnCount {
      for row in 0..<rows {
        gradient[column * rows + row] =
          Double(strip.value(column, row + 2) - strip.value(column, row - 2)) / 2
      }
    }
    let scale = max(
      Double(percentile(0.9, of: gradient.map { Float(abs($0)) })), strip.leastGradient)
    return gradient.map { $0 / scale }
  }

  private func root(_ gradient: Double) -> Double { min(abs(gradient), 2).squareRoot() }

  /// The root of the gradient with the sign that the clicks nearby have.
  private func polar(_ gradient: [Double]) -> [Double] {
    let rows = strip.rowCount
    let polarities = clicks.map { click in
      tanh(2 * gradient[click.column * rows + strip.row(atOffset: click.offset)])
    }
    var result = gradient
    for column in 0..<strip.columnCount {
      let polarity = zip(shares[column], polarities).reduce(0) { $0 + $1.0 * $1.1 }
      for n in column * rows..<(column + 1) * rows {
        result[n] = (gradient[n] < 0 ? -polarity : polarity) * root(gradient[n])
      }
    }
    return result
  }
}

/// Where the smooth curve expects the border in each column of a strip, and how surely.
struct StripExpectation {
  /// Offset of the curve, pixels.
  let offsets: [Double]
  /// Standard deviation, pixels, the width of the border included.
  let deviations: [Double]
}

private func tanh(_ x: Double) -> Double {
  let e = exponential(2 * min(max(x, -20), 20))
  return (e - 1) / (e + 1)
}
