public import Volumes

/// The cost of travelling: how long a front needs for one millimetre at each voxel.
///
/// Low along the edges a contour should follow, high elsewhere.
public struct Metric: Sendable, Equatable {
  public let size: GridSize
  /// Distance between voxel centres along i, j and k, millimetres.
  public let spacing: SIMD3<Double>
  /// Shape (ni, nj, nk), i fastest; time per millimetre, within `validRange`.
  public let values: [Float]

  /// What the solver's 32-bit floats can square without loss.
  public static let validRange: ClosedRange<Float> = 1e-15...1e15

  /// - Throws: `FastMarchingError.metricOutOfRange`, `.spacingNotPositive`.
  /// - Precondition: `values.count == size.count`.
  public init(size: GridSize, spacing: SIMD3<Double>, values: [Float]) throws(FastMarchingError) {
    precondition(values.count == size.count, "metric and grid differ in size")
    for axis in 0..<3 where !(spacing[axis] > 0 && spacing[axis].isFinite) {
      throw .spacingNotPositive(spacing[axis])
    }
    if let n = values.firstIndex(where: { !Self.validRange.contains($0) }) {
      throw .metricOutOfRange(offset: n, value: values[n])
    }
    self.size = size
    self.spacing = spacing
    self.values = values
  }
}

/// What can be wrong with the input of a march.
public enum FastMarchingError: Error, Equatable, Sendable {
  case noSeed
  case seedOutsideGrid(VoxelPoint, GridSize)
  case metricOutOfRange(offset: Int, value: Float)
  case spacingNotPositive(Double)
}

extension FastMarchingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSeed:
      return "a front needs at least one seed to start from"
    case .seedOutsideGrid(let p, let size):
      return "the seed (\(p.x), \(p.y), \(p.z)) lies outside of the grid \(size)"
    case .metricOutOfRange(let offset, let value):
      return "the metric must lie between 1e-15 and 1e15, but voxel number \(offset) has \(value)"
    case .spacingNotPositive(let value):
      return "the spacing must be finite and above zero, but is \(value) mm"
    }
  }
}
