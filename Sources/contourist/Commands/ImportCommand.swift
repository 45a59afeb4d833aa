import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn every case of a labelled data set into a session.",
    discussion: """
      Examples:

        contourist import acdc -o sessions
        contourist import lgg -o sessions --as machine --channel FLAIR

      Ground truth (--as approved) is kept to the voxel: straight contours with as many seeds as \
      that needs, accepted, or the data set's own polygons. As a first version (--as machine) it \
      becomes contours of few seeds that are to be corrected. Where an image is one file that a \
      session can name it stays where it is, else it is copied to images/. A session that is there \
      is never changed: a run that was stopped (Control-C) goes on when it is asked for again, \
      with --resume with those that are there in its report. 'contourist datasets --help' shows the \
      layouts.
      """)

  @Argument(help: "The data set's folder.")
  var folder: String

  @Option(name: .shortAndLong, help: "The folder of the sessions; made where it is not there.")
  var output: String

  @Option(name: .customLong("as"), help: "approved (ground truth) or machine (to be corrected).")
  var standing = SessionImport.Standing.approved

  @Option(help: "How the folder keeps images and labels; found out by default.")
  var layout: DatasetLayout?

  @Option(help: "Channel to draw on, by its name; the one the labels were drawn on by default.")
  var channel: String?

  @Flag(help: "Copy images that the sessions could name where they are, too.")
  var copyImages = false

  @Flag(help: "Compare sessions that are there with the data set, and count them in the report.")
  var resume = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let dataset = try Dataset.open(folder, layout: layout)
    let work = try SessionImport(
      of: dataset, to: output, as: standing, channel: channel, copiesImages: copyImages)
    try Folders.make(output)
    Interruption.watch()
    let progress = ProgressLine(isSilent: json)
    defer { progress.show("") }
    var cases: [ImportedCase] = []
    var skipped = 0
    let begin = ContinuousClock.now
    for (n, item) in dataset.cases.enumerated() {
      if Interruption.isAsked {
        progress.show("")
        printError(
          "contourist: stopped after \(n) of \(counted(dataset.cases.count, "case")); the same "
            + "command goes on from there")
        throw ExitCode.interrupted
      }
      progress.show("\(n + 1) of \(dataset.cases.count)  \(item.name)")
      if work.isThere(item), !resume {
        skipped += 1
      } else {
        cases.append(try await work.isThere(item) ? work.existing(item) : work.session(of: item))
      }
    }
    progress.show("")
    let report = ImportReport(
      dataset, work, cases, skipped: skipped,
      seconds: (ContinuousClock.now - begin) / .seconds(1))
    if json { return try printJSON(report) }
    report.warnings.forEach(warn)
    print(report.text)
  }
}
