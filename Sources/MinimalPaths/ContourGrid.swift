public import Volumes

/// Contour vertices lie on a grid of 1/1024 voxel.
///
/// On it the questions "do these two segments meet?" and "is this centre inside?" are answered
/// with whole numbers, exactly, on every machine; and a vertex survives JSON without loss.
enum ContourGrid {
  static let unitsPerVoxel = 1024.0

  static func snapped(_ p: SlicePoint) -> GridPoint {
    GridPoint(x: Int((p.x * unitsPerVoxel).rounded()), y: Int((p.y * unitsPerVoxel).rounded()))
  }
}

/// A vertex in units of 1/1024 voxel; up to 2^31, so that products of differences fit.
struct GridPoint: Hashable, Sendable {
  var x: Int
  var y: Int

  var slicePoint: SlicePoint {
    SlicePoint(Double(x) / ContourGrid.unitsPerVoxel, Double(y) / ContourGrid.unitsPerVoxel)
  }
}

/// Twice the signed area of the triangle a, b, c; above zero when it turns from +x to +y.
func orientation(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint) -> Int {
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

extension SlicePoint {
  /// The nearest point of the contour grid (1/1024 voxel).
  public var snappedToContourGrid: SlicePoint { ContourGrid.snapped(self).slicePoint }
}
