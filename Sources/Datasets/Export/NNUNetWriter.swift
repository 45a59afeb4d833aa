import Volumes

/// nnU-Net's raw folder, version 2. Cases of the part for validation lie with those for training, as
/// nnU-Net wants it, and splits_final.json (to be copied to the preprocessed folder) tells them apart.
///
/// Source: documentation/dataset_format.md and manual_data_splits.md of MIC-DKFZ/nnUNet.
struct NNUNetWriter: TrainingSetWriter {
  let facts: TrainingSetFacts
  private var names: [TrainingPart: [String]] = [:]

  /// What nnU-Net calls itself by names of labels: pixels without one, and those that no loss looks
  /// at, which have to be the highest value and would not be learnt.
  private static let reserved = [
    "background": "what nnU-Net calls pixels without a label",
    "ignore": "what nnU-Net calls pixels that it does not learn from",
  ]

  /// - Throws: `DatasetError.unsupported` for a label that nnU-Net takes for something else.
  static func check(_ labels: [NamedLabel], path: String) throws(DatasetError) {
    for label in labels {
      guard let meaning = reserved[label.name.lowercased()] else { continue }
      throw .unsupported(
        path: path, what: "a label called \"\(label.name)\" in a training set of nnU-Net's",
        remedy:
          "That is \(meaning). Choose another --format, or draw in a session whose label has "
          + "another name.")
    }
  }

  init(facts: TrainingSetFacts) { self.facts = facts }

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    let (name, ending) = (item.info.name, item.info.part == .test ? "Ts" : "Tr")
    try item.write(
      image: "images\(ending)/\(name)_0000.nii.gz", mask: "labels\(ending)/\(name).nii.gz",
      in: folder)
    names[item.info.part, default: []].append(name)
  }

  mutating func finish(in folder: ExportFolder) throws {
    let (training, validation) = (names[.training] ?? [], names[.validation] ?? [])
    let labels = [("background", 0)] + facts.labels.map { ($0.name, Int($0.value)) }
    try folder.writeJSON(
      Description(
        name: facts.name, licence: facts.licenceText, channels: ["0": facts.options.modality],
        labels: Dictionary(uniqueKeysWithValues: labels),
        trainingCount: training.count + validation.count, ending: ".nii.gz"),
      to: "dataset.json")
    if !validation.isEmpty {
      try folder.writeJSON([Split(train: training, val: validation)], to: "splits_final.json")
    }
  }

  private struct Split: Encodable {
    let train: [String]
    let val: [String]
  }

  private struct Description: Encodable {
    let name: String
    let licence: String
    let channels: [String: String]
    let labels: [String: Int]
    let trainingCount: Int
    let ending: String

    enum CodingKeys: String, CodingKey {
      case name, licence, labels
      case channels = "channel_names"
      case trainingCount = "numTraining"
      case ending = "file_ending"
    }
  }
}
