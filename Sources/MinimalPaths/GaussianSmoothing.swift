package import Volumes

/// Convolution with a Gaussian along every axis that has more than one voxel.
///
/// The border is continued by its own value. Non-finite voxels count as `replacement`.
/// - Parameters:
///   - values: Shape (ni, nj, nk), i fastest.
///   - sigma: Standard deviation in voxels along i, j and k; up to 0.05 leaves an axis alone.
package func gaussianSmoothed(
  _ values: [Float], size: GridSize, sigma: SIMD3<Double>, replacement: Float
) -> [Float] {
  var result = values
  for n in result.indices where !result[n].isFinite { result[n] = replacement }
  let strides = [1, size.ni, size.ni * size.nj]
  let lengths = [size.ni, size.nj, size.nk]
  // A narrower Gaussian gives its neighbours less than a Float can tell from nothing.
  for axis in 0..<3 where lengths[axis] > 1 && sigma[axis] > 0.05 {
    let kernel = gaussianKernel(sigma: sigma[axis])
    convolve(&result, kernel: kernel, length: lengths[axis], stride: strides[axis])
  }
  return result
}

/// One half of a normalised Gaussian: weights at distance 0, 1, 2, ... up to 3 sigma.
func gaussianKernel(sigma: Double) -> [Float] {
  let radius = Int((3 * sigma).rounded(.up))
  var weights = (0...radius).map { exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
  let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
  for n in weights.indices { weights[n] /= sum }
  return weights.map(Float.init)
}

/// Convolves every line along one axis with a symmetric kernel, in place.
private func convolve(_ values: inout [Float], kernel: [Float], length: Int, stride: Int) {
  let radius = kernel.count - 1
  var padded = [Float](repeating: 0, count: length + 2 * radius)
  let block = length * stride
  let count = values.count
  var data = values.mutableSpan
  let weights = kernel.span
  var line = padded.mutableSpan
  for blockStart in Swift.stride(from: 0, to: count, by: block) {
    for start in blockStart..<blockStart + stride {
      let first = data[start]
      let last = data[start + (length - 1) * stride]
      for n in 0..<radius {
        line[n] = first
        line[radius + length + n] = last
      }
      for n in 0..<length { line[radius + n] = data[start + n * stride] }
      for n in 0..<length {
        let centre = radius + n
        var sum = weights[0] * line[centre]
        var d = 1
        while d <= radius {
          sum += weights[d] * (line[centre - d] + line[centre + d])
          d += 1
        }
        data[start + n * stride] = sum
      }
    }
  }
}
