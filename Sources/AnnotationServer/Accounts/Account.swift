import Foundation
import GRDB

/// What somebody may do.
public enum Role: String, Codable, Sendable, CaseIterable {
  /// Everything, and who may come in.
  case administrator
  /// Sees every study, approves and returns, makes training sets.
  case reviewer
  /// Sends studies and draws in their own.
  case annotator
}

/// Somebody who may sign in.
struct Account: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "accounts"

  var id: Int64?
  var name: String
  var role: Role
  /// As `PasswordHash` writes it.
  var password: String
  var created: Date
  var lastSeen: Date?
  var isDisabled = false

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

  /// As others see it.
  struct View: Encodable {
    let id: Int64
    let name: String
    let role: Role
    let created: Date
    let lastSeen: Date?
    let isDisabled: Bool
  }

  var view: View {
    View(
      id: id ?? 0, name: name, role: role, created: created, lastSeen: lastSeen,
      isDisabled: isDisabled)
  }

  /// Why a name will not do; nil where it will. Names stand in journals and in the audit log.
  static func problem(name: String) -> String? {
    guard (1...60).contains(name.count), name.trimmingCharacters(in: .whitespaces) == name,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      return "A name has 1 to 60 characters, no spaces at its ends and no control characters."
    }
    // Journals call programs so, whose work anybody may take back.
    if ["human", "import", "session"].contains(name.lowercased()) {
      return "\(name) is kept for programs; take another name."
    }
    return nil
  }
}

/// One browser that somebody signed in with.
struct SignIn: Sendable {
  let account: Account
  /// The hash of the cookie, by which it is found.
  let hash: String
  /// Travels with every request that changes something.
  let token: String
}
