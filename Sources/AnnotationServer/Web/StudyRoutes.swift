import Annotation
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore
import Volumes

/// The list of studies, each study's facts and picture elements.
struct StudyRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let editors: StudyEditors
  let removal: StudyRemoval
  let broadcaster: Broadcaster

  func add(to router: Router<WebContext>) {
    router.get("/api/demo") { _, _ in
      let studies = try await store.read { db in
        try Study.filter(sql: "isDemo AND facts IS NOT NULL").order(sql: "created").fetchAll(db)
          .map { try StudyEntry($0, db).forVisitors }
      }
      return try jsonResponse(studies)
    }
    router.get("/api/studies", use: list)
    router.get("/api/studies/{study}") { _, context in
      try jsonResponse(try await view(store.access(context)))
    }
    router.patch("/api/studies/{study}", use: change)
    router.delete("/api/studies/{study}", use: delete)
    router.get("/api/studies/{study}/planes/{axis}/{index}", use: plane)
    router.get("/api/studies/{study}/thumbnail", use: thumbnail)
  }

  func view(_ access: StudyAccess) async throws -> StudyView {
    let study = access.study
    let entry = try await store.read { db in try StudyEntry(study, db) }
    guard study.facts != nil else {
      return StudyView(
        entry: entry, sequence: 0, labels: [], model: nil, facts: nil, may: access.rights)
    }
    let editor = try await editors.editor(study)
    let header = await editor.header
    let view = StudyView(
      entry: entry, sequence: await editor.sequence, labels: header.labels.views,
      model: header.guidance?.model.name, facts: study.facts, may: access.rights)
    return access.account == nil ? view.forVisitors : view
  }

  // MARK: The list

  private struct Page: Encodable {
    let total: Int
    let studies: [StudyEntry]
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.account()
    let search = try request.text("search", most: 200)
    let status = try request.text("status", most: 20)
    if let status, Study.Status(rawValue: status) == nil {
      throw WebError(
        .badRequest,
        "status is one of \(Study.Status.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let limit = try request.number("limit", default: 50, in: 1...200)
    let offset = try request.number("offset", default: 0)
    var conditions: [String] = []
    var arguments = StatementArguments()
    if account.role == .annotator {
      conditions.append("owner = ?")
      arguments += [account.id]
    }
    if let status {
      conditions.append("status = ?")
      arguments += [status]
    }
    if let search {
      conditions.append(
        "(instr(lower(title), lower(?)) OR owner IN "
          + "(SELECT id FROM accounts WHERE instr(lower(name), lower(?))))")
      arguments += [search, search]
    }
    let condition = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
    let page = try await store.read { [arguments] db in
      let found = Study.filter(sql: condition, arguments: arguments)
      return Page(
        total: try found.fetchCount(db),
        studies: try found.order(sql: "created DESC, id").limit(limit, offset: offset).fetchAll(db)
          .map { try StudyEntry($0, db) })
    }
    return try jsonResponse(page)
  }

  // MARK: One study

  private struct Change: Decodable {
    var title: String?
    var owner: Int64?
    var isDemo: Bool?
  }

  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    let change = try await request.json(Change.self)
    guard change.title != nil || change.owner != nil || change.isDemo != nil else {
      throw WebError(.badRequest, "Say what to change: title, owner or is_demo.")
    }
    if change.owner != nil { try access.check(.share) }
    if change.isDemo != nil { _ = try context.account(.administrator) }
    if let title = change.title {
      try access.check(.delete)
      if let problem = Self.problem(title: title) { throw WebError(.notPossible, problem) }
    }
    let study = try await store.write { db in
      guard var study = try Study.fetchOne(db, key: access.study.id) else {
        throw WebError.notThere
      }
      if let owner = change.owner {
        guard try Account.exists(db, key: owner) else {
          throw WebError(.notPossible, "There is no account \(owner).")
        }
        study.owner = owner
      }
      study.title = change.title ?? study.title
      study.isDemo = change.isDemo ?? study.isDemo
      study.changed = Date()
      try study.update(db, columns: ["title", "owner", "isDemo", "changed"])
      try AuditEntry.append(
        "study.change", by: account, about: "study \(study.id)",
        ["owner": "\(study.owner)", "demo": "\(study.isDemo)"], db)
      return study
    }
    let view = try await view(StudyAccess(study: study, account: account))
    try tell(view, of: study)
    // Whoever may still look on comes again.
    if study.owner != access.study.owner || !study.isDemo { broadcaster.end(study: study.id) }
    return try jsonResponse(view)
  }

  /// Tells those who look at a study, or at a list that holds it, how it is now.
  func tell(_ view: StudyView, of study: Study) throws {
    // What one may do differs: every page asks for that itself.
    broadcaster.send(
      try ServerEvent("study", view, forVisitors: view.forVisitors), study: study.id)
    broadcaster.sendToLists(try ServerEvent("study", view.entry)) {
      StudyAccess(study: study, account: $0).isVisible
    }
  }

  static func problem(title: String) -> String? {
    guard (1...100).contains(title.count),
      !title.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return "A title has 1 to 100 characters and no control characters." }
    return nil
  }

  @Sendable private func delete(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    try access.check(.delete)
    try await removal.remove(access.study.id, by: account, as: "study.delete")
    return emptyResponse()
  }

  @Sendable private func plane(_ request: Request, _ context: WebContext) async throws -> Response {
    let access = try await store.access(context)
    guard let axis = PlaneAxis(rawValue: try context.parameter("axis")) else {
      throw WebError.notThere
    }
    let index: Int = try context.parameter("index")
    let frame = try request.number("frame", default: 0)
    let editor = try await editors.editor(access.study)
    let volume = editor.volume
    guard index >= 0, index < axis.count(volume.size), frame < volume.frames else {
      throw WebError.notThere
    }
    return bytesResponse(
      volume.plane(axis, index, frame: frame, editor.intensity), type: "application/octet-stream",
      caching: "private, max-age=86400, immutable")
  }

  @Sendable private func thumbnail(_ request: Request, _ context: WebContext) async throws
    -> Response
  {
    let access = try await store.access(context)
    let file = StudyFolder(access.study.id, in: configuration).thumbnail
    guard let picture = try? Data(contentsOf: file) else { throw WebError.notThere }
    return bytesResponse(picture, type: "image/png")
  }
}
