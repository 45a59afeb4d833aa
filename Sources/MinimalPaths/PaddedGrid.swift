import Volumes

/// How the arrays of a march are laid out: the grid with a wall on every side, so that the inner
/// loops ask for no border. A grid of one slice has no walls before and after it.
struct PaddedGrid: Sendable, Equatable {
  let size: GridSize
  /// Millimetres along i, j and k.
  let spacing: SIMD3<Double>
  let isFlat: Bool
  /// Of the wall, in voxels: how far a scheme looks.
  let thickness: Int
  /// Offsets of one step along j and k; 0 along k in a flat grid.
  let rowStride: Int
  let sliceStride: Int
  /// Length of the arrays.
  let count: Int

  init(size: GridSize, spacing: SIMD3<Double>, thickness: Int = 1) {
    self.size = size
    self.spacing = spacing
    self.thickness = thickness
    isFlat = size.nk == 1
    rowStride = size.ni + 2 * thickness
    let rows = size.nj + 2 * thickness
    sliceStride = isFlat ? 0 : rowStride * rows
    count = rowStride * rows * (isFlat ? 1 : size.nk + 2 * thickness)
  }

  /// Where a voxel lies in the arrays.
  func offset(_ v: VoxelIndex) -> Int {
    (isFlat ? 0 : (v.k + thickness) * sliceStride) + (v.j + thickness) * rowStride + v.i + thickness
  }

  /// Where the targets of a march lie in the arrays.
  /// - Precondition: They lie in the grid.
  func offsets(of targets: [VoxelIndex]) -> [Int] {
    targets.map { v in
      precondition(size.contains(v), "the target lies outside of the grid")
      return offset(v)
    }
  }

  /// The up to eight voxels around a seed.
  /// - Throws: `FastMarchingError.seedOutsideGrid`.
  func voxels(around seed: VoxelPoint) throws(FastMarchingError) -> [VoxelIndex] {
    let last = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    for axis in 0..<3 where !(seed.vector[axis] >= 0 && seed.vector[axis] <= last[axis]) {
      throw .seedOutsideGrid(seed, size)
    }
    let low = seed.vector.rounded(.down)
    let high = seed.vector.rounded(.up)
    var result: [VoxelIndex] = []
    for k in Int(low.z)...Int(high.z) {
      for j in Int(low.y)...Int(high.y) {
        for i in Int(low.x)...Int(high.x) { result.append(VoxelIndex(i, j, k)) }
      }
    }
    return result
  }

  /// The voxel at a place that is not a wall.
  func voxel(_ offset: Int) -> VoxelIndex {
    let k = isFlat ? 0 : offset / sliceStride - thickness
    let inSlice = isFlat ? offset : offset % sliceStride
    return VoxelIndex(inSlice % rowStride - thickness, inSlice / rowStride - thickness, k)
  }

  /// Lays values of shape (ni, nj, nk) out, `wall` around them.
  func padded<Value>(_ values: [Value], wall: Value) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(count)
    let side = repeatElement(wall, count: thickness)
    let emptyRows = repeatElement(wall, count: thickness * rowStride)
    let emptySlices = repeatElement(wall, count: thickness * sliceStride)
    result += emptySlices
    var source = 0
    for _ in 0..<size.nk {
      result += emptyRows
      for _ in 0..<size.nj {
        result += side
        result += values[source..<source + size.ni]
        result += side
        source += size.ni
      }
      result += emptyRows
    }
    result += emptySlices
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
