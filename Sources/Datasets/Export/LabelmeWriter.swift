import MinimalPaths
import Volumes

/// labelme's: beside each picture a JSON file of its name; in folders train, val and test where the
/// set is split. A label's pieces, cut where they have holes, are shapes of their own.
///
/// Source: labelme/label_file.py of wkentaro/labelme; coordinates count from the first pixel's corner.
struct LabelmeWriter: TrainingSetWriter {
  let facts: TrainingSetFacts

  init(facts: TrainingSetFacts) { self.facts = facts }

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    let isSplit = facts.options.validation + facts.options.test > 0
    let place = isSplit ? (COCOWriter.partNames[item.info.part] ?? "") + "/" : ""
    let pictures = SlicePictures(item, facts.options)
    for k in item.labelledSlices {
      let file = pictures.name(k)
      try pictures.write(k, image: place + file + ".png", in: folder)
      let labels = item.labels.slice(k)
      var shapes: [LabelmeDocument.Shape] = []
      for label in facts.labels {
        let mask = labels.mask(of: label.value)
        let polygons = mask.polygonsWithoutHoles
        shapes += polygons.map {
          .init(label: label.name, points: $0.map { [$0.x, $0.y] }, kind: "polygon")
        }
        let filled = polygons.map { $0.map { SlicePoint($0.x - 0.5, $0.y - 0.5) } }
        guard SliceMask(ni: labels.ni, nj: labels.nj, insideAny: filled) == mask else {
          throw DatasetError.pairDisagrees(
            image: file + ".png", mask: file + ".json",
            difference: "the polygons of \(label.name) do not give the mask back")
        }
      }
      try folder.writeJSON(
        LabelmeDocument(
          version: "5.5.0", shapes: shapes, imagePath: file + ".png", imageHeight: labels.nj,
          imageWidth: labels.ni, patient: item.info.patient, window: pictures.window),
        to: place + file + ".json")
    }
  }

  mutating func finish(in folder: ExportFolder) throws {
    // labelme's --labels option reads it.
    let names = ["__ignore__", "_background_"] + facts.labels.map(\.name)
    try folder.write(Array((names.joined(separator: "\n") + "\n").utf8), to: "labels.txt")
  }
}
