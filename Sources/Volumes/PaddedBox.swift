/// A box of voxels within a grid, with a wall of one voxel around it on all sides, which is empty in
/// whatever is cut out along it. So all neighbours of the box's own voxels exist.
public struct PaddedBox: Sendable, Equatable {
  /// The first and the last voxel of the grid that lie in the box, without the wall.
  public let low: SIMD3<Int>
  public let high: SIMD3<Int>
  /// With the wall.
  public let size: GridSize

  /// - Precondition: No component of `high` is below that of `low`.
  public init(low: SIMD3<Int>, high: SIMD3<Int>) {
    self.low = low
    self.high = high
    let extent = high &- low
    size = GridSize(ni: extent.x + 3, nj: extent.y + 3, nk: extent.z + 3)
  }

  /// What carries a label in the box.
  /// - Parameters:
  ///   - voxels: Shape of `whole`, i fastest, from `start` on.
  ///   - whole: Holds the box.
  /// - Returns: Shape of `size`, i fastest; 1 for the label.
  public func cut(
    _ label: UInt8, of voxels: [UInt8], from start: Int, size whole: GridSize
  ) -> [UInt8] {
    var inside = [UInt8](repeating: 0, count: size.count)
    for k in low.z...high.z {
      for j in low.y...high.y {
        let from = start + (k * whole.nj + j) * whole.ni + low.x
        let to = ((k - low.z + 1) * size.nj + j - low.y + 1) * size.ni + 1
        for i in 0...high.x - low.x where voxels[from + i] == label { inside[to + i] = 1 }
      }
    }
    return inside
  }
}
