import Volumes

/// An image to sample between pixels, normalised to its 2nd and 98th percentile and smoothed.
///
/// Positions are in pixels of equal sides: of the geometric mean of the spacings.
struct SampledImage: Sendable {
  /// Equal-sided pixels per voxel along i and j.
  var scale: SIMD2<Double> { field.scale }
  private let field: SampledField
  /// Standard deviation of the noise before smoothing, in parts of the range.
  let noise: Double

  /// - Parameter sigma: Of the smoothing, equal-sided pixels.
  init(_ slice: ImageSlice, sigma: Double = 1) {
    let (ni, nj, scale) = (slice.ni, slice.nj, slice.equalSidedScale)
    let finite = slice.pixels.filter(\.isFinite)
    let least = finite.min() ?? 0
    // Halved, so that the difference of the largest floats is still one.
    let above = finite.map { $0 / 2 - least / 2 }
    let low = above.isEmpty ? 0 : least + 2 * percentile(0.02, of: above)
    let high = above.isEmpty ? 0 : least + 2 * percentile(0.98, of: above)
    let stretch = high > low ? 1 / (high - low) : 1
    let size = GridSize(ni: ni, nj: nj, nk: 1)
    let normalised = slice.pixels.map { $0.isFinite ? min(max(($0 - low) * stretch, 0), 1) : 0 }
    noise = noiseDeviation(normalised, ni: ni, nj: nj)
    field = SampledField(
      gaussianSmoothed(
        normalised, size: size, sigma: SIMD3(sigma / scale.x, sigma / scale.y, 0), replacement: 0),
      ni: ni, nj: nj, scale: scale)
  }

  /// Linear between pixels; outside of the image as at its border.
  func value(at p: SIMD2<Double>) -> Float { field.value(at: p) }

  /// A position in voxels, taken to the area the image covers.
  func voxel(_ p: SIMD2<Double>) -> SlicePoint {
    SlicePoint(
      min(max(p.x / scale.x, -0.5), Double(field.ni) - 0.5),
      min(max(p.y / scale.y, -0.5), Double(field.nj) - 0.5))
  }
}

/// Standard deviation of white noise in an image, from what a Laplacian of a Laplacian leaves of it:
/// even ground and straight edges give nothing.
/// - Parameter pixels: Shape (ni, nj), i fastest.
/// Source: Immerkaer, Fast noise variance estimation (1996).
func noiseDeviation(_ pixels: [Float], ni: Int, nj: Int) -> Double {
  guard ni > 2, nj > 2 else { return 0 }
  var sum = 0.0
  for j in 1..<nj - 1 {
    for i in 1..<ni - 1 {
      let n = j * ni + i
      let corners =
        pixels[n - ni - 1] + pixels[n - ni + 1] + pixels[n + ni - 1] + pixels[n + ni + 1]
      let sides = pixels[n - ni] + pixels[n + ni] + pixels[n - 1] + pixels[n + 1]
      sum += Double(abs(corners - 2 * sides + 4 * pixels[n]))
    }
  }
  return (Double.pi / 2).squareRoot() * sum / Double(6 * (ni - 2) * (nj - 2))
}
