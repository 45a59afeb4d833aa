import ArgumentParser
import Batches
import Foundation
import Terminal

struct BatchMeasure: BatchTaskCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Volumes, ejection fraction, mass, wall thickness and diameters of many masks.",
    discussion: """
        contourist batch measure masks/ --label RV=1 --label MYO=2 --label LV=3 \\
          -o hearts/
        contourist batch measure sessions/ -o hearts/

      The numbers are those of 'contourist measure'.
      """)

  @Argument(help: "Masks (NIfTI, PNG, TIFF, DICOM) or sessions, and folders of them.")
  var masks: [String]

  @OptionGroup var measuring: MeasuringOptions
  @OptionGroup var batch: BatchOptions

  func task(threads: Int?) throws -> any BatchTask {
    let paths = try masks.flatMap { path in
      TrainingSetArguments.isFolderOfSessions(path)
        ? try TrainingSetArguments.sessions(in: [path]) : [path]
    }
    return MeasureTask(measuring, masks, try MeasuredStudy.all(paths, joins: false))
  }
}

private struct MeasureTask: BatchTask {
  private let measuring: MeasuringOptions
  private let masks: [String]
  private let studies: [String: MeasuredStudy]
  let cases: [BatchCase]

  init(_ measuring: MeasuringOptions, _ masks: [String], _ studies: [MeasuredStudy]) {
    self.measuring = measuring
    self.masks = masks
    cases = studies.map { BatchCase($0.name, inputs: $0.paths) }
    self.studies = Dictionary(studies.map { ($0.name, $0) }) { first, _ in first }
  }

  var identity: [String] { ["the masks \(masks.joined(separator: " "))"] + measuring.identity }

  func work(on name: String) async throws -> (row: MeasureReport.Study, outputs: [String]) {
    (try measuring.measurement.measure(try known(studies[name], name)).report, [])
  }

  func report(
    _ rows: [MeasureReport.Study]
  ) throws -> (report: MeasureReport, table: CSVTable, text: String) {
    let report = MeasureReport(studies: rows)
    return (report, report.csv, report.text)
  }
}
