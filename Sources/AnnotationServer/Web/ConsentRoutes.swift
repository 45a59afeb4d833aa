import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// Whether a study may become training data.
struct ConsentRoutes: Sendable {
  let store: Store

  func add(to router: Router<WebContext>) {
    router.get("/api/consent-text") { _, _ in
      struct Text: Encodable {
        let version: String
        let text: String
      }
      return try jsonResponse(Text(version: Consent.textVersion, text: Consent.text))
    }
    router.get("/api/studies/{study}/consent") { _, context in
      _ = try context.account()
      let access = try await store.access(context)
      return try jsonResponse(try await view(access.study.id))
    }
    router.put("/api/studies/{study}/consent", use: decide)
  }

  private struct Decision: Encodable {
    let time: Date
    let account: String
    let clinician: Bool
    let patient: Bool
    let textVersion: String
  }

  private struct View: Encodable {
    let isGiven: Bool
    let decisions: [Decision]
    let exports: [Made]
  }

  /// A training set that holds the study; which others it holds is not told here.
  private struct Made: Encodable {
    let id: Int64
    let name: String
    let format: Export.Format
    let created: Date
    let account: String
    let isDeleted: Bool
  }

  private func view(_ study: String) async throws -> View {
    try await store.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT consents.*, accounts.name AS name FROM consents
          JOIN accounts ON accounts.id = consents.account WHERE study = ? ORDER BY consents.id
          """, arguments: [study])
      return View(
        isGiven: try Consent.isGiven(study, db),
        decisions: rows.map {
          Decision(
            time: $0["time"], account: $0["name"], clinician: $0["clinician"],
            patient: $0["patient"], textVersion: $0["textVersion"])
        },
        exports: try Export.all(with: study, db).map {
          Made(
            id: $0.id ?? 0, name: $0.name, format: $0.format, created: $0.created,
            account: try Account.fetchOne(db, key: $0.account)?.name ?? "", isDeleted: $0.isDeleted)
        })
    }
  }

  private struct Deciding: Decodable {
    let clinician: Bool
    let patient: Bool
    let textVersion: String
  }

  @Sendable private func decide(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let access = try await store.access(context)
    let account = try context.account()
    try access.check(.consent)
    let sent = try await request.json(Deciding.self)
    guard sent.textVersion == Consent.textVersion else {
      throw WebError(.conflict, "The text was changed. Read it again, then decide.")
    }
    let study = access.study.id
    try await store.write { db in
      var consent = Consent(
        study: study, account: account.id ?? 0, time: Date(), clinician: sent.clinician,
        patient: sent.patient, textVersion: sent.textVersion)
      try consent.insert(db)
      try AuditEntry.append(
        consent.isGiven ? "consent.give" : "consent.withdraw", by: account,
        about: "study \(study)",
        ["clinician": "\(sent.clinician)", "patient": "\(sent.patient)", "text": sent.textVersion],
        db)
    }
    return try jsonResponse(try await view(study))
  }
}
