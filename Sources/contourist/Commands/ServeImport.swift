import AnnotationServer
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal

/// Run by the server, in a process of its own: what a file does to its reader ends here.
struct ServeImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Read a file that was sent, as the server does.",
    shouldDisplay: false)

  @Argument(help: "The file.") var file: String
  @Option(help: "The study's folder, which is made.") var output: String
  @Option(
    name: .customLong("label"), parsing: .unconditionalSingleValue,
    help: "What is to be drawn, by name; may be given again.")
  var labels: [String] = []

  func run() throws {
    let outcome = try StudyImport(
      arrival: URL(fileURLWithPath: file), folder: URL(fileURLWithPath: output, isDirectory: true),
      labels: labels
    ).run()
    try printJSON(outcome)
  }
}

/// Run by the server: a mask that was sent, onto the grid of a session's image.
struct ServeReference: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Read a reference mask, as the server does.",
    shouldDisplay: false)

  @Argument(help: "The mask.") var file: String
  @Option(help: "The session it is compared with.") var session: String
  @Option(help: "The mask to write (.nii.gz).") var output: String

  func run() throws {
    let opened = try openSession(session, imagePath: nil)
    let mask = try readMask(file, like: opened.image, of: opened.imagePath)
    try ImageFiles.writeLabels(mask.labels, to: output, like: opened.image)
  }
}
