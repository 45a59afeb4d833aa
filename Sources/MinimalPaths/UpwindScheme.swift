/// The first-order upwind scheme for the neighbours of a voxel that was just expanded, in lanes.
///
/// Solves ((u - 0) / ha)^2 + ((u - d) / hb)^2 + ... = f^2 for u, the time the front needs from the
/// expanded voxel, where d are the differences of the earliest neighbours across. A neighbour that
/// is too late to take part is moved to where its term vanishes, so that no case needs a branch: a
/// mispredicted branch costs more than a square root.
/// Written for differences, which keep their digits when times are large.
/// Source: Rouy, Tourin, SIAM J. Numer. Anal. 29 (1992) 867.
struct UpwindPair: Sendable {
  private let along: SIMD4<Float>
  private let k1: SIMD4<Float>
  private let k2: SIMD4<Float>
  private let k3: SIMD4<Float>

  /// - Parameters: spacing along the way and across it, millimetres, for each lane.
  init(along: SIMD4<Float>, across: SIMD4<Float>) {
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
  func step(_ difference: SIMD4<Float>, _ cost: SIMD4<Float>) -> SIMD4<Float> {
    let d = earlier(difference, along * cost)
    // Below zero only while a neighbour waits to be expanded: then its own expansion gives less.
    return positive(k1 * d + root(k2 * cost * cost - k3 * d * d))
  }
}

/// The same with two axes across, b and c.
struct UpwindTriple: Sendable {
  private let along: SIMD4<Float>
  /// 1 / spacing^2 along the way and across it.
  private let wa: SIMD4<Float>
  private let wb: SIMD4<Float>
  private let wc: SIMD4<Float>
  private let sum: SIMD4<Float>
  private let inverseSum: SIMD4<Float>
  private let inverseB: SIMD4<Float>
  private let inverseC: SIMD4<Float>

  /// - Parameters: spacing along the way and across it, millimetres, for each lane.
  init(along: SIMD4<Float>, acrossB: SIMD4<Float>, acrossC: SIMD4<Float>) {
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
  func step(_ b: SIMD4<Float>, _ c: SIMD4<Float>, _ cost: SIMD4<Float>) -> SIMD4<Float> {
    let bIsNear = b .< c
    let near = c.replacing(with: b, where: bIsNear)
    let far = b.replacing(with: c, where: bIsNear)
    let wNear = wc.replacing(with: wb, where: bIsNear)
    let wFar = wb.replacing(with: wc, where: bIsNear)
    let inverseNear = inverseC.replacing(with: inverseB, where: bIsNear)
    let squared = cost * cost
    let n = earlier(near, along * cost)
    let two =
      (wNear * n + root((wa + wNear) * squared - wa * wNear * n * n)) * inverseNear
    let m = earlier(far, two)
    let linear = wNear * n + wFar * m
    let radicand = linear * linear - sum * (wNear * n * n + wFar * m * m - squared)
    return positive((linear + root(radicand)) * inverseSum)
  }
}

/// Lane by lane, the smaller one; `b` where one is no number.
@inline(__always)
func earlier(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
  b.replacing(with: a, where: a .< b)
}

/// Lane by lane, 0 instead of what lies below it or is no number.
@inline(__always)
func positive(_ a: SIMD4<Float>) -> SIMD4<Float> {
  SIMD4().replacing(with: a, where: a .> SIMD4())
}

@inline(__always)
private func positive(_ a: Float) -> Float { a > 0 ? a : 0 }

/// Lane by lane, the square root; 0 below zero.
///
/// Spelled out: the compiler makes one instruction of this, but calls of `SIMD4.squareRoot()`.
@inline(__always)
func root(_ a: SIMD4<Float>) -> SIMD4<Float> {
  SIMD4(
    positive(a[0]).squareRoot(), positive(a[1]).squareRoot(), positive(a[2]).squareRoot(),
    positive(a[3]).squareRoot())
}
