import ArgumentParser
import Evaluation
import Foundation
import Terminal
import Volumes

struct ObserversCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "observers",
    abstract: "How well observers agree with each other, and with themselves.",
    discussion: """
      Examples:

        contourist observers anna=anna/ ben=ben/ anna=anna_a_month_later/ \\
          --label LV=3 --label RV=1 --label MYO=2 --csv agreement.csv

      Prints Dice and Hausdorff distance of each label at end-diastole and end-systole, mean (sd), \
      in the layout of Bernard et al. 2018. Folders of one name are one person's: her readings are \
      compared with each other (intra-observer); different people's first readings with each other \
      (inter-observer). A folder without NAME= is called by its own name. \(MaskFolder.rule)

      Phases are known for the data set ACDC, for names that end in _ED or _ES, and of cines by \
      --ed and --es; otherwise all cases are taken together. Rules about empty masks are those of \
      'contourist evaluate'. For research, to be checked by a physician.
      """)

  @Argument(help: "NAME=FOLDER of annotations, or of one case NAME=FILE; two or more.")
  var observers: [ObserverArgument]

  @OptionGroup var labels: LabelOptions
  @OptionGroup var cases: CaseOptions

  @Option(help: "Write a row for each comparison, case, frame and label.")
  var csv: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard observers.count >= 2 else {
      throw ValidationError("agreement is between two folders or more")
    }
    guard Set(observers.map(\.path)).count == observers.count else {
      throw ValidationError("a folder is given twice")
    }
  }

  func run() throws {
    try existing.check(csv, inputs: observers.map(\.path))
    var found: [ObserverReport.Comparison] = []
    for pair in pairs {
      let (groups, known) = try MaskGroup.all(
        in: [pair.first.path, pair.second.path], allowsMissing: cases.allowMissing)
      try existing.check(csv, inputs: groups.flatMap { $0.masks.map(\.path) })
      // The surface Dice is not shown, so that its tolerance does not matter.
      let scored = try cases.score(groups, labels, known: known, tolerance: 0)
      found.append(
        ObserverReport.Comparison(
          pair.kind, pair.first.name, pair.second.name, scored.cases, scored.labels))
    }
    let report = ObserverReport(found)
    if let csv { try report.csv.write(to: csv) }
    if json { return try printJSON(report) }
    print(report.text)
    if let csv { print("table   \(csv)") }
  }

  /// Everybody's own readings with each other, then the first readings of different people.
  private var pairs:
    [(kind: ObserverReport.Kind, first: ObserverArgument, second: ObserverArgument)]
  {
    var pairs: [(kind: ObserverReport.Kind, first: ObserverArgument, second: ObserverArgument)] = []
    var firstReadings: [ObserverArgument] = []
    for (n, observer) in observers.enumerated() {
      if !observers[..<n].contains(where: { $0.name == observer.name }) {
        firstReadings.append(observer)
      }
      for other in observers[(n + 1)...] where other.name == observer.name {
        pairs.append((.intra, observer, other))
      }
    }
    for (n, observer) in firstReadings.enumerated() {
      for other in firstReadings[(n + 1)...] { pairs.append((.inter, observer, other)) }
    }
    return pairs
  }
}

/// "NAME=FOLDER", or a folder that has the observer's name.
struct ObserverArgument: ExpressibleByArgument {
  let name: String
  let path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2, !parts[0].contains("/") {
      (name, path) = (parts[0], parts[1])
    } else {
      guard !argument.isEmpty else { return nil }
      name = URL(fileURLWithPath: argument).lastPathComponent
      path = argument
    }
  }
}
