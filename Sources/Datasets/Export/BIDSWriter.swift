import Annotation
import Volumes

/// The Brain Imaging Data Structure: sub-N/anat/sub-N_run-M_SUFFIX.nii.gz, and the masks as
/// derivatives/contourist/sub-N/anat/sub-N_run-M_dseg.nii.gz with dseg.tsv.
///
/// Subjects are numbers, so that no name of a patient is a file's; participants.tsv has their parts.
/// The suffix is the modality's letters and digits: `T2w` makes what BIDS's validator knows.
/// Source: BIDS specification 1.9, "Derivatives: Imaging data types".
struct BIDSWriter: TrainingSetWriter {
  let facts: TrainingSetFacts
  private var runs: [Int: Int] = [:]
  private var participants: [Int: TrainingPart] = [:]

  init(facts: TrainingSetFacts) { self.facts = facts }

  static let derivatives = "derivatives/contourist"

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    let number = item.info.patientNumber
    runs[number, default: 0] += 1
    participants[number] = item.info.part
    let subject = "sub-" + digits(number, 3)
    let stem = "\(subject)/anat/\(subject)_run-\(digits(runs[number] ?? 1, 2))_"
    try item.write(
      image: stem + suffix + ".nii.gz", mask: "\(Self.derivatives)/\(stem)dseg.nii.gz", in: folder)
  }

  private var suffix: String {
    let kept = facts.options.modality.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return kept.isEmpty ? "image" : kept
  }

  mutating func finish(in folder: ExportFolder) throws {
    try folder.writeJSON(
      Description(
        name: facts.name, type: "raw", licence: facts.licenceText, made: nil),
      to: "dataset_description.json")
    try folder.writeJSON(
      Description(
        name: facts.name + ", labels", type: "derivative", licence: facts.licenceText,
        made: [.init(name: "Contourist", version: contouristVersion)]),
      to: Self.derivatives + "/dataset_description.json")
    let labels = [["0", "background"]] + facts.labels.map { ["\($0.value)", $0.name] }
    try folder.write(table(["index", "name"], labels), to: Self.derivatives + "/dseg.tsv")
    let rows = participants.sorted { $0.key < $1.key }
      .map { ["sub-" + digits($0.key, 3), $0.value.rawValue] }
    try folder.write(table(["participant_id", "part"], rows), to: "participants.tsv")
    let text = "\(facts.name), annotated with Contourist. Licence: \(facts.licenceText)\n"
    try folder.write(Array(text.utf8), to: "README")
  }

  private func table(_ header: [String], _ rows: [[String]]) -> [UInt8] {
    Array(
      ([header] + rows).map { $0.joined(separator: "\t") + "\n" }.joined().utf8)
  }

  private struct Description: Encodable {
    let name: String
    let version = "1.9.0"
    let type: String
    let licence: String
    let made: [Program]?

    struct Program: Encodable {
      let name: String
      let version: String

      enum CodingKeys: String, CodingKey {
        case name = "Name"
        case version = "Version"
      }
    }

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case version = "BIDSVersion"
      case type = "DatasetType"
      case licence = "License"
      case made = "GeneratedBy"
    }
  }
}
