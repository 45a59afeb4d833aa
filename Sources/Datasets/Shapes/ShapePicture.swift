import ImageFiles
import MinimalPaths
import Volumes

/// A picture with what was drawn on it, as formats for photographs keep it.
///
/// Shapes are painted in their order, later over earlier, by the house's one rule of filling. COCO,
/// labelme and CVAT count from the corner of the first pixel; coordinates here count from its centre,
/// half a pixel less.
struct ShapePicture: Sendable {
  let path: String
  /// As the description says; nil where it does not.
  let width: Int?
  let height: Int?
  let shapes: [DrawnShape]
  /// Where the shapes are described, for messages.
  let description: String
  var warnings: [String] = []

  /// - Throws: `DatasetError`, `ImageFileError`.
  func read() throws -> LabelledImage {
    guard ![".jpg", ".jpeg"].contains(where: path.lowercased().hasSuffix) else {
      throw DatasetError.unsupported(
        path: path, what: "JPEG", remedy: "Convert the pictures to PNG or TIFF of the same size.")
    }
    let file = try ImageFiles.read(path)
    let volume = try still(file.volume, path)
    let (ni, nj) = (volume.size.ni, volume.size.nj)
    guard volume.size.nk == 1 else {
      throw DatasetError.unsupported(
        path: path, what: "an image of several slices", remedy: "Write each slice to a file.")
    }
    guard width ?? ni == ni, height ?? nj == nj else {
      throw DatasetError.badDescription(
        path: description,
        reason: "it says that \(path) has \(width ?? ni) x \(height ?? nj) pixels, but there are "
          + "\(ni) x \(nj)")
    }
    var labels = [UInt8](repeating: 0, count: ni * nj)
    for shape in shapes {
      guard let mask = shape.pixels(ni: ni, nj: nj) else {
        throw DatasetError.badDescription(
          path: description,
          reason: "a shape on \(path) is damaged, or of another size than the picture")
      }
      for n in labels.indices where mask.pixels[n] { labels[n] = shape.label }
    }
    return LabelledImage(
      channels: [volume], labels: LabelVolume(geometry: volume.geometry, voxels: labels),
      polygons: shapes.flatMap { shape in
        shape.outlines.map { LabelledPolygon(label: shape.label, slice: 0, points: $0) }
      }, warnings: file.warnings + warnings)
  }
}

/// One shape.
struct DrawnShape: Sendable {
  let label: UInt8
  /// Pixel centres at whole numbers; empty where the shape is a mask.
  let outlines: [[SlicePoint]]
  private let mask: @Sendable (_ ni: Int, _ nj: Int) -> SliceMask?

  init(label: UInt8, outlines: [[SlicePoint]]) {
    self.label = label
    self.outlines = outlines
    mask = { SliceMask(ni: $0, nj: $1, insideAny: outlines) }
  }

  /// - Parameter mask: The pixels of a picture of this size; nil where they do not fit it.
  init(label: UInt8, mask: @escaping @Sendable (_ ni: Int, _ nj: Int) -> SliceMask?) {
    self.label = label
    outlines = []
    self.mask = mask
  }

  func pixels(ni: Int, nj: Int) -> SliceMask? { mask(ni, nj) }
}

/// Names of labels in the order in which they are met, 255 at most.
struct MetLabels {
  private(set) var names: [String]

  init(_ names: [String] = []) { self.names = names }

  /// The value of a name, which is new or known.
  /// - Throws: `DatasetError.unsupported`.
  mutating func value(of name: String, in path: String) throws(DatasetError) -> UInt8 {
    if let n = names.firstIndex(of: name) { return UInt8(n + 1) }
    guard names.count < 255 else {
      throw .unsupported(
        path: path, what: "more than 255 labels", remedy: "Leave out those that are not needed.")
    }
    names.append(name)
    return UInt8(names.count)
  }
}

/// A point as formats for photographs have it, pixels' corners at whole numbers; nil where it is not
/// finite, or so far away that filling would leave the range of whole numbers.
func picturePoint(_ x: Double, _ y: Double) -> SlicePoint? {
  guard abs(x) < 1e5, abs(y) < 1e5 else { return nil }
  return SlicePoint(x - 0.5, y - 0.5)
}
