import ImageFiles
import MinimalPaths
import Volumes

/// COCO's instances: polygons and run lengths on pictures. Files of tests (instances_test*) are left
/// out.
///
/// Regions of crowds are painted first, then the others in the file's order, later over earlier.
/// Polygons of one annotation are joined. Each picture counts as a patient of its own, unless its
/// entry names one ("patient").
///
/// Source: Lin et al., ECCV 2014; cocodataset.org, "Data format".
enum COCOLayout: LayoutReader {
  static let appearance =
    "annotations/instances_*.json, or instances*.json, _annotations.coco.json or annotations.json, "
    + "with pictures beside it, in images/ or in a folder of the part's name"

  static func matches(_ folder: DatasetFolder) -> Bool { !files(folder).isEmpty }

  private static func files(_ folder: DatasetFolder) -> [String] {
    let inside = folder.hasFolder("annotations") ? (try? folder.subfolder("annotations")) : nil
    let named = (inside?.names ?? []).filter { $0.hasPrefix("instances") && $0.hasSuffix(".json") }
      .map { "annotations/" + $0 }
    let own = folder.names.filter {
      $0.hasPrefix("instances") && $0.hasSuffix(".json")
        || ["_annotations.coco.json", "annotations.json"].contains($0)
    }
    return (named + own).filter { !$0.contains("instances_test") }
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    var labels: [(id: Int, name: String)] = []
    var licences: [String] = []
    var cases: [DatasetCase] = []
    var taken: Set<String> = []
    for file in files(folder) {
      let path = folder.path(of: file)
      let document = try DatasetDescription.read(COCODocument.self, at: path)
      try requireIdentities(document, path)
      let categories = document.categories.map { ($0.id, $0.name) }
        .sorted { $0.0 < $1.0 }
      if labels.isEmpty { labels = categories }
      guard labels.map(\.id) == categories.map(\.0), labels.map(\.name) == categories.map(\.1)
      else {
        throw .badDescription(
          path: path, reason: "its categories differ from those of \(files(folder)[0])")
      }
      licences += (document.licences ?? []).compactMap(\.name).filter { !$0.isEmpty }
      let annotations = Dictionary(grouping: document.annotations, by: \.image)
      for image in document.images {
        let picture = try picture(image, annotations[image.id] ?? [], labels, in: folder, file)
        let name = uniqueFileName(imageName(image.file), besides: &taken)
        cases.append(
          DatasetCase(
            name: name, patient: image.patient ?? name, imagePath: picture.path
          ) { try picture.read() })
      }
    }
    guard labels.count <= 255 else {
      throw .unsupported(
        path: folder.path, what: "more than 255 categories",
        remedy: "Leave out those that are not needed.")
    }
    let known = withoutRepeats(licences)
    return Dataset(
      name: folder.name, layout: .coco, channels: ["image"],
      labels: labels.enumerated().map { NamedLabel(value: UInt8($0 + 1), name: $1.name) },
      licence: known.isEmpty ? nil : known.joined(separator: "; "), cases: cases)
  }

  /// Annotations name pictures and categories by numbers: one that is there twice, or not at all, would
  /// lay labels on the wrong picture, or lose them.
  /// - Throws: `DatasetError.badDescription`.
  private static func requireIdentities(
    _ document: COCODocument, _ path: String
  ) throws(DatasetError) {
    var images: Set<Int> = []
    for image in document.images where !images.insert(image.id).inserted {
      throw .badDescription(path: path, reason: "two images have the id \(image.id)")
    }
    var categories: Set<Int> = []
    for category in document.categories where !categories.insert(category.id).inserted {
      throw .badDescription(path: path, reason: "two categories have the id \(category.id)")
    }
    for annotation in document.annotations where !images.contains(annotation.image) {
      throw .badDescription(
        path: path,
        reason: "annotation \(annotation.id) is of image \(annotation.image), which is none")
    }
  }

  private static func picture(
    _ image: COCODocument.Image, _ annotations: [COCODocument.Annotation],
    _ labels: [(id: Int, name: String)], in folder: DatasetFolder, _ file: String
  ) throws(DatasetError) -> ShapePicture {
    let path = folder.path(of: file)
    var shapes: [DrawnShape] = []
    let order = annotations.filter { $0.isCrowd == 1 } + annotations.filter { $0.isCrowd != 1 }
    for annotation in order {
      guard let n = labels.firstIndex(where: { $0.id == annotation.category }), n < 255 else {
        throw .badDescription(
          path: path,
          reason: "annotation \(annotation.id) has category \(annotation.category), which is none")
      }
      let (label, segmentation) = (UInt8(n + 1), annotation.segmentation)
      guard case .polygons = segmentation else {
        shapes.append(DrawnShape(label: label) { segmentation.mask(ni: $0, nj: $1) })
        continue
      }
      guard let outlines = segmentation.outlines,
        outlines.allSatisfy({ $0.allSatisfy { abs($0.x) < 1e5 && abs($0.y) < 1e5 } })
      else {
        throw .badDescription(
          path: path,
          reason: "annotation \(annotation.id) has no polygon of three points x, y or more")
      }
      shapes.append(DrawnShape(label: label, outlines: outlines))
    }
    return ShapePicture(
      path: try place(of: image.file, in: folder, file), width: image.width, height: image.height,
      shapes: shapes, description: path)
  }

  /// Where the picture lies: pictures of instances_train2017.json in train2017/ or images/.
  private static func place(
    of image: String, in folder: DatasetFolder, _ file: String
  ) throws(DatasetError) -> String {
    let description = folder.path(of: file)
    let stem = imageName(String(file.dropLast(".json".count)))
    let part = stem.hasPrefix("instances_") ? String(stem.dropFirst("instances_".count)) : stem
    for place in ["", "images/", part + "/", "images/\(part)/"] where folder.contains(place + image)
    {
      return try folder.file(named: place + image, in: description)
    }
    return try folder.file(named: image, in: description)
  }
}
