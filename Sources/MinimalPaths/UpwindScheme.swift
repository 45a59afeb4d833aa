/// The first-order upwind scheme for one voxel whose neighbour along one axis was just expanded.
///
/// Solves ((u - 0) / ha)^2 + ((u - d) / hb)^2 + ... = f^2 for u, the time the front needs from that
/// neighbour, where d are the differences of the earliest neighbours across. A neighbour that is
/// too late to take part is moved to where its term vanishes, so that no case needs a branch: a
/// mispredicted branch costs more than a square root.
/// Written for differences, which keep their digits when times are large.
/// Source: Rouy, Tourin, SIAM J. Numer. Anal. 29 (1992) 867.
struct UpwindPair: Sendable {
  private let along: Float
  private let k1: Float
  private let k2: Float
  private let k3: Float

  /// - Parameters: spacing along the way and across it, millimetres.
  init(along: Float, across: Float) {
    self.along = along
    let wa = 1 / (along * along)
    let wb = 1 / (across * across)
    k1 = wb / (wa + wb)
    k2 = 1 / (wa + wb)
    k3 = wa * wb * k2 * k2
  }

  /// - Parameters:
  ///   - difference: Of the earlier neighbour across; may be infinite or below zero.
  ///   - cost: Metric of the voxel; infinite for a wall.
  /// - Returns: >= 0; infinite for a wall.
  @inline(__always)
  func step(_ difference: Float, _ cost: Float) -> Float {
    let alone = along * cost
    let d = difference < alone ? difference : alone
    let radicand = k2 * cost * cost - k3 * d * d
    let u = k1 * d + (radicand > 0 ? radicand : 0).squareRoot()
    // Below zero only while a neighbour waits to be expanded: then its own expansion gives less.
    return u > 0 ? u : 0
  }
}

/// The same with two axes across, b and c.
struct UpwindTriple: Sendable {
  private let along: Float
  /// 1 / spacing^2 along the way and across it.
  private let wa: Float
  private let wb: Float
  private let wc: Float
  private let sum: Float
  private let inverseSum: Float
  private let inverseB: Float
  private let inverseC: Float

  /// - Parameters: spacing along the way and across it, millimetres.
  init(along: Float, acrossB: Float, acrossC: Float) {
    self.along = along
    wa = 1 / (along * along)
    wb = 1 / (acrossB * acrossB)
    wc = 1 / (acrossC * acrossC)
    sum = wa + wb + wc
    inverseSum = 1 / sum
    inverseB = 1 / (wa + wb)
    inverseC = 1 / (wa + wc)
  }

  /// As `UpwindPair.step`, with the differences of the earlier neighbours along b and c.
  @inline(__always)
  func step(_ b: Float, _ c: Float, _ cost: Float) -> Float {
    let bIsNear = b < c
    let near = bIsNear ? b : c
    let far = bIsNear ? c : b
    let wNear = bIsNear ? wb : wc
    let wFar = bIsNear ? wc : wb
    let alone = along * cost
    let squared = cost * cost
    let n = near < alone ? near : alone
    let radicand2 = (wa + wNear) * squared - wa * wNear * n * n
    let two =
      (wNear * n + (radicand2 > 0 ? radicand2 : 0).squareRoot()) * (bIsNear ? inverseB : inverseC)
    let m = far < two ? far : two
    let linear = wNear * n + wFar * m
    let radicand3 = linear * linear - sum * (wNear * n * n + wFar * m * m - squared)
    let u = (linear + (radicand3 > 0 ? radicand3 : 0).squareRoot()) * inverseSum
    return u > 0 ? u : 0
  }
}
