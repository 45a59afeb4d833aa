/// A symmetric, positive definite 2 x 2 matrix D as a sum of squares of few offsets with whole
/// coordinates: D = w_0 e_0 e_0^T + w_1 e_1 e_1^T + w_2 e_2 e_2^T, no weight below zero.
///
/// A superbase is three vectors of whole numbers with sum 0, two of which span the grid. It is obtuse
/// for D when no two have b_i^T D b_j > 0; then w_k = -b_i^T D b_j, and e_k is the third vector
/// turned by 90 degrees. Selling's step brings every superbase nearer to that: where a pair is not
/// obtuse, turn one of the two round.
/// Source: Mirebeau, SIAM J. Numer. Anal. 57 (2019) 2608. The step: Selling, J. reine angew. Math. 77
/// (1874) 143.
struct SellingDecomposition: Sendable {
  private(set) var weights = SIMD3<Double>()
  /// The offsets e_0 and e_1, counterclockwise within the half plane y > 0 or y = 0, x > 0, so that
  /// equal superbases look equal. The third is e_2 = e_0 + e_1.
  private(set) var e0 = SIMD2<Double>(1, 0)
  private(set) var e1 = SIMD2<Double>(0, 1)

  /// Decomposes D, beginning at the offsets of the matrix before: neighbouring voxels mostly share
  /// them.
  /// - Returns: Whether the offsets changed.
  /// - Precondition: D is positive definite, its eigenvalues a factor of 1e4 apart at most.
  @inline(__always)
  mutating func decompose(xx: Double, xy: Double, yy: Double) -> Bool {
    if weigh(xx, xy, yy) { return false }
    reduce(xx, xy, yy)
    _ = weigh(xx, xy, yy)
    return true
  }

  /// Sets the weights for the present offsets.
  /// - Returns: Whether none is below zero.
  @inline(__always)
  private mutating func weigh(_ xx: Double, _ xy: Double, _ yy: Double) -> Bool {
    // The superbase is e_0, e_1, -e_2, turned back by 90 degrees: (x, y) becomes (y, -x).
    let p0 = SIMD2(xx * e0.y - xy * e0.x, xy * e0.y - yy * e0.x)
    let p1 = SIMD2(xx * e1.y - xy * e1.x, xy * e1.y - yy * e1.x)
    let b00 = p0.x * e0.y - p0.y * e0.x
    let b01 = p0.x * e1.y - p0.y * e1.x
    let b11 = p1.x * e1.y - p1.y * e1.x
    let found = SIMD3(b11 + b01, b00 + b01, -b01)
    // Far below what a Float can tell from nothing, but above rounding.
    let negligible = 1e-11 * (xx + yy)
    weights = found.replacing(with: 0, where: found .<= negligible)
    return found.min() >= -negligible
  }

  /// Selling's algorithm.
  private mutating func reduce(_ xx: Double, _ xy: Double, _ yy: Double) {
    func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
      xx * a.y * b.y - xy * (a.x * b.y + a.y * b.x) + yy * a.x * b.x
    }
    let tolerance = 1e-12 * (xx + yy)
    var (a, b, c) = (e0, e1, -(e0 + e1))
    while true {
      if product(a, b) > tolerance {
        (a, c) = (-a, a - b)
      } else if product(a, c) > tolerance {
        (a, b) = (-a, a - c)
      } else if product(b, c) > tolerance {
        (b, a) = (-b, b - c)
      } else {
        break
      }
    }
    // In the half plane one of the three is the sum of the others: the one between them.
    let (u, v, w) = (upper(a), upper(b), upper(c))
    let pair = u == v + w ? (v, w) : v == u + w ? (u, w) : (u, v)
    let isCounterclockwise = pair.0.x * pair.1.y > pair.0.y * pair.1.x
    (e0, e1) = isCounterclockwise ? pair : (pair.1, pair.0)
  }
}

/// The one of v and -v in the half plane y > 0 or y = 0, x > 0.
private func upper(_ v: SIMD2<Double>) -> SIMD2<Double> {
  v.y > 0 || (v.y == 0 && v.x > 0) ? v : -v
}
