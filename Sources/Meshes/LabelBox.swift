import Volumes

/// The voxels of one label, cut out along the box that holds them, with a wall of one outside voxel
/// on all sides.
struct LabelBox {
  let size: GridSize
  /// Shape of `size`, i fastest; 1 inside.
  let inside: [UInt8]
  /// Offsets of the next voxel along each axis.
  let step: SIMD3<Int>
  /// The voxel of the volume that voxel (0, 0, 0) of the box is.
  let corner: SIMD3<Double>

  /// nil where the label does not occur.
  init?(_ mask: LabelVolume, label: UInt8, frame: Int) {
    precondition(frame >= 0 && frame < mask.frames, "there is no such frame")
    let whole = mask.size
    let start = frame * whole.count
    var low = SIMD3(whole.ni, whole.nj, whole.nk)
    var high = SIMD3(-1, -1, -1)
    for k in 0..<whole.nk {
      for j in 0..<whole.nj {
        let row = start + (k * whole.nj + j) * whole.ni
        let labels = mask.voxels[row..<row + whole.ni]
        guard let first = labels.firstIndex(of: label), let last = labels.lastIndex(of: label)
        else { continue }
        low = pointwiseMin(low, SIMD3(first - row, j, k))
        high = pointwiseMax(high, SIMD3(last - row, j, k))
      }
    }
    guard high.x >= 0 else { return nil }
    let box = PaddedBox(low: low, high: high)
    size = box.size
    inside = box.cut(label, of: mask.voxels, from: start, size: whole)
    step = SIMD3(1, size.ni, size.sliceCount)
    corner = SIMD3(Double(low.x - 1), Double(low.y - 1), Double(low.z - 1))
  }

  func offset(_ i: Int, _ j: Int, _ k: Int) -> Int { (k * size.nj + j) * size.ni + i }

  /// Where a voxel's centre is, voxels from the box's first.
  func place(_ n: Int) -> SIMD3<Double> {
    SIMD3(
      Double(n % size.ni), Double(n / size.ni % size.nj), Double(n / size.sliceCount))
  }

  /// Pairs of neighbours, one inside and one outside.
  var faceCount: Int {
    let (row, slice) = (step.y, step.z)
    var count = 0
    for n in 0..<inside.count - slice {
      let own = inside[n]
      count += Int(own ^ inside[n + 1]) + Int(own ^ inside[n + row]) + Int(own ^ inside[n + slice])
    }
    return count
  }
}
