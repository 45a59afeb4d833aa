import Annotation
import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// Numbers, pictures and files of a drawing.
struct ResultRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let editors: StudyEditors
  let uploads: UploadRoutes

  private func files(_ context: WebContext) -> ResultFiles {
    ResultFiles(configuration: configuration, turns: turns(context))
  }

  private func turns(_ context: WebContext) -> Turns {
    context.signIn == nil ? .visitors : .people
  }

  func add(to router: Router<WebContext>) {
    router.get("/api/studies/{study}/measurements") { _, context in
      let (access, _) = try await open(context)
      return jsonResponse(try await files(context).measurements(of: access.study))
    }
    router.get("/api/studies/{study}/surfaces", use: surfaces)
    router.get("/api/studies/{study}/figure", use: figure)
    router.get("/api/studies/{study}/download", use: download)
    router.get("/api/studies/{study}/evaluation") { _, context in
      let (access, editor) = try await open(context)
      guard access.study.facts?.hasReference == true else {
        throw WebError(.notFound, "Send a reference mask first.")
      }
      return jsonResponse(
        try await files(context).evaluation(of: access.study, header: await editor.header))
    }
    router.put("/api/studies/{study}/evaluation", use: receiveReference)
  }

  private func open(_ context: WebContext) async throws -> (StudyAccess, StudyEditor) {
    let access = try await store.access(context)
    return (access, try await editors.editor(access.study))
  }

  /// A frame of the query that the image has.
  private func frame(_ request: Request, _ access: StudyAccess) throws -> Int {
    let frames = access.study.facts?.dimensions[3] ?? 1
    return try request.number("frame", default: 0, in: 0...max(frames - 1, 0))
  }

  @Sendable private func surfaces(_ request: Request, _ context: WebContext) async throws
    -> Response
  {
    let (access, editor) = try await open(context)
    let frame = try frame(request, access)
    let surfaces = try await turns(context).take {
      let mask = await editor.mask(frame: frame)
      let labels = await editor.header.labels
      return try await blocking { try Surface.all(of: mask, labels) }
    }
    return try jsonResponse(surfaces)
  }

  @Sendable private func figure(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let (access, editor) = try await open(context)
    let file = try await files(context).make(
      .figure, of: access.study, frame: frame(request, access), header: await editor.header)
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    return bytesResponse(try Data(contentsOf: file), type: "image/png")
  }

  @Sendable private func download(_ request: Request, _ context: WebContext) async throws
    -> Response
  {
    let (access, editor) = try await open(context)
    guard let name = try request.text("format", most: 40),
      let format = ResultFiles.Format(rawValue: name)
    else {
      let names = ResultFiles.Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw WebError(.badRequest, "format is one of \(names).")
    }
    // Visitors look; what is taken away is for those who have signed in.
    let account = try context.account()
    let isOneFrame = request.uri.queryParameters["frame"] != nil
    let file = try await files(context).make(
      format, of: access.study, frame: isOneFrame ? frame(request, access) : nil,
      header: await editor.header)
    let study = access.study.id
    try await store.write { db in
      try AuditEntry.append(
        "study.download", by: account, about: "study \(study)", ["format": name], db)
    }
    return try fileResponse(
      file, type: "application/octet-stream", name: study + format.ending,
      removing: file.deletingLastPathComponent())
  }

  @Sendable private func receiveReference(
    _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let (access, editor) = try await open(context)
    let account = try context.account()
    try access.check(.edit)
    guard let name = try request.text("file_name", most: 255),
      let ending = [".nii.gz", ".nii", ".dcm"].first(where: { name.lowercased().hasSuffix($0) })
    else { throw WebError(.notPossible, "Send a mask as NIfTI or DICOM SEG.") }
    let arrival = configuration.arrivalsFolder.appending(path: newStudyName() + ending)
    _ = try await uploads.write(request, to: arrival)
    defer { try? FileManager.default.removeItem(at: arrival) }
    let study = access.study
    let target = StudyFolder(study.id, in: configuration).reference
    let beside = target.deletingLastPathComponent()
      .appending(path: "reference-\(newStudyName()).nii.gz")
    defer { try? FileManager.default.removeItem(at: beside) }
    try await ChildProcess(configuration: configuration).answer(
      ["serve", "reference", "--session", StudyFolder(study.id, in: configuration).session]
        + ["--output", beside.path, "--", arrival.path])
    guard rename(beside.path, target.path) == 0 else {
      throw WebError(.diskFull, "The server cannot write the file.")
    }
    try await store.write { db in
      guard var row = try Study.fetchOne(db, key: study.id) else { return }
      row.facts?.hasReference = true
      try row.update(db, columns: ["facts"])
      try AuditEntry.append("study.reference", by: account, about: "study \(study.id)", [:], db)
    }
    return jsonResponse(try await files(context).evaluation(of: study, header: await editor.header))
  }
}
