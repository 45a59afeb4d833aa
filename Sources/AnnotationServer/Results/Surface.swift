import Annotation
import Meshes
import Volumes

/// A label as triangles, for a chart.
struct Surface: Encodable, Sendable {
  let label: Int
  let name: String
  let colour: String
  /// Millimetres: right, front, head.
  let x: [Double]
  let y: [Double]
  let z: [Double]
  /// Three corners each.
  let triangles: [UInt32]

  /// Triangles of all labels together that a browser draws without stumbling.
  private static let mostTriangles = 400_000

  /// The surfaces of the labels that occur in a mask of one frame.
  /// - Throws: `WebError.notPossible` where they are too large to be shown.
  static func all(of mask: LabelVolume, _ labels: LabelTable) throws -> [Surface] {
    var surfaces: [Surface] = []
    var triangles = 0
    for entry in labels.entries {
      var net: SurfaceNet
      do {
        net = try SurfaceNet(mask, label: entry.value, frame: 0)
        try net.smooth()
      } catch MeshError.empty {
        continue
      } catch {
        throw WebError(.notPossible, "\(entry.name): \(error)")
      }
      let mesh = net.mesh()
      triangles += mesh.triangles.count
      guard triangles <= mostTriangles else {
        throw WebError(
          .notPossible, "The surfaces are too fine to be shown here; download them as STL or GLB.")
      }
      let view = LabelView(entry)
      surfaces.append(
        Surface(
          label: view.value, name: view.name, colour: view.colour,
          x: mesh.positions.map { hundredths($0.x) }, y: mesh.positions.map { hundredths($0.y) },
          z: mesh.positions.map { hundredths($0.z) },
          triangles: mesh.triangles.flatMap { [$0.x, $0.y, $0.z] }))
    }
    return surfaces
  }
}
