public import Volumes

/// Largest distance from a voxel on either border to the nearest on the other, millimetres between
/// voxel centres; nil where one of the volumes lacks the label.
///
/// A voxel is on the border when one of its six neighbours (outside of the grid too) is another's.
/// - Precondition: The volumes have the same size and one frame.
/// - Complexity: O(n) for n voxels of the box that holds both.
/// Source: Huttenlocher, Klanderman, Rucklidge, IEEE TPAMI 15 (1993) 850; borders as MedPy's `hd`.
public func hausdorffDistance(_ a: LabelVolume, _ b: LabelVolume, label: UInt8) -> Double? {
  precondition(
    a.size == b.size && a.frames == 1 && b.frames == 1,
    "volumes to be compared have the same size and one frame")
  let borders = (a.border(of: label), b.border(of: label))
  guard borders.0.contains(true), borders.1.contains(true) else { return nil }
  let spacing = a.geometry.spacing
  func farthest(_ from: [Bool], _ to: [Bool]) -> Double {
    let squares = squaredDistances(to: to, size: a.size, spacing: spacing)
    var largest = 0.0
    for n in from.indices where from[n] { largest = max(largest, squares[n]) }
    return largest
  }
  return max(farthest(borders.0, borders.1), farthest(borders.1, borders.0)).squareRoot()
}

extension LabelVolume {
  /// The voxels with a label that have a neighbour, of six, without it.
  fileprivate func border(of label: UInt8) -> [Bool] {
    var border = [Bool](repeating: false, count: size.count)
    let (ni, nj, nk) = (size.ni, size.nj, size.nk)
    for k in 0..<nk {
      for j in 0..<nj {
        for i in 0..<ni {
          let n = (k * nj + j) * ni + i
          guard voxels[n] == label else { continue }
          border[n] =
            i == 0 || i == ni - 1 || j == 0 || j == nj - 1 || k == 0 || k == nk - 1
            || voxels[n - 1] != label || voxels[n + 1] != label || voxels[n - ni] != label
            || voxels[n + ni] != label || voxels[n - ni * nj] != label
            || voxels[n + ni * nj] != label
        }
      }
    }
    return border
  }
}
