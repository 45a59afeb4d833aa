/// Where a grid of voxels lies in the patient: its size and the affine map from voxel to world.
///
/// World coordinates are RAS+ millimetres. The affine maps the centre of voxel (0, 0, 0) to
/// `origin`, and a step along i, j or k to a column of `axes`.
public struct Geometry: Sendable, Equatable {
  public let size: GridSize
  /// Columns of the affine's 3 x 3 part, millimetres per voxel: the steps along i, j and k.
  public let axes: (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>)
  /// World position of the centre of voxel (0, 0, 0), millimetres.
  public let origin: WorldPoint
  /// Distance between voxel centres along i, j and k, millimetres.
  public let spacing: SIMD3<Double>
  /// Rows of the inverse of the 3 x 3 part, voxels per millimetre.
  private let inverse: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

  /// - Precondition: The three axes span space (finite, determinant not zero).
  public init(
    size: GridSize, axes: (i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>),
    origin: WorldPoint
  ) {
    precondition(
      Geometry.spansSpace(axes.i, axes.j, axes.k), "the axes of a geometry must span space")
    self.size = size
    self.axes = axes
    self.origin = origin
    spacing = SIMD3(length(axes.i), length(axes.j), length(axes.k))
    let determinant = dot(axes.i, cross(axes.j, axes.k))
    inverse = (
      cross(axes.j, axes.k) / determinant, cross(axes.k, axes.i) / determinant,
      cross(axes.i, axes.j) / determinant
    )
  }

  /// A grid whose axes run along the world's, with voxel (0, 0, 0) at the origin.
  public init(size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1)) {
    self.init(
      size: size,
      axes: (SIMD3(spacing.x, 0, 0), SIMD3(0, spacing.y, 0), SIMD3(0, 0, spacing.z)),
      origin: WorldPoint(0, 0, 0))
  }

  /// Whether three steps are finite and linearly independent.
  public static func spansSpace(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>
  ) -> Bool {
    let product = length(a) * length(b) * length(c)
    let determinant = dot(a, cross(b, c))
    return product.isFinite && product > 0 && abs(determinant) > 1e-6 * product
  }

  public func world(_ point: VoxelPoint) -> WorldPoint {
    WorldPoint(origin.vector + axes.i * point.x + axes.j * point.y + axes.k * point.z)
  }

  public func voxel(_ point: WorldPoint) -> VoxelPoint {
    let d = point.vector - origin.vector
    return VoxelPoint(dot(inverse.0, d), dot(inverse.1, d), dot(inverse.2, d))
  }

  /// The affine as three rows of four numbers, as medical image formats write it.
  public var affineRows: [[Double]] {
    (0..<3).map { [axes.i[$0], axes.j[$0], axes.k[$0], origin.vector[$0]] }
  }

  /// Volume of one voxel in cubic millimetres.
  public var voxelVolume: Double { abs(dot(axes.i, cross(axes.j, axes.k))) }

  /// Which anatomical direction i, j and k increase towards, such as "RAS" or "LPS".
  public var orientation: String {
    let names: [(Character, Character)] = [("L", "R"), ("P", "A"), ("I", "S")]
    var result = ""
    for axis in [axes.i, axes.j, axes.k] {
      var largest = 0
      for n in 1..<3 where abs(axis[n]) > abs(axis[largest]) { largest = n }
      result.append(axis[largest] < 0 ? names[largest].0 : names[largest].1)
    }
    return result
  }

  public static func == (a: Geometry, b: Geometry) -> Bool {
    a.size == b.size && a.axes == b.axes && a.origin == b.origin
  }
}

// The algebra of points in space, for all modules.

package func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

package func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

package func length(_ a: SIMD3<Double>) -> Double { dot(a, a).squareRoot() }
