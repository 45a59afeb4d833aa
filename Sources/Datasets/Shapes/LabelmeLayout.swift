import Foundation
import ImageFiles
import MinimalPaths
import Volumes

/// labelme's: a JSON file for each picture, in the folder or in its folders train and val.
///
/// Polygons, rectangles and circles have an area; points and lines do not, and are left out with a
/// warning. Labels are numbered by their names' order; later shapes lie over earlier ones. Each picture
/// counts as a patient of its own, unless the file names one ("patient").
///
/// Source: labelme/label_file.py of wkentaro/labelme.
enum LabelmeLayout: LayoutReader {
  static let appearance = "NAME.json of labelme with \"shapes\", and the pictures they name"

  static func matches(_ folder: DatasetFolder) -> Bool {
    guard let file = files(folder).first(where: { !$0.hasSuffix("/manifest.json") }) else {
      return false
    }
    // Fields alone tell, too: a file that is damaged shall be called so, not unknown.
    return (try? document(file)) != nil
      || (try? fileText(file)).map { text in
        ["\"shapes\"", "\"imagePath\""].allSatisfy(text.contains)
      } ?? false
  }

  /// Of the folder, or of those in it for training and validation.
  private static func files(_ folder: DatasetFolder) -> [String] {
    let parts = ["train", "val"].filter(folder.hasFolder).compactMap { try? folder.subfolder($0) }
    return ([folder] + parts).flatMap { place in
      place.names.filter { $0.hasSuffix(".json") && $0 != ExportFolder.manifest }
        .map(place.path(of:))
    }
  }

  private static func document(_ path: String) throws(DatasetError) -> LabelmeDocument {
    try DatasetDescription.read(LabelmeDocument.self, at: path)
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    var documents: [(path: String, content: LabelmeDocument)] = []
    for path in files(folder) { documents.append((path, try document(path))) }
    let all = Set(documents.flatMap { $0.content.shapes.map(\.label) }).sorted()
    var labels = MetLabels()
    var cases: [DatasetCase] = []
    for name in all { _ = try labels.value(of: name, in: folder.path) }
    let names = try names(documents.map(\.path), in: folder)
    for ((path, content), name) in zip(documents, names) {
      let place = try DatasetFolder((path as NSString).deletingLastPathComponent)
      let embedded = content.imageData
      let image: String? =
        embedded != nil && !(content.imagePath.map(place.contains) ?? false)
        ? nil : try place.file(named: content.imagePath ?? "", in: path)
      var shapes: [DrawnShape] = []
      var warnings: [String] = []
      for (n, shape) in content.shapes.enumerated() {
        let label = try labels.value(of: shape.label, in: path)
        switch try outline(shape, number: n, path) {
        case .some(let points): shapes.append(DrawnShape(label: label, outlines: [points]))
        case nil:
          warnings.append(
            "\(path): shape \(n) (\(shape.kind ?? "?") of \(shape.label)) has no area, and was left "
              + "out.")
        }
      }
      let found = (shapes, warnings)
      let read: @Sendable (String) throws -> LabelledImage = { image in
        try ShapePicture(
          path: image, width: content.imageWidth, height: content.imageHeight, shapes: found.0,
          description: path, warnings: found.1
        ).read()
      }
      cases.append(
        DatasetCase(name: name, patient: content.patient ?? name, imagePath: image) {
          if let image { return try read(image) }
          return try withPicture(embedded ?? "", path, read)
        })
    }
    return Dataset(
      name: folder.name, layout: .labelme, channels: ["image"],
      labels: labels.names.enumerated().map {
        NamedLabel(value: UInt8($0.offset + 1), name: $0.element)
      }, licence: nil, cases: cases)
  }

  /// What the cases of some files are called: as the files, and where two of them are called alike by
  /// the way to them too, so that train/a.json and val/a.json stay apart.
  /// - Throws: `DatasetError.casesOfOneName`.
  private static func names(
    _ paths: [String], in folder: DatasetFolder
  ) throws(DatasetError) -> [String] {
    let stems = paths.map { String($0.dropLast(".json".count)) }
    let counts = Dictionary(stems.map { (imageName($0), 1) }, uniquingKeysWith: +)
    var known: [String: String] = [:]
    var names: [String] = []
    for (path, stem) in zip(paths, stems) {
      let own = imageName(stem)
      let name =
        counts[own] == 1
        ? own : String(stem.dropFirst(folder.path(of: "").count)).replacing("/", with: "_")
      if let other = known.updateValue(path, forKey: name) {
        throw .casesOfOneName(name, path: other, other: path)
      }
      names.append(name)
    }
    return names
  }

  /// Closed; nil for a shape that has no area.
  private static func outline(
    _ shape: LabelmeDocument.Shape, number: Int, _ path: String
  ) throws(DatasetError) -> [SlicePoint]? {
    func bad(_ what: String) -> DatasetError {
      .badDescription(path: path, reason: "shape \(number) (\(shape.label)) \(what)")
    }
    var points: [SlicePoint] = []
    for pair in shape.points {
      guard pair.count == 2, let point = picturePoint(pair[0], pair[1]) else {
        throw bad("has a point that is no pair of numbers")
      }
      points.append(point)
    }
    switch shape.kind ?? "polygon" {
    case "polygon":
      guard points.count >= 3 else { throw bad("is a polygon of fewer than three points") }
      return points
    case "rectangle":
      guard points.count == 2 else { throw bad("is a rectangle, but has not two points") }
      let (a, b) = (points[0], points[1])
      return [a, SlicePoint(b.x, a.y), b, SlicePoint(a.x, b.y)]
    case "circle":
      guard points.count == 2 else { throw bad("is a circle, but has not two points") }
      return circle(points[0], through: points[1])
    case "point", "points", "line", "linestrip": return nil
    default:
      throw .unsupported(
        path: path, what: "shape \(number), of the kind \(shape.kind ?? "?"),",
        remedy: "Turn it into a polygon in labelme.")
    }
  }

  /// A polygon that is nowhere farther from the circle than 1/100 of a pixel.
  private static func circle(_ centre: SlicePoint, through rim: SlicePoint) -> [SlicePoint] {
    let radius = hypot(rim.x - centre.x, rim.y - centre.y)
    let count = max(16, min(4096, Int((.pi * (50 * radius).squareRoot()).rounded(.up))))
    return (0..<count).map { n in
      let angle = 2 * .pi * Double(n) / Double(count)
      return SlicePoint(centre.x + radius * cos(angle), centre.y + radius * sin(angle))
    }
  }

  /// Reads a picture that the JSON file holds itself.
  private static func withPicture(
    _ text: String, _ path: String, _ read: (String) throws -> LabelledImage
  ) throws -> LabelledImage {
    guard let bytes = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
      throw DatasetError.badDescription(path: path, reason: "\"imageData\" is no base 64")
    }
    guard !bytes.starts(with: [0xFF, 0xD8]) else {
      throw DatasetError.unsupported(
        path: path, what: "\"imageData\" in JPEG",
        remedy: "Save the picture as PNG beside it, and name it in \"imagePath\".")
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try bytes.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try read(file.path)
  }
}
