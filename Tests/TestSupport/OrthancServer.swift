import Foundation
import Glibc

/// Orthanc, a PACS that speaks DICOMweb, with an empty store of its own for one test.
public struct OrthancServer: Sendable {
  /// Debian's.
  private static let program = "/usr/sbin/Orthanc"
  private static let plugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"

  public static let isInstalled =
    access(program, X_OK) == 0 && access(plugin, R_OK) == 0
  public static let whyNot = "Orthanc is not installed (apt-get install orthanc orthanc-dicomweb)"

  /// Of the DICOMweb service.
  public let root: String

  /// Runs `body` with a server, which is gone afterwards, however it ends.
  /// - Parameters:
  ///   - users: Name and password; without any nobody is asked who he is.
  ///   - certificate: A file with key and certificate (PEM) for https.
  @discardableResult
  public static func running<Result>(
    users: [String: String] = [:], certificate: String? = nil,
    _ body: (OrthancServer) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let (descriptor, port) = try listeningSocket()
      close(descriptor)
      var settings: [String: Any] = [
        "Name": "Contourist", "StorageDirectory": folder, "IndexDirectory": folder,
        "HttpPort": Int(port), "DicomServerEnabled": false, "RemoteAccessAllowed": false,
        "AuthenticationEnabled": !users.isEmpty, "RegisteredUsers": users,
        "Plugins": [plugin], "DicomWeb": ["Enable": true, "Root": "/dicom-web/"],
      ]
      if let certificate {
        settings["SslEnabled"] = true
        settings["SslCertificate"] = certificate
      }
      let configuration = folder + "/orthanc.json"
      try JSONSerialization.data(withJSONObject: settings)
        .write(to: URL(fileURLWithPath: configuration))
      let process = try started(configuration, log: folder + "/orthanc.log")
      defer { process.stop() }
      guard try isUp(port, process) else {
        let log = (try? String(contentsOfFile: folder + "/orthanc.log", encoding: .utf8)) ?? ""
        throw NoServer(description: "Orthanc does not answer: \(log.suffix(2000))")
      }
      let scheme = certificate == nil ? "http" : "https"
      return try body(OrthancServer(root: "\(scheme)://127.0.0.1:\(port)/dicom-web"))
    }
  }

  private struct Running {
    let process: Process
    let input: Pipe

    func stop() {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }

  /// A shell stands between: it ends Orthanc when its input ends, which happens even when the tests
  /// are killed.
  private static func started(_ configuration: String, log: String) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      """
      timeout -k 10 600 "$0" "$1" > "$2" 2>&1 & read -r end
      kill $!; wait $!
      """, program, configuration, log,
    ]
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.runWithSignals()
    return Running(process: process, input: input)
  }

  private static func isUp(_ port: UInt16, _ running: Running) throws -> Bool {
    for _ in 0..<1200 where running.process.isRunning {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      let isThere = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if isThere { return true }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }
}
