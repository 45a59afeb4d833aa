public import Volumes

/// The corners of a structure's voxels that lie on its surface.
public struct LabelCorners: Sendable {
  fileprivate let geometry: Geometry
  /// Corner (i, j, k) of the grid lies half a voxel before voxel (i, j, k) on each axis; at least one.
  fileprivate let corners: [SIMD3<Int32>]
  fileprivate let low: SIMD3<Int32>
  fileprivate let high: SIMD3<Int32>

  /// nil where the label does not occur.
  /// - Precondition: The mask has one frame and axes at right angles.
  /// - Complexity: O(n) for n voxels.
  public init?(_ mask: LabelVolume, label: UInt8) {
    precondition(mask.frames == 1 && mask.geometry.hasRightAngles, "a structure of boxes")
    geometry = mask.geometry
    let size = mask.size
    let grid = GridSize(ni: size.ni + 1, nj: size.nj + 1, nk: size.nk + 1)
    var isCorner = [Bool](repeating: false, count: grid.count)
    var corners: [SIMD3<Int32>] = []
    for voxel in borderVoxels(of: label, in: mask) {
      for n in 0..<8 {
        let corner = VoxelIndex(voxel.i + (n & 1), voxel.j + (n >> 1 & 1), voxel.k + (n >> 2))
        let offset = grid.offset(corner)
        guard !isCorner[offset] else { continue }
        isCorner[offset] = true
        corners.append(SIMD3(Int32(corner.i), Int32(corner.j), Int32(corner.k)))
      }
    }
    guard let first = corners.first else { return nil }
    self.corners = corners
    low = corners.reduce(first) { pointwiseMin($0, $1) }
    high = corners.reduce(first) { pointwiseMax($0, $1) }
  }

  fileprivate func world(_ corner: SIMD3<Int32>) -> WorldPoint {
    geometry.world(VoxelPoint(SIMD3<Double>(corner) - 0.5))
  }
}

/// How near two structures come to each other, as the boxes of their voxels.
public struct LabelGap: Sendable, Equatable {
  /// Millimetres; 0 where they touch.
  public let distance: Double
  /// The nearest place of the first, and of the second.
  public let first: WorldPoint
  public let second: WorldPoint

  /// Boxes of one grid come nearest to each other at corners (not only there), so that corners
  /// alone are looked at.
  /// - Precondition: Both are of one mask.
  /// - Complexity: O(n) for n voxels of the box around both.
  public init(_ a: LabelCorners, _ b: LabelCorners) {
    precondition(a.geometry == b.geometry, "two structures of one mask")
    let spacing = a.geometry.spacing
    let low = pointwiseMin(a.low, b.low)
    let extent = pointwiseMax(a.high, b.high) &- low &+ 1
    let size = GridSize(ni: Int(extent.x), nj: Int(extent.y), nk: Int(extent.z))
    func offsets(_ structure: LabelCorners) -> [Int] {
      structure.corners.map { corner in
        let c = corner &- low
        return size.offset(VoxelIndex(Int(c.x), Int(c.y), Int(c.z)))
      }
    }
    // The grid is searched from the fewer places.
    let isSwapped = a.corners.count > b.corners.count
    let (few, many) = isSwapped ? (b, a) : (a, b)
    let squares = DistanceTransform(to: offsets(many), size: size, spacing: spacing)
      .squares(from: offsets(few))
    let best = squares.indices.reduce(0) { squares[$1] < squares[$0] ? $1 : $0 }
    let place = few.corners[best]
    func square(_ corner: SIMD3<Int32>) -> Double {
      let d = SIMD3<Double>(corner &- place) * spacing
      return (d * d).sum()
    }
    let other = many.corners.dropFirst().reduce(many.corners[0]) {
      square($1) < square($0) ? $1 : $0
    }
    distance = squares[best].squareRoot()
    first = a.world(isSwapped ? other : place)
    second = a.world(isSwapped ? place : other)
  }
}
