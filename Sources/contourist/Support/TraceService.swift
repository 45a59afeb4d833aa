import Annotation
import Foundation
import ImageFiles
import MinimalPaths
import Volumes

/// `trace --jsonl`: answers one request a line and survives every bad one.
///
/// Images and prepared metrics of the last requests are kept, so that the next click on the same
/// slice costs the path alone. A changed file (size or time of change) is read again.
struct TraceService {
  private var images = RecentlyUsed<ImageKey, Volume>(capacity: 4)
  private var tracers = RecentlyUsed<TracerKey, Tracer>(capacity: 16)

  private struct ImageKey: Hashable {
    let path: String
    let channel: Int?
    /// Size and time of change of the file, or of both files of a pair.
    let versions: [FileVersion]
  }

  private struct FileVersion: Hashable {
    let bytes: Int
    let changed: Date
  }

  private struct TracerKey: Hashable {
    let image: ImageKey
    let slice: Int
    let frame: Int
    let parameters: EdgeMetricParameters
  }

  private struct Failure: Error {
    let code: String
    let message: String
  }

  init() {}

  /// Reads requests until the end of standard input.
  mutating func answerStandardInput() async throws {
    var lines = try LineReader(nil)
    while let line = try lines.next() {
      if line.allSatisfy(\.isWhitespace) { continue }
      try await printImmediately(answer(line))
    }
  }

  /// The answer to one request, as one line of JSON.
  mutating func answer(_ line: String) async -> String {
    let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    var id: JSONValue?
    do {
      guard let value else { throw Failure(code: "json", message: "the line is not JSON") }
      guard case .object(let fields) = value else {
        throw Failure(code: "request", message: "a request is a JSON object")
      }
      id = fields["id"]
      return try await jsonText(report(fields), pretty: false)
    } catch {
      let failure = describe(error)
      let answer = Answer(id: id, error: .init(code: failure.code, message: failure.message))
      return (try? jsonText(answer, pretty: false)) ?? "{\"error\":{\"code\":\"internal\"}}"
    }
  }

  private struct Answer: Encodable {
    let id: JSONValue?
    let error: Problem

    struct Problem: Encodable {
      let code: String
      let message: String
    }
  }

  private func describe(_ error: any Error) -> Failure {
    switch error {
    case let failure as Failure: return failure
    case let error as TracingError: return Failure(code: "seeds", message: error.description)
    case let error as ImageFileError: return Failure(code: "image", message: "\(error)")
    default: return Failure(code: "request", message: String(describing: error))
    }
  }

  private mutating func report(_ fields: [String: JSONValue]) async throws -> TraceReport {
    let request = try TraceRequest(fields)
    let start = ContinuousClock.now
    let tracer = try tracer(request)
    let contour = try await tracer.contourInParallel(
      through: request.seeds, closed: request.closed, model: request.model)
    var report = TraceReport(
      contour, spacing: tracer.spacing,
      milliseconds: (ContinuousClock.now - start) / .milliseconds(1))
    report.id = fields["id"]
    report.label = fields["label"]
    return report
  }

  private mutating func tracer(_ request: TraceRequest) throws -> Tracer {
    let key = TracerKey(
      image: imageKey(request), slice: request.slice, frame: request.frame,
      parameters: request.parameters)
    if let known = tracers[key] { return known }
    let volume: Volume
    if let known = images[key.image] {
      volume = known
    } else {
      volume = try ImageFiles.read(request.image, channel: request.channel).volume
      images[key.image] = volume
    }
    guard request.slice >= 0, request.slice < volume.size.nk else {
      throw Failure(
        code: "slice",
        message: "there is no slice \(request.slice); the image has 0 to \(volume.size.nk - 1)")
    }
    guard request.frame >= 0, request.frame < volume.frames else {
      throw Failure(
        code: "frame",
        message: "there is no frame \(request.frame); the image has 0 to \(volume.frames - 1)")
    }
    let tracer = Tracer(
      slice: volume.slice(request.slice, frame: request.frame), parameters: request.parameters)
    tracers[key] = tracer
    return tracer
  }

  private func imageKey(_ request: TraceRequest) -> ImageKey {
    let versions = imageFiles(request.image).compactMap { path -> FileVersion? in
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let bytes = attributes[.size] as? NSNumber,
        let changed = attributes[.modificationDate] as? Date
      else { return nil }
      return FileVersion(bytes: bytes.intValue, changed: changed)
    }
    return ImageKey(path: request.image, channel: request.channel, versions: versions)
  }
}

/// A request, checked field by field.
private struct TraceRequest {
  let image: String
  let slice: Int
  let frame: Int
  let channel: Int?
  let seeds: [SlicePoint]
  let closed: Bool
  let model: ContourModel
  let parameters: EdgeMetricParameters

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  init(_ fields: [String: JSONValue]) throws {
    let known: Set = [
      "id", "image", "slice", "frame", "channel", "seeds", "closed", "label", "options",
    ]
    for name in fields.keys.sorted() where !known.contains(name) {
      throw Problem(description: "\"\(name)\" is no field of a request")
    }
    guard case .string(let path)? = fields["image"], !path.isEmpty else {
      throw Problem(description: "\"image\" must be the path of an image")
    }
    image = path
    slice = try Self.integer(fields["slice"], "slice") ?? 0
    frame = try Self.integer(fields["frame"], "frame") ?? 0
    channel = try Self.integer(fields["channel"], "channel")
    switch fields["closed"] {
    case nil: closed = true
    case .bool(let value)?: closed = value
    default: throw Problem(description: "\"closed\" must be true or false")
    }
    guard case .array(let list)? = fields["seeds"] else {
      throw Problem(description: "\"seeds\" must be a list of [x, y]")
    }
    seeds = try list.map { value in
      guard case .array(let pair) = value, pair.count == 2, let x = pair[0].double,
        let y = pair[1].double
      else { throw Problem(description: "\"seeds\" must be a list of [x, y]") }
      return SlicePoint(x, y)
    }
    (model, parameters) = try Self.options(fields["options"])
  }

  private static func integer(_ value: JSONValue?, _ name: String) throws -> Int? {
    switch value {
    case nil, .null?: return nil
    case .integer(let n)?: return n
    default: throw Problem(description: "\"\(name)\" must be a whole number")
    }
  }

  private static func options(
    _ value: JSONValue?
  ) throws -> (ContourModel, EdgeMetricParameters) {
    var model = ContourModel.outline
    var result = EdgeMetricParameters()
    guard let value, value != .null else { return (model, result) }
    guard case .object(let options) = value else {
      throw Problem(description: "\"options\" must be an object")
    }
    for (name, option) in options.sorted(by: { $0.key < $1.key }) {
      if name == "model" {
        guard case .string(let text) = option, let known = ContourModel(rawValue: text) else {
          throw Problem(description: "option \"model\" must be \"outline\" or \"geodesic\"")
        }
        model = known
        continue
      }
      guard let number = option.double else {
        throw Problem(description: "option \"\(name)\" must be a number")
      }
      switch name {
      case "sigma": result.sigma = number
      case "steepness": result.steepness = number
      case "floor": result.floor = number
      default:
        throw Problem(
          description: "there is no option \"\(name)\"; known are model, sigma, steepness and floor"
        )
      }
    }
    if let problem = result.problem { throw Problem(description: problem) }
    return (model, result)
  }
}

extension JSONValue {
  fileprivate var double: Double? {
    switch self {
    case .integer(let n): return Double(n)
    case .number(let x): return x
    default: return nil
    }
  }
}
