import Annotation
import ArgumentParser
import Batches
import Datasets
import Foundation
import Terminal

struct BatchExport: BatchTaskCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write many sessions' ground truth for other programs, or as a training set.",
    discussion: """
        contourist batch export sessions/ --format dicom-seg -o objects/
        contourist batch export sessions/ --format nnunet --modality MR --test 50 \\
          -o cohort/

      The formats are those of 'contourist export'. Of one session each, the files are \
      OUTPUT/NAME with the format's ending. Of a training set each session is replayed and checked \
      first, and those that are sound make OUTPUT/set.
      """)

  @Argument(help: "Session files (NAME.session.jsonl), and folders of them.")
  var sessions: [String]

  @Option(help: "One of the formats of 'contourist export'.")
  var format: ExportFormat

  @OptionGroup var dicom: DICOMObjectOptions
  @OptionGroup var training: TrainingSetArguments
  @OptionGroup var batch: BatchOptions

  func validate() throws {
    if let set = format.trainingSet {
      try training.check(set)
    } else {
      try dicom.check(format)
      guard training.isUntouched else {
        throw ValidationError(
          "the options of training sets do not go with --format \(format.rawValue)")
      }
    }
  }

  func task(threads: Int?) throws -> any BatchTask { try ExportTask(self) }
}

private struct ExportTask: BatchTask {
  private let command: BatchExport
  private let sessions: NamedSessions
  let cases: [BatchCase]

  struct Row: Codable {
    let session: String
    let path: String
    /// Of the mask as it was replayed.
    let maskSHA256: String
    /// What was written; nil of a training set.
    let written: String?

    enum CodingKeys: String, CodingKey {
      case session, path, written
      case maskSHA256 = "mask_sha256"
    }
  }

  struct Report: Encodable {
    let sessions: [Row]
    let set: TrainingSetExport.Report?
  }

  init(_ command: BatchExport) throws {
    self.command = command
    let sessions = try NamedSessions(command.sessions)
    self.sessions = sessions
    cases = sessions.names.map { BatchCase($0, inputs: [sessions[$0]].compactMap { $0 }) }
  }

  var identity: [String] {
    let dicom = command.dicom
    return [
      "the sessions \(command.sessions.joined(separator: " "))",
      "--format \(command.format.rawValue)", "--identity \(dicom.identity)",
      "--creator \(dicom.creator)", "--frame \(dicom.frame.map(String.init) ?? "none")",
    ]
  }

  var outputs: [String] {
    command.format.trainingSet == nil
      ? cases.map { output(of: $0.name) } : ["\(command.batch.output)/set"]
  }

  private func output(of name: String) -> String {
    "\(command.batch.output)/\(name)\(command.format.ending)"
  }

  func work(on name: String) async throws -> (row: Row, outputs: [String]) {
    let path = try known(sessions[name], name)
    let opened = try openSession(path, imagePath: nil)
    try OutputOptions.checkInputs([output(of: name)], inputs: [path, opened.imagePath])
    var tracer = opened.tracer
    let hash = try opened.session.verified(with: &tracer).voxelsSHA256
    guard command.format.trainingSet == nil else {
      return (Row(session: name, path: path, maskSHA256: hash, written: nil), [])
    }
    let output = output(of: name)
    _ = try SessionFileExport(format: command.format, dicom: command.dicom)
      .write(opened, to: output)
    return (Row(session: name, path: path, maskSHA256: hash, written: output), [output])
  }

  func report(_ rows: [Row]) throws -> (report: Report, table: CSVTable, text: String) {
    var table = CSVTable(["session", "mask_sha256", "written"])
    for row in rows { table.append([row.session, row.maskSHA256, row.written ?? ""]) }
    guard let format = command.format.trainingSet, !rows.isEmpty else {
      let text = "\(counted(rows.count, "session")) written as \(command.format.rawValue)"
      return (Report(sessions: rows, set: nil), table, text)
    }
    let set = try TrainingSetExport.write(
      rows.map(\.path), to: "\(command.batch.output)/set", command.training.options(format),
      replaces: true, isCancelled: { Interruption.isAsked }
    ) { _, _, _ in }
    set.tellWarnings()
    return (Report(sessions: rows, set: set), table, set.text)
  }
}
