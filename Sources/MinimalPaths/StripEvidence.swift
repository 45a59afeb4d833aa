import Volumes

/// How much each feature of a place counts.
package struct EvidenceWeights: Sendable, Hashable {
  /// Gradient across, as at the clicks.
  package var gradient: Double
  /// Intensities across that differ from those at the clicks.
  package var profile: Double
  /// Inside looks like inside and outside like outside, all around.
  package var region: Double
  /// The same with the intensities nearby.
  package var localRegion: Double
  /// Distance from the strip's curve, pixels.
  package var offset: Double
  /// Distance from the smooth curve, pixels.
  package var prior = 0.0
}

/// What speaks for the border passing through each place of a strip, learned at the clicks.
struct StripEvidence {
  private let strip: Strip
  private let clicks: [(column: Int, offset: Double)]
  /// Columns from each column to the nearest click.
  private let distanceToClick: [Double]
  /// Share of each click in each column, falling with its distance.
  private let shares: [[Double]]

  init(_ strip: Strip, clicks: [(column: Int, offset: Double)]) {
    self.strip = strip
    self.clicks = clicks
    let count = strip.columnCount
    func distance(_ column: Int, _ click: Int) -> Double {
      let d = abs(column - clicks[click].column)
      return Double(min(d, count - d))
    }
    distanceToClick = (0..<count).map { column in
      clicks.indices.map { distance(column, $0) }.min() ?? 0
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

  /// Shape (rows, columns), rows fastest; the less the likelier.
  /// - Parameter priorOffsets: Offset of the smooth curve in each column.
  func energy(_ weights: EvidenceWeights, priorOffsets: [Double]?) -> [Double] {
    let rows = strip.rowCount
    var result = [Double](repeating: 0, count: rows * strip.columnCount)
    let gradient = polarGradient()
    let profile = profileDistance()
    let region = regionIntegral()
    let local = localRegionIntegral()
    for column in 0..<strip.columnCount {
      let stiffness = weights.offset / (1 + 0.06 * distanceToClick[column])
      for row in 0..<rows {
        let n = column * rows + row
        let offset = strip.offset(ofRow: row)
        var energy = weights.profile * profile[n] + stiffness * abs(offset)
        energy -= weights.gradient * gradient[n]
        energy -= weights.region * region[n] + weights.localRegion * local[n]
        if let priorOffsets { energy += weights.prior * abs(offset - priorOffsets[column]) }
        result[n] = energy
      }
    }
    return result
  }

  /// Root of the gradient across, over the strip's 90th percentile, with the sign the clicks have.
  private func polarGradient() -> [Double] {
    let rows = strip.rowCount
    var gradient = [Double](repeating: 0, count: rows * strip.columnCount)
    for column in 0..<strip.columnCount {
      for row in 0..<rows {
        gradient[column * rows + row] =
          Double(strip.value(column, row + 2) - strip.value(column, row - 2)) / 2
      }
    }
    let scale = max(Double(percentile(0.9, of: gradient.map { Float(abs($0)) })), 1e-6)
    let polarities = clicks.map { click in
      tanh(2 * gradient[click.column * rows + strip.row(atOffset: click.offset)] / scale)
    }
    for column in 0..<strip.columnCount {
      let polarity = zip(shares[column], polarities).reduce(0) { $0 + $1.0 * $1.1 }
      for row in 0..<rows {
        let g = gradient[column * rows + row] / scale
        let root = min(abs(g), 2).squareRoot()
        gradient[column * rows + row] = (g < 0 ? -root : root) * polarity
      }
    }
    return gradient
  }

  /// Root of the mean squared distance of the intensities across a place from those across the
  /// clicks, nearer clicks counting more.
  private func profileDistance() -> [Double] {
    let reach = 8
    let weights = (-reach...reach).map {
      exponential(-Double($0 * $0) * 0.25 / (2 * 2.5 * 2.5))
    }
    let sum = weights.reduce(0, +)
    let learned = clicks.map { click in
      (-reach...reach).map { strip.value(click.column, strip.row(atOffset: click.offset) + $0) }
    }
    let rows = strip.rowCount
    var result = [Double](repeating: 0, count: rows * strip.columnCount)
    for column in 0..<strip.columnCount {
      let expected = (0...2 * reach).map { k in
        zip(shares[column], learned).reduce(0) { $0 + $1.0 * Double($1.1[k]) }
      }
      for row in 0..<rows {
        var distance = 0.0
        for k in 0...2 * reach {
          let d = Double(strip.value(column, row + k - reach)) - expected[k]
          distance += weights[k] * min(d * d, 0.25)
        }
        result[column * rows + row] = (distance / sum).squareRoot()
      }
    }
    return result
  }

  /// Integral across the strip of log(inside / outside), from smoothed histograms of the rows
  /// inside and outside of the curve.
  private func regionIntegral() -> [Double] {
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
  private func localRegionIntegral() -> [Double] {
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

/// Places moved across the strip until the intensities across them agree: clicks are a pixel off.
/// - Parameter noise: How far they are expected to be off, standard deviation, pixels.
func alignedPlaces(
  _ places: [(column: Int, offset: Double)], in strip: Strip, noise: Double
) -> [(column: Int, offset: Double)] {
  let reach = 8
  let farthest = 4
  var rows = places.map { strip.row(atOffset: $0.offset) }
  let first = rows
  for _ in 0..<3 {
    for n in places.indices {
      var mean = [Double](repeating: 0, count: 2 * reach + 1)
      for other in places.indices where other != n {
        for k in mean.indices {
          mean[k] += Double(strip.value(places[other].column, rows[other] + k - reach))
        }
      }
      var best = (cost: Double.infinity, row: first[n])
      for shift in -farthest...farthest {
        let way = Double(shift) * Strip.rowStep / noise
        var cost = way * way / 2
        for k in mean.indices {
          let value = Double(strip.value(places[n].column, first[n] + shift + k - reach))
          let d = value - mean[k] / Double(places.count - 1)
          cost += 4 * min(d * d, 0.25)
        }
        if cost < best.cost { best = (cost, first[n] + shift) }
      }
      rows[n] = best.row
    }
  }
  return zip(places, zip(rows, first)).map { place, row in
    (place.column, place.offset + Double(row.0 - row.1) * Strip.rowStep)
  }
}

private func tanh(_ x: Double) -> Double {
  let e = exponential(2 * min(max(x, -20), 20))
  return (e - 1) / (e + 1)
}
