import Foundation
import TestSupport
import Testing

@Suite struct ServeCommandTests {
  @Test func `a server that cannot begin says why`() throws {
    try withTemporaryFolder { folder in
      let data = ["serve", "--data", folder + "/data", "--port"]
      try ScriptedServer.running({ _, _ in }) { taken in
        let done = try contourist(data + ["\(taken.port)"])
        #expect(done.status == 65 && done.errors.contains("Address already in use"))
      }
      let nowhere = try contourist("serve", "--data", "/proc/nothing", "--port", "0")
      #expect(nowhere.status == 65 && nowhere.errors.contains("server's data folder"))
      let open = try contourist(data + ["0", "--host", "0.0.0.0"])
      #expect(open.status == 65 && open.errors.contains("without TLS"))
    }
  }

  @Test func `certificates and keys are read before anybody comes`() throws {
    try withTemporaryFolder { folder in
      for name in ["one", "other"] {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
          "-days", "2", "-subj", "/CN=localhost", "-keyout", "\(folder)/\(name).key", "-out",
          "\(folder)/\(name).pem",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0)
      }
      func serve(_ certificate: String, _ key: String) throws -> Outcome {
        try contourist(
          "serve", "--data", folder + "/data", "--port", "0", "--certificate",
          "\(folder)/\(certificate)", "--key", "\(folder)/\(key)")
      }
      for (certificate, key, problem) in [
        ("none.pem", "one.key", "none.pem: holds no certificate"),
        ("one.key", "one.key", "one.key: holds no certificate"),
        ("one.pem", "one.pem", "one.pem: holds no private key"),
        ("one.pem", "other.key", "other.key: is not the private key"),
      ] {
        let done = try serve(certificate, key)
        #expect(done.status == 65 && done.errors.contains(problem), "\(done.errors)")
      }
    }
  }
}
