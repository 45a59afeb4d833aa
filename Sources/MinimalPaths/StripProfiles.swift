import Volumes

extension StripEvidence {
  /// Root of the mean squared distance of the intensities across a place from those across the
  /// clicks, nearer clicks counting more.
  /// - Parameters:
  ///   - reach: Rows to each side.
  ///   - width: Standard deviation of the rows' Gaussian weights, pixels.
  ///   - unit: What counts as a difference of 1.
  ///   - isCentred: Whether each profile's mean is taken from it.
  func profileDistance(
    reach: Int, width: Double, unit: Double, isCentred: Bool
  ) -> [Double] {
    // A squared difference counts at most so much.
    let limit = 4.0
    let step = Strip.rowStep
    let gaussian = (-reach...reach).map {
      exponential(-Double($0 * $0) * step * step / (2 * width * width))
    }
    let sum = gaussian.reduce(0, +)
    let weights = gaussian.map { $0 / sum }
    let learned = clicks.map { click in
      centred(values(click.column, strip.row(atOffset: click.offset), reach), weights, isCentred)
        .map { $0 / unit }
    }
    let rows = strip.rowCount
    var result = [Double](repeating: 0, count: rows * strip.columnCount)
    for column in 0..<strip.columnCount {
      let expected = weights.indices.map { k in
        zip(shares[column], learned).reduce(0) { $0 + $1.0 * $1.1[k] }
      }
      let ground = values(column, strip.middle, strip.middle + reach)
      for row in 0..<rows {
        var mean = 0.0
        if isCentred { for k in weights.indices { mean += weights[k] * ground[row + k] } }
        var distance = 0.0
        for k in weights.indices {
          let d = (ground[row + k] - mean) / unit - expected[k]
          distance += weights[k] * min(d * d, limit)
        }
        result[column * rows + row] = distance.squareRoot()
      }
    }
    return result
  }

  private func values(_ column: Int, _ row: Int, _ reach: Int) -> [Double] {
    (row - reach...row + reach).map { Double(strip.value(column, $0)) }
  }

  private func centred(_ values: [Double], _ weights: [Double], _ isCentred: Bool) -> [Double] {
    guard isCentred else { return values }
    let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return values.map { $0 - mean }
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
