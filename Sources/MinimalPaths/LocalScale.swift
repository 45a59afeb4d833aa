import Volumes

/// The 99th percentile of a field in the neighbourhood of every voxel.
///
/// Known at the corners of tiles of 32 x 32 voxels of a slice, from the 64 x 64 voxels around
/// each corner, and interpolated between. Never below a tenth of the slice's own percentile:
/// noise in an empty region is no edge.
struct LocalScale {
  private let tile = 32
  private let columns: Int
  private let rows: Int
  /// Shape (columns, rows, nk).
  private var corners: [Float] = []

  init(of field: [Float], size: GridSize) {
    columns = (size.ni + tile - 1) / tile + 1
    rows = (size.nj + tile - 1) / tile + 1
    corners.reserveCapacity(columns * rows * size.nk)
    for k in 0..<size.nk {
      let start = k * size.sliceCount
      let slice = field[start..<start + size.sliceCount]
      let whole = percentile(0.99, of: slice)
      for row in 0..<rows {
        let js = max(0, (row - 1) * tile)..<min(size.nj, (row + 1) * tile)
        for column in 0..<columns {
          let iStart = max(0, (column - 1) * tile)
          let iEnd = min(size.ni, (column + 1) * tile)
          var window: [Float] = []
          window.reserveCapacity(js.count * (iEnd - iStart))
          for j in js { window += field[start + j * size.ni + iStart..<start + j * size.ni + iEnd] }
          let local = percentile(0.99, of: window)
          corners.append(max(local, 0.1 * whole))
        }
      }
    }
  }

  /// Linear interpolation between the four corners around (i, j) of slice `k`.
  func value(_ i: Int, _ j: Int, _ k: Int) -> Float {
    let column = i / tile
    let row = j / tile
    let u = Float(i - column * tile) / Float(tile)
    let v = Float(j - row * tile) / Float(tile)
    let n = (k * rows + row) * columns + column
    let low = corners[n] * (1 - u) + corners[n + 1] * u
    let high = corners[n + columns] * (1 - u) + corners[n + columns + 1] * u
    return low * (1 - v) + high * v
  }
}
