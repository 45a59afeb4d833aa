public import Volumes

extension LabelSlice {
  /// The pixels connected to (i, j) that carry the same label, over edges (4 neighbours).
  /// - Precondition: (i, j) lies inside of the slice.
  public func connectedComponent(at i: Int, _ j: Int) -> SliceMask {
    precondition(i >= 0 && i < ni && j >= 0 && j < nj, "the pixel lies inside of the slice")
    let label = self[i, j]
    var mask = SliceMask(ni: ni, nj: nj)
    flood(GridSize(ni: ni, nj: nj, nk: 1), from: j * ni + i) { pixel in
      guard !mask.pixels[pixel], pixels[pixel] == label else { return false }
      mask.pixels[pixel] = true
      return true
    }
    return mask
  }

  /// How many components, over edges, a label has.
  public func componentCount(of label: UInt8) -> Int {
    ConnectedComponents(GridSize(ni: ni, nj: nj, nk: 1)) { pixels[$0] == label }.counts.count
  }
}

extension LabelVolume {
  /// How many components a label has, over faces (6 neighbours; 4 in one slice), all frames together.
  public func componentCount(of label: UInt8) -> Int {
    (0..<frames).reduce(0) { count, frame in
      let start = frame * size.count
      return count + ConnectedComponents(size) { voxels[start + $0] == label }.counts.count
    }
  }
}

/// The connected components of some voxels of a grid, over faces (6 neighbours; 4 in one slice).
struct ConnectedComponents {
  /// Shape (ni, nj, nk): the component's number, counted from 0 in the order of the voxels; -1 elsewhere.
  private(set) var numbers: [Int32]
  /// Voxels of each component.
  private(set) var counts: [Int] = []

  /// - Complexity: O(n).
  init(_ size: GridSize, where isInside: (_ voxel: Int) -> Bool) {
    numbers = [Int32](repeating: -1, count: size.count)
    for start in numbers.indices where numbers[start] < 0 && isInside(start) {
      let number = Int32(counts.count)
      var count = 0
      flood(size, from: start) { voxel in
        guard numbers[voxel] < 0, isInside(voxel) else { return false }
        numbers[voxel] = number
        count += 1
        return true
      }
      counts.append(count)
    }
  }
}

/// Goes from voxel to voxel over faces, wherever `enter` lets it.
/// - Parameter enter: Whether a voxel belongs; has to refuse one that it has let in before.
private func flood(_ size: GridSize, from start: Int, enter: (_ voxel: Int) -> Bool) {
  guard enter(start) else { return }
  var pending = [start]
  while let voxel = pending.popLast() {
    forEachNeighbour(of: voxel, size) { if enter($0) { pending.append($0) } }
  }
}

/// The voxels that share a face with one, within the grid.
func forEachNeighbour(of voxel: Int, _ size: GridSize, _ body: (_ neighbour: Int) -> Void) {
  let i = voxel % size.ni
  let j = voxel / size.ni % size.nj
  let k = voxel / size.sliceCount
  if i > 0 { body(voxel - 1) }
  if i < size.ni - 1 { body(voxel + 1) }
  if j > 0 { body(voxel - size.ni) }
  if j < size.nj - 1 { body(voxel + size.ni) }
  if k > 0 { body(voxel - size.sliceCount) }
  if k < size.nk - 1 { body(voxel + size.sliceCount) }
}
