import Foundation
import FoundationNetworking

/// Asks questions and hands the answers over piece by piece.
struct HTTPClient: Sendable {
  let address: ServerAddress
  let credentials: Credentials
  /// Seconds without a sign of the server after which it is given up.
  let timeout: Double
  /// Seconds to wait before each new attempt at a question that changes nothing.
  let pauses: [Double]
  let isStopped: @Sendable () -> Bool

  /// Asks, and hands the head of the answer and a way to take its body on to `body`.
  ///
  /// A server that is not there or too busy is asked again where the question changes nothing.
  /// - Throws: `DICOMWebError`, and what `body` throws.
  func ask<Result>(
    _ request: HTTPRequest, _ body: (HTTPHead, HTTPExchange) throws -> Result
  ) throws -> Result {
    var pauses = request.body == nil ? pauses[...] : []
    while true {
      if let result = try attempt(request, isLast: pauses.isEmpty, body) { return result }
      try pause(pauses.removeFirst())
    }
  }

  /// nil where it is worth asking again.
  private func attempt<Result>(
    _ request: HTTPRequest, isLast: Bool, _ body: (HTTPHead, HTTPExchange) throws -> Result
  ) throws -> Result? {
    let exchange = HTTPExchange(host: address.host, timeout: timeout, isStopped: isStopped)
    let session = session(exchange)
    let task = session.dataTask(with: request.urlRequest(credentials))
    defer {
      exchange.abandon()
      task.cancel()
      session.invalidateAndCancel()
    }
    task.resume()
    let head: HTTPHead
    do throws(DICOMWebError) {
      head = try exchange.awaitHead()
    } catch {
      if case .unreachable = error, !isLast { return nil }
      throw error
    }
    if head.status == 503, !isLast { return nil }
    guard request.accepted.contains(head.status) else {
      throw DICOMWebError.refused(
        status: head.status, what: request.what, hadCredentials: credentials.header != nil)
    }
    return try body(head, exchange)
  }

  private func session(_ exchange: HTTPExchange) -> URLSession {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    // The exchange counts the silence itself, and knows when it is we who do not listen.
    configuration.timeoutIntervalForRequest = 86_400
    return URLSession(
      configuration: configuration, delegate: exchange, delegateQueue: ImmediateQueue())
  }

  private func pause(_ seconds: Double) throws(DICOMWebError) {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      if isStopped() { throw .stopped }
      Thread.sleep(forTimeInterval: min(0.1, max(0, end.timeIntervalSinceNow)))
    }
  }
}

extension HTTPExchange {
  /// The whole body.
  /// - Throws: `DICOMWebError.tooLarge` beyond `limit` bytes, and others.
  func wholeBody(_ what: String, limit: Int) throws(DICOMWebError) -> Data {
    var body = Data()
    while let piece = try next() {
      guard body.count + piece.count <= limit else { throw .tooLarge(what: what, limit: limit) }
      body.append(piece)
    }
    return body
  }
}

/// Runs what it is given at once, on the thread that gives it.
///
/// URLSession hands pieces of a body to its delegate's queue and goes on loading; a queue of the
/// usual kind grows without end when the pieces are loaded faster than they are taken. Here the
/// thread that loads waits in the delegate.
private final class ImmediateQueue: OperationQueue, @unchecked Sendable {
  override func addOperation(_ block: @escaping @Sendable () -> Void) { block() }
}
