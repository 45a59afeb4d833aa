import Volumes

/// An image to sample between pixels, normalised to its 2nd and 98th percentile and smoothed.
///
/// Positions are in pixels of equal sides: of the geometric mean of the spacings.
struct SampledImage: Sendable {
  let ni: Int
  let nj: Int
  /// Equal-sided pixels per voxel along i and j.
  let scale: SIMD2<Double>
  private let values: [Float]
  /// Standard deviation of the noise before smoothing, in parts of the range.
  let noise: Double

  /// - Parameter sigma: Of the smoothing, equal-sided pixels.
  init(_ slice: ImageSlice, sigma: Double = 1) {
    ni = slice.ni
    nj = slice.nj
    scale = slice.equalSidedScale
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
    values = gaussianSmoothed(
      normalised, size: size, sigma: SIMD3(sigma / scale.x, sigma / scale.y, 0), replacement: 0)
  }

  /// Linear between pixels; outside of the image as at its border.
  func value(at p: SIMD2<Double>) -> Float {
    let x = min(max(p.x / scale.x, 0), Double(ni - 1))
    let y = min(max(p.y / scale.y, 0), Double(nj - 1))
    let (i, j) = (min(Int(x), max(ni - 2, 0)), min(Int(y), max(nj - 2, 0)))
    let (fx, fy) = (Float(x - Double(i)), Float(y - Double(j)))
    let n = j * ni + i
    let right = ni > 1 ? 1 : 0
    let down = nj > 1 ? ni : 0
    let top = values[n] + fx * (values[n + right] - values[n])
    let bottom = values[n + down] + fx * (values[n + down + right] - values[n + down])
    return top + fy * (bottom - top)
  }

  /// A position in voxels, taken to the area the image covers.
  func voxel(_ p: SIMD2<Double>) -> SlicePoint {
    SlicePoint(
      min(max(p.x / scale.x, -0.5), Double(ni) - 0.5),
      min(max(p.y / scale.y, -0.5), Double(nj) - 0.5))
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
