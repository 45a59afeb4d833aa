import ImageFiles
import MinimalPaths
import Volumes

/// CVAT for images 1.1: annotations.xml with polygons, boxes and masks, pictures beside it or in
/// images/.
///
/// Shapes are painted by their z_order, of equal ones in the file's order. Ellipses, lines, points and
/// other shapes without a plain area are left out with a warning. Each picture counts as a patient of
/// its own.
///
/// Source: docs.cvat.ai, "XML annotation format", version 1.1; a mask's run lengths go row by row
/// through its box and begin with pixels outside.
enum CVATLayout: LayoutReader {
  static let appearance = "annotations.xml of CVAT for images 1.1, and the pictures it names"

  static let file = "annotations.xml"

  static func matches(_ folder: DatasetFolder) -> Bool { folder.contains(file) }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let path = try folder.file(file, neededBy: folder.name)
    let document = try CVATDocument(path)
    var labels = MetLabels(document.labels)
    var cases: [DatasetCase] = []
    var taken: Set<String> = []
    for image in document.images {
      var shapes: [(order: Int, shape: DrawnShape)] = []
      for shape in image.shapes {
        let label = try labels.value(of: shape.label, in: path)
        shapes.append((shape.order, shape.drawn(label)))
      }
      // By number, then as they stand: sorting by the standard library need not keep that.
      let order = shapes.indices.sorted { (shapes[$0].order, $0) < (shapes[$1].order, $1) }
      let inImages = "images/" + image.name
      let picture = ShapePicture(
        path: try folder.file(
          named: folder.contains(inImages) ? inImages : image.name, in: path),
        width: image.width, height: image.height, shapes: order.map { shapes[$0].shape },
        description: path, warnings: image.warnings)
      let name = uniqueFileName(imageName(image.name), besides: &taken)
      cases.append(
        DatasetCase(name: name, patient: name, imagePath: picture.path) { try picture.read() })
    }
    return Dataset(
      name: document.task ?? folder.name, layout: .cvat, channels: ["image"],
      labels: labels.names.enumerated().map {
        NamedLabel(value: UInt8($0.offset + 1), name: $0.element)
      }, licence: nil, cases: cases)
  }
}
