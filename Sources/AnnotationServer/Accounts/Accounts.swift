import Foundation
import GRDB

/// Who may come in: accounts, invitations, and the browsers that are signed in.
struct Accounts: Sendable {
  let store: Store
  let passwordCost: Int
  /// One password is hashed at a time: each takes 128 MiB, and a flood of them everything.
  private let gate = Turns(atOnce: 1, waiting: 50)
  /// Wrong passwords of a name, whether anybody has it or not, so that trying does not tell. They are
  /// forgotten when the server ends.
  private let failures = AttemptLimit(
    most: 5, within: 15 * 60,
    or: "Too many wrong passwords. Try again later, or ask an administrator.")

  /// Of a sign-in that is not used, and of any, seconds.
  static let idleTime = 12.0 * 3600
  static let longestTime = 7.0 * 24 * 3600

  init(store: Store, passwordCost: Int) {
    self.store = store
    self.passwordCost = passwordCost
  }

  // MARK: Accounts

  /// Makes an account, or gives one that is there another password and opens its lock.
  /// - Returns: Whether it is new.
  func set(name: String, role: Role?, password: String) async throws -> Bool {
    try check(name, password)
    let hash = try await hash(password)
    return try await store.write { db in
      let found = try Account.filter(sql: "name = ? COLLATE NOCASE", arguments: [name]).fetchOne(db)
      guard var account = found else {
        guard let role else {
          throw WebError(.notFound, "There is no account of that name; say the role of a new one.")
        }
        let account = try Self.insert(name, hash, role, db)
        try AuditEntry.append(
          "account.create", by: nil, about: "account \(account.id ?? 0)",
          ["role": role.rawValue], db)
        return true
      }
      account.password = hash
      account.role = role ?? account.role
      account.isDisabled = false
      try account.update(db)
      try Self.endAll(account.id, except: nil, db)
      try AuditEntry.append(
        "account.reset", by: nil, about: "account \(account.id ?? 0)",
        ["role": account.role.rawValue], db)
      return false
    }
  }

  func check(_ name: String, _ password: String) throws {
    if let problem = Account.problem(name: name) ?? PasswordHash.problem(password, name: name) {
      throw WebError(.notPossible, problem)
    }
  }

  func hash(_ password: String) async throws -> String {
    let cost = passwordCost
    return try await gate.take {
      try await blocking { try PasswordHash(password, cost: cost).text }
    }
  }

  static func insert(_ name: String, _ hash: String, _ role: Role, _ db: Database) throws -> Account
  {
    guard try Account.filter(sql: "name = ? COLLATE NOCASE", arguments: [name]).isEmpty(db) else {
      throw WebError(.conflict, "There is somebody of that name already; take another one.")
    }
    var account = Account(name: name, role: role, password: hash, created: Date())
    try account.insert(db)
    return account
  }

  // MARK: Signing in

  /// What wrong passwords of a name are counted by: as long as its password is the same.
  private func key(_ name: String, _ account: Account?) -> String {
    secretHash(name.lowercased() + "\u{1F}" + (account?.password ?? ""))
  }

  /// Forgets wrong passwords of an account.
  func unlock(_ account: Account) { failures.forget(key(account.name, account)) }

  /// - Returns: The cookie's secret and the sign-in.
  /// - Throws: `WebError.wrongPassword`, `.tooMany`; the same, after the same time, for a name that
  ///   is not there.
  func signIn(name: String, password: String) async throws -> (secret: String, SignIn) {
    let wrong = WebError(.wrongPassword, "Name or password is wrong.")
    guard name.utf8.count <= 240, password.utf8.count <= 1000 else { throw wrong }
    let found = try await store.read { db in
      try Account.filter(sql: "name = ? COLLATE NOCASE", arguments: [name]).fetchOne(db)
    }
    // Counted before it is known to be wrong: of many sent at once no more are compared.
    let key = key(found?.name ?? name, found)
    try failures.note(key)
    guard try await isRight(password, of: found), let found, !found.isDisabled else {
      try await noteFailure(found)
      throw wrong
    }
    let signIn = try await store.write { db in
      // While the password was compared it may have been changed.
      guard let now = try Account.fetchOne(db, key: found.id), !now.isDisabled,
        now.password == found.password
      else { throw wrong }
      return try Self.begin(now, db)
    }
    failures.forget(key)
    return signIn
  }

  /// Takes as long for an account that is not there.
  private func isRight(_ password: String, of account: Account?) async throws -> Bool {
    let cost = passwordCost
    return try await gate.take {
      try await blocking {
        guard let account, let hash = PasswordHash(account.password) else {
          _ = try PasswordHash(password, cost: cost)
          return false
        }
        return try hash.matches(password)
      }
    }
  }

  private func noteFailure(_ account: Account?) async throws {
    try await store.write { db in
      try AuditEntry.append(
        "sign-in.failed", by: nil, about: account.map { "account \($0.id ?? 0)" }, [:], db)
    }
  }

  /// Begins a sign-in with a new secret, so that one planted before is worth nothing.
  static func begin(_ account: Account, _ db: Database) throws -> (secret: String, SignIn) {
    var account = account
    account.lastSeen = Date()
    try account.update(db)
    let (secret, token) = (newSecret(), newSecret())
    let hash = secretHash(secret)
    try db.execute(sql: "DELETE FROM signIns WHERE expires < ?", arguments: [Date()])
    try db.execute(
      sql: "INSERT INTO signIns (hash, account, token, used, expires) VALUES (?, ?, ?, ?, ?)",
      arguments: [hash, account.id, token, Date(), Date().addingTimeInterval(longestTime)])
    try AuditEntry.append("sign-in", by: account, about: nil, [:], db)
    return (secret, SignIn(account: account, hash: hash, token: token))
  }

  /// Who a cookie belongs to; nil where it has run out or never was one.
  func signIn(cookie secret: String) async throws -> SignIn? {
    let hash = secretHash(secret)
    let now = Date()
    let found = try await store.read { db -> (SignIn, used: Date)? in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT signIns.token AS csrf, signIns.used AS used, accounts.* FROM signIns
          JOIN accounts ON accounts.id = signIns.account
          WHERE hash = ? AND expires > ? AND used > ? AND NOT isDisabled
          """, arguments: [hash, now, now.addingTimeInterval(-Self.idleTime)])
      return try row.map {
        (SignIn(account: try Account(row: $0), hash: hash, token: $0["csrf"]), $0["used"])
      }
    }
    guard let (signIn, used) = found else { return nil }
    // Written seldom: every request asks.
    if now.timeIntervalSince(used) > 60 {
      try await store.write { db in
        try db.execute(sql: "UPDATE signIns SET used = ? WHERE hash = ?", arguments: [now, hash])
      }
    }
    return signIn
  }

  /// Whether a browser is still signed in.
  static func isValid(_ signIn: SignIn, _ db: Database) throws -> Bool {
    let now = Date()
    return try Bool.fetchOne(
      db,
      sql: "SELECT EXISTS (SELECT 1 FROM signIns WHERE hash = ? AND expires > ? AND used > ?)",
      arguments: [signIn.hash, now, now.addingTimeInterval(-idleTime)]) ?? false
  }

  func signOut(_ signIn: SignIn, everywhere: Bool) async throws {
    try await store.write { db in
      if everywhere {
        try Self.endAll(signIn.account.id, except: nil, db)
      } else {
        try db.execute(sql: "DELETE FROM signIns WHERE hash = ?", arguments: [signIn.hash])
      }
      try AuditEntry.append(
        "sign-out", by: signIn.account, about: nil, everywhere ? ["everywhere": "yes"] : [:], db)
    }
  }

  static func endAll(_ account: Int64?, except hash: String?, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM signIns WHERE account = ? AND hash IS NOT ?", arguments: [account, hash])
  }

  func changePassword(of signIn: SignIn, from old: String, to new: String) async throws {
    let account = signIn.account
    if let problem = PasswordHash.problem(new, name: account.name) {
      throw WebError(.notPossible, problem)
    }
    let key = key(account.name, account)
    try failures.note(key)
    guard try await isRight(old, of: account) else {
      try await noteFailure(account)
      throw WebError(.wrongPassword, "The present password is another one.")
    }
    failures.forget(key)
    let hash = try await hash(new)
    try await store.write { db in
      guard
        try Account.fetchOne(db, key: account.id)?.password == account.password
      else { throw WebError(.conflict, "The password was changed elsewhere meanwhile.") }
      try db.execute(
        sql: "UPDATE accounts SET password = ? WHERE id = ?", arguments: [hash, account.id])
      try Self.endAll(account.id, except: signIn.hash, db)
      try AuditEntry.append("password.change", by: account, about: nil, [:], db)
    }
  }
}
