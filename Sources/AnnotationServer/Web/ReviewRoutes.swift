import Annotation
import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// From submitted to approved, comments at their places, and who did what.
struct ReviewRoutes: Sendable {
  let store: Store
  let editors: StudyEditors
  let broadcaster: Broadcaster
  let studies: StudyRoutes

  func add(to router: Router<WebContext>) {
    router.post("/api/studies/{study}/review", use: review)
    router.get("/api/studies/{study}/comments", use: comments)
    router.post("/api/studies/{study}/comments", use: comment)
    router.patch("/api/studies/{study}/comments/{comment}", use: resolve)
    router.get("/api/studies/{study}/history", use: history)
  }

  // MARK: Steps

  private struct Step: Decodable {
    enum Name: String, Decodable {
      case submit, approve, `return`, reopen

      var right: StudyAccess.Right {
        switch self {
        case .submit: .submit
        case .approve, .return: .review
        case .reopen: .reopen
        }
      }

      var status: Study.Status {
        switch self {
        case .submit: .submitted
        case .approve: .approved
        case .return: .returned
        case .reopen: .open
        }
      }
    }

    let step: Name
    var comment: String?
    var base: Int?
  }

  @Sendable private func review(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    let sent = try await request.json(Step.self)
    try access.check(sent.step.right)
    let comment = sent.comment?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard comment.utf8.count <= Self.longestComment else { throw Self.commentLength }
    guard sent.step != .return || !comment.isEmpty else {
      throw WebError(.notPossible, "Say what is to be done when you return a study.")
    }
    let editor = try await editors.editor(access.study)
    if sent.step == .submit, await editor.state.contours.isEmpty, await editor.state.strokes.isEmpty
    {
      throw WebError(.notPossible, "There is nothing drawn yet.")
    }
    // The mask's hash at the moment it was submitted or approved proves later what it was.
    if sent.step == .submit || sent.step == .approve {
      let done = try await editor.freeze(author: account.name, base: sent.base)
      try await editors.noteChange(done, by: account.name, in: editor)
    }
    let study: Study
    do {
      study = try await write(
        sent.step, access, account, comment, sequence: await editor.sequence)
    } catch {
      try await letDraw(in: editor)
      throw error
    }
    if study.isOpen { await editor.thaw() }
    let view = try await studies.view(StudyAccess(study: study, account: account))
    try studies.tell(view, of: study)
    return try jsonResponse(view)
  }

  /// Whether one may draw is what the database says.
  private func letDraw(in editor: StudyEditor) async throws {
    let study = try await store.read { db in try Study.fetchOne(db, key: editor.study) }
    if study?.isOpen == true { await editor.thaw() }
  }

  private func write(
    _ step: Step.Name, _ access: StudyAccess, _ account: Account, _ comment: String, sequence: Int
  ) async throws -> Study {
    try await store.write { db in
      guard var study = try Study.fetchOne(db, key: access.study.id),
        study.status == access.study.status
      else { throw WebError(.conflict, "Somebody else was quicker. Look again.") }
      study.status = step.status
      if step == .submit { study.submitter = account.id }
      study.changed = Date()
      try study.update(db)
      if !comment.isEmpty {
        var row = Comment(
          study: study.id, account: account.id ?? 0, time: Date(), text: comment)
        try row.insert(db)
      }
      try AuditEntry.append(
        "study.\(step.rawValue)", by: account, about: "study \(study.id)",
        ["sequence": "\(sequence)"], db)
      return study
    }
  }

  // MARK: Comments

  private static let longestComment = 2000
  private static let commentLength = WebError(
    .notPossible, "A comment has 1 to \(longestComment) bytes.")

  @Sendable private func comments(_ request: Request, _ context: WebContext) async throws
    -> Response
  {
    let study = try await store.access(context).study.id
    let isVisitor = context.signIn == nil
    let found = try await store.read { db in
      try Comment.filter(sql: "study = ?", arguments: [study]).order(sql: "id").fetchAll(db)
        .map { try $0.view(db, isVisitor: isVisitor) }
    }
    return try jsonResponse(found)
  }

  private struct NewComment: Decodable {
    let text: String
    var slice: Int?
    var frame: Int?
    var x: Double?
    var y: Double?
    var contour: String?
  }

  @Sendable private func comment(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    let sent = try await request.json(NewComment.self)
    let text = sent.text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...Self.longestComment).contains(text.utf8.count),
      sent.contour?.utf8.count ?? 0 <= 200
    else { throw Self.commentLength }
    let size = access.study.facts?.dimensions ?? [1, 1, 1, 1]
    guard (0..<size[2]).contains(sent.slice ?? 0), (0..<size[3]).contains(sent.frame ?? 0) else {
      throw WebError(.notPossible, "There is no such slice or frame.")
    }
    let view = try await store.write { db in
      var comment = Comment(
        study: access.study.id, account: account.id ?? 0, time: Date(), text: text)
      (comment.slice, comment.frame) = (sent.slice, sent.frame)
      (comment.x, comment.y, comment.contour) = (sent.x, sent.y, sent.contour)
      try comment.insert(db)
      try AuditEntry.append(
        "comment.create", by: account, about: "study \(access.study.id)", [:], db)
      return try comment.view(db)
    }
    broadcaster.send(
      try ServerEvent("comment", view, forVisitors: Comment.View?.none), study: access.study.id)
    return try jsonResponse(view, status: .created)
  }

  private struct Resolving: Decodable { let isResolved: Bool }

  @Sendable private func resolve(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    let id: Int64 = try context.parameter("comment")
    let sent = try await request.json(Resolving.self)
    let view = try await store.write { db in
      guard var comment = try Comment.fetchOne(db, key: id), comment.study == access.study.id else {
        throw WebError.notThere
      }
      comment.isResolved = sent.isResolved
      try comment.update(db)
      try AuditEntry.append(
        "comment.resolve", by: account, about: "study \(access.study.id)",
        ["resolved": "\(sent.isResolved)"], db)
      return try comment.view(db)
    }
    broadcaster.send(
      try ServerEvent("comment", view, forVisitors: Comment.View?.none), study: access.study.id)
    return try jsonResponse(view)
  }

  // MARK: History

  @Sendable private func history(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    // Names of people are for those who have signed in.
    _ = try context.account()
    let editor = try await editors.editor(access.study)
    return try jsonResponse(
      await editor.storyline(
        after: try request.number("after", default: 0),
        limit: try request.number("limit", default: 200, in: 1...1000)))
  }
}
