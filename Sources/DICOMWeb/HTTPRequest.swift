import Foundation
import FoundationNetworking

/// One question to a server.
struct HTTPRequest: Sendable {
  /// Said in errors: "the search for studies".
  let what: String
  let url: URL
  let accept: String
  /// What is posted; nil for a question that changes nothing and may be asked again.
  var body: (type: String, bytes: Data)?
  /// Statuses that are no errors.
  var accepted: Set<Int> = [200]

  func urlRequest(_ credentials: Credentials) -> URLRequest {
    var request = URLRequest(url: url)
    request.httpMethod = body == nil ? "GET" : "POST"
    request.setValue(accept, forHTTPHeaderField: "Accept")
    if let header = credentials.header {
      request.setValue(header, forHTTPHeaderField: "Authorization")
    }
    if let body {
      request.httpBody = body.bytes
      request.setValue(body.type, forHTTPHeaderField: "Content-Type")
    }
    return request
  }
}

/// What a server says before the body of its answer.
struct HTTPHead: Sendable {
  let status: Int
  /// Empty where the server does not say.
  let contentType: String
}
