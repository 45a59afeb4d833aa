import Annotation
import Foundation
import HTTPTypes
import Hummingbird
import MinimalPaths
import NIOCore
import ServiceLifecycle
import Volumes

/// Contours, as they are clicked and corrected.
struct DrawingRoutes: Sendable {
  let store: Store
  let editors: StudyEditors
  let broadcaster: Broadcaster

  func add(to router: Router<WebContext>) {
    router.get("/api/studies/{study}/overview") { _, context in
      let (_, editor) = try await open(context)
      await editors.summarise(editor)
      return try jsonResponse(await editor.overview())
    }
    router.get("/api/studies/{study}/drawing") { request, context in
      let (_, editor) = try await open(context)
      return try jsonResponse(try await editor.drawing(position(request)))
    }
    router.get("/api/studies/{study}/parents", use: parents)
    router.post("/api/studies/{study}/what-if", use: whatIf)
    router.post("/api/studies/{study}/actions", use: act)
    router.get("/api/studies/{study}/events", use: events)
  }

  private func open(_ context: WebContext) async throws -> (StudyAccess, StudyEditor) {
    let access = try await store.access(context)
    return (access, try await editors.editor(access.study))
  }

  private func position(_ request: Request) throws -> SessionPosition {
    SessionPosition(
      slice: try request.number("slice", default: 0),
      frame: try request.number("frame", default: 0))
  }

  @Sendable private func parents(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let (_, editor) = try await open(context)
    let seed = SlicePoint(try request.decimal("x"), try request.decimal("y"))
    return bytesResponse(
      try await editor.parents(position(request), from: seed), type: "application/octet-stream")
  }

  @Sendable private func whatIf(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let (access, editor) = try await open(context)
    try access.check(.edit)
    let asked = try Self.object(of: try await request.bodyData())
    struct Answer: Encodable { let drawings: [Drawing] }
    return try jsonResponse(Answer(drawings: try await editor.whatIf(asked.request)))
  }

  @Sendable private func act(_ request: Request, _ context: WebContext) async throws -> Response {
    // First what a slow browser may take long to send, then whether it may be done.
    let body = try await request.bodyData()
    let (access, editor) = try await open(context)
    try access.check(.edit)
    let account = try context.account()
    let asked = try Self.object(of: body)
    guard let id = asked.id, (1...64).contains(id.utf8.count), let base = asked.base else {
      throw WebError(.badRequest, "An action needs an id of 1 to 64 bytes, a base and a request.")
    }
    let done = try await editor.act(asked.request, id: id, base: base, author: account.name)
    try await editors.noteChange(done, by: account.name, in: editor)
    // After the answer and what the page asks for next, while the annotator looks for the next place.
    Task {
      try await Task.sleep(for: .milliseconds(100))
      await editor.foresee(done)
    }
    return try jsonResponse(done)
  }

  /// The request within a body is read by the session's own reader, which knows its fields.
  private static func object(of body: Data) throws -> (request: String, id: String?, base: Int?) {
    guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any],
      let request = object["request"] as? [String: Any],
      let data = try? JSONSerialization.data(withJSONObject: request)
    else {
      throw WebError(.badRequest, "Send an object with the action as \"request\".")
    }
    return (
      String(decoding: data, as: UTF8.self), object["id"] as? String, object["base"] as? Int
    )
  }

  @Sendable private func events(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let (study, signIn) = (access.study.id, context.signIn)
    let events = try broadcaster.listen(to: study, as: signIn?.account) { [store] in
      await store.mayStillSee(study, signIn)
    }
    return eventStream(events, isVisitor: signIn == nil)
  }
}

/// Server-sent events, with a sign of life for each nil.
func eventStream(_ events: AsyncStream<ServerEvent?>, isVisitor: Bool = false) -> Response {
  let body = ResponseBody { writer in
    try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
    // A server that is to end does not wait for those who look on.
    for await event in events.cancelOnGracefulShutdown() {
      guard let event else {
        try await writer.write(ByteBuffer(string: ": \n\n"))
        continue
      }
      var buffer = ByteBuffer(string: "event: \(event.name)\ndata: ")
      buffer.writeBytes((isVisitor ? event.visitorsData : event.data) ?? Data())
      buffer.writeString("\n\n")
      try await writer.write(buffer)
    }
    try await writer.finish(nil)
  }
  return Response(
    status: .ok,
    headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
}
