/// What a node of a network computes, with torch's conventions.
///
/// Kernels, strides, paddings and scales hold one number per spatial axis in the order of the
/// tensor's axes: (j, i) in two dimensions, (k, j, i) in three.
public enum Operation: Sendable, Equatable {
  /// The image, (N, inputChannels, spatial).
  case input
  /// Cross-correlation with zero padding; weight (outputs, inputs, kernel), bias (outputs).
  case convolution(
    inputs: Int, outputs: Int, kernel: [Int], stride: [Int], padding: [Int], bias: Bool)
  /// The adjoint of a convolution; weight (inputs, outputs, kernel), bias (outputs).
  case transposedConvolution(
    inputs: Int, outputs: Int, kernel: [Int], stride: [Int], padding: [Int], outputPadding: [Int],
    bias: Bool)
  /// Affine; the running variance moves by `momentum` towards each batch's unbiased one.
  case batchNorm(channels: Int, epsilon: Double, momentum: Double)
  /// Mean and biased variance of each image and channel; no running statistics.
  case instanceNorm(channels: Int, epsilon: Double, isAffine: Bool)
  case relu
  case leakyReLU(slope: Double)
  /// A learned slope: one for all channels, or one for each.
  case prelu(count: Int)
  /// Padded with minus infinity.
  case maxPool(kernel: [Int], stride: [Int], padding: [Int])
  /// Pixel corners are kept aligned, not centres (torch: `align_corners` false).
  case upsample(scale: [Int], mode: UpsampleMode)
  /// Along the channels, in the order of the inputs.
  case concatenation
  /// Of all inputs, which have one shape.
  case sum
}

public enum UpsampleMode: String, Sendable, Equatable, Codable {
  case nearest
  /// Bilinear or trilinear.
  case linear
}

extension Operation {
  /// Shape (channels, spatial) of the result.
  ///
  /// - Parameter inputs: Shapes (channels, spatial) of what comes in; at least one.
  func shape(of inputs: [[Int]]) -> [Int] {
    let first = inputs[0]
    let spatial = Array(first.dropFirst())
    switch self {
    case .convolution(_, let outputs, let kernel, let stride, let padding, _):
      return [outputs] + Self.windows(spatial, kernel, stride, padding)
    case .maxPool(let kernel, let stride, let padding):
      return [first[0]] + Self.windows(spatial, kernel, stride, padding)
    case .transposedConvolution(
      _, let outputs, let kernel, let stride, let padding, let outputPadding, _):
      return [outputs]
        + spatial.indices.map { axis in
          (spatial[axis] - 1) * stride[axis] - 2 * padding[axis] + kernel[axis]
            + outputPadding[axis]
        }
    case .upsample(let scale, _):
      return [first[0]] + zip(spatial, scale).map { $0 * $1 }
    case .concatenation:
      return [inputs.reduce(0) { $0 + $1[0] }] + spatial
    case .input, .batchNorm, .instanceNorm, .relu, .leakyReLU, .prelu, .sum:
      return first
    }
  }

  /// How many places a window that moves by `stride` has on each axis.
  private static func windows(
    _ size: [Int], _ kernel: [Int], _ stride: [Int], _ padding: [Int]
  ) -> [Int] {
    size.indices.map { (size[$0] + 2 * padding[$0] - kernel[$0]) / stride[$0] + 1 }
  }

  /// By how much each axis shrinks, as a fraction: (divided by, multiplied by).
  func scaling(dimensions: Int) -> (down: [Int], up: [Int]) {
    let ones = [Int](repeating: 1, count: dimensions)
    switch self {
    case .convolution(_, _, _, let stride, _, _), .maxPool(_, let stride, _):
      return (stride, ones)
    case .transposedConvolution(_, _, _, let stride, _, _, _), .upsample(let stride, _):
      return (ones, stride)
    default: return (ones, ones)
    }
  }

  /// Multiply-adds of one image; additions of a bias, norms and activations are not counted.
  ///
  /// - Parameters:
  ///   - input: Shape (channels, spatial) of the first input.
  ///   - output: Shape (channels, spatial) of the result.
  func cost(input: [Int], output: [Int]) -> Int {
    switch self {
    case .convolution(let inputs, _, let kernel, _, _, _):
      return output.reduce(1, *) * inputs * kernel.reduce(1, *)
    case .transposedConvolution(_, let outputs, let kernel, _, _, _, _):
      return input.reduce(1, *) * outputs * kernel.reduce(1, *)
    default: return 0
    }
  }
}
