import ArgumentParser
import Datasets
import Evaluation
import Figures
import Foundation
import ImageFiles
import Terminal
import Volumes

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare masks with reference masks: Dice, distances, volumes.",
    discussion: """
      Examples:

        contourist evaluate mask.nii.gz truth.nii.gz --label LV=3
        contourist evaluate masks/ acdc/ --csv scores.csv --figure scores.png
        contourist evaluate masks/ truths/ --slices --csv scores.csv --json

      \(MaskFolder.rule)

      HD is the largest distance between the borders, HD95 the larger of the two directions' 95th \
      percentiles, ASSD the mean over both borders' voxels, all in millimetres between voxel \
      centres; surface Dice is the share of both surfaces within --tolerance of the other; \
      differences of volumes are prediction minus reference. Where both masks lack a label Dice, \
      Jaccard and surface Dice are 1, where one does 0; in both cases there is no distance: '-', \
      left out of means, and counted. Files of one slice are compared in two dimensions. PNG and \
      TIFF state no spacing: their millimetres are pixels. For research, to be checked by a physician.
      """)

  @OptionGroup var scoring: ScoringOptions

  @Option(help: "Write a row for each case, frame and label, and with --slices for each slice.")
  var csv: String?

  @Option(help: "Draw box plots and where poor slices lie (.png).")
  var figure: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func run() throws {
    try existing.check(csv, figure, inputs: [scoring.prediction, scoring.reference])
    try checkEnding(figure, ".png")
    let (groups, known) = try scoring.groups()
    try existing.check(csv, figure, inputs: groups.flatMap { $0.masks.map(\.path) })
    let scored = try scoring.cases.score(
      groups, scoring.labels, known: known, tolerance: scoring.tolerance,
      withSlices: scoring.slices || figure != nil, base: scoring.base)
    let report = EvaluationReport(
      scored.cases, labels: scored.labels, tolerance: scoring.tolerance,
      withSlices: scoring.slices, milliseconds: scored.milliseconds)
    if let csv { try report.csv.write(to: csv) }
    if let figure {
      let drawing = ScoreFigure(
        scored.cases, labels: scored.labels,
        title: "\(name(scoring.prediction)) beside \(name(scoring.reference))")
      try PNGFile.write(drawing.drawing(), to: figure)
    }
    if json { return try printJSON(report) }
    print(report.text)
    if let csv { print("table   \(csv)") }
    if let figure { print("picture \(figure)") }
  }
  /// Without the folders that lead there: pictures are shown to others.
  private func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
}
