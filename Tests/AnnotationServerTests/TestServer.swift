import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ImageFiles
import Logging
import NIOCore
import Testing
import Volumes

@testable import AnnotationServer

/// The folder of Package.swift.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The program that jobs are run by: what CONTOURIST_PROGRAM names, which may be built for speed, or
/// the one beside the test bundle.
let program: URL = {
  if let named = ProcessInfo.processInfo.environment["CONTOURIST_PROGRAM"] {
    return URL(fileURLWithPath: named)
  }
  let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  let beside = folder.appending(path: "contourist")
  return FileManager.default.isExecutableFile(atPath: beside.path)
    ? beside : packageRoot.appending(path: ".build/debug/contourist")
}()

/// A good password.
let password = "correct horse battery"

/// A folder for servers that come one after the other.
func withServerFolder(_ body: (URL) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "contourist-server-\(UUID().uuidString)", directoryHint: .isDirectory)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.appending(path: "data", directoryHint: .isDirectory))
}

/// Runs a server with an administrator, anna, on a folder of its own.
func withServer(
  _ change: (inout ServerConfiguration) -> Void = { _ in },
  _ body: @escaping @Sendable (Visitor) async throws -> Void
) async throws {
  try await withServerFolder { try await withServer(data: $0, change, body) }
}

func withServer(
  data folder: URL, _ change: (inout ServerConfiguration) -> Void = { _ in },
  _ body: @escaping @Sendable (Visitor) async throws -> Void
) async throws {
  var configuration = ServerConfiguration(data: folder, program: program)
  configuration.port = 0
  configuration.passwordCost = 16
  change(&configuration)
  try await servers.take { [configuration] in try await run(configuration, body) }
}

/// Few at a time: a machine that starts forty servers at once answers none of them in time.
private let servers = Turns(atOnce: 3, waiting: .max)

private func run(
  _ configuration: ServerConfiguration, _ body: @escaping @Sendable (Visitor) async throws -> Void
) async throws {
  try FileManager.default.createDirectory(
    at: configuration.data.deletingLastPathComponent(), withIntermediateDirectories: true)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let server = try await AnnotationServer(configuration, logger: logger)
  _ = try await server.setAccount(name: "anna", role: .administrator, password: password)
  try await server.application().test(.live) { client in
    try await body(Visitor(client: client, data: configuration.data))
  }
  await server.close()
}

/// A browser: keeps its cookie and sends its token.
struct Visitor: Sendable {
  let client: any TestClientProtocol
  /// The server's folder.
  let data: URL
  var cookie: String?
  var token: String?

  struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: Data

    /// A field of a JSON object; nil where it is not there.
    subscript(_ name: String) -> Any? { object[name] }

    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }

    var list: [[String: Any]] {
      (try? JSONSerialization.jsonObject(with: body)) as? [[String: Any]] ?? []
    }

    /// The word of an error.
    var code: String? { (self["error"] as? [String: Any])?["code"] as? String }
    var message: String? { (self["error"] as? [String: Any])?["message"] as? String }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: Data? = nil,
    type: String = "application/json", headers more: [String: String] = [:]
  ) async throws -> Answer {
    var headers = HTTPFields()
    if let cookie { headers[.cookie] = "contourist=\(cookie)" }
    if let token, let name = HTTPField.Name("X-CSRF-Token") { headers[name] = token }
    if body != nil { headers[.contentType] = type }
    for (name, value) in more {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      Answer(
        status: response.status.code, headers: response.headers,
        body: Data(response.body.readableBytesView))
    }
  }

  func get(_ path: String) async throws -> Answer { try await send(.get, path) }

  func post(_ path: String, _ object: [String: Any] = [:]) async throws -> Answer {
    try await send(.post, path, JSONSerialization.data(withJSONObject: object))
  }

  /// The same browser after signing in.
  func signedIn(_ name: String = "anna", _ word: String = password) async throws -> Visitor {
    let answer = try await post("/api/sign-in", ["name": name, "password": word])
    try #require(answer.status == 200)
    return after(answer)
  }

  /// With the cookie and the token that an answer gave.
  func after(_ answer: Answer) -> Visitor {
    var visitor = self
    visitor.cookie = answer.headers[.setCookie]?.split(separator: ";").first
      .map { String($0.dropFirst("contourist=".count)) }
    visitor.token = answer["csrf_token"] as? String
    return visitor
  }

  /// Somebody new with a role, by invitation.
  func invite(_ name: String, _ role: Role) async throws -> Visitor {
    let invited = try await post("/api/invitations", ["role": role.rawValue])
    let path = try #require(invited["path"] as? String)
    let secret = try #require(path.split(separator: "#").last.map(String.init))
    let stranger = Visitor(client: client, data: data)
    let answer = try await stranger.post(
      "/api/invitation", ["secret": secret, "name": name, "password": password])
    try #require(answer.status == 200)
    return stranger.after(answer)
  }

  /// Sends a file and waits until it is read.
  /// - Returns: The study's identifier.
  func upload(
    _ file: Data, name: String = "heart.nii.gz", labels: String = "RV,MYO,LV"
  ) async throws -> String {
    let id = try await hand(file, name: name, labels: labels)
    _ = try await lastJob(of: id)
    return id
  }

  /// Sends a file.
  func hand(
    _ file: Data, name: String = "heart.nii.gz", labels: String = "RV,MYO,LV", model: String? = nil
  ) async throws -> String {
    let sent = try await send(
      .post,
      "/api/studies?file_name=\(name)&title=heart&labels=\(labels)"
        + (model.map { "&model=\($0)" } ?? ""), file, type: "application/octet-stream")
    try #require(sent.status == 202)
    return try #require(sent["id"] as? String)
  }

  /// The newest job of a study, when it has ended.
  func lastJob(of study: String) async throws -> [String: Any] {
    for _ in 0..<1200 {
      let job = try #require(try await get("/api/studies/\(study)/jobs").list.first)
      if !["waiting", "running"].contains(job["state"] as? String) { return job }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("the job does not end")
    return [:]
  }

  /// Draws a contour of the left ventricle in a slice of the sample.
  func draw(_ name: String = "lv", in study: String, slice: Int = 1) async throws {
    for action in DrawingTests.clicks(name, slice: slice) {
      let base = try await get("/api/studies/\(study)")["sequence"] as? Int ?? 0
      try #require(try await act(study, action, base: base).status == 200)
    }
  }

  /// Does an action.
  func act(
    _ study: String, _ request: [String: Any], id: String = UUID().uuidString, base: Int
  ) async throws -> Answer {
    try await post(
      "/api/studies/\(study)/actions", ["id": id, "base": base, "request": request])
  }
}

/// The heart of SampleData.
func sampleHeart() throws -> Data {
  try Data(contentsOf: packageRoot.appending(path: "SampleData/cardiac.nii.gz"))
}

/// Slices 3 to 6 of its first frame.
func sampleFrame() throws -> Data {
  let heart = try ImageFiles.read(packageRoot.appending(path: "SampleData/cardiac.nii.gz").path)
    .volume
  let size = heart.size
  let slice = size.ni * size.nj
  let spacing = heart.geometry.spacing
  let part = Volume(
    geometry: Geometry(size: GridSize(ni: size.ni, nj: size.nj, nk: 4), spacing: spacing),
    voxels: Array(heart.voxels[3 * slice..<7 * slice]))
  let file = FileManager.default.temporaryDirectory
    .appending(path: "contourist-frame-\(UUID().uuidString).nii.gz")
  defer { try? FileManager.default.removeItem(at: file) }
  try ImageFiles.writeVolume(part, to: file.path, as: .int16)
  return try Data(contentsOf: file)
}
