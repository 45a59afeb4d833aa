import Foundation
import FoundationNetworking

/// The answer to one request, taken piece by piece: the server has to wait while nobody takes, so
/// that memory holds a few pieces whatever the answer's size.
///
/// URLSession calls on its own threads; everything that both sides touch is behind `condition`.
final class HTTPExchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let host: String
  private let timeout: Double
  private let isStopped: @Sendable () -> Bool
  private let condition = NSCondition()
  private var head: HTTPHead?
  private var pieces: [Data] = []
  private var waiting = 0
  private var end: Result<Void, DICOMWebError>?
  private var isAbandoned = false
  private var redirections = 0
  private var refused: DICOMWebError?

  /// Bytes that are kept before the server has to wait.
  private static let mostWaiting = 1 << 22
  private static let mostRedirections = 5

  init(host: String, timeout: Double, isStopped: @escaping @Sendable () -> Bool) {
    self.host = host
    self.timeout = timeout
    self.isStopped = isStopped
  }

  /// Waits for the status and the headers.
  func awaitHead() throws(DICOMWebError) -> HTTPHead {
    condition.lock()
    defer { condition.unlock() }
    try wait { head != nil || end != nil }
    if let refused { throw refused }
    // An answer that breaks off is one whose beginning still counts.
    if let head { return head }
    if case .failure(let error)? = end { throw error }
    throw .brokenOff(host: host, reason: "there was no answer")
  }

  /// The next bytes of the body; nil after the last.
  func next() throws(DICOMWebError) -> Data? {
    condition.lock()
    defer { condition.unlock() }
    try wait { !pieces.isEmpty || end != nil }
    if !pieces.isEmpty {
      let piece = pieces.removeFirst()
      waiting -= piece.count
      condition.broadcast()
      return piece
    }
    if case .failure(let error)? = end { throw error }
    return nil
  }

  /// Takes no more: whoever waits to hand something over goes on.
  func abandon() {
    condition.lock()
    isAbandoned = true
    pieces = []
    condition.broadcast()
    condition.unlock()
  }

  /// Waits, looking up often enough for Control-C to be felt at once.
  private func wait(until isThere: () -> Bool) throws(DICOMWebError) {
    let deadline = Date(timeIntervalSinceNow: timeout)
    while !isThere() {
      if isStopped() { throw .stopped }
      guard Date() < deadline else { throw .silent(host: host, seconds: timeout) }
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
    }
    if isStopped() { throw .stopped }
  }

  private func change(_ body: () -> Void) {
    condition.lock()
    body()
    condition.broadcast()
    condition.unlock()
  }

  func urlSession(
    _: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let answer = response as? HTTPURLResponse
    change {
      head = HTTPHead(
        status: answer?.statusCode ?? 0,
        contentType: answer?.value(forHTTPHeaderField: "Content-Type") ?? "")
    }
    completionHandler(.allow)
  }

  func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    condition.lock()
    while waiting > Self.mostWaiting, !isAbandoned { condition.wait() }
    if !isAbandoned {
      pieces.append(data)
      waiting += data.count
    }
    condition.broadcast()
    condition.unlock()
  }

  func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    change {
      end = error.map { .failure(DICOMWebError($0, host: host)) } ?? .success(())
    }
  }

  /// Follows within the same server alone: whoever stands behind another name would get what was
  /// meant for this one.
  func urlSession(
    _: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let old = task.originalRequest?.url
    let new = request.url
    let isSame =
      old?.scheme == new?.scheme && old?.host == new?.host && old?.port == new?.port
      && task.originalRequest?.httpMethod == "GET"
    condition.lock()
    redirections += 1
    let isFollowed = isSame && redirections <= Self.mostRedirections
    if !isFollowed {
      let target = new?.host.map { shown($0) + (new?.port.map { ":\($0)" } ?? "") }
      refused =
        isSame
        ? .malformed(what: host, reason: "it leads from one address to the next without end")
        : .redirected(host: host, to: target ?? "somewhere")
    }
    condition.unlock()
    completionHandler(isFollowed ? request : nil)
  }
}

extension DICOMWebError {
  /// What the system reports of a connection.
  init(_ error: any Error, host: String) {
    let code = (error as? URLError)?.code ?? .unknown
    // The library that does the work puts its own words there.
    let reason = shown((error as NSError).localizedDescription)
    switch code {
    case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet:
      self = .unreachable(host: host, reason: reason)
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
      .clientCertificateRejected:
      self = .notSecure(host: host, reason: reason)
    default:
      let isOfCertificates = reason.contains("SSL") || reason.contains("certificate")
      self =
        isOfCertificates
        ? .notSecure(host: host, reason: reason) : .brokenOff(host: host, reason: reason)
    }
  }
}
