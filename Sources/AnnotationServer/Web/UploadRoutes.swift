import Annotation
import Crypto
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore

/// Images that are sent: written to the disk as they come, then read by a job.
struct UploadRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let jobs: JobQueue
  let studies: StudyRoutes

  func add(to router: Router<WebContext>) {
    router.post("/api/studies", use: receive)
  }

  /// Room that is left free on the disk, bytes.
  private static let reserve = 256 << 20

  @Sendable private func receive(_ request: Request, _ context: WebContext) async throws -> Response
  {
    let account = try context.account()
    guard let name = try request.text("file_name", most: 255),
      let ending = StudyImport.ending(of: name)
    else {
      throw WebError(
        .notPossible,
        "Send NIfTI, a zip of DICOM files, PNG or TIFF; file_name ends in one of "
          + StudyImport.endings.joined(separator: ", ") + ".")
    }
    let title = try request.text("title", most: 400) ?? "untitled"
    if let problem = StudyRoutes.problem(title: title) { throw WebError(.notPossible, problem) }
    let labels =
      try request.text("labels", most: 4000)?.split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    do { _ = try StudyImport.table(labels) } catch { throw WebError(.notPossible, "\(error)") }
    let promised = try request.text("sha256", most: 64)
    let model = try request.text("model", most: 100)
    if let model, !JobWorker.isModelName(model) {
      throw WebError(.notPossible, "There is no model of that name.")
    }
    let id = newStudyName()
    let arrival = id + ending
    let file = configuration.arrivalsFolder.appending(path: arrival)
    let hash = try await write(request, to: file)
    var isTaken = false
    defer { if !isTaken { try? FileManager.default.removeItem(at: file) } }
    if let promised, promised.lowercased() != hash {
      throw WebError(.notPossible, "What arrived is not what was sent; send it again.")
    }
    let (study, job) = try await store.write { db in
      let study = Study(
        id: id, title: title, status: .importing, owner: account.id ?? 0, created: Date(),
        changed: Date())
      try study.insert(db)
      let job = try JobQueue.add(
        Job(
          study: id, account: account.id ?? 0, kind: .import,
          parameters: .init(arrival: arrival, labels: labels, model: model)), db)
      try AuditEntry.append(
        "study.upload", by: account, about: "study \(id)", ["sha256": hash], db)
      return (study, job)
    }
    isTaken = true
    jobs.noteAdded(job)
    return try jsonResponse(
      try await studies.view(StudyAccess(study: study, account: account)), status: .accepted)
  }

  /// Writes the body to a file.
  /// - Returns: The SHA-256 of it, hexadecimal.
  /// - Throws: `WebError.lengthRequired`, `.tooLarge`, `.diskFull`, `.badRequest` for one that was cut
  ///   off; the file is then gone.
  func write(_ request: Request, to file: URL) async throws -> String {
    guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length > 0 else {
      throw WebError(.lengthRequired, "Say how long the file is, and send one that is not empty.")
    }
    guard length <= configuration.largestUpload else {
      throw WebError(
        .tooLarge,
        "The file is larger than this server takes, \(configuration.largestUpload >> 20) MB.")
    }
    let free = try? configuration.data.resourceValues(forKeys: [.volumeAvailableCapacityKey])
      .volumeAvailableCapacity
    if let free, free < length + Self.reserve {
      throw WebError(.diskFull, "The server's disk has no room for this file.")
    }
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw WebError(.diskFull, "The server cannot write the file.") }
    let handle = try FileHandle(forWritingTo: file)
    do {
      var hasher = SHA256()
      var count = 0
      for try await buffer in request.body {
        count += buffer.readableBytes
        guard count <= length else { throw WebError(.tooLarge, "More came than was announced.") }
        let data = Data(buffer.readableBytesView)
        hasher.update(data: data)
        try handle.write(contentsOf: data)
      }
      guard count == length else {
        throw WebError(.badRequest, "The file was cut off on its way; send it again.")
      }
      // May take long; others are answered meanwhile.
      try await blocking {
        try handle.synchronize()
        try handle.close()
      }
      return hex(hasher.finalize())
    } catch {
      try? handle.close()
      try? FileManager.default.removeItem(at: file)
      switch error {
      case is WebError, is CancellationError: throw error
      case is CocoaError: throw WebError(.diskFull, "The server cannot write the file.")
      // The browser has gone, or the line.
      default: throw WebError(.badRequest, "The file was cut off on its way; send it again.")
      }
    }
  }
}
