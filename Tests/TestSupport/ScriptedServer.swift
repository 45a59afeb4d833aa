import Foundation
import Glibc
import Synchronization

/// A web server that answers as a test wants it to, bad manners included: on a free port of this
/// machine, one thread for each connection.
public final class ScriptedServer: Sendable {
  /// A question that came.
  public struct Request: Sendable {
    public let method: String
    /// With what stands behind the question mark.
    public let path: String
    /// Names in small letters.
    public let headers: [String: String]
    public let body: [UInt8]
  }

  /// Where the answer goes.
  public struct Connection: Sendable {
    fileprivate let descriptor: Int32

    /// - Returns: Whether somebody still listens.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let n = bytes.withUnsafeBytes {
          send(
            descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent,
            Int32(MSG_NOSIGNAL))
        }
        guard n > 0 else { return false }
        sent += n
      }
      return true
    }

    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Says nothing more until the other side hangs up, two minutes at most.
    public func keepSilent() {
      var patience = timeval(tv_sec: 120, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      var byte: UInt8 = 0
      while recv(descriptor, &byte, 1, 0) > 0 {}
    }

    /// A whole answer.
    public func answer(
      _ status: Int, type: String = "text/plain", headers: [String] = [], body: [UInt8] = []
    ) {
      let lines =
        ["HTTP/1.1 \(status) Status", "Content-Type: \(type)", "Content-Length: \(body.count)"]
        + headers
      write((lines + ["Connection: close", "", ""]).joined(separator: "\r\n"))
      write(body)
    }
  }

  public let port: UInt16
  private let listener: Int32
  private let received = Mutex<[Request]>([])

  /// What came so far.
  public var requests: [Request] { received.withLock { $0 } }
  public var root: String { "http://127.0.0.1:\(port)/dicom-web" }

  /// Runs `body` with a server; a connection ends when `script` does.
  @discardableResult
  public static func running<Result>(
    _ script: @escaping @Sendable (Request, Connection) -> Void,
    _ body: (ScriptedServer) throws -> Result
  ) throws -> Result {
    let server = try ScriptedServer()
    Thread.detachNewThread { server.serve(script) }
    defer { server.stop() }
    return try body(server)
  }

  private init() throws {
    (listener, port) = try listeningSocket()
  }

  private func stop() {
    // Wakes the thread that waits for connections; it closes the socket.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func serve(_ script: @escaping @Sendable (Request, Connection) -> Void) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      Thread.detachNewThread {
        if let request = Self.read(descriptor) {
          self.received.withLock { $0.append(request) }
          script(request, Connection(descriptor: descriptor))
        }
        close(descriptor)
      }
    }
    close(listener)
  }

  private static func read(_ descriptor: Int32) -> Request? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    func more() -> Bool {
      let n = recv(descriptor, &chunk, chunk.count, 0)
      if n > 0 { bytes += chunk[..<n] }
      return n > 0
    }
    let end = Array("\r\n\r\n".utf8)
    var headEnd: Int?
    while headEnd == nil {
      guard more() else { return nil }
      headEnd = bytes.firstRange(of: end)?.lowerBound
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    if headers["expect"] != nil {
      Connection(descriptor: descriptor).write("HTTP/1.1 100 Continue\r\n\r\n")
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while bytes.count < headEnd + 4 + length { guard more() else { return nil } }
    return Request(
      method: String(words[0]), path: String(words[1]), headers: headers,
      body: Array(bytes[(headEnd + 4)...]))
  }
}

/// Why a test cannot have its server.
public struct NoServer: Error, CustomStringConvertible {
  public let description: String
}

/// A socket on a free port of this machine.
func listeningSocket() throws -> (descriptor: Int32, port: UInt16) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isListening = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
        && getsockname(descriptor, $0, &size) == 0
    }
  }
  guard isListening else {
    close(descriptor)
    throw NoServer(description: "no port of this machine can be listened on")
  }
  return (descriptor, UInt16(bigEndian: address.sin_port))
}
