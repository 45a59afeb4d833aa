public import Volumes

/// How strongly image edges attract a contour.
public struct EdgeMetricParameters: Sendable, Hashable, Codable {
  /// Standard deviation of the smoothing before the gradient, in voxels.
  public var sigma: Double
  /// How fast the cost falls with edge strength: cost = floor + exp(-steepness * strength).
  public var steepness: Double
  /// Cost of the strongest edge; smaller values allow longer detours along edges.
  public var floor: Double

  public init(sigma: Double = 1.2, steepness: Double = 5, floor: Double = 0.2) {
    self.sigma = sigma
    self.steepness = steepness
    self.floor = floor
  }

  /// A message for the user where a value cannot be used.
  public var problem: String? {
    if !(sigma >= 0 && sigma <= 50) { return "sigma must lie between 0 and 50 voxels" }
    if !(steepness >= 0 && steepness <= 20) { return "steepness must lie between 0 and 20" }
    if !(floor >= 1e-6 && floor <= 10) { return "floor must lie between 0.000001 and 10" }
    return nil
  }
}

extension Metric {
  /// The metric of an image: cheap along its edges.
  ///
  /// The gradient of the smoothed image (per millimetre) is divided by the 99th percentile
  /// of its neighbourhood, so that one bright structure elsewhere (fat, a vessel) does not
  /// hide a weak border here. A constant image gives a constant metric: straight paths.
  /// - Parameters:
  ///   - values: Intensities, shape (ni, nj, nk), i fastest; non-finite voxels count as the
  ///     smallest finite one.
  ///   - spacing: Millimetres along i, j and k.
  /// - Precondition: `parameters.problem == nil`, and spacing is finite and above zero.
  public init(
    ofImage values: [Float], size: GridSize, spacing: SIMD3<Double>,
    parameters: EdgeMetricParameters = EdgeMetricParameters()
  ) {
    precondition(parameters.problem == nil, "edge metric parameters out of range")
    let strength = edgeStrength(values, size: size, spacing: spacing, sigma: parameters.sigma)
    let floor = Float(parameters.floor)
    let table = exponentialTable(steepness: parameters.steepness)
    let cost = strength.map { floor + table[Int($0 * Float(table.count - 1))] }
    guard let metric = try? Metric(size: size, spacing: spacing, values: cost) else {
      preconditionFailure("spacing must be finite and above zero")
    }
    self = metric
  }

  /// The metric of one slice.
  public init(
    of slice: ImageSlice, parameters: EdgeMetricParameters = EdgeMetricParameters()
  ) {
    self.init(
      ofImage: slice.pixels, size: GridSize(ni: slice.ni, nj: slice.nj, nk: 1),
      spacing: SIMD3(slice.spacing.x, slice.spacing.y, 1), parameters: parameters)
  }
}

extension Metric {
  /// The metric of one slice, cheaper where a network's probabilities fall: as if there were an edge
  /// of `strength` beside the image's. The floor stays, so that a clear edge is cheaper still.
  /// - Parameter parameters: Those the metric was made with.
  func guided(
    by guidance: Guidance, _ parameters: EdgeMetricParameters, strength: Double
  ) -> Metric {
    // Per equal-sided pixel; a quarter is a border a few pixels wide.
    let side = (spacing.x * spacing.y).squareRoot()
    let fall = gradientMagnitude(
      guidance.probabilities, size: size, spacing: SIMD3(spacing.x / side, spacing.y / side, 1))
    let table = exponentialTable(steepness: parameters.steepness * strength)
    let floor = Float(parameters.floor)
    let cost = zip(values, fall).map { value, fall in
      floor + (value - floor) * table[Int(min(fall / 0.25, 1) * Float(table.count - 1))]
    }
    guard let metric = try? Metric(size: size, spacing: spacing, values: cost) else {
      preconditionFailure("a metric stays in range when it is lowered to its floor")
    }
    return metric
  }
}

/// exp(-steepness * s) for s from 0 to 1 in 4096 steps; finer than 8-bit gradients can tell.
private func exponentialTable(steepness: Double) -> [Float] {
  (0...4096).map { Float(exponential(-steepness * Double($0) / 4096)) }
}

/// Gradient magnitude over the local 99th percentile, clipped to 0...1.
func edgeStrength(
  _ values: [Float], size: GridSize, spacing: SIMD3<Double>, sigma: Double
) -> [Float] {
  let replacement = values.lazy.filter(\.isFinite).min() ?? 0
  let smooth = gaussianSmoothed(
    values, size: size, sigma: SIMD3(repeating: sigma), replacement: replacement)
  var gradient = gradientMagnitude(smooth, size: size, spacing: spacing)
  let scale = LocalScale(of: gradient, size: size)
  for k in 0..<size.nk {
    for j in 0..<size.nj {
      let row = (k * size.nj + j) * size.ni
      for i in 0..<size.ni {
        let s = scale.value(i, j, k)
        gradient[row + i] = s > 0 ? min(gradient[row + i] / s, 1) : 0
      }
    }
  }
  return gradient
}

/// Central differences per millimetre; one-sided at the border.
func gradientMagnitude(_ values: [Float], size: GridSize, spacing: SIMD3<Double>) -> [Float] {
  var result = [Float](repeating: 0, count: values.count)
  let strides = [1, size.ni, size.ni * size.nj]
  let lengths = [size.ni, size.nj, size.nk]
  for axis in 0..<3 where lengths[axis] > 1 {
    let stride = strides[axis]
    let length = lengths[axis]
    let step = Float(1 / spacing[axis])
    for n in values.indices {
      let position = n / stride % length
      let before = position > 0 ? n - stride : n
      let after = position < length - 1 ? n + stride : n
      let distance: Float = position > 0 && position < length - 1 ? 0.5 : 1
      let d = (values[after] - values[before]) * distance * step
      result[n] += d * d
    }
  }
  // Between voxels near the largest Float the sum overflows: then the steepest there can be.
  for n in result.indices {
    let steepest = Float.greatestFiniteMagnitude
    result[n] = (result[n] < steepest ? result[n] : steepest).squareRoot()
  }
  return result
}
