import Annotation
import Datasets
import Foundation
import GRDB
import ImageFiles
import Volumes

/// What the kinds of jobs do.
struct JobWorker: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let editors: StudyEditors
  let broadcaster: Broadcaster

  func run(_ job: Job, _ note: @Sendable (JobProgress) -> Void) async throws {
    switch job.kind {
    case .import: try await read(job, note)
    case .presegment: try await presegment(job, note)
    case .export: try await export(job, note)
    }
  }

  // MARK: Import

  private func read(_ job: Job, _ note: (JobProgress) -> Void) async throws {
    guard let study = job.study, let name = job.parameters.arrival else { return }
    let arrival = configuration.arrivalsFolder.appending(path: name)
    let isRead = try await store.read { db in try Study.fetchOne(db, key: study)?.facts != nil }
    // Begun anew after the study was opened, only the end is left; somebody may draw in it already.
    if !isRead {
      note(JobProgress(share: 0.1, message: "reading and de-identifying"))
      try await read(arrival, into: study, labels: job.parameters.labels ?? [])
    }
    try? FileManager.default.removeItem(at: arrival)
    if let model = job.parameters.model {
      try await presegment(study, model, frame: nil, note)
    }
  }

  private func read(_ arrival: URL, into study: String, labels: [String]) async throws {
    let folder = StudyFolder(study, in: configuration).url
    // What an attempt left that was cut off.
    try? FileManager.default.removeItem(at: folder)
    let output = try await ChildProcess(configuration: configuration).run(
      ["serve", "import", "--output", folder.path] + labels.flatMap { ["--label", $0] }
        + ["--", arrival.path])
    let outcome = try JSONDecoder().decode(StudyImport.Outcome.self, from: output)
    try await store.write { db in
      guard var row = try Study.fetchOne(db, key: study) else { return }
      (row.status, row.facts, row.problem) = (.open, outcome.facts, nil)
      try row.update(db)
    }
  }

  // MARK: Pre-segmentation

  /// Whether it can be a network's name, and is no path.
  static func isModelName(_ name: String) -> Bool {
    name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,99}/) != nil && !name.hasSuffix(".onnx")
  }

  private func presegment(_ job: Job, _ note: (JobProgress) -> Void) async throws {
    guard let study = job.study, let model = job.parameters.model else { return }
    try await presegment(study, model, frame: job.parameters.frame, note)
  }

  /// Has a network draw. Where nothing was done yet the session is begun anew with the network's
  /// labels and probabilities, which help its contours find the edge.
  private func presegment(
    _ id: String, _ model: String, frame: Int?, _ note: (JobProgress) -> Void
  ) async throws {
    guard var study = try await store.read({ db in try Study.fetchOne(db, key: id) }),
      let facts = study.facts
    else { return }
    note(JobProgress(share: 0.1, message: "\(model) is drawing"))
    let folder = StudyFolder(id, in: configuration)
    var editor = try await editors.editor(study)
    let isNew = await editor.entries.isEmpty
    // The header names its probabilities, so their name is one for good.
    let name = "network-\(newStudyName())"
    let draft = folder.url.appending(path: "\(name)\(Session.fileEnding)").path
    let mask = folder.url.appending(path: "network.nii.gz").path
    var kept = await editor.header.guidance?.path
    defer { removeDrafts(folder.url, besides: kept) }
    let output = try await ChildProcess(configuration: configuration).run(
      [
        "presegment", folder.url.appending(path: facts.image).path, "--model", model,
        "--output", mask, "--force", "--json",
      ] + (frame.map { ["--frame", "\($0)"] } ?? []) + (isNew ? ["--session", draft] : []))
    note(JobProgress(share: 0.8, message: "taking over the contours"))
    let report = try JSONDecoder().decode(NetworkReport.self, from: output)
    // That took long: the study may have been closed since, submitted or deleted.
    guard let now = try await store.read({ db in try Study.fetchOne(db, key: id) }) else { return }
    study = now
    editor = try await editors.editor(study)
    if isNew, report.covers(await editor.header.labels), try await editors.begin(study, with: draft)
    {
      kept = try await editors.editor(study).header.guidance?.path
    } else {
      let done = try await editor.accept(
        try await report.mask(mask, on: await editor.header.labels), firstFrame: frame ?? 0,
        of: ModelIdentity(name: report.model, sha256: report.sha256))
      try await editors.noteChange(done, by: report.model, in: editor)
    }
    editor = try await editors.editor(study)
    try await store.write { db in
      try AuditEntry.append(
        "study.presegmented", by: nil, about: "study \(id)", ["model": model], db)
    }
    try await editors.list(editor)
    broadcaster.send(
      try ServerEvent("session", Known(sequence: await editor.sequence)), study: id)
  }

  // MARK: Export

  /// Makes a training set, and packs it; it is there as a whole or not at all.
  private func export(_ job: Job, _ note: (JobProgress) -> Void) async throws {
    guard let number = job.parameters.export else { return }
    let found = try await store.write { db -> (Export, [String])? in
      guard let export = try Export.fetchOne(db, key: number) else { return nil }
      return (export, try Export.leaveOutWithdrawn(number, db))
    }
    guard let (export, studies) = found else { return }
    guard !studies.isEmpty else {
      throw WebError(.notPossible, "No study is approved and has consent any more.")
    }
    let work = configuration.exportsFolder.appending(path: "\(number).part")
    try? FileManager.default.removeItem(at: work)
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let consent = work.appending(path: "consent.csv")
    try Data(("name,consent\n" + studies.map { "\($0),yes\n" }.joined()).utf8).write(to: consent)
    note(JobProgress(share: 0.1, message: "writing \(studies.count) studies"))
    let set = work.appending(path: export.name)
    _ = try await ChildProcess(configuration: configuration).run(
      ["export"] + studies.map { StudyFolder($0, in: configuration).session }
        + [
          "--format", export.format.rawValue, "--output", set.path, "--consent", consent.path,
          "--json",
        ])
    note(JobProgress(share: 0.8, message: "packing"))
    let file = configuration.exportsFolder.appending(path: "\(number).zip").path
    try await blocking { try ZipWriter.write(set.path, to: file) }
    let obstacle = try await store.read { db in
      try studies.lazy.compactMap { try Export.obstacle($0, db) }.first
    }
    if let obstacle {
      try? FileManager.default.removeItem(atPath: file)
      throw WebError(.notPossible, "While it was made a study changed: \(obstacle) Make it again.")
    }
  }

  // MARK: The end

  /// What a job's end means for its study.
  static func noteEnd(_ job: Job, _ db: Database) throws {
    guard job.kind == .import, let id = job.study,
      var study = try Study.fetchOne(db, key: id), study.facts == nil
    else { return }
    study.status = .failed
    study.problem = job.message
    try study.update(db)
  }

  /// Removes what a job leaves that failed or was cancelled.
  func clear(after job: Job) {
    switch job.kind {
    case .import:
      if let arrival = job.parameters.arrival {
        try? FileManager.default.removeItem(
          at: configuration.arrivalsFolder.appending(path: arrival))
      }
    case .presegment: break
    case .export:
      guard let number = job.parameters.export else { return }
      try? FileManager.default.removeItem(
        at: configuration.exportsFolder.appending(path: "\(number).part"))
    }
  }

  /// What a network wrote beside the study and nothing refers to, also of earlier attempts.
  /// - Parameter probabilities: That the session refers to.
  private func removeDrafts(_ folder: URL, besides probabilities: String?) {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    for file in files ?? [] where file.hasPrefix("network") && file != probabilities {
      try? FileManager.default.removeItem(at: folder.appending(path: file))
    }
  }
}

/// What `presegment --json` says, as far as it is used here.
private struct NetworkReport: Decodable {
  struct Label: Decodable {
    let value: UInt8
    let name: String
  }

  let model: String
  let sha256: String
  let labels: [Label]

  /// Whether the network's labels can stand in the place of a study's, on which nothing was drawn.
  func covers(_ table: LabelTable) -> Bool {
    let names = table.entries.map(\.name)
    return names == StudyImport.unnamed || Set(names).isSubset(of: Set(labels.map(\.name)))
  }

  /// The network's mask with the values of a session's labels of the same names.
  /// - Throws: `WebError.notPossible` where the session lacks one.
  func mask(_ path: String, on table: LabelTable) async throws -> LabelVolume {
    var mask = try await blocking { try ImageFiles.readLabels(path).labels }
    var values = [UInt8](repeating: 0, count: 256)
    for label in labels {
      guard let entry = table.entry(.name(label.name)) else {
        let names = table.entries.map(\.name).joined(separator: ", ")
        throw WebError(
          .notPossible, "\(model) draws \(label.name); this study has \(names).")
      }
      values[Int(label.value)] = entry.value
    }
    for n in mask.voxels.indices { mask.voxels[n] = values[Int(mask.voxels[n])] }
    return mask
  }
}
