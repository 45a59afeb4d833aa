import ImageFiles
import Volumes

/// Where slices lie, in DICOM's millimetres: to the left, the back and the head.
struct ImagePlane {
  private let geometry: Geometry

  /// - Throws: `DICOMObjectError.sheared`.
  init(_ geometry: Geometry) throws(DICOMObjectError) {
    let (i, j) = (geometry.axes.i, geometry.axes.j)
    let cosine = (i * j).sum() / (geometry.spacing.x * geometry.spacing.y)
    guard abs(cosine) < 1e-4 else { throw .sheared }
    self.geometry = geometry
  }

  /// Unit vectors of a row and a column.
  var orientation: [Double] {
    let (i, j) = (geometry.axes.i / geometry.spacing.x, geometry.axes.j / geometry.spacing.y)
    return list(i) + list(j)
  }

  /// The centre of a slice's first voxel.
  func position(slice: Int) -> [Double] {
    list(geometry.world(VoxelPoint(0, 0, Double(slice))).vector)
  }

  /// A point of a slice.
  func place(_ point: SlicePoint, slice: Int) -> [Double] {
    list(geometry.world(VoxelPoint(point.x, point.y, Double(slice))).vector)
  }

  var measures: DICOMDataSet {
    .item {
      $0.set("PixelSpacing", to: [geometry.spacing.y, geometry.spacing.x])
      $0.set("SliceThickness", to: [geometry.spacing.z])
      $0.set("SpacingBetweenSlices", to: [geometry.spacing.z])
    }
  }

  private func list(_ ras: SIMD3<Double>) -> [Double] {
    // No negative zeros, which some readers stumble over.
    [-ras.x, -ras.y, ras.z].map { $0 == 0 ? 0 : $0 }
  }
}
