import Annotation
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// Headers that keep a page to itself: nothing foreign is loaded, nobody frames it.
struct SecurityHeaders: RouterMiddleware {
  let isSecure: Bool

  static let policy = """
    default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'
    """

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let headers: [(String, String)] = [
      ("Content-Security-Policy", Self.policy), ("X-Content-Type-Options", "nosniff"),
      ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    for (name, value) in headers {
      guard let name = HTTPField.Name(name), response.headers[name] == nil else { continue }
      response.headers[name] = value
    }
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }
}

/// Turns every error into JSON; what was not foreseen is logged and told to nobody.
struct ErrorAnswers: RouterMiddleware {
  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as WebError {
      return try error.response(from: request, context: context)
    } catch let error as DrawingConflict {
      return try jsonResponse(error, status: .conflict)
    } catch SessionError.badAction(let reason) {
      return try WebError(.notPossible, reason).response(from: request, context: context)
    } catch let error as HTTPError {
      let code: WebError.Code =
        switch error.status {
        case .notFound, .methodNotAllowed: .notFound
        case .contentTooLarge: .tooLarge
        default: error.status.code < 500 ? .badRequest : .internal
        }
      let text = code == .notFound ? WebError.notThere.message : "The request cannot be read."
      return try WebError(code, text).response(from: request, context: context)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      context.logger.error("failed", metadata: ["kind": "\(type(of: error))", "error": "\(error)"])
      return try WebError(.internal, "Something went wrong here; it is in the server's log.")
        .response(from: request, context: context)
    }
  }
}

/// Finds out who asks, and that what changes something was sent by our own page.
struct Authentication: RouterMiddleware {
  let accounts: Accounts

  static let cookie = "contourist"
  static let tokenHeader = HTTPField.Name("X-CSRF-Token")
  private static let site = HTTPField.Name("Sec-Fetch-Site")

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let cookie = request.cookies[Self.cookie] {
      context.signIn = try await accounts.signIn(cookie: cookie.value)
    }
    if ![.get, .head].contains(request.method) { try check(request, context.signIn) }
    return try await next(request, context)
  }

  private func check(_ request: Request, _ signIn: SignIn?) throws {
    if let site = Self.site.flatMap({ request.headers[$0] }),
      !["same-origin", "none"].contains(site)
    {
      throw WebError(.notAllowed, "This was sent by another web page and was not done.")
    }
    if let origin = request.headers[.origin] {
      let host = request.head.authority ?? ""
      guard origin == "http://\(host)" || origin == "https://\(host)" else {
        throw WebError(.notAllowed, "This was sent by another web page and was not done.")
      }
    }
    guard let signIn else { return }
    let token = Self.tokenHeader.flatMap { request.headers[$0] } ?? ""
    guard secretHash(token) == secretHash(signIn.token) else {
      throw WebError(
        .notAllowed, "The header X-CSRF-Token is missing or old. Load the page again.")
    }
  }
}
