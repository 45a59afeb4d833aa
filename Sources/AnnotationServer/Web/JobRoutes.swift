import Annotation
import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// Long work: begun, watched, cancelled.
struct JobRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let jobs: JobQueue
  let broadcaster: Broadcaster

  func add(to router: Router<WebContext>) {
    router.get("/api/models") { _, context in
      _ = try context.account()
      return try jsonResponse(try await models())
    }
    router.get("/api/studies/{study}/jobs") { _, context in
      let access = try await store.access(context)
      let study = access.study.id
      let found = try await store.read { db in
        try Job.filter(sql: "study = ?", arguments: [study]).order(sql: "id DESC").limit(50)
          .fetchAll(db).map(\.view)
      }
      return try jsonResponse(found)
    }
    router.post("/api/studies/{study}/jobs", use: begin)
    router.get("/api/jobs/{job}") { _, context in try jsonResponse(try await job(context).view) }
    router.delete("/api/jobs/{job}", use: cancel)
    router.get("/api/events") { _, context in
      let account = try context.account()
      let signIn = context.signIn
      return eventStream(
        try broadcaster.listen(to: nil, as: account) { [store] in
          await store.mayStillSee(nil, signIn)
        })
    }
  }

  /// A network, without where its file lies.
  private struct Model: Codable {
    let name: String
    let labels: [String]
    let channels: [String]
    let scores: [String: Double]
    let licence: String?
    let nonCommercial: Bool
  }

  private func models() async throws -> [Model] {
    let output = try await ChildProcess(configuration: configuration)
      .answer(["model", "list", "--json"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Model].self, from: output)
  }

  private func job(_ context: WebContext) async throws -> Job {
    let account = try context.account()
    let id: Int64 = try context.parameter("job")
    guard let job = try await store.read({ db in try Job.fetchOne(db, key: id) }) else {
      throw WebError.notThere
    }
    if let study = job.study {
      _ = try await store.study(study, for: account)
    } else if job.account != account.id, account.role == .annotator {
      throw WebError.notThere
    }
    return job
  }

  private struct Wanted: Decodable {
    enum Kind: String, Decodable { case presegment }
    let kind: Kind
    let model: String
    var frame: Int?
  }

  @Sendable private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
    let access = try await store.access(context)
    try access.check(.edit)
    let account = try context.account()
    let wanted = try await request.json(Wanted.self)
    guard JobWorker.isModelName(wanted.model) else {
      throw WebError(.notPossible, "There is no model of that name.")
    }
    if let frame = wanted.frame, let frames = access.study.facts?.dimensions[3],
      !(0..<frames).contains(frame)
    {
      throw WebError(.notPossible, "The image has frames 0 to \(frames - 1).")
    }
    let study = access.study.id
    let job = try await store.write { db in
      let underWay = Job.filter(
        sql: "study = ? AND state IN ('waiting', 'running')", arguments: [study])
      guard try underWay.isEmpty(db) else {
        throw WebError(.conflict, "Another job of this study is under way; wait, or cancel it.")
      }
      let job = try JobQueue.add(
        Job(
          study: study, account: account.id ?? 0, kind: .presegment,
          parameters: .init(model: wanted.model, frame: wanted.frame)), db)
      try AuditEntry.append(
        "study.presegment", by: account, about: "study \(study)", ["model": wanted.model], db)
      return job
    }
    jobs.noteAdded(job)
    return try jsonResponse(job.view, status: .accepted)
  }

  @Sendable private func cancel(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let account = try context.account()
    let job = try await job(context)
    guard job.account == account.id || account.role != .annotator else {
      throw WebError(.notAllowed, "Only who began a job can cancel it.")
    }
    guard let id = job.id else { throw WebError.notThere }
    let cancelled = try await jobs.cancel(id)
    try await store.write { db in
      try AuditEntry.append(
        "job.cancel", by: account, about: job.study.map { "study \($0)" }, [:], db)
    }
    return try jsonResponse(cancelled.view)
  }
}
