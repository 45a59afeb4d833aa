import Volumes

/// Guidance laid out for drawing: the outlines of what is more likely inside than not, and the
/// probabilities between pixels. Positions are in equal-sided pixels.
struct GuidanceGround: Sendable {
  /// Closed, about a pixel from point to point, smoothed a little.
  let outlines: [[SIMD2<Double>]]
  private let probabilities: SampledField

  /// Shorter outlines are specks.
  private static let leastPointCount = 12

  /// - Parameter scale: Equal-sided pixels per voxel along i and j.
  init(_ guidance: Guidance, scale: SIMD2<Double>) {
    let field = SampledField(
      guidance.probabilities, ni: guidance.ni, nj: guidance.nj, scale: scale)
    probabilities = field
    let inside = SliceMask(
      ni: guidance.ni, nj: guidance.nj, pixels: guidance.probabilities.map { $0 > 0.5 })
    outlines = inside.outlines.compactMap { outline in
      let exact = outline.map { guidance.levelPoint(at: $0).scaled(scale) }
      let curve = resampled(exact)
      // Holes turn the other way round.
      guard signedArea(curve) > 0, curve.count > Self.leastPointCount else { return nil }
      let x = smoothed(curve.map(\.x), sigma: 1)
      let y = smoothed(curve.map(\.y), sigma: 1)
      return resampled(zip(x, y).map { SIMD2($0, $1) })
    }
  }

  /// How far around a point of an outline the border may as well be: the scale of a logistic curve
  /// as steep as the probabilities there.
  /// - Parameter normal: Of length 1.
  func width(at p: SIMD2<Double>, across normal: SIMD2<Double>) -> Double {
    let fall = abs(
      Double(probabilities.value(at: p - normal) - probabilities.value(at: p + normal)))
    return min(0.5 / max(fall, 0.01), 8)
  }
}

extension Guidance {
  /// The point where the probabilities cross one half beside a vertex of the mask's outline, which
  /// lies halfway between two neighbouring centres.
  fileprivate func levelPoint(at vertex: SlicePoint) -> SlicePoint {
    let (i, j) = (vertex.x.rounded(.down), vertex.y.rounded(.down))
    let (isAlongI, isAlongJ) = (vertex.x > i, vertex.y > j)
    let a = probability(Int(i), Int(j))
    let b = probability(Int(i) + (isAlongI ? 1 : 0), Int(j) + (isAlongJ ? 1 : 0))
    let share = a == b ? 0.5 : (0.5 - a) / (b - a)
    return SlicePoint(i + (isAlongI ? share : 0), j + (isAlongJ ? share : 0))
  }

  /// Outside of the slice nothing is inside.
  private func probability(_ i: Int, _ j: Int) -> Double {
    guard i >= 0, i < ni, j >= 0, j < nj else { return 0 }
    return Double(probabilities[j * ni + i])
  }
}
