import Annotation
import TestSupport
import Volumes

/// A cine of two frames and three slices, a disc in each.
let discVolume: Volume = {
  let size = GridSize(ni: 64, nj: 60, nk: 3)
  var voxels: [Float] = []
  for n in 0..<6 {
    voxels += discImage(ni: 64, nj: 60, x: 30, y: 28, radius: Double(14 + n)).pixels
  }
  return Volume(geometry: Geometry(size: size, spacing: SIMD3(1, 1, 8)), frames: 2, voxels: voxels)
}()

func discHeader() throws -> SessionHeader {
  SessionHeader(
    image: SessionHeader.Image(path: "disc.nii.gz", of: discVolume),
    labels: try LabelTable([
      .init(value: 1, name: "RV"), .init(value: 2, name: "MYO"), .init(value: 3, name: "LV"),
    ]))
}

/// The clicks of a closed contour around (30, 28).
func ring(
  _ name: String, label: String, radius: Double, count: Int = 6, slice: Int = 0, frame: Int = 0
) -> [Action] {
  circlePoints(x: 30, y: 28, radius: radius, count: count).map {
    .addSeed(
      contour: name,
      place: .init(label: .name(label), slice: slice, frame: frame), point: $0, index: nil)
  } + [.closeContour(contour: name)]
}
