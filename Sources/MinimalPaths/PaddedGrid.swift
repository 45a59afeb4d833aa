import Volumes

/// How the arrays of a march are laid out: the grid with a wall of one voxel on every side, so that
/// the inner loops ask for no border. A grid of one slice has no walls before and after it.
struct PaddedGrid: Sendable, Equatable {
  let size: GridSize
  /// Millimetres along i, j and k.
  let spacing: SIMD3<Double>
  let isFlat: Bool
  /// Offsets of one step along j and k; 0 along k in a flat grid.
  let rowStride: Int
  let sliceStride: Int
  /// Length of the arrays.
  let count: Int

  init(size: GridSize, spacing: SIMD3<Double>) {
    self.size = size
    self.spacing = spacing
    isFlat = size.nk == 1
    rowStride = size.ni + 2
    sliceStride = isFlat ? 0 : rowStride * (size.nj + 2)
    count = rowStride * (size.nj + 2) * (isFlat ? 1 : size.nk + 2)
  }

  /// Where a voxel lies in the arrays.
  func offset(_ v: VoxelIndex) -> Int {
    (isFlat ? 0 : (v.k + 1) * sliceStride) + (v.j + 1) * rowStride + v.i + 1
  }

  /// The voxel at a place that is not a wall.
  func voxel(_ offset: Int) -> VoxelIndex {
    let k = isFlat ? 0 : offset / sliceStride - 1
    let inSlice = isFlat ? offset : offset % sliceStride
    return VoxelIndex(inSlice % rowStride - 1, inSlice / rowStride - 1, k)
  }

  /// Lays values of shape (ni, nj, nk) out, `wall` around them.
  func padded(_ values: [Float], wall: Float) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count)
    let emptyRow = repeatElement(wall, count: rowStride)
    if !isFlat { result += repeatElement(wall, count: sliceStride) }
    var source = 0
    for _ in 0..<size.nk {
      result += emptyRow
      for _ in 0..<size.nj {
        result.append(wall)
        result += values[source..<source + size.ni]
        result.append(wall)
        source += size.ni
      }
      result += emptyRow
    }
    if !isFlat { result += repeatElement(wall, count: sliceStride) }
    return result
  }

  /// The values without the walls, shape (ni, nj, nk), every `stride`-th of what is given.
  func unpadded(_ values: [Float], stride: Int = 1) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(size.count)
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        let row = offset(VoxelIndex(0, j, k))
        for i in 0..<size.ni { result.append(values[stride * (row + i)]) }
      }
    }
    return result
  }
}
