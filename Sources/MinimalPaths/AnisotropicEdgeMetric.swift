public import Volumes

/// How a metric treats the direction of image edges.
public struct EdgeDirectionParameters: Sendable, Hashable, Codable {
  /// How many times as much a step across the strongest edge costs as one along it.
  public var across: Double
  /// Which part of the cost is saved along the strongest edge when its bright side lies on the left,
  /// seen with i to the right and j downwards; the way back costs as much more. Below zero: on the
  /// right.
  public var brightOnLeft: Double

  public init(across: Double = 4, brightOnLeft: Double = 0) {
    self.across = across
    self.brightOnLeft = brightOnLeft
  }

  /// A message for the user where a value cannot be used.
  public var problem: String? {
    if !(across >= 1 && across <= 10) { return "across must lie between 1 and 10" }
    if !(brightOnLeft >= -0.9 && brightOnLeft <= 0.9) {
      return "brightOnLeft must lie between -0.9 and 0.9"
    }
    return nil
  }
}

extension AnisotropicMetric {
  /// A metric that is dearer across edges than along them.
  ///
  /// Along an edge a step costs what `metric` says; across it, (1 + (across - 1) s) times that, where
  /// s is the edge's strength.
  /// - Parameters:
  ///   - metric: Of one slice; its region is kept.
  ///   - gradient: Shape (ni, nj), i fastest: towards the bright side (in millimetres), as long as
  ///     the edge is strong; what is longer than 1 counts as 1.
  /// - Throws: `AnisotropicMetricError`.
  /// - Precondition: `parameters.problem == nil`; `gradient` has one element for each voxel.
  public init(
    _ metric: Metric, alongEdgesOf gradient: [SIMD2<Float>],
    parameters: EdgeDirectionParameters = EdgeDirectionParameters()
  ) throws(AnisotropicMetricError) {
    precondition(parameters.problem == nil, "edge direction parameters out of range")
    precondition(gradient.count == metric.size.count, "gradient and grid differ in size")
    let extra = Float(parameters.across - 1)
    let saving = Float(parameters.brightOnLeft)
    let cost = metric.values
    var tensors: [CostTensor] = []
    tensors.reserveCapacity(cost.count)
    var drift: [SIMD2<Float>] = []
    drift.reserveCapacity(saving == 0 ? 0 : cost.count)
    for n in cost.indices {
      let g = gradient[n]
      let length = (g * g).sum().squareRoot()
      let strength = min(length, 1)
      let normal = length > 0 && length < .infinity ? g / length : SIMD2()
      let ratio = 1 + extra * strength
      let squared = cost[n] * cost[n]
      let added = squared * (ratio * ratio - 1) * normal
      tensors.append(
        CostTensor(
          xx: squared + added.x * normal.x, xy: added.x * normal.y,
          yy: squared + added.y * normal.y))
      if saving != 0 {
        // With the bright side on the left the way goes along this.
        drift.append(saving * strength * cost[n] * SIMD2(-normal.y, normal.x))
      }
    }
    try self.init(
      size: metric.size, spacing: metric.spacing, tensors: tensors,
      drift: saving == 0 ? nil : drift, region: cost.map { $0 < .infinity })
  }

  /// The metric of an image: along its edges like `Metric(ofImage:)`, dearer across them.
  /// - Parameter slice: Non-finite pixels count as the smallest finite one.
  /// - Throws: `AnisotropicMetricError`, for a very uneven spacing or costs out of range.
  /// - Precondition: `edges.problem == nil`, `directions.problem == nil`, and the spacing is finite
  ///   and above zero.
  public init(
    of slice: ImageSlice, edges: EdgeMetricParameters = EdgeMetricParameters(),
    directions: EdgeDirectionParameters = EdgeDirectionParameters()
  ) throws(AnisotropicMetricError) {
    let size = GridSize(ni: slice.ni, nj: slice.nj, nk: 1)
    let gradient = edgeGradient(
      slice.pixels, size: size, spacing: slice.spacing, sigma: edges.sigma)
    try self.init(
      Metric(of: slice, parameters: edges), alongEdgesOf: gradient, parameters: directions)
  }
}

/// The gradient of the smoothed image per millimetre, divided by the 99th percentile of its length
/// nearby: the strength of `edgeStrength` with a direction. One-sided at the border.
private func edgeGradient(
  _ values: [Float], size: GridSize, spacing: SIMD2<Double>, sigma: Double
) -> [SIMD2<Float>] {
  let replacement = values.lazy.filter(\.isFinite).min() ?? 0
  let smooth = gaussianSmoothed(
    values, size: size, sigma: SIMD3(repeating: sigma), replacement: replacement)
  let h = SIMD3(spacing.x, spacing.y, 1)
  let scale = LocalScale(of: gradientMagnitude(smooth, size: size, spacing: h), size: size)
  var result = [SIMD2<Float>](repeating: SIMD2(), count: values.count)
  for j in 0..<size.nj {
    let (above, below) = (max(j - 1, 0), min(j + 1, size.nj - 1))
    for i in 0..<size.ni {
      let (left, right) = (max(i - 1, 0), min(i + 1, size.ni - 1))
      let s = scale.value(i, j, 0)
      guard s > 0 else { continue }
      let dx = smooth[j * size.ni + right] - smooth[j * size.ni + left]
      let dy = smooth[below * size.ni + i] - smooth[above * size.ni + i]
      let wide =
        SIMD2(Float(spacing.x), Float(spacing.y))
        * SIMD2(
          Float(max(right - left, 1)), Float(max(below - above, 1)))
      result[j * size.ni + i] = SIMD2(dx, dy) / wide / s
    }
  }
  return result
}
