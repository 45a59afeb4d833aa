public import Volumes

/// How near two structures come to each other, as the boxes of their voxels.
public struct LabelGap: Sendable, Equatable {
  /// Millimetres; 0 where they touch.
  public let distance: Double
  /// The nearest place of the first, and of the second.
  public let first: WorldPoint
  public let second: WorldPoint

  /// nil where a label does not occur.
  ///
  /// Boxes of one grid come nearest to each other at corners (not only there), so that corners
  /// alone are looked at.
  /// - Precondition: The mask has one frame and axes at right angles, the labels differ.
  /// - Complexity: O(n) for n voxels.
  public init?(_ mask: LabelVolume, _ a: UInt8, _ b: UInt8) {
    precondition(mask.frames == 1 && mask.geometry.hasRightAngles && a != b, "two boxed structures")
    let (first, second) = (cornersOf(a, mask), cornersOf(b, mask))
    guard !first.isEmpty, !second.isEmpty else { return nil }
    let size = cornerGrid(mask.size)
    let spacing = mask.geometry.spacing
    // The grid is searched from the fewer places.
    let isSwapped = first.count > second.count
    let (few, many) = isSwapped ? (second, first) : (first, second)
    let squares = DistanceTransform(to: many, size: size, spacing: spacing).squares(from: few)
    let best = squares.indices.reduce(0) { squares[$1] < squares[$0] ? $1 : $0 }
    func place(_ n: Int) -> SIMD3<Double> {
      SIMD3(
        Double(n % size.ni), Double(n / size.ni % size.nj), Double(n / size.sliceCount))
    }
    func square(_ n: Int) -> Double {
      let d = (place(n) - place(few[best])) * spacing
      return (d * d).sum()
    }
    let other = many.dropFirst().reduce(many[0]) { square($1) < square($0) ? $1 : $0 }
    func world(_ n: Int) -> WorldPoint {
      mask.geometry.world(VoxelPoint(place(n) - 0.5))
    }
    distance = squares[best].squareRoot()
    self.first = world(isSwapped ? other : few[best])
    self.second = world(isSwapped ? few[best] : other)
  }
}

private func cornerGrid(_ size: GridSize) -> GridSize {
  GridSize(ni: size.ni + 1, nj: size.nj + 1, nk: size.nk + 1)
}

/// The corners of a label's border voxels, as offsets in the grid of all corners.
private func cornersOf(_ label: UInt8, _ mask: LabelVolume) -> [Int] {
  let size = cornerGrid(mask.size)
  var isCorner = [Bool](repeating: false, count: size.count)
  for voxel in borderVoxels(of: label, in: mask) {
    for n in 0..<8 {
      isCorner[
        size.offset(
          VoxelIndex(voxel.i + (n & 1), voxel.j + (n >> 1 & 1), voxel.k + (n >> 2)))] = true
    }
  }
  return isCorner.indices.filter { isCorner[$0] }
}
