import Annotation
import ImageFiles
import MinimalPaths
import Volumes

/// COCO's instances: images/ as 8-bit PNG and annotations/instances_PART.json. Each label of a slice
/// is one annotation.
///
/// Source: cocodataset.org, "Data format"; coordinates count from the first pixel's corner.
struct COCOWriter: TrainingSetWriter {
  let facts: TrainingSetFacts
  private var images: [TrainingPart: [COCODocument.Image]] = [:]
  private var annotations: [TrainingPart: [COCODocument.Annotation]] = [:]
  private var imageCount = 0
  private var annotationCount = 0

  init(facts: TrainingSetFacts) { self.facts = facts }

  /// As the field abbreviates them.
  static let partNames: [TrainingPart: String] = [
    .training: "train", .validation: "val", .test: "test",
  ]

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    let pictures = SlicePictures(item, facts.options)
    let (size, spacing) = (item.volume.size, item.volume.geometry.spacing)
    for k in item.labelledSlices {
      let file = pictures.name(k) + ".png"
      try pictures.write(k, image: "images/" + file, in: folder)
      imageCount += 1
      images[item.info.part, default: []].append(
        .init(
          id: imageCount, file: file, width: size.ni, height: size.nj, licence: 1,
          patient: item.info.patient, slice: k, window: pictures.window,
          spacing: item.source.hasSpacing ? [spacing.x, spacing.y] : nil))
      for label in facts.labels {
        let mask = item.labels.slice(k).mask(of: label.value)
        guard mask.pixels.contains(true) else { continue }
        annotationCount += 1
        let annotation = annotation(of: mask, label: label)
        guard annotation.segmentation.mask(ni: size.ni, nj: size.nj) == mask else {
          throw DatasetError.pairDisagrees(
            image: file, mask: "annotation \(annotation.id)",
            difference: "the \(facts.options.coco.rawValue) do not give the mask back")
        }
        annotations[item.info.part, default: []].append(annotation)
      }
    }
  }

  private func annotation(of mask: SliceMask, label: NamedLabel) -> COCODocument.Annotation {
    let inside = mask.pixels.indices.filter { mask.pixels[$0] }
    let (columns, rows) = (inside.map { $0 % mask.ni }, inside.map { $0 / mask.ni })
    let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
    let (top, bottom) = (rows.min() ?? 0, rows.max() ?? 0)
    let runs = RunLengths(mask)
    return .init(
      id: annotationCount, image: imageCount, category: Int(label.value),
      segmentation: facts.options.coco == .rle
        ? .compressed(runs.text, size: [mask.nj, mask.ni])
        : .polygons(mask.polygonsWithoutHoles.map { $0.flatMap { [$0.x, $0.y] } }),
      area: Double(inside.count),
      box: [left, top, right - left + 1, bottom - top + 1].map(Double.init), isCrowd: 0)
  }

  mutating func finish(in folder: ExportFolder) throws {
    for part in TrainingPart.allCases {
      guard let images = images[part] else { continue }
      try folder.writeJSON(
        COCODocument(
          info: .init(
            description: facts.name, version: "1.0", contributor: "Contourist \(contouristVersion)"),
          licences: [.init(id: 1, name: facts.licenceText, url: "")], images: images,
          annotations: annotations[part] ?? [],
          categories: facts.labels.map {
            .init(id: Int($0.value), name: $0.name, group: "structure")
          }), to: "annotations/instances_\(Self.partNames[part] ?? part.rawValue).json")
    }
  }
}
