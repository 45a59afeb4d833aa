import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Counts and times of requests, for Prometheus.
final class Metrics: Sendable {
  /// Upper ends of the times that are counted apart, seconds.
  static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

  private struct Series {
    /// By the last bound that a time is within; one more for those beyond all.
    var counts = [Int](repeating: 0, count: Metrics.bounds.count + 1)
    var seconds = 0.0
  }

  private struct Key: Hashable {
    let method: String
    let path: String
    let status: Int
  }

  private let series = Mutex<[Key: Series]>([:])

  /// - Parameter path: With its parameters by name, so that there are few.
  func note(method: String, path: String, status: Int, seconds: Double) {
    let n = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    series.withLock {
      let key = Key(method: method, path: path, status: status)
      $0[key, default: Series()].counts[n] += 1
      $0[key, default: Series()].seconds += seconds
    }
  }

  /// Prometheus' text format.
  /// - Parameter gauges: Further numbers, by name.
  func text(_ gauges: [(name: String, value: Int)]) -> String {
    var lines = ["# TYPE contourist_request_seconds histogram"]
    let all = series.withLock { $0 }
    let keys = all.keys.sorted { ($0.path, $0.method, $0.status) < ($1.path, $1.method, $1.status) }
    for key in keys {
      guard let series = all[key] else { continue }
      let labels = "method=\"\(key.method)\",path=\"\(key.path)\",status=\"\(key.status)\""
      var sum = 0
      for (n, count) in series.counts.enumerated() {
        sum += count
        let bound = n < Self.bounds.count ? "\(Self.bounds[n])" : "+Inf"
        lines.append("contourist_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)")
      }
      lines.append("contourist_request_seconds_sum{\(labels)} \(series.seconds)")
      lines.append("contourist_request_seconds_count{\(labels)} \(sum)")
    }
    for gauge in gauges {
      lines.append("# TYPE contourist_\(gauge.name) gauge")
      lines.append("contourist_\(gauge.name) \(gauge.value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Measures and logs each request. The log has the path's pattern and no names.
struct RequestLog: RouterMiddleware {
  let metrics: Metrics

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let time = (ContinuousClock.now - start) / .seconds(1)
    let path = context.endpointPath ?? "other"
    let status = response.status.code
    // Of others' inventing there may be any number.
    let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]
    let method = known.contains(request.method) ? request.method.rawValue : "other"
    metrics.note(method: method, path: path, status: status, seconds: time)
    context.logger.info(
      "request",
      metadata: [
        "method": "\(method)", "path": "\(path)", "status": "\(status)",
        "milliseconds": "\((time * 1000).rounded())",
      ])
    return response
  }
}
