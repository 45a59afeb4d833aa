import Annotation
import ArgumentParser
import Batches
import Datasets
import Foundation
import ImageFiles
import Presegmentation
import Terminal

struct BatchPresegment: BatchTaskCommand {
  static let configuration = CommandConfiguration(
    commandName: "presegment",
    abstract: "Label every image of a folder by a trained network.",
    discussion: """
        contourist batch presegment images/ --model cardiac-cine -o masks/
        contourist batch presegment acdc/ --model cardiac-cine -o masks/ \\
          --sessions sessions/

      The masks are OUTPUT/NAME.nii.gz. Of a labelled data set (see 'contourist datasets') every case \
      is labelled, with its Dice. With --sessions the labels of each image become a session with \
      contours of few clicks, to be corrected. Report and table have the images that want a look most \
      first. Results are for research, to be checked by a physician.
      """)

  @Argument(help: "A folder of images (NIfTI, DICOM, PNG or TIFF).")
  var images: String

  @OptionGroup var network: NetworkOptions

  @Option(help: "A folder for sessions that begin with the labels as contours.")
  var sessions: String?

  @Option(help: "How the folder keeps its images; found out by default.")
  var layout: DatasetLayout?

  @OptionGroup var batch: BatchOptions

  func task(threads: Int?) throws -> any BatchTask {
    guard PresegmentInput.isFolder(images) else {
      throw DataError("\(images): there is no such folder. One image is labelled by 'presegment'.")
    }
    guard let inputs = try PresegmentInput.all(in: images, layout: layout) else {
      throw DataError(
        "\(images): this folder is one DICOM image. Label it by 'contourist presegment'.")
    }
    return try PresegmentTask(self, inputs, threads: threads)
  }
}

/// Labels images; the network is loaded with the first.
private struct PresegmentTask: BatchTask {
  private let command: BatchPresegment
  private let labelling: ImageLabelling
  private let images: [String: PresegmentInput]
  private let threads: Int?
  private var presegmenter: Presegmenter?
  let cases: [BatchCase]

  init(_ command: BatchPresegment, _ inputs: [PresegmentInput], threads: Int?) throws {
    self.command = command
    self.threads = threads
    labelling = try command.network.labelling(isSilent: true)
    cases = inputs.map { BatchCase($0.name, inputs: [$0.path]) }
    images = Dictionary(inputs.map { ($0.name, $0) }) { first, _ in first }
  }

  var identity: [String] {
    command.network.identity(of: labelling.identity)
      + [
        "the folder \(command.images)", "--sessions \(command.sessions ?? "none")",
        "--no-guidance \(command.network.noGuidance)",
      ]
  }

  var outputs: [String] { cases.map { mask(of: $0.name) } }

  var inputs: [String] { images.values.map(\.path) }

  private func mask(of name: String) -> String { "\(command.batch.output)/\(name).nii.gz" }

  mutating func work(on name: String) async throws -> (
    row: PresegmentReport.Image, outputs: [String]
  ) {
    let input = try known(images[name], name)
    let session = command.sessions.map {
      PresegmentSession(
        path: "\($0)/\(name)\(Session.fileEnding)", isGuided: !command.network.noGuidance)
    }
    if let session { try replaceable(session) }
    let presegmenter =
      try presegmenter ?? command.network.presegmenter(labelling.model, threads: threads)
    self.presegmenter = presegmenter
    let mask = mask(of: name)
    let report = try await labelling.label(
      input, by: presegmenter, mask: mask, session: session)
    return (report, [mask])
  }

  /// Takes away what an attempt left that ended before its result was kept; what somebody has worked
  /// on stays.
  private func replaceable(_ session: PresegmentSession) throws {
    try Folders.make(URL(fileURLWithPath: session.path).deletingLastPathComponent().path)
    guard FileManager.default.fileExists(atPath: session.path) else {
      try? FileManager.default.removeItem(atPath: session.probabilitiesPath)
      return
    }
    let journal = try Journal(contentsOf: session.path)
    guard journal.entries.allSatisfy({ $0.author == labelling.model.name }) else {
      throw DataError(
        "\(session.path): somebody has worked on this session. Move it elsewhere, or leave the image "
          + "out.")
    }
    try FileManager.default.removeItem(atPath: session.path)
    try? FileManager.default.removeItem(atPath: session.probabilitiesPath)
  }

  func report(
    _ rows: [PresegmentReport.Image]
  ) throws -> (report: PresegmentReport, table: CSVTable, text: String) {
    let report = PresegmentReport(labelling.model, labelling.identity, rows)
    return (report, report.csv, report.table)
  }
}
