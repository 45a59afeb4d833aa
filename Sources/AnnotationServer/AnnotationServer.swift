import Annotation
import Foundation
import GRDB
import HTTPTypes
public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOSSL

/// The web platform: everything a browser needs to annotate.
///
///     let server = try await AnnotationServer(configuration, logger: logger)
///     try await server.application().runService()
public struct AnnotationServer: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let accounts: Accounts
  let broadcaster = Broadcaster()
  let metrics = Metrics()
  let editors: StudyEditors
  let jobs: JobQueue
  let logger: Logger

  /// Opens the data folder, making it where it is not there.
  /// - Throws: `ServerError`.
  public init(_ configuration: ServerConfiguration, logger: Logger) async throws {
    if let problem = configuration.problem { throw ServerError(problem) }
    self.configuration = configuration
    self.logger = logger
    do {
      for folder in [
        configuration.data, configuration.studiesFolder, configuration.arrivalsFolder,
        configuration.exportsFolder,
      ] {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Nobody shall find out by a first click.
        guard FileManager.default.isWritableFile(atPath: folder.path) else {
          throw CocoaError(.fileWriteNoPermission)
        }
      }
      store = try Store(path: configuration.databasePath)
    } catch {
      let reason = (error as? DatabaseError)?.message ?? error.localizedDescription
      throw ServerError(
        "\(configuration.data.path): cannot be the server's data folder (\(reason)). Give one that "
          + "this user may write to, on a disk that is not read-only.")
    }
    accounts = Accounts(store: store, passwordCost: configuration.passwordCost)
    editors = StudyEditors(configuration, store, broadcaster)
    jobs = JobQueue(
      store: store, broadcaster: broadcaster,
      worker: JobWorker(
        configuration: configuration, store: store, editors: editors, broadcaster: broadcaster),
      workers: configuration.workers, logger: logger)
  }

  /// Whether anybody can sign in.
  public var hasAccounts: Bool {
    get async throws { try await store.read { db in try Account.fetchCount(db) > 0 } }
  }

  /// Makes an account, or gives one that is there another password, signs it out, and opens it where it
  /// was locked or shut.
  /// - Parameter role: Needed for a new account; nil leaves that of one that is there.
  /// - Returns: Whether it is new.
  /// - Throws: `ServerError`.
  public func setAccount(name: String, role: Role?, password: String) async throws -> Bool {
    do {
      return try await accounts.set(name: name, role: role, password: password)
    } catch let error as WebError {
      throw ServerError(error.message)
    }
  }

  /// Closes the studies that are open.
  public func close() async { await editors.closeAll() }

  private var removal: StudyRemoval {
    StudyRemoval(
      configuration: configuration, store: store, editors: editors, jobs: jobs,
      broadcaster: broadcaster)
  }

  /// Every address and what answers it.
  func router() throws -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SecurityHeaders(isSecure: configuration.tls != nil))
    router.add(middleware: RequestLog(metrics: metrics))
    router.add(middleware: ErrorAnswers())
    router.add(middleware: Authentication(accounts: accounts))
    AccountRoutes(
      accounts: accounts, broadcaster: broadcaster, isSecure: configuration.tls != nil
    ).add(to: router)
    let studies = StudyRoutes(
      configuration: configuration, store: store, editors: editors, removal: removal,
      broadcaster: broadcaster)
    studies.add(to: router)
    let uploads = UploadRoutes(
      configuration: configuration, store: store, jobs: jobs, studies: studies)
    uploads.add(to: router)
    JobRoutes(configuration: configuration, store: store, jobs: jobs, broadcaster: broadcaster)
      .add(to: router)
    DrawingRoutes(store: store, editors: editors, broadcaster: broadcaster).add(to: router)
    ResultRoutes(configuration: configuration, store: store, editors: editors, uploads: uploads)
      .add(to: router)
    ReviewRoutes(store: store, editors: editors, broadcaster: broadcaster, studies: studies)
      .add(to: router)
    ConsentRoutes(store: store).add(to: router)
    ExportRoutes(configuration: configuration, store: store, jobs: jobs).add(to: router)
    OperationRoutes(
      configuration: configuration, store: store, metrics: metrics, broadcaster: broadcaster,
      version: contouristVersion
    ).add(to: router)
    try PageRoutes(plotly: configuration.plotly).add(to: router)
    return router
  }

  /// Below the usual limit of open files, of which studies and uploads need some too.
  private static let mostConnections = 700

  /// - Throws: `ServerError` where a file is not what it should be.
  private static func settings(_ tls: ServerConfiguration.TLSFiles) throws -> TLSConfiguration {
    func read<Value>(_ file: URL, _ what: String, _ body: (String) throws -> Value) throws -> Value
    {
      do { return try body(file.path) } catch {
        throw ServerError("\(file.path): holds no \(what) as PEM, or cannot be read")
      }
    }
    let certificates = try read(
      tls.certificate, "certificate", NIOSSLCertificate.fromPEMFile)
    let key = try read(tls.key, "private key") { try NIOSSLPrivateKey(file: $0, format: .pem) }
    var settings = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
    settings.minimumTLSVersion = .tlsv12
    do {
      // A key of another certificate is noticed here.
      _ = try NIOSSLContext(configuration: settings)
    } catch {
      throw ServerError(
        "\(tls.key.path): is not the private key of \(tls.certificate.path), or both do not serve for TLS"
      )
    }
    return settings
  }

  /// The server as it will run.
  /// - Parameter whenRunning: Called with the port.
  public func application(
    whenRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    // Whoever says nothing for a while is let go; answers under way, such as events, are not touched.
    let http = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60)))
    var server = http
    if let tls = configuration.tls {
      server = try .tls(http, tlsConfiguration: Self.settings(tls))
    }
    return Application(
      router: try router(), server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      services: [
        jobs,
        Housekeeping(
          configuration: configuration, store: store, removal: removal, logger: logger),
      ],
      onServerRunning: { channel in await whenRunning(channel.localAddress?.port ?? 0) },
      logger: logger)
  }
}

/// Why the server cannot be run, for people.
public struct ServerError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
