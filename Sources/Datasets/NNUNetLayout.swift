/// Raw data of nnU-Net, version 2: a file for each channel of a case, named by its number.
///
/// nnU-Net knows no patients: a case's name up to "_frame", of which ACDC's conversion has two a
/// patient, counts as one, else the whole name.
/// Source: Isensee et al., Nature Methods 18 (2021) 203; documentation/dataset_format.md there.
enum NNUNetLayout: LayoutReader {
  static let appearance =
    "dataset.json with \"channel_names\", imagesTr/CASE_0000.nii.gz (a file for each channel) and "
    + "labelsTr/CASE.nii.gz"

  private static let endings = [".nii.gz", ".nii", ".png", ".tif", ".tiff"]

  static func matches(_ folder: DatasetFolder) -> Bool {
    DatasetDescription.has("channel_names", in: folder)
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let description = try DatasetDescription.read(Description.self, in: folder)
    let descriptionPath = folder.path(of: DatasetDescription.name)
    let channels = try DatasetDescription.list(
      description.channels, "channel_names", in: folder)
    let values = try DatasetDescription.values(
      labels(description, path: descriptionPath), in: folder)
    let ending = description.ending
    guard endings.contains(ending) else {
      throw .unsupported(
        path: descriptionPath, what: "the file ending \"\(ending)\"",
        remedy: "Convert the images to one of \(endings.joined(separator: ", ")).")
    }

    let images = try folder.subfolder("imagesTr")
    let masks = try folder.subfolder("labelsTr")
    let first = "_0000" + ending
    var cases: [DatasetCase] = []
    for file in images.names where file.hasSuffix(first) {
      let name = String(file.dropLast(first.count))
      var files: [String] = [images.path(of: file)]
      // The three channels of a picture may be its colours.
      let isColour =
        channels.count == 3 && !ending.hasPrefix(".nii")
        && !images.contains(name + "_0001" + ending)
      for n in 1..<channels.count where !isColour {
        files.append(
          try images.file(
            name + "_" + String("000\(n)".suffix(4)) + ending, neededBy: "case \(name)"))
      }
      let pair = LabelledFiles(
        images: files, channelCount: channels.count,
        mask: try masks.file(name + ending, neededBy: "case \(name)"), values: values)
      cases.append(
        DatasetCase(
          name: name, patient: patient(of: name),
          imagePath: channels.count == 1 ? pair.images[0] : nil
        ) { try pair.read() })
    }
    if let promised = description.trainingCount, promised != cases.count, !cases.isEmpty {
      throw .badDescription(
        path: descriptionPath,
        reason: "\"numTraining\" is \(promised), but imagesTr holds \(cases.count) cases")
    }
    return Dataset(
      name: description.name ?? folder.name, layout: .nnunet, channels: channels,
      labels: values.labels, licence: description.licence, cases: cases)
  }

  private static func patient(of name: String) -> String {
    name.firstRange(of: "_frame").map { String(name[..<$0.lowerBound]) } ?? name
  }

  private static func labels(
    _ description: Description, path: String
  ) throws(DatasetError) -> [Int: String] {
    var names: [Int: String] = [:]
    for (name, number) in description.labels.sorted(by: { $0.key < $1.key }) {
      guard case .value(let value) = number else {
        throw .unsupported(
          path: path, what: "label \"\(name)\", a region of several values,",
          remedy: "Give each value a label of its own.")
      }
      guard name != "ignore" else {
        throw .unsupported(
          path: path, what: "the label \"ignore\"",
          remedy: "Leave out the images that are labelled in part, and the label.")
      }
      if let other = names.updateValue(name, forKey: value) {
        throw .badDescription(
          path: path, reason: "labels \"\(other)\" and \"\(name)\" are both \(value)")
      }
    }
    return names
  }
}

private struct Description: Decodable {
  let name: String?
  let licence: String?
  let channels: [String: String]
  let labels: [String: LabelNumber]
  let ending: String
  let trainingCount: Int?

  enum CodingKeys: String, CodingKey {
    case name, licence, labels
    case channels = "channel_names"
    case ending = "file_ending"
    case trainingCount = "numTraining"
  }
}

private enum LabelNumber: Decodable {
  case value(Int)
  case region

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if (try? container.decode([Int].self)) != nil {
      self = .region
    } else {
      self = .value(try container.decode(Int.self))
    }
  }
}
