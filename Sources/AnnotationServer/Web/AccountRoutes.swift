import Foundation
import GRDB
import HTTPTypes
import Hummingbird

/// Signing in and out, accounts, invitations.
struct AccountRoutes: Sendable {
  let accounts: Accounts
  let broadcaster: Broadcaster
  /// Whether cookies travel by TLS alone.
  let isSecure: Bool
  private let limit = AttemptLimit(
    most: 20, within: 60, or: "Too many attempts from this address. Wait a minute.")

  init(accounts: Accounts, broadcaster: Broadcaster, isSecure: Bool) {
    self.accounts = accounts
    self.broadcaster = broadcaster
    self.isSecure = isSecure
  }

  func add(to router: Router<WebContext>) {
    router.post("/api/sign-in", use: signIn)
    router.post("/api/sign-out", use: signOut)
    router.get("/api/me") { _, context in try me(context.signIn) }
    router.put("/api/me/password", use: changePassword)
    router.get("/api/accounts", use: list)
    router.patch("/api/accounts/{account}", use: change)
    router.get("/api/invitations") { _, context in
      _ = try context.account(.administrator)
      return try jsonResponse(await accounts.invitations())
    }
    router.post("/api/invitations", use: invite)
    router.delete("/api/invitations/{invitation}") { _, context in
      let account = try context.account(.administrator)
      try await accounts.takeBack(invitation: context.parameter("invitation"), by: account)
      return emptyResponse()
    }
    router.post("/api/invitation", use: accept)
  }

  // MARK: One's own

  private struct Credentials: Decodable {
    let name: String
    let password: String
  }

  @Sendable private func signIn(_ request: Request, _ context: WebContext) async throws -> Response
  {
    try limit.note(context.network)
    let sent = try await request.json(Credentials.self)
    let (secret, signIn) = try await accounts.signIn(name: sent.name, password: sent.password)
    return try me(signIn, cookie: secret)
  }

  private struct Leaving: Decodable { var everywhere: Bool? }

  @Sendable private func signOut(_ request: Request, _ context: WebContext) async throws -> Response
  {
    _ = try context.account()
    guard let signIn = context.signIn else { throw WebError.notThere }
    let isBare = request.headers[.contentType] == nil
    let everywhere = isBare ? false : try await request.json(Leaving.self).everywhere ?? false
    try await accounts.signOut(signIn, everywhere: everywhere)
    // Browsers that are still signed in come again.
    broadcaster.end(account: signIn.account.id)
    var response = emptyResponse()
    response.setCookie(cookie("", age: 0))
    return response
  }

  private struct NewPassword: Decodable {
    let current: String
    let new: String
  }

  @Sendable private func changePassword(
    _ request: Request, _ context: WebContext
  ) async throws -> Response {
    _ = try context.account()
    guard let signIn = context.signIn else { throw WebError.notThere }
    try limit.note(context.network)
    let sent = try await request.json(NewPassword.self)
    try await accounts.changePassword(of: signIn, from: sent.current, to: sent.new)
    broadcaster.end(account: signIn.account.id)
    return emptyResponse()
  }

  private struct Me: Encodable {
    let account: Account.View?
    let csrfToken: String?
    var role: Role?
  }

  private func me(_ signIn: SignIn?, cookie secret: String? = nil) throws -> Response {
    var response = try jsonResponse(
      Me(account: signIn?.account.view, csrfToken: signIn?.token, role: signIn?.account.role))
    if let secret { response.setCookie(cookie(secret, age: Int(Accounts.longestTime))) }
    return response
  }

  private func cookie(_ value: String, age: Int) -> Cookie {
    Cookie(
      name: Authentication.cookie, value: value, maxAge: age, path: "/", secure: isSecure,
      httpOnly: true, sameSite: .strict)
  }

  // MARK: Others'

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    _ = try context.account(.administrator, .reviewer)
    let all = try await accounts.store.read { db in
      try Account.order(sql: "name COLLATE NOCASE").fetchAll(db).map(\.view)
    }
    return try jsonResponse(all)
  }

  private struct Change: Decodable {
    var role: Role?
    var isDisabled: Bool?
  }

  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let administrator = try context.account(.administrator)
    let id: Int64 = try context.parameter("account")
    let change = try await request.json(Change.self)
    guard id != administrator.id else {
      throw WebError(.notAllowed, "Have another administrator change your own account.")
    }
    let view = try await accounts.store.write { db in
      guard var account = try Account.fetchOne(db, key: id) else { throw WebError.notThere }
      account.role = change.role ?? account.role
      account.isDisabled = change.isDisabled ?? account.isDisabled
      // Opening it again also forgets wrong passwords.
      if change.isDisabled == false { accounts.unlock(account) }
      try account.update(db)
      // What it may do now is what its browsers find when they come again.
      try Accounts.endAll(id, except: nil, db)
      try AuditEntry.append(
        "account.change", by: administrator, about: "account \(id)",
        ["role": account.role.rawValue, "disabled": "\(account.isDisabled)"], db)
      return account.view
    }
    broadcaster.end(account: id)
    return try jsonResponse(view)
  }

  private struct Inviting: Decodable {
    let role: Role
    var note: String?
    var days: Int?
  }

  @Sendable private func invite(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let account = try context.account(.administrator)
    let sent = try await request.json(Inviting.self)
    let (note, days) = (sent.note ?? "", sent.days ?? 7)
    guard note.utf8.count <= 200, (1...30).contains(days) else {
      throw WebError(
        .notPossible, "A note has at most 200 bytes; an invitation lasts 1 to 30 days.")
    }
    let view = try await accounts.invite(sent.role, note: note, days: days, by: account)
    return try jsonResponse(view, status: .created)
  }

  private struct Accepting: Decodable {
    let secret: String
    var name: String?
    var password: String?
  }

  @Sendable private func accept(_ request: Request, _ context: WebContext) async throws -> Response
  {
    try limit.note(context.network)
    let sent = try await request.json(Accepting.self)
    guard let name = sent.name, let password = sent.password else {
      let invitation = try await accounts.invitation(secret: sent.secret)
      return try jsonResponse(Me(account: nil, csrfToken: nil, role: invitation.role))
    }
    let (secret, signIn) = try await accounts.accept(
      secret: sent.secret, name: name, password: password)
    return try me(signIn, cookie: secret)
  }
}
