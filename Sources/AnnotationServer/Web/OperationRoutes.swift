import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore

/// For whoever runs the server.
struct OperationRoutes: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let metrics: Metrics
  let broadcaster: Broadcaster
  /// The version that /health tells.
  let version: String

  func add(to router: Router<WebContext>) {
    router.get("/health", use: health)
    router.get("/metrics", use: tellMetrics)
    router.get("/api/audit", use: audit)
    router.get("/api/openapi.yaml") { _, _ in
      bytesResponse(PackageResources.openapi_yaml, type: "application/yaml")
    }
  }

  /// Room below which the server calls itself unwell, bytes.
  private static let leastRoom = 512 << 20

  @Sendable private func health(_ request: Request, _ context: WebContext) async throws -> Response
  {
    struct Health: Encodable {
      let status = "ok"
      let version: String
    }
    do {
      try await store.write { db in try db.execute(sql: "SELECT 1") }
    } catch {
      throw WebError(.unavailable, "The database does not answer.")
    }
    let free = try? configuration.data.resourceValues(forKeys: [.volumeAvailableCapacityKey])
      .volumeAvailableCapacity
    guard free ?? .max > Self.leastRoom else {
      throw WebError(.unavailable, "The disk has less than \(Self.leastRoom >> 20) MB left.")
    }
    return try jsonResponse(Health(version: version))
  }

  @Sendable private func tellMetrics(
    _ request: Request, _ context: WebContext
  ) async throws -> Response {
    if !ServerConfiguration.isLoopback(context.address) {
      _ = try context.account(.administrator)
    }
    let counts =
      try await store.read { db in
        var counts: [(name: String, value: Int)] = []
        for table in ["studies", "accounts", "exports"] {
          counts.append((table, try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM " + table) ?? 0))
        }
        for state in [Job.State.waiting, .running, .failed] {
          let count = try Job.filter(sql: "state = ?", arguments: [state.rawValue]).fetchCount(db)
          counts.append(("jobs_" + state.rawValue, count))
        }
        return counts
      } + [("listeners", broadcaster.count)]
    return bytesResponse(
      Array(metrics.text(counts).utf8), type: "text/plain; version=0.0.4; charset=utf-8")
  }

  @Sendable private func audit(_ request: Request, _ context: WebContext) async throws -> Response {
    _ = try context.account(.administrator)
    let after = try request.number("after", default: 0)
    // Page by page, so that a long log takes no more memory than a short one.
    let body = ResponseBody { [store] writer in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      var last = Int64(after)
      while true {
        let page = try await store.read { [last] db in
          try AuditEntry.filter(sql: "id > ?", arguments: [last]).order(sql: "id").limit(1000)
            .fetchAll(db)
        }
        guard let end = page.last?.id else { break }
        var buffer = ByteBuffer()
        for entry in page {
          buffer.writeBytes(try encoder.encode(entry))
          buffer.writeString("\n")
        }
        try await writer.write(buffer)
        last = end
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"], body: body)
  }
}
