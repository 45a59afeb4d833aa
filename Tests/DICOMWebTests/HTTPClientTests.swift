import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DICOMWeb

@Suite struct HTTPClientTests {
  /// What a search for studies comes to with a server of such manners.
  private func failure(
    timeout: Double = 20, pauses: [Double] = [], credentials: Credentials = .none,
    _ script: @escaping @Sendable (ScriptedServer.Request, ScriptedServer.Connection) -> Void
  ) throws -> DICOMWebError? {
    try ScriptedServer.running(script) { server in
      do {
        _ = try client(server.root, credentials: credentials, timeout: timeout, pauses: pauses)
          .page(.studies, limit: 10)
        return nil
      } catch let error as DICOMWebError {
        return error
      }
    }
  }

  @Test(arguments: [400, 401, 403, 404, 406, 409, 413, 418, 429, 500, 502, 503])
  func `every status that is an error says what to do, and nothing of the body`(
    status: Int
  ) throws {
    let error = try failure { _, to in to.answer(status, body: Array("Secret^Name".utf8)) }
    #expect(
      error
        == .refused(status: status, what: "the search for studies", hadCredentials: false))
    #expect(!"\(try #require(error))".contains("Secret"))
  }

  @Test func `a name and password that are not taken are said to be`() throws {
    let error = try failure(credentials: .basic(user: "a", password: "hidden")) { _, to in
      to.answer(401, headers: ["WWW-Authenticate: Basic realm=\"x\""])
    }
    #expect("\(try #require(error))".contains("does not take the name and password"))
    #expect(!"\(try #require(error))".contains("hidden"))
  }

  @Test func `who asks is told by the header of his kind`() throws {
    for (credentials, header) in [
      (Credentials.none, nil), (try .basic(user: "a", password: "b"), "Basic YTpi"),
      (try .bearer("tok.en"), "Bearer tok.en"),
    ] {
      try ScriptedServer.running({ _, to in to.answer(204) }) { server in
        let found = try client(server.root, credentials: credentials).page(.studies, limit: 1)
        #expect(found.isEmpty)
        #expect(server.requests.map { $0.headers["authorization"] } == [header])
      }
    }
  }

  @Test func `nobody at the address is said after all attempts`() throws {
    let root = try ScriptedServer.running({ _, _ in }) { $0.root }
    let error = #expect(throws: DICOMWebError.self) {
      try client(root, pauses: [0.05, 0.05]).page(.studies, limit: 1)
    }
    guard case .unreachable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a busy server is asked again, and once more only as often as told`() throws {
    let count = Mutex(0)
    let answered = try failure(pauses: [0.05, 0.05]) { _, to in
      let n = count.withLock {
        $0 += 1
        return $0
      }
      to.answer(n < 3 ? 503 : 204)
    }
    #expect(answered == nil)
    #expect(count.withLock { $0 } == 3)
  }

  @Test func `another server that the answer leads to is not asked`() throws {
    try ScriptedServer.running({ _, to in to.answer(204) }) { other in
      let target = other.root
      let error = try failure(credentials: .bearer("secret")) { _, to in
        to.answer(302, headers: ["Location: \(target)/studies"])
      }
      #expect(
        error.map {
          if case .redirected(_, "127.0.0.1:\(other.port)") = $0 { true } else { false }
        } == true, "\(String(describing: error))")
      #expect(other.requests.isEmpty)
    }
  }

  @Test func `another address of the same server is followed, but not in circles`() throws {
    let answered = try failure { request, to in
      if request.path.hasPrefix("/elsewhere") {
        to.answer(204)
      } else {
        to.answer(307, headers: ["Location: /elsewhere"])
      }
    }
    #expect(answered == nil)
    let circle = try failure { _, to in to.answer(302, headers: ["Location: /dicom-web/studies"]) }
    guard case .malformed? = circle else {
      Issue.record("\(String(describing: circle))")
      return
    }
  }

  @Test func `silence ends after the timeout, before and within the answer`() throws {
    for start in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"] {
      let error = try failure(timeout: 0.6) { _, to in
        to.write(start)
        to.keepSilent()
      }
      switch error {
      case .silent?: #expect(!start.hasSuffix("\r\n\r\n") || start.contains("Length"))
      // A body without its type is refused before it comes.
      case .malformed?: #expect(start.hasSuffix("\r\n\r\n"))
      default: Issue.record("\(String(describing: error))")
      }
    }
  }

  @Test func `somebody who stops it does not wait`() throws {
    let began = Date()
    try ScriptedServer.running({ _, to in to.keepSilent() }) { server in
      #expect(throws: DICOMWebError.stopped) {
        try client(server.root, isStopped: { Date().timeIntervalSince(began) > 0.3 })
          .page(.studies, limit: 1)
      }
    }
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/9.9 what\r\n\r\n", "\u{1}\u{2}\u{3}\r\n\r\n", "HTTP/1.1 200 OK\r\n: \r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type\r\n\r\n", "HTTP/1.1 99999999999999999999 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\nno gzip",
    "HTTP/1.1 302 Found\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: \r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: http://\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
  ])
  func `broken answers are errors`(answer: String) throws {
    #expect(try failure { _, to in to.write(answer) } != nil)
  }

  @Test func `an answer of another kind is not taken for a list`() throws {
    let error = try failure { _, to in to.answer(200, type: "text/html", body: [1]) }
    #expect("\(try #require(error))".contains("text/html"))
  }

  @Test func `an endless answer is stopped, and the server waits for a slow reader`() throws {
    let sent = Mutex(0)
    try ScriptedServer.running({ _, to in
      to.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
      let chunk = [UInt8](repeating: 0x20, count: 1 << 20)
      while to.write(chunk) { sent.withLock { $0 += chunk.count } }
    }) { server in
      let http = try client(server.root).http
      let request = HTTPRequest(
        what: "it", url: try http.address.url(["x"]), accept: "application/json")
      try http.ask(request) { _, exchange in
        _ = try exchange.next()
        // Nobody takes anything for a while.
        Thread.sleep(forTimeInterval: 1)
        // What is held here, and what the system's sockets hold.
        #expect(sent.withLock { $0 } < 24 << 20)
        #expect(throws: DICOMWebError.tooLarge(what: "it", limit: 64 << 20)) {
          try exchange.wholeBody("it", limit: 64 << 20)
        }
      }
      // Nobody is told any more that we are interested.
      var (before, after) = (0, sent.withLock { $0 })
      for _ in 0..<600 where before != after {
        Thread.sleep(forTimeInterval: 0.1)
        (before, after) = (after, sent.withLock { $0 })
      }
      #expect(before == after)
    }
  }
}
