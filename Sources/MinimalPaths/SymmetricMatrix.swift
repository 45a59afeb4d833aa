/// A small symmetric matrix; only its lower half is kept.
struct SymmetricMatrix {
  let count: Int
  private var lower: [Double]

  init(count: Int) {
    self.count = count
    lower = [Double](repeating: 0, count: count * (count + 1) / 2)
  }

  /// - Precondition: `column <= row`.
  subscript(row: Int, column: Int) -> Double {
    get { lower[row * (row + 1) / 2 + column] }
    set { lower[row * (row + 1) / 2 + column] = newValue }
  }

  /// L of L L^T = self.
  /// - Precondition: Positive definite.
  func choleskyFactor() -> CholeskyFactor {
    var l = self
    for row in 0..<count {
      for column in 0...row {
        var sum = l[row, column]
        for k in 0..<column { sum -= l[row, k] * l[column, k] }
        // Rounding may take a nearly singular pivot below zero.
        l[row, column] = row == column ? max(sum, 1e-300).squareRoot() : sum / l[column, column]
      }
    }
    return CholeskyFactor(l: l)
  }
}

/// A factored matrix, ready to solve with.
struct CholeskyFactor {
  fileprivate let l: SymmetricMatrix

  /// Logarithm of the determinant of the matrix.
  var logDeterminant: Double {
    (0..<l.count).reduce(0) { $0 + 2 * logarithm(l[$1, $1]) }
  }

  /// The diagonal of the inverse of the matrix.
  var inverseDiagonal: [Double] {
    (0..<l.count).map { n in
      var unit = [SIMD2<Double>](repeating: SIMD2(), count: l.count)
      unit[n].x = 1
      return solve(unit)[n].x
    }
  }

  /// Solves for both components of the right side.
  func solve(_ right: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var x = right
    for row in 0..<l.count {
      for k in 0..<row { x[row] -= l[row, k] * x[k] }
      x[row] /= l[row, row]
    }
    for row in (0..<l.count).reversed() {
      for k in row + 1..<max(l.count, row + 1) { x[row] -= l[k, row] * x[k] }
      x[row] /= l[row, row]
    }
    return x
  }
}
