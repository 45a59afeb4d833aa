import ArgumentParser
import Evaluation
import Figures
import Foundation
import ImageFiles
import Labels
import Measurements
import Terminal
import Volumes

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Numbers from masks: volumes, ejection fraction, mass, wall thickness, diameters.",
    discussion: """
      Examples:

        contourist measure heart.nii.gz --label RV=1 --label MYO=2 --label LV=3 \\
          --figure heart.png
        contourist measure acdc/ --csv hearts.csv
        contourist measure ed.nii.gz es.nii.gz --join --label LV=3
        contourist measure tumour.nii.gz --json

      A file is a cine or a still mask, a folder is read as by 'contourist evaluate', and of a data \
      set that knows phases the masks of a patient are measured together. Labels named LV, MYO and \
      RV (or in full) are a heart's: by --label, by the data set or by the session.

      Volumes are voxels times their volume. The ends of diastole and systole are the largest and \
      the smallest left ventricle, unless the data set or --ed and --es name them. Mass is that of \
      the wall at end-diastole, 1.05 g/mL. Wall thickness is measured at right angles to the wall's \
      middle line in each slice (centreline method), in 16 of the 17 segments of the American Heart \
      Association; the middle of the septum is that of the border with the right ventricle. Of \
      structures that are no heart's the diameters are given, between voxel borders: the longest in \
      a slice (RECIST), the longest at right angles to it (RANO), and the longest in space. For \
      research, to be checked by a physician; no diagnosis.
      """)

  @Argument(help: "Masks (NIfTI, PNG, TIFF, DICOM), folders of masks, or sessions.")
  var masks: [String]

  @OptionGroup var measuring: MeasuringOptions

  @Flag(help: "The files are the moments of one heart, one frame each, in their order.")
  var join = false

  @Option(help: "Write a row for each number.")
  var csv: String?

  @Option(help: "Draw the volumes over time and the wall's segments of one heart (.png).")
  var figure: String?

  @Option(help: "Draw the volumes over time of one heart (.svg).")
  var svg: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard !masks.isEmpty else { throw ValidationError("give a mask, a folder or a session") }
  }

  func run() throws {
    try existing.check(csv, figure, svg, inputs: masks)
    try checkEnding(figure, ".png")
    try checkEnding(svg, ".svg")
    let studies = try MeasuredStudy.all(masks, joins: join)
    try existing.check(csv, figure, svg, inputs: studies.flatMap(\.paths))
    if let drawing = figure ?? svg, studies.count > 1 {
      throw DataError(
        "\(drawing): a picture is of one heart, and there are \(studies.count) studies; "
          + "name one mask, or give --join where the files are its moments")
    }
    let measurement = measuring.measurement
    var measured: [StudyMeasurement.Outcome] = []
    let progress = ProgressLine()
    defer { progress.show("") }
    for (n, study) in studies.enumerated() {
      progress.show("\(n + 1) of \(studies.count)  \(study.name)")
      measured.append(try measurement.measure(study))
    }
    let report = MeasureReport(studies: measured.map(\.report))
    // Before anything is written.
    if let drawing = figure ?? svg, measured.first?.curve == nil {
      throw DataError(
        "\(drawing): there is no heart to draw: "
          + (measured.first?.report.heartMissing ?? "no label is named LV; give --label LV=VALUE"))
    }
    if let csv { try report.csv.write(to: csv) }
    if let outcome = measured.first, let curve = outcome.curve {
      if let figure { try PNGFile.write(outcome.figure(curve).drawing(), to: figure) }
      if let svg { try AtomicFile.write(Array(curve.svg.utf8), to: svg) }
    }
    progress.show("")
    if json { return try printJSON(report) }
    print(report.text)
    if let csv { print("table   \(csv)") }
    if let figure { print("picture \(figure)") }
    if let svg { print("drawing \(svg)") }
  }
}
