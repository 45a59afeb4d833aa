import ArgumentParser
import Datasets
import Terminal
import Volumes

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "Show what a folder of labelled images holds, and split it by patient.",
    discussion: """
      Examples:

        contourist datasets acdc
        contourist datasets acdc --validation 11 --seed 1 --json

      Layouts:

      \(helpList(DatasetLayout.allCases.map { ($0.rawValue, $0.appearance) }))
      """)

  @Argument(help: "The data set's folder.")
  var folder: String

  @Option(help: "How the folder keeps images and labels; found out by default.")
  var layout: DatasetLayout?

  @Option(help: "Draw this many patients for validation, in proportion to their groups.")
  var validation: Int?

  @Option(help: "Seed of the split.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let dataset = try Dataset.open(folder, layout: layout)
    let split = try validation.map { try dataset.split(validation: $0, seed: seed) }
    let report = DatasetReport(dataset, path: folder, split)
    if json {
      try printJSON(report)
    } else {
      print(report.text)
    }
  }
}

/// What `datasets` says of one.
private struct DatasetReport: Encodable {
  let path: String
  let name: String
  let layout: DatasetLayout
  let channels: [String]
  let drawnOn: String?
  let labels: [NamedLabel]
  let licence: String?
  let patients: Int
  let cases: [Case]
  /// Patients of each group; those without one are not counted.
  let groups: [String: Int]
  let split: DatasetSplit?

  struct Case: Encodable {
    let name: String
    let patient: String
    let group: String?
  }

  init(_ dataset: Dataset, path: String, _ split: DatasetSplit?) {
    self.path = path
    name = dataset.name
    layout = dataset.layout
    channels = dataset.channels
    drawnOn = dataset.drawnOn
    labels = dataset.labels
    licence = dataset.licence
    patients = dataset.patients.count
    cases = dataset.cases.map { Case(name: $0.name, patient: $0.patient, group: $0.group) }
    let members = Dictionary(grouping: dataset.cases.filter { $0.group != nil }) { $0.group ?? "" }
    groups = members.mapValues { Set($0.map(\.patient)).count }
    self.split = split
  }

  var text: String {
    var lines = [
      name,
      "layout      \(layout.rawValue)",
      "channels    \(channels.joined(separator: ", "))"
        + (drawnOn.map { "; labels were drawn on \($0)" } ?? ""),
      "labels      \(labels.map { "\($0.value) \($0.name)" }.joined(separator: ", "))",
      "licence     \(licence ?? "not stated")",
      "patients    \(patients)",
      "cases       \(cases.count)",
    ]
    if !groups.isEmpty {
      let counts = groups.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      lines.append("groups      \(counts.joined(separator: ", "))")
    }
    if let split {
      lines.append("training    \(split.training.joined(separator: " "))")
      lines.append("validation  \(split.validation.joined(separator: " "))")
    }
    return lines.joined(separator: "\n")
  }
}
