import ImageFiles
import Volumes

/// The Medical Segmentation Decathlon: dataset.json lists pairs of image and mask; the frames of a
/// 4-D image are its channels. Each image counts as a patient of its own, unless the pair names one
/// ("patient"). MONAI's datalist.json, which may name neither channels nor labels, is read too. Of
/// the lists "training" and "validation" are taken; "test" is not to be trained on.
///
/// A folder of images/ and labels/ with equal names and no description is read too. What its
/// labels are is written nowhere else, so that opening it reads all masks: each value that occurs
/// becomes a label, "label 2"; images have one channel.
/// Source: Antonelli et al., Nature Communications 13 (2022) 4128.
enum DecathlonLayout: LayoutReader {
  static let appearance =
    "dataset.json or datalist.json with \"training\", a list of {\"image\", \"label\"}; or images/ "
    + "and labels/ with equal names"

  static func matches(_ folder: DatasetFolder) -> Bool {
    description(of: folder) != nil || isPlain(folder)
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    guard !isPlain(folder) else { return try openPlain(folder) }
    return try openDescribed(folder, description(of: folder) ?? DatasetDescription.name)
  }

  /// The file that lists the pairs.
  private static func description(of folder: DatasetFolder) -> String? {
    [DatasetDescription.name, DatasetDescription.listName].first {
      DatasetDescription.has("training", in: folder, file: $0)
    }
  }

  private static func isPlain(_ folder: DatasetFolder) -> Bool {
    !folder.contains(DatasetDescription.name) && !folder.contains(DatasetDescription.listName)
      && folder.hasFolder("images") && folder.hasFolder("labels")
  }

  private static func openDescribed(
    _ folder: DatasetFolder, _ file: String
  ) throws(DatasetError) -> Dataset {
    let description = try DatasetDescription.read(Description.self, in: folder, file: file)
    let path = folder.path(of: file)
    let channels = try description.modality.map { table throws(DatasetError) in
      try DatasetDescription.list(table, "modality", in: folder, file: file)
    }
    let pairs = description.training + (description.validation ?? [])
    var (images, masks): ([String], [String]) = ([], [])
    for pair in pairs {
      images.append(try folder.file(named: pair.image, in: path))
      masks.append(try folder.file(named: pair.label, in: path))
    }
    let values = try values(description.labels, masks, in: folder, file)
    var cases: [DatasetCase] = []
    var known: Set<String> = []
    for (n, pair) in pairs.enumerated() {
      let name = imageName(pair.image)
      guard known.insert(name).inserted else {
        // Or both lists do.
        throw .badDescription(path: path, reason: "\"training\" lists \(name) twice")
      }
      let files = LabelledFiles(
        images: [images[n]], channelCount: channels?.count ?? 1, mask: masks[n], values: values)
      cases.append(
        DatasetCase(
          name: name, patient: pair.patient ?? name,
          imagePath: files.channelCount == 1 ? files.images[0] : nil
        ) { try files.read() })
    }
    return Dataset(
      name: description.name ?? folder.name, layout: .decathlon, channels: channels ?? ["image"],
      labels: values.labels, licence: description.licence, cases: cases)
  }

  /// What the numbers in the masks mean; where nothing says so the masks are read.
  private static func values(
    _ labels: [String: String]?, _ masks: [String], in folder: DatasetFolder, _ file: String
  ) throws(DatasetError) -> LabelValues {
    guard let labels else { return try LabelValues(foundIn: masks) }
    var names: [Int: String] = [:]
    for (key, name) in labels {
      guard let number = Int(key) else {
        throw .badDescription(
          path: folder.path(of: file), reason: "label \"\(key)\" is not a number")
      }
      names[number] = name
    }
    return try DatasetDescription.values(names, in: folder, file: file)
  }

  private static func openPlain(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let images = try folder.subfolder("images")
    let masks = try folder.subfolder("labels")
    var pairs: [(image: String, mask: String)] = []
    for name in images.names {
      pairs.append(
        (images.path(of: name), try masks.file(name, neededBy: images.path(of: name))))
    }
    let values = try LabelValues(foundIn: pairs.map(\.mask))
    return Dataset(
      name: folder.name, layout: .decathlon, channels: ["image"], labels: values.labels,
      licence: nil,
      cases: pairs.map { pair in
        let files = LabelledFiles(images: [pair.image], mask: pair.mask, values: values)
        let name = imageName(pair.image)
        return DatasetCase(name: name, patient: name, imagePath: pair.image) { try files.read() }
      })
  }
}

private struct Description: Decodable {
  struct Pair: Decodable {
    let image: String
    let label: String
    let patient: String?
  }
  let name: String?
  let licence: String?
  let modality: [String: String]?
  let labels: [String: String]?
  let training: [Pair]
  let validation: [Pair]?
}
