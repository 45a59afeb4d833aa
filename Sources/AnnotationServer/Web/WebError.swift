import Foundation
import HTTPTypes
import Hummingbird

/// A request that is refused, as JSON: what is wrong and what to do.
struct WebError: HTTPResponseError {
  enum Code: String, Encodable {
    case badRequest = "bad_request"
    case notSignedIn = "not_signed_in"
    case wrongPassword = "wrong_password"
    case notAllowed = "not_allowed"
    case notFound = "not_found"
    case conflict
    case tooLarge = "too_large"
    case notPossible = "not_possible"
    case tooMany = "too_many"
    case gone
    case diskFull = "disk_full"
    case lengthRequired = "length_required"
    case `internal`
    case unavailable

    var status: HTTPResponse.Status {
      switch self {
      case .badRequest: .badRequest
      case .notSignedIn, .wrongPassword: .unauthorized
      case .notAllowed: .forbidden
      case .notFound: .notFound
      case .conflict: .conflict
      case .tooLarge: .contentTooLarge
      case .notPossible: .unprocessableContent
      case .tooMany: .tooManyRequests
      case .gone: .gone
      case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
      case .lengthRequired: .lengthRequired
      case .internal: .internalServerError
      case .unavailable: .serviceUnavailable
      }
    }
  }

  let code: Code
  let message: String
  /// Seconds until it may be tried again.
  var retryAfter: Int?

  init(_ code: Code, _ message: String, retryAfter: Int? = nil) {
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  static let notThere = WebError(.notFound, "There is nothing here, or nothing you may see.")

  var status: HTTPResponse.Status { code.status }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try jsonResponse(Body(error: description), status: status)
    if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
    return response
  }

  var description: Description { Description(code: code, message: message) }

  struct Description: Encodable {
    let code: Code
    let message: String
  }

  private struct Body: Encodable { let error: Description }
}
