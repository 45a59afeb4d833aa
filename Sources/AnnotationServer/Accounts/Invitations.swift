import Foundation
import GRDB

/// A link that lets somebody in once, with a role.
struct Invitation: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "invitations"

  var id: Int64?
  /// Of the secret in the link.
  let hash: String
  let role: Role
  /// For whom, in the administrator's words.
  let note: String
  let created: Date
  let expires: Date

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  struct View: Encodable {
    let id: Int64
    let role: Role
    let note: String
    let created: Date
    let expires: Date
    /// With the secret: told once, when it is made.
    var path: String?
  }

  var view: View {
    View(id: id ?? 0, role: role, note: note, created: created, expires: expires)
  }
}

extension Accounts {
  func invite(_ role: Role, note: String, days: Int, by account: Account) async throws
    -> Invitation.View
  {
    let secret = newSecret()
    return try await store.write { db in
      var invitation = Invitation(
        hash: secretHash(secret), role: role, note: note, created: Date(),
        expires: Date().addingTimeInterval(Double(days) * 24 * 3600))
      try invitation.insert(db)
      try AuditEntry.append(
        "invitation.create", by: account, about: "invitation \(invitation.id ?? 0)",
        ["role": role.rawValue], db)
      var view = invitation.view
      // After the "#", so that it is in no server's log.
      view.path = "/invitation.html#\(secret)"
      return view
    }
  }

  func invitations() async throws -> [Invitation.View] {
    try await store.read { db in
      try Invitation.filter(sql: "expires > ?", arguments: [Date()]).order(sql: "id")
        .fetchAll(db).map(\.view)
    }
  }

  func takeBack(invitation id: Int64, by account: Account) async throws {
    try await store.write { db in
      guard try Invitation.deleteOne(db, key: id) else { throw WebError.notThere }
      try AuditEntry.append(
        "invitation.delete", by: account, about: "invitation \(id)", [:], db)
    }
  }

  /// The invitation of a secret.
  /// - Throws: `WebError.notFound`.
  func invitation(secret: String) async throws -> Invitation {
    try await store.read { db in try Self.invitation(secret, db) }
  }

  private static func invitation(_ secret: String, _ db: Database) throws -> Invitation {
    let found = try Invitation.filter(
      sql: "hash = ? AND expires > ?", arguments: [secretHash(secret), Date()]
    ).fetchOne(db)
    guard let found else {
      throw WebError(
        .notFound, "This invitation was used, taken back, or has run out. Ask for a new one.")
    }
    return found
  }

  /// Makes an account of an invitation, uses it up, and signs in.
  func accept(
    secret: String, name: String, password: String
  ) async throws -> (secret: String, SignIn) {
    _ = try await invitation(secret: secret)
    try check(name, password)
    let hash = try await hash(password)
    return try await store.write { db in
      let invitation = try Self.invitation(secret, db)
      let account = try Self.insert(name, hash, invitation.role, db)
      try invitation.delete(db)
      try AuditEntry.append(
        "account.create", by: account, about: "account \(account.id ?? 0)",
        ["role": account.role.rawValue], db)
      return try Self.begin(account, db)
    }
  }
}
