public import Foundation

/// How a server is run: everything that `contourist serve` can be told.
public struct ServerConfiguration: Sendable {
  /// The folder that holds the database, the studies and the exports.
  public var data: URL
  public var host = "127.0.0.1"
  /// 0 takes a free one.
  public var port = 8080
  public var tls: TLSFiles?
  /// Largest upload, bytes.
  public var largestUpload = 4 << 30
  /// Long jobs at the same time.
  public var workers = 1
  /// Days after its last change that a study is deleted; nil keeps studies.
  public var retentionDays: Int?
  /// Cost of a password's hash: scrypt's N.
  public var passwordCost = PasswordHash.recommendedCost
  /// The program that jobs are run by.
  public var program: URL
  /// Where plotly.min.js lies; nil leaves the charts out.
  public var plotly: URL?

  /// A certificate and its key, PEM.
  public struct TLSFiles: Sendable {
    public var certificate: URL
    public var key: URL

    public init(certificate: URL, key: URL) {
      self.certificate = certificate
      self.key = key
    }
  }

  public init(data: URL, program: URL) {
    self.data = data.standardizedFileURL
    self.program = program
  }

  /// Why a server must not be run like that; nil where it may.
  public var problem: String? {
    if tls == nil, !Self.isLoopback(host) {
      return "without TLS passwords and images would cross the network for all to read: give "
        + "--certificate and --key, or listen on 127.0.0.1"
    }
    if !(0...65535).contains(port) { return "a port is from 0 to 65535, not \(port)" }
    if largestUpload < 1 { return "the largest upload is above zero" }
    if !(1...64).contains(workers) { return "there are 1 to 64 workers" }
    if let retentionDays, retentionDays < 1 { return "studies are kept for a day at least" }
    return nil
  }

  static func isLoopback(_ host: String) -> Bool {
    if ["localhost", "::1"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  var databasePath: String { data.appending(path: "contourist.sqlite").path }
  var studiesFolder: URL { data.appending(path: "studies", directoryHint: .isDirectory) }
  var arrivalsFolder: URL { data.appending(path: "arrivals", directoryHint: .isDirectory) }
  var temporaryFolder: URL { data.appending(path: "temporary", directoryHint: .isDirectory) }
  var exportsFolder: URL { data.appending(path: "exports", directoryHint: .isDirectory) }
}
