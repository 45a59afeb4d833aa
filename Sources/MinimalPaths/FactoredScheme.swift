/// What is known on one axis when the time of a voxel is computed: the earlier of the two
/// neighbours, as far as they are final.
struct UpwindNeighbour {
  /// Infinite when neither neighbour is final.
  let time: Double
  /// The time of the voxel behind the neighbour; that of the neighbour if that one takes no part.
  let timeBehind: Double
  /// Weight of the voxel's own time in the difference: 1 in first order, 1.5 in second.
  let weight: Double
  /// From the voxel to the neighbour in the arrays of the march; along the axis if there is none.
  let step: Int
  /// Millimetres between voxels.
  let spacing: Double
  /// From the seed to the voxel, millimetres along the way from the neighbour to the voxel: below
  /// zero where the front goes towards the seed.
  var away = 0.0
  /// How time / distance to the seed rises in the direction of `away`, per millimetre, as the
  /// voxels further back have it; only for an axis without neighbour.
  var slope: Double?

  /// For the third axis of a grid of one slice.
  static var none: UpwindNeighbour {
    UpwindNeighbour(time: .infinity, timeBehind: .infinity, weight: 1, step: 0, spacing: 1)
  }

  var exists: Bool { time < .infinity }
}

/// The upwind scheme of second order for one voxel, with and without factoring.
///
/// Solves sum g^2 = f^2 for the time T, where g = a T - b is how T rises along an axis. Without
/// factoring g is a one-sided difference of T. That is wrong near a seed, where the curvature of
/// the front has no bound, and what is lost there is never regained. So T is written as r tau, r the
/// distance to the seed, and only tau, which is smooth there, is differenced: g = r' tau + r D tau.
///
/// Along an axis without earlier neighbours the front hardly moves, but "hardly" costs the second
/// order near the seed. There D tau is taken from two voxels back, where the neighbours are final.
/// Source: Treister, Haber, J. Comput. Phys. 324 (2016) 210; second differences as in Sethian, SIAM
/// Review 41 (1999) 199. We differ in those axes, and leave factoring out, voxel by voxel, where
/// the front does not look like one that came straight from the seed.
struct FactoredScheme {
  /// Metric of the voxel.
  let cost: Double
  /// Metric at the seed; infinite for no factoring.
  let sourceCost: Double

  /// Factoring is for times up to this many times that of a straight way through voxels of this
  /// cost. Beyond a costly place its error, like (h / r)^2 T / r, would exceed the cost.
  static let largestSlowdown = 2.0
  /// The least cosine between the front's direction and that from the seed, for factoring.
  private static let leastCosine = 0.9

  /// - Parameters: the neighbours, the earliest first.
  /// - Returns: Finite, and not below the time of any neighbour that took part.
  /// - Precondition: The first neighbour exists.
  @inline(__always)
  func arrivalTime(_ x: UpwindNeighbour, _ y: UpwindNeighbour, _ z: UpwindNeighbour) -> Double {
    // Relative to the earliest, so that late times keep the digits of small steps. A neighbour
    // that is too late to take part is left out, the latest first.
    let axes = z.exists ? 3 : y.exists ? 2 : 1
    if sourceCost < .infinity, let u = factored(x, y, z, axes: axes) { return x.time + u }
    if z.exists, let u = plain(x, y, z, axes: 3) { return x.time + u }
    if y.exists, let u = plain(x, y, z, axes: 2) { return x.time + u }
    return x.time + plainAlone(x)
  }

  /// By differences of tau along the first axes, or fewer.
  @inline(__always)
  private func factored(
    _ x: UpwindNeighbour, _ y: UpwindNeighbour, _ z: UpwindNeighbour, axes most: Int
  ) -> Double? {
    let squared = x.away * x.away + y.away * y.away + z.away * z.away
    let r = squared.squareRoot()
    guard let gx = factoredRise(x, x.time, squared, r) else { return nil }
    var axes = most
    while axes > 0 {
      guard
        let gy = axes > 1 ? factoredRise(y, x.time, squared, r) : stillRise(y, x.time, squared, r),
        let gz = axes > 2 ? factoredRise(z, x.time, squared, r) : stillRise(z, x.time, squared, r)
      else { return nil }
      if let u = root(gx, gy, gz), u >= 0, gx.value(u) >= 0,
        axes < 2 || gy.value(u) >= 0 && x.time + u >= y.time,
        axes < 3 || gz.value(u) >= 0 && x.time + u >= z.time
      {
        let along = gx.value(u) * x.away + gy.value(u) * y.away + gz.value(u) * z.away
        return along >= Self.leastCosine * cost * r ? u : nil
      }
      axes -= 1
    }
    return nil
  }

  /// By differences of the time along the first axes.
  @inline(__always)
  private func plain(
    _ x: UpwindNeighbour, _ y: UpwindNeighbour, _ z: UpwindNeighbour, axes: Int
  ) -> Double? {
    let gx = plainRise(x, x.time)
    let gy = plainRise(y, x.time)
    let gz = axes > 2 ? plainRise(z, x.time) : Rise(a: 0, b: 0)
    guard let u = root(gx, gy, gz), gx.value(u) >= 0, gy.value(u) >= 0, gz.value(u) >= 0 else {
      return nil
    }
    return x.time + u >= (axes > 2 ? z : y).time ? u : nil
  }

  /// The same along the first axis alone, where there always is a solution.
  @inline(__always)
  private func plainAlone(_ x: UpwindNeighbour) -> Double {
    (x.spacing * cost + 0.5 * (x.time - x.timeBehind)) / x.weight
  }

  /// How the time rises along one axis, per millimetre: a u - b if it is u above the earliest.
  private struct Rise {
    let a: Double
    let b: Double

    @inline(__always)
    func value(_ u: Double) -> Double { a * u - b }
  }

  /// The later u at which the rises make up the cost.
  @inline(__always)
  private func root(_ x: Rise, _ y: Rise, _ z: Rise) -> Double? {
    let aa = x.a * x.a + y.a * y.a + z.a * z.a
    let ab = x.a * x.b + y.a * y.b + z.a * z.b
    let bb = x.b * x.b + y.b * y.b + z.b * z.b
    let radicand = ab * ab - aa * (bb - cost * cost)
    return radicand >= 0 ? (ab + radicand.squareRoot()) / aa : nil
  }

  @inline(__always)
  private func plainRise(_ n: UpwindNeighbour, _ earliest: Double) -> Rise {
    let late = n.weight * (n.time - earliest) + 0.5 * (n.time - n.timeBehind)
    return Rise(a: n.weight / n.spacing, b: late / n.spacing)
  }

  @inline(__always)
  private func factoredRise(
    _ n: UpwindNeighbour, _ earliest: Double, _ squared: Double, _ r: Double
  ) -> Rise? {
    let limit = Self.largestSlowdown * cost
    let across = squared - n.away * n.away
    let near = (across + (n.away - n.spacing) * (n.away - n.spacing)).squareRoot()
    let isAtSeed = near <= 1e-6 * r
    guard isAtSeed || n.time <= limit * near else { return nil }
    // At the seed tau is the metric.
    let tau = isAtSeed ? min(sourceCost, limit) : n.time / near
    let a = n.away / squared + n.weight / n.spacing
    if n.weight == 1 { return Rise(a: a, b: r * tau / n.spacing - a * earliest) }
    let far = (across + (n.away - 2 * n.spacing) * (n.away - 2 * n.spacing)).squareRoot()
    let tauBehind = far <= 1e-6 * r ? min(sourceCost, limit) : n.timeBehind / far
    return Rise(a: a, b: r * (2 * tau - 0.5 * tauBehind) / n.spacing - a * earliest)
  }

  /// Along an axis whose neighbours take no part.
  @inline(__always)
  private func stillRise(
    _ n: UpwindNeighbour, _ earliest: Double, _ squared: Double, _ r: Double
  ) -> Rise? {
    // The seed lies on this axis, or all but, and tau is even there; elsewhere the front came
    // around something.
    guard n.slope != nil || abs(n.away) < n.spacing else { return nil }
    let a = n.away / squared
    return Rise(a: a, b: -r * (n.slope ?? 0) - a * earliest)
  }
}
