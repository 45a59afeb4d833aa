import ImageFiles
import Volumes

/// The Medical Segmentation Decathlon: dataset.json lists pairs of image and mask; the frames of a
/// 4-D image are its channels. Each image counts as a patient of its own.
///
/// A folder of images/ and labels/ with equal names and no description is read too. What its
/// labels are is written nowhere else, so that opening it reads all masks: each value that occurs
/// becomes a label, "label 2"; images have one channel.
/// Source: Antonelli et al., Nature Communications 13 (2022) 4128.
enum DecathlonLayout: LayoutReader {
  static let appearance =
    "dataset.json with \"training\", a list of {\"image\", \"label\"}; or images/ and labels/ with "
    + "equal names"

  static func matches(_ folder: DatasetFolder) -> Bool {
    DatasetDescription.has("training", in: folder) || isPlain(folder)
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    isPlain(folder) ? try openPlain(folder) : try openDescribed(folder)
  }

  private static func isPlain(_ folder: DatasetFolder) -> Bool {
    !folder.contains(DatasetDescription.name) && folder.hasFolder("images")
      && folder.hasFolder("labels")
  }

  private static func openDescribed(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let description = try DatasetDescription.read(Description.self, in: folder)
    let path = folder.path(of: DatasetDescription.name)
    let channels = try DatasetDescription.list(description.modality, "modality", in: folder)
    var names: [Int: String] = [:]
    for (key, name) in description.labels {
      guard let number = Int(key) else {
        throw .badDescription(path: path, reason: "label \"\(key)\" is not a number")
      }
      names[number] = name
    }
    let values = try DatasetDescription.values(names, in: folder)
    var cases: [DatasetCase] = []
    var known: Set<String> = []
    for pair in description.training {
      let name = imageName(pair.image)
      guard known.insert(name).inserted else {
        throw .badDescription(path: path, reason: "\"training\" lists \(name) twice")
      }
      let files = LabelledFiles(
        images: [try folder.file(plain(pair.image), neededBy: "dataset.json")],
        channelCount: channels.count,
        mask: try folder.file(plain(pair.label), neededBy: name), values: values)
      cases.append(DatasetCase(name: name, patient: name) { try files.read() })
    }
    return Dataset(
      name: description.name ?? folder.name, layout: .decathlon, channels: channels,
      labels: values.labels, licence: description.licence, cases: cases)
  }

  private static func openPlain(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let images = try folder.subfolder("images")
    let masks = try folder.subfolder("labels")
    var pairs: [(image: String, mask: String)] = []
    for name in images.names {
      pairs.append(
        (images.path(of: name), try masks.file(name, neededBy: images.path(of: name))))
    }
    var found: Set<UInt8> = []
    for pair in pairs {
      do throws(ImageFileError) {
        found.formUnion(try ImageFiles.readLabels(pair.mask).labels.labels)
      } catch {
        throw .image(error)
      }
    }
    let numbers = found.sorted()
    let values = LabelValues(
      numbers.map { "label \($0)" },
      stored: numbers.enumerated().map { ($1, UInt8($0 + 1)) })
    return Dataset(
      name: folder.name, layout: .decathlon, channels: ["image"], labels: values.labels,
      licence: nil,
      cases: pairs.map { pair in
        let files = LabelledFiles(images: [pair.image], mask: pair.mask, values: values)
        let name = imageName(pair.image)
        return DatasetCase(name: name, patient: name) { try files.read() }
      })
  }

  /// Without the "./" that the Decathlon writes.
  private static func plain(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }
}

private struct Description: Decodable {
  struct Pair: Decodable {
    let image: String
    let label: String
  }
  let name: String?
  let licence: String?
  let modality: [String: String]
  let labels: [String: String]
  let training: [Pair]
}
