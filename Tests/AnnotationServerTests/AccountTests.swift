import AnnotationServer
import Foundation
import HTTPTypes
import Testing

@Suite struct AccountTests {
  @Test("a right password signs in, a wrong one and an unknown name are told alike")
  func signIn() async throws {
    try await withServer { visitor in
      let wrong = try await visitor.post(
        "/api/sign-in", ["name": "anna", "password": "something else"])
      let unknown = try await visitor.post(
        "/api/sign-in", ["name": "nobody", "password": "something else"])
      #expect(wrong.status == 401)
      #expect(unknown.status == 401)
      #expect(wrong.body == unknown.body)
      let anna = try await visitor.signedIn()
      let me = try await anna.get("/api/me")
      #expect((me["account"] as? [String: Any])?["name"] as? String == "anna")
      #expect(try await visitor.get("/api/studies").code == "not_signed_in")
      #expect(try await anna.get("/api/studies").status == 200)
    }
  }

  @Test("the cookie is for this server's pages alone, and new with each sign-in")
  func cookie() async throws {
    try await withServer { visitor in
      var planted = visitor
      planted.cookie = "planted-by-somebody-else"
      let answer = try await planted.post(
        "/api/sign-in", ["name": "anna", "password": password])
      let cookie = try #require(answer.headers[.setCookie])
      #expect(cookie.contains("HttpOnly"))
      #expect(cookie.contains("SameSite=Strict"))
      #expect(!cookie.contains("planted"))
      #expect(try await planted.get("/api/studies").status == 401)
    }
  }

  @Test("five wrong passwords lock an account for a while, even for the right one")
  func lock() async throws {
    try await withServer { visitor in
      for _ in 0..<5 {
        let answer = try await visitor.post(
          "/api/sign-in", ["name": "anna", "password": "something else"])
        #expect(answer.status == 401)
      }
      let answer = try await visitor.post("/api/sign-in", ["name": "anna", "password": password])
      #expect(answer.status == 429)
      #expect(Int(answer.headers[.retryAfter] ?? "") ?? 0 > 60)
    }
  }

  @Test("what changes something needs the token, and comes from no other page")
  func forgery() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      var without = anna
      without.token = nil
      let body: [String: Any] = ["role": "annotator"]
      #expect(try await without.post("/api/invitations", body).status == 403)
      let data = try JSONSerialization.data(withJSONObject: body)
      let elsewhere = try await anna.send(
        .post, "/api/invitations", data, headers: ["Origin": "https://elsewhere.example"])
      #expect(elsewhere.status == 403)
      let crossSite = try await anna.send(
        .post, "/api/invitations", data, headers: ["Sec-Fetch-Site": "cross-site"])
      #expect(crossSite.status == 403)
      // A form of another page can send this without asking.
      let form = try await anna.send(.post, "/api/invitations", data, type: "text/plain")
      #expect(form.status == 400)
      #expect(try await anna.get("/api/invitations").list.isEmpty)
      #expect(try await anna.post("/api/invitations", body).status == 201)
    }
  }

  @Test("an invitation is used once, by whoever has the link, in the role it was made for")
  func invitation() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let invited = try await anna.post(
        "/api/invitations", ["role": "reviewer", "note": "for ben"])
      let path = try #require(invited["path"] as? String)
      let secret = try #require(path.split(separator: "#").last.map(String.init))
      #expect(try await visitor.post("/api/invitation", ["secret": "guessed"]).status == 404)
      let looked = try await visitor.post("/api/invitation", ["secret": secret])
      #expect(looked["role"] as? String == "reviewer")
      let weak = try await visitor.post(
        "/api/invitation", ["secret": secret, "name": "ben", "password": "short"])
      #expect(weak.status == 422)
      let taken = try await visitor.post(
        "/api/invitation", ["secret": secret, "name": "ANNA", "password": password])
      #expect(taken.status == 409)
      let joined = try await visitor.post(
        "/api/invitation", ["secret": secret, "name": "ben", "password": password])
      #expect(joined.status == 200)
      #expect((joined["account"] as? [String: Any])?["role"] as? String == "reviewer")
      let again = try await visitor.post(
        "/api/invitation", ["secret": secret, "name": "eve", "password": password])
      #expect(again.status == 404)
    }
  }

  @Test("a new password signs out every other browser")
  func passwordChange() async throws {
    try await withServer { visitor in
      let (first, second) = (try await visitor.signedIn(), try await visitor.signedIn())
      let body = try JSONSerialization.data(
        withJSONObject: ["current": password, "new": "another long password"])
      #expect(try await first.send(.put, "/api/me/password", body).status == 204)
      #expect(try await first.get("/api/studies").status == 200)
      #expect(try await second.get("/api/studies").status == 401)
      let old = try await visitor.post("/api/sign-in", ["name": "anna", "password": password])
      #expect(old.status == 401)
      _ = try await visitor.signedIn("anna", "another long password")
    }
  }

  @Test("signing out everywhere ends every browser, and a disabled account cannot come back")
  func signOut() async throws {
    try await withServer { visitor in
      let anna = try await visitor.signedIn()
      let ben = try await anna.invite("ben", .annotator)
      let other = try await visitor.signedIn("ben")
      #expect(try await ben.post("/api/sign-out", ["everywhere": true]).status == 204)
      #expect(try await other.get("/api/studies").status == 401)
      let accounts = try await anna.get("/api/accounts").list
      let id = try #require(accounts.first { $0["name"] as? String == "ben" }?["id"] as? Int)
      let body = try JSONSerialization.data(withJSONObject: ["is_disabled": true])
      #expect(try await anna.send(.patch, "/api/accounts/\(id)", body).status == 200)
      let back = try await visitor.post("/api/sign-in", ["name": "ben", "password": password])
      #expect(back.status == 401)
    }
  }

  @Test("a password's hash is told by no two alike, and reads back")
  func hashes() throws {
    let first = try PasswordHash(password, cost: 16)
    let second = try PasswordHash(password, cost: 16)
    #expect(first.text != second.text)
    let read = try #require(PasswordHash(first.text))
    #expect(try read.matches(password))
    #expect(try !read.matches(password + " "))
    // The same word in two ways of composing its letters.
    #expect(
      try PasswordHash("caf\u{E9} caf\u{E9} au lait", cost: 16)
        .matches("cafe\u{301} cafe\u{301} au lait"))
    #expect(PasswordHash("scrypt$16$8$1$$") == nil)
    #expect(PasswordHash("plain text") == nil)
  }

  @Test("without TLS a server listens on this machine alone")
  func loopback() {
    func problem(_ host: String) -> String? {
      var configuration = ServerConfiguration(data: packageRoot, program: program)
      configuration.host = host
      return configuration.problem
    }
    for host in ["127.0.0.1", "127.9.9.9", "localhost", "::1"] { #expect(problem(host) == nil) }
    for host in ["0.0.0.0", "::", "192.168.0.1", "127.0.0.1.example.org", "example.org", ""] {
      #expect(problem(host) != nil)
    }
  }
}
