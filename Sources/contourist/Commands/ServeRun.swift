import AnnotationServer
import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore
import Terminal

/// Where a server keeps everything.
struct ServerFolder: ParsableArguments {
  @Option(help: "The folder of the database, the studies and the exports.")
  var data: String

  var configuration: ServerConfiguration {
    ServerConfiguration(
      data: URL(fileURLWithPath: data, isDirectory: true),
      program: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath())
  }
}

struct ServeRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run it until it is stopped.",
    discussion: """
        contourist serve run --data server
        contourist serve run --data server --host 0.0.0.0 --port 443 \\
          --certificate chain.pem --key key.pem

      Prints its address when it listens; what it tells later are lines of JSON on standard error, \
      which name nobody. Control-C or SIGTERM ends it after the answers that are under way; a job is \
      begun anew the next time. 'run' may be left out.
      """)

  @OptionGroup var folder: ServerFolder

  @Option(help: "Address to listen on; others than this machine's own need a certificate.")
  var host = "127.0.0.1"

  @Option(help: "Port; 0 takes a free one.")
  var port = 8080

  @Option(help: "Certificate with its chain (PEM).")
  var certificate: String?

  @Option(help: "The certificate's private key (PEM).")
  var key: String?

  @Option(help: "Long jobs at the same time.")
  var workers = 1

  @Option(name: .customLong("largest-upload"), help: "Largest file that may be sent, megabytes.")
  var largestUpload = 4096

  @Option(
    name: .customLong("retention"),
    help: """
      Delete studies so many days after their last change; they are kept when left out.
      """)
  var retentionDays: Int?

  @Flag(help: "Log every request, as JSON lines on standard error.")
  var verbose = false

  func validate() throws {
    guard (certificate == nil) == (key == nil) else {
      throw ValidationError("--certificate and --key belong together")
    }
    guard (1...1 << 20).contains(largestUpload) else {
      throw ValidationError("--largest-upload is from 1 to 1048576 megabytes")
    }
  }

  func run() async throws {
    var configuration = folder.configuration
    configuration.host = host
    configuration.port = port
    configuration.workers = workers
    configuration.retentionDays = retentionDays
    configuration.largestUpload = largestUpload << 20
    if let certificate, let key {
      configuration.tls = .init(
        certificate: URL(fileURLWithPath: certificate), key: URL(fileURLWithPath: key))
    }
    configuration.plotly = plotly(besides: configuration.program)
    var logger = Logger(label: "contourist") { _ in JSONLogHandler() }
    logger.logLevel = verbose ? .info : .notice
    let scheme = configuration.tls == nil ? "http" : "https"
    let server = try await AnnotationServer(configuration, logger: logger)
    if try await !server.hasAccounts {
      warn(
        "there is no account yet; make one: contourist serve account --data \(folder.data) "
          + "--name NAME --role administrator")
    }
    let application = try server.application { port in
      let shown = host == "0.0.0.0" || host == "::" ? "localhost" : host
      try? printImmediately("\(scheme)://\(shown):\(port)/")
    }
    do {
      try await application.runService()
    } catch let error as IOError {
      throw ServerError(
        "\(host), port \(port): cannot be listened at (\(String(cString: strerror(error.errnoCode)))). "
          + "Give another --port or --host.")
    }
    await server.close()
  }

  /// plotly.min.js as `make build` lays it out, beside the package the program was built in.
  private func plotly(besides program: URL) -> URL? {
    let file = program.deletingLastPathComponent()
      .appending(path: "../../../.deps/plotly/plotly.min.js").standardizedFileURL
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }
}
