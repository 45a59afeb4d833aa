public import Volumes

// What is wrong with a machine's labels and can be put right without looking at the image. Frames
// are cleaned one by one; voxels that lose a label become background.
extension LabelVolume {
  /// Keeps the largest connected component of a label in each frame (over faces, 6 neighbours); of
  /// equally large ones the first in the order of the voxels.
  public mutating func keepLargestComponent(of label: UInt8) {
    removeComponents(of: label) { counts in
      let largest = counts.max() ?? 0
      let first = counts.firstIndex(of: largest)
      return counts.indices.map { $0 == first }
    }
  }

  /// Removes connected components of a label that are smaller than `millilitres`.
  public mutating func removeComponents(of label: UInt8, smallerThan millilitres: Double) {
    let voxel = geometry.voxelVolume / 1000
    removeComponents(of: label) { counts in counts.map { Double($0) * voxel >= millilitres } }
  }

  /// Gives a label the holes in it: connected background that neither reaches the border of the
  /// grid nor touches another label. In a volume of several slices a hole is closed on all sides.
  public mutating func fillHoles(of label: UInt8) {
    for frame in 0..<frames {
      let start = frame * size.count
      let ground = ConnectedComponents(size) { voxels[start + $0] == 0 }
      var isHole = [Bool](repeating: true, count: ground.counts.count)
      for voxel in 0..<size.count where ground.numbers[voxel] >= 0 {
        let number = Int(ground.numbers[voxel])
        if isHole[number], isAtBorder(voxel) { isHole[number] = false }
        forEachNeighbour(of: voxel, size) { neighbour in
          let value = voxels[start + neighbour]
          if value != 0, value != label { isHole[number] = false }
        }
      }
      for voxel in 0..<size.count where ground.numbers[voxel] >= 0 {
        if isHole[Int(ground.numbers[voxel])] { voxels[start + voxel] = label }
      }
    }
  }

  /// - Parameter keep: For the components' counts of voxels, which of them stay.
  private mutating func removeComponents(of label: UInt8, keep: (_ counts: [Int]) -> [Bool]) {
    for frame in 0..<frames {
      let start = frame * size.count
      let found = ConnectedComponents(size) { voxels[start + $0] == label }
      let isKept = keep(found.counts)
      for voxel in 0..<size.count where found.numbers[voxel] >= 0 {
        if !isKept[Int(found.numbers[voxel])] { voxels[start + voxel] = 0 }
      }
    }
  }

  private func isAtBorder(_ voxel: Int) -> Bool {
    let i = voxel % size.ni
    let j = voxel / size.ni % size.nj
    let k = voxel / size.sliceCount
    return i == 0 || i == size.ni - 1 || j == 0 || j == size.nj - 1
      || size.nk > 1 && (k == 0 || k == size.nk - 1)
  }
}
