/// How likely the border is at each place of a strip, and where it is to be expected.
struct StripPosterior {
  private let rows: Int
  /// Shape (rows, columns), rows fastest; the sum of each column is 1.
  let likelihoods: [Double]

  /// Sum-product over all closed paths around the strip, one place in each column. The strip is
  /// walked around twice each way, so that the start no longer matters.
  ///
  /// - Parameters:
  ///   - energy: Negative logarithm of a likelihood, up to a constant in each column; shape (rows,
  ///     columns), rows fastest.
  ///   - bending: Energy of a step of one row to the side from one column to the next; squared
  ///     steps count.
  /// Source: Bishop, Pattern Recognition and Machine Learning (2006), section 8.4.
  init(energy: [Double], rows: Int, columns: Int, bending: Double) {
    self.rows = rows
    var places = energy
    for column in 0..<columns {
      let range = column * rows..<(column + 1) * rows
      let least = energy[range].min() ?? 0
      for n in range { places[n] = exponential(max(least - energy[n], Self.leastLogarithm)) }
    }
    let messages = Messages(places, rows: rows, columns: columns, bending: bending)
    let fromBefore = messages.passed { $0 }
    let fromBehind = messages.passed { columns - 1 - $0 }
    for column in 0..<columns {
      let range = column * rows..<(column + 1) * rows
      var sum = 0.0
      for n in range {
        places[n] *= fromBefore[n] * fromBehind[n]
        sum += places[n]
      }
      for n in range { places[n] /= sum }
    }
    likelihoods = places
  }

  /// Less is as good as impossible; with the least of two messages still far above zero.
  private static let leastLogarithm = -90.0

  /// The expected row of each column: what keeps the area between the drawn and the true border
  /// small where two borders compete.
  var expectedRows: [Double] {
    (0..<likelihoods.count / rows).map { column in
      (0..<rows).reduce(0.0) { $0 + likelihoods[column * rows + $1] * Double($1) }
    }
  }

  /// How likely the border is at most `distance` rows from `row`.
  func likelihood(_ column: Int, near row: Double, within distance: Double) -> Double {
    let first = max(0, Int((row - distance).rounded(.up)))
    let last = min(rows - 1, Int((row + distance).rounded(.down)))
    guard first <= last else { return 0 }
    return (first...last).reduce(0.0) { $0 + likelihoods[column * rows + $1] }
  }
}

/// What the columns before each column say about its rows.
private struct Messages {
  private static let largestStep = 4
  /// Likelihood a message keeps where nothing speaks for a place.
  private static let least = 1e-30

  private let likelihoods: [Double]
  private let rows: Int
  private let columns: Int
  /// Of steps of 0, 1 ... rows.
  private let steps: [Double]

  init(_ likelihoods: [Double], rows: Int, columns: Int, bending: Double) {
    self.likelihoods = likelihoods
    self.rows = rows
    self.columns = columns
    steps = (0...Self.largestStep).map { exponential(-bending * Double($0 * $0)) }
  }

  /// - Parameter order: The column that is passed n-th.
  func passed(_ order: (Int) -> Int) -> [Double] {
    let reach = Self.largestStep
    var result = [Double](repeating: 0, count: rows * columns)
    var message = [Double](repeating: 1, count: rows)
    // Rows beyond the strip are impossible.
    var padded = [Double](repeating: 0, count: rows + 2 * reach)
    for pass in 0..<2 * columns {
      let start = order(pass % columns) * rows
      for row in 0..<rows {
        result[start + row] = message[row]
        padded[row + reach] = message[row] * likelihoods[start + row]
      }
      var sum = 0.0
      for row in 0..<rows {
        let middle = row + reach
        var next = steps[0] * padded[middle]
        for step in 1...reach {
          next += steps[step] * (padded[middle - step] + padded[middle + step])
        }
        message[row] = next
        sum += next
      }
      for row in 0..<rows { message[row] = max(message[row] / sum, Self.least) }
    }
    return result
  }
}
