public import Volumes

/// The cost of travelling: how long a front needs for one millimetre at each voxel.
///
/// Low along the edges a contour should follow, high elsewhere. It is laid out for the solver once
/// and shared by every march over it.
public struct Metric: Sendable, Equatable {
  let grid: PaddedGrid
  /// Laid out as `grid` says; walls, and voxels outside of the region, are infinite.
  let cost: [Float]
  /// The harmonic mean over some of the voxels: where costs differ by decades, fronts run through the
  /// cheap ones.
  let typicalCost: Float

  /// What the solver's 32-bit floats can square without loss.
  public static let validRange: ClosedRange<Float> = 1e-15...1e15

  /// - Parameters:
  ///   - spacing: Distance between voxel centres along i, j and k, millimetres.
  ///   - values: Shape (ni, nj, nk), i fastest; time per millimetre, within `validRange`.
  ///   - region: Which voxels a front may enter, same shape; all of them when nil. The values of
  ///     the others do not matter.
  /// - Throws: `FastMarchingError.metricOutOfRange`, `.spacingNotPositive`, `.gridTooLarge`.
  /// - Precondition: `values` and `region` have one element for each voxel.
  public init(
    size: GridSize, spacing: SIMD3<Double>, values: [Float], region: [Bool]? = nil
  ) throws(FastMarchingError) {
    precondition(values.count == size.count, "metric and grid differ in size")
    precondition(region.map { $0.count == size.count } ?? true, "region and grid differ in size")
    for axis in 0..<3 where !(spacing[axis] > 0 && spacing[axis].isFinite) {
      throw .spacingNotPositive(spacing[axis])
    }
    grid = PaddedGrid(size: size, spacing: spacing)
    guard grid.count < 1 << 32 else { throw .gridTooLarge(size) }
    var values = values
    if let region {
      for n in values.indices where !region[n] { values[n] = .infinity }
    }
    if let n = values.indices.first(where: {
      !Self.validRange.contains(values[$0]) && region?[$0] ?? true
    }) {
      throw .metricOutOfRange(offset: n, value: values[n])
    }
    cost = grid.padded(values, wall: .infinity)
    typicalCost = harmonicMean(ofEvery: 7, values)
  }

  public var size: GridSize { grid.size }

  /// Distance between voxel centres along i, j and k, millimetres.
  public var spacing: SIMD3<Double> { grid.spacing }

  /// Time per millimetre at a voxel; infinite outside of the region.
  /// - Precondition: The voxel lies in the grid.
  public subscript(v: VoxelIndex) -> Float { cost[grid.offset(v)] }

  /// A copy of all of it, shape (ni, nj, nk), i fastest; infinite outside of the region.
  public var values: [Float] { grid.unpadded(cost) }
}

/// The harmonic mean of each `step`-th value, infinite ones left out; 1 when nothing is left.
private func harmonicMean(ofEvery step: Int, _ values: [Float]) -> Float {
  var sum = 0.0
  var count = 0.0
  for n in stride(from: 0, to: values.count, by: step) where values[n] < .infinity {
    sum += 1 / Double(values[n])
    count += 1
  }
  return count > 0 ? Float(count / sum) : 1
}

/// What can be wrong with the input of a march.
public enum FastMarchingError: Error, Equatable, Sendable {
  case noSeed
  case seedOutsideGrid(VoxelPoint, GridSize)
  case seedOutsideRegion(VoxelPoint)
  case gridTooLarge(GridSize)
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
    case .seedOutsideRegion(let p):
      return "the seed (\(p.x), \(p.y), \(p.z)) lies outside of the region the front may enter"
    case .gridTooLarge(let size):
      return "a march is limited to 2^32 voxels, but the grid has \(size)"
    case .metricOutOfRange(let offset, let value):
      return "the metric must lie between 1e-15 and 1e15, but voxel number \(offset) has \(value)"
    case .spacingNotPositive(let value):
      return "the spacing must be finite and above zero, but is \(value) mm"
    }
  }
}
