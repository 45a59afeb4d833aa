import Volumes

/// Surface Dice: the share of both surfaces that lies within `tolerance` millimetres of the other; 1
/// when both masks are empty, 0 when one is.
///
/// Surfaces consist of elements between voxel centres, each with its own area (in a single slice:
/// length) and the distance of its cell's middle to the nearest cell with an element of the other.
/// A distance that exceeds the tolerance by rounding alone, a billionth, is within it.
/// - Precondition: `tolerance` >= 0.
/// - Complexity: O(n) for n voxels of the box that holds both masks.
/// Source: Nikolov et al., J. Med. Internet Res. 23 (2021) e26151; agrees with their
/// google-deepmind/surface-distance.
public func surfaceDice(_ pair: LabelPair, tolerance: Double) -> Double {
  precondition(tolerance >= 0, "a tolerance is not negative")
  let overlap = pair.overlap
  guard overlap.first + overlap.second > 0 else { return 1 }
  guard overlap.first > 0, overlap.second > 0 else { return 0 }
  let areas =
    pair.isFlat
    ? SurfaceElements.lengths(spacing: pair.spacing)
    : SurfaceElements.areas(spacing: pair.spacing)
  let first = Surface(of: pair.first, pair, areas)
  let second = Surface(of: pair.second, pair, areas)
  let limit = tolerance * tolerance * (1 + 1e-9)
  let near =
    first.area(within: limit, of: second, pair) + second.area(within: limit, of: first, pair)
  return near / (first.area + second.area)
}

/// The cells that hold elements of a mask's surface.
private struct Surface {
  private var cells: [Int] = []
  private var areas: [Double] = []
  private(set) var area = 0.0

  init(of mask: [UInt8], _ pair: LabelPair, _ table: [Double]) {
    let (ni, nj) = (pair.size.ni, pair.size.nj)
    let slice = pair.size.sliceCount
    // Of one slice the cells that begin in it, between four pixels.
    let layers = pair.isFlat ? 1..<2 : 0..<pair.size.nk - 1
    let full = table.count - 1
    for k in layers {
      for j in 0..<nj - 1 {
        for i in 0..<ni - 1 {
          let n = k * slice + j * ni + i
          var cell =
            Int(mask[n]) | Int(mask[n + 1]) << 1 | Int(mask[n + ni]) << 2
            | Int(mask[n + ni + 1]) << 3
          if !pair.isFlat {
            let m = n + slice
            cell |=
              Int(mask[m]) << 4 | Int(mask[m + 1]) << 5 | Int(mask[m + ni]) << 6
              | Int(mask[m + ni + 1]) << 7
          }
          guard cell != 0, cell != full else { continue }
          cells.append(n)
          areas.append(table[cell])
          area += table[cell]
        }
      }
    }
  }

  /// Area of the elements whose squared distance to another surface is at most `limit`.
  func area(within limit: Double, of other: Surface, _ pair: LabelPair) -> Double {
    let transform = DistanceTransform(to: other.cells, size: pair.size, spacing: pair.spacing)
    let squares = transform.squares(from: cells)
    var near = 0.0
    for n in squares.indices where squares[n] <= limit { near += areas[n] }
    return near
  }
}
