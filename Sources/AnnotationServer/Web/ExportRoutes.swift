import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// Training sets of approved studies with consent.
struct ExportRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let jobs: JobQueue

  func add(to router: Router<WebContext>) {
    router.get("/api/exports") { _, context in
      _ = try context.account(.reviewer, .administrator)
      let all = try await store.read { db in
        try Export.order(sql: "id DESC").fetchAll(db).map { try $0.view(db) }
      }
      return try jsonResponse(all)
    }
    router.post("/api/exports", use: make)
    router.get("/api/exports/{export}/download", use: download)
    router.delete("/api/exports/{export}", use: delete)
  }

  private struct Wanted: Decodable {
    let format: Export.Format
    var name: String?
    var studies: [String]?
  }

  @Sendable private func make(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.account(.reviewer, .administrator)
    let wanted = try await request.json(Wanted.self)
    let given = wanted.name ?? ""
    let name = given.isEmpty ? "training-set" : given
    guard name.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9_-]{0,59}/#) != nil else {
      throw WebError(
        .notPossible,
        "A name has 1 to 60 letters, digits, \"-\" and \"_\", a letter or digit first.")
    }
    let (view, job) = try await store.write { db -> (Export.View, Job) in
      let (taken, leftOut) = try Self.choose(wanted.studies, db)
      guard !taken.isEmpty else {
        throw WebError(
          .conflict,
          leftOut.isEmpty
            ? "There is no approved study yet."
            : "None of the studies can be taken: \(leftOut[0].reason)")
      }
      let number = (try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM exports") ?? 0) + 1
      let job = try JobQueue.add(
        Job(
          study: nil, account: account.id ?? 0, kind: .export, parameters: .init(export: number)),
        db)
      var export = Export(
        id: number, name: name, format: wanted.format, account: account.id ?? 0, created: Date(),
        job: job.id ?? 0, leftOut: leftOut)
      try export.insert(db)
      for study in taken {
        try db.execute(
          sql: "INSERT INTO exportedStudies (export, study) VALUES (?, ?)",
          arguments: [number, study])
      }
      try AuditEntry.append(
        "export.create", by: account, about: "export \(number)",
        ["format": wanted.format.rawValue, "studies": taken.joined(separator: " ")], db)
      return (try export.view(db), job)
    }
    jobs.noteAdded(job)
    return try jsonResponse(view, status: .accepted)
  }

  /// Which of the studies are approved and have consent.
  private static func choose(
    _ wanted: [String]?, _ db: Database
  ) throws -> (taken: [String], leftOut: [Export.LeftOut]) {
    let candidates =
      try wanted.map { Array(Set($0)).sorted() }
      ?? String.fetchAll(db, sql: "SELECT id FROM studies WHERE status = 'approved' ORDER BY id")
    var taken: [String] = []
    var leftOut: [Export.LeftOut] = []
    for id in candidates {
      guard try Study.exists(db, key: id) else {
        throw WebError(.notPossible, "There is no study \(id).")
      }
      if let reason = try Export.obstacle(id, db) {
        leftOut.append(.init(study: id, reason: reason))
      } else {
        taken.append(id)
      }
    }
    return (taken, leftOut)
  }

  private func export(_ context: WebContext) async throws -> Export {
    let id: Int64 = try context.parameter("export")
    guard let export = try await store.read({ db in try Export.fetchOne(db, key: id) }) else {
      throw WebError.notThere
    }
    return export
  }

  @Sendable private func download(_ request: Request, _ context: WebContext) async throws
    -> Response
  {
    let account = try context.account(.reviewer, .administrator)
    let export = try await export(context)
    let number = export.id ?? 0
    let withdrawn = try await store.read { db in
      try Export.studies(in: number, db).filter { try !Consent.isGiven($0, db) }
    }
    guard !export.isDeleted else { throw WebError(.gone, "Its file was deleted. Make it again.") }
    guard withdrawn.isEmpty else {
      throw WebError(
        .gone, "It holds studies whose consent was withdrawn. Delete it and make it again.")
    }
    let file = configuration.exportsFolder.appending(path: "\(number).zip")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw WebError(.notFound, "It is not made yet, or its making failed.")
    }
    try await store.write { db in
      try AuditEntry.append("export.download", by: account, about: "export \(number)", [:], db)
    }
    return try fileResponse(file, type: "application/zip", name: "\(export.name).zip")
  }

  /// Deletes the file; that it was made, and what it held, stays known.
  @Sendable private func delete(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let account = try context.account(.reviewer, .administrator)
    let export = try await export(context)
    let number = export.id ?? 0
    try await store.write { db in
      try Export.noteDeleted(number, db)
      try AuditEntry.append("export.delete", by: account, about: "export \(number)", [:], db)
    }
    await jobs.cancelAndWait(export.job)
    try? FileManager.default.removeItem(
      at: configuration.exportsFolder.appending(path: "\(number).zip"))
    return emptyResponse()
  }
}
