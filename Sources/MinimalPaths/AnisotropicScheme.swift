/// The first-order upwind scheme with three pairs of neighbours, in lanes.
enum AnisotropicScheme {
  /// Solves sum over k of w_k max(0, t - a_k)^2 = 1 for t.
  ///
  /// A term counts when the sum is below 1 at t = a_k; this is asked of each term by itself, so
  /// that nothing is sorted and no case needs a branch.
  /// - Parameters: a: arrival times, infinite where there is none, at least one that is finite and
  ///   has a weight; w: weights, >= 0.
  @inline(__always)
  static func time(
    _ a0: SIMD4<Float>, _ a1: SIMD4<Float>, _ a2: SIMD4<Float>, _ w0: SIMD4<Float>,
    _ w1: SIMD4<Float>, _ w2: SIMD4<Float>
  ) -> SIMD4<Float> {
    let zero = SIMD4<Float>()
    let one = SIMD4<Float>(repeating: 1)
    let base = earlier(earlier(a0, a1), a2)
    // Differences keep their digits when times are large. A missing neighbour is far, but finite.
    let far = SIMD4<Float>(repeating: 1e18)
    let d0 = earlier(a0 - base, far)
    let d1 = earlier(a1 - base, far)
    let d2 = earlier(a2 - base, far)
    let (d10, d20, d21) = (d1 - d0, d2 - d0, d2 - d1)
    let (s10, s20, s21) = (d10 * d10, d20 * d20, d21 * d21)
    let (p10, p20, p21) = (positive(d10) * d10, positive(d20) * d20, positive(d21) * d21)
    let v0 = zero.replacing(with: w0, where: w1 * (s10 - p10) + w2 * (s20 - p20) .< one)
    let v1 = zero.replacing(with: w1, where: w0 * p10 + w2 * (s21 - p21) .< one)
    let v2 = zero.replacing(with: w2, where: w0 * p20 + w1 * p21 .< one)
    let sum = v0 + v1 + v2
    let linear = v0 * d0 + v1 * d1 + v2 * d2
    let radicand = sum - (v0 * v1 * s10 + v0 * v2 * s20 + v1 * v2 * s21)
    return earlier(base + (linear + root(radicand)) / sum, SIMD4(repeating: .infinity))
  }
}
