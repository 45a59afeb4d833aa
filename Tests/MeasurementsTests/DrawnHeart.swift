import Foundation
import TestSupport
import Volumes

@testable import Measurements

/// A straight tube of muscle with the right ventricle beside it.
struct DrawnHeart {
  var size = GridSize(ni: 72, nj: 72, nk: 9)
  var spacing = SIMD3(1.5, 1.5, 8)
  /// Millimetres.
  var inner = 20.0
  var outer = 30.0
  /// Of the outer border from the inner one's centre, millimetres.
  var shift = SIMD2(0.0, 0.0)
  /// Towards the right ventricle, radians from i towards j.
  var septum = Double.pi
  /// Slices that have a cavity.
  var slices = 1...6

  static let labels = HeartLabels(left: 3, wall: 2, right: 1)

  /// Label 1 right, 2 wall, 3 left.
  func mask(geometry: Geometry? = nil) -> LabelVolume {
    let geometry = geometry ?? Geometry(size: size, spacing: spacing)
    var mask = LabelVolume(geometry: geometry)
    let centre = SIMD2(Double(size.ni - 1), Double(size.nj - 1)) * SIMD2(spacing.x, spacing.y) / 2
    let right = SIMD2(cos(septum), sin(septum)) * 32
    func length(_ v: SIMD2<Double>) -> Double { (v * v).sum().squareRoot() }
    for k in slices {
      for j in 0..<size.nj {
        for i in 0..<size.ni {
          let p = SIMD2(Double(i), Double(j)) * SIMD2(spacing.x, spacing.y) - centre
          let label: UInt8 =
            length(p) <= inner ? 3 : length(p - shift) <= outer ? 2 : length(p - right) < 18 ? 1 : 0
          mask.voxels[size.offset(VoxelIndex(i, j, k))] = label
        }
      }
    }
    return mask
  }
}
