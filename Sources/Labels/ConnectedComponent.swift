public import Volumes

extension LabelSlice {
  /// The pixels connected to (i, j) that carry the same label, over edges (4 neighbours).
  /// - Precondition: (i, j) lies inside of the slice.
  public func connectedComponent(at i: Int, _ j: Int) -> SliceMask {
    precondition(i >= 0 && i < ni && j >= 0 && j < nj, "the pixel lies inside of the slice")
    let label = self[i, j]
    var mask = SliceMask(ni: ni, nj: nj)
    var pending = [(i, j)]
    mask[i, j] = true
    while let (x, y) = pending.popLast() {
      for (u, v) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] {
        guard u >= 0, u < ni, v >= 0, v < nj, !mask[u, v], self[u, v] == label else { continue }
        mask[u, v] = true
        pending.append((u, v))
      }
    }
    return mask
  }
}
