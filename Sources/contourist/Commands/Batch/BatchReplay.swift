import Annotation
import ArgumentParser
import Batches
import Datasets
import Evaluation
import Foundation
import ImageFiles
import Terminal

struct BatchReplay: BatchTaskCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Do everything in many sessions again, check it, and write the masks.",
    discussion: """
        contourist batch replay sessions/ -o replayed/
        contourist batch replay sessions/ --references truths/ --no-masks -o checked/

      Each session's hashes, image and snapshots are checked, as by 'session verify'. The masks are \
      OUTPUT/NAME.nii.gz. References are masks of the sessions' names.
      """)

  @Argument(help: "Session files (NAME.session.jsonl), and folders of them.")
  var sessions: [String]

  @Option(help: "A folder of masks to compare with.")
  var references: String?

  @Flag(inversion: .prefixedNo, help: "Write the masks.")
  var masks = true

  @OptionGroup var batch: BatchOptions

  func task(threads: Int?) throws -> any BatchTask {
    try ReplayTask(self)
  }
}

private struct ReplayTask: BatchTask {
  private let command: BatchReplay
  private let sessions: NamedSessions
  private let references: [String: NamedMask]
  let cases: [BatchCase]

  struct Row: Codable {
    let session: String
    let report: SessionReport
    /// Hashes that people had recorded and that were found again.
    let snapshots: Int
  }

  struct Report: Encodable {
    let sessions: [Row]
  }

  init(_ command: BatchReplay) throws {
    self.command = command
    let sessions = try NamedSessions(command.sessions)
    self.sessions = sessions
    let masks = try command.references.map { try MaskFolder($0).masks } ?? []
    references = Dictionary(masks.map { ($0.name, $0) }) { first, _ in first }
    cases = sessions.names.map { [references] name in
      BatchCase(name, inputs: [sessions[name], references[name]?.path].compactMap { $0 })
    }
  }

  var identity: [String] {
    [
      "the sessions \(command.sessions.joined(separator: " "))",
      "--references \(command.references ?? "none")", "--masks \(command.masks)",
    ]
  }

  var outputs: [String] { command.masks ? cases.map { mask(of: $0.name) } : [] }

  private func mask(of name: String) -> String { "\(command.batch.output)/\(name).nii.gz" }

  func work(on name: String) async throws -> (row: Row, outputs: [String]) {
    let path = try known(sessions[name], name)
    let opened = try openSession(path, imagePath: nil)
    try OutputOptions.checkInputs([mask(of: name)], inputs: [path, opened.imagePath])
    var tracer = opened.tracerAfterWarnings()
    let labels = try opened.session.verified(with: &tracer)
    if command.references != nil, references[name] == nil {
      throw DataError("\(name): there is no mask of this name in \(command.references ?? "")")
    }
    let truth = try references[name].map { try readReference($0.path, like: labels) }
    if command.masks { try ImageFiles.writeLabels(labels, to: mask(of: name), like: opened.image) }
    return (
      Row(
        session: name, report: SessionReport(opened.session, mask: labels, truth: truth),
        snapshots: opened.session.snapshotCount), command.masks ? [mask(of: name)] : []
    )
  }

  func report(_ rows: [Row]) throws -> (report: Report, table: CSVTable, text: String) {
    var table = CSVTable([
      "session", "frame", "label", "slices", "clicks", "area_mm2", "volume_ml", "dice", "snapshots",
      "mask_sha256",
    ])
    for row in rows {
      for part in row.report.rows {
        table.append([
          row.session, "\(part.frame)", part.label, "\(part.slices)", "\(part.clicks)",
          CSVTable.cell(part.areaSquareMillimetres), CSVTable.cell(part.millilitres),
          CSVTable.cell(part.dice), "\(row.snapshots)", row.report.maskSHA256,
        ])
      }
    }
    return (Report(sessions: rows), table, text(rows))
  }

  /// By label over all sessions.
  private func text(_ rows: [Row]) -> String {
    let parts = rows.flatMap(\.report.rows)
    var labels: [String] = []
    for part in parts where !labels.contains(part.label) { labels.append(part.label) }
    let summary = labels.map { label in
      let found = parts.filter { $0.label == label }
      let dice = Statistics(found.map(\.dice))
      return [
        label, "\(found.count)", "\(found.reduce(0) { $0 + $1.slices })",
        "\(found.reduce(0) { $0 + $1.clicks })", dice.mean?.text(3) ?? "-",
        dice.minimum?.text(3) ?? "-",
      ]
    }
    let snapshots = rows.reduce(0) { $0 + $1.snapshots }
    return Terminal.table(
      ["label", "frames", "slices", "clicks", "mean Dice", "least"], summary)
      + "\n\(counted(rows.count, "session")) intact, \(counted(snapshots, "snapshot")) equal"
  }
}
