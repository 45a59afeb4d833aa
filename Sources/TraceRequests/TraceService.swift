import Foundation
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

/// `trace --jsonl`: answers one request a line and survives every bad one.
///
/// Images and prepared metrics of the last requests are kept, so that the next click on the same
/// slice costs the path alone. A changed file (size or time of change) is read again.
package struct TraceService {
  private var images = RecentlyUsed<ImageKey, Volume>(capacity: 4)
  private var masks = RecentlyUsed<ImageKey, LabelVolume>(capacity: 4)
  private var guidance = RecentlyUsed<GuidanceKey, Guidance>(capacity: 16)
  private var tracers = RecentlyUsed<TracerKey, Tracer>(capacity: 16)

  private struct ImageKey: Hashable {
    let path: String
    let channel: Int?
    let series: String?
    /// Size and time of change of the file, or of both files of a pair.
    let versions: [FileVersion]
  }

  private struct GuidanceKey: Hashable {
    let probabilities: ProbabilitiesArgument
    let versions: [FileVersion]
    let image: ImageKey
    let slice: Int
    let frame: Int
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

  package init() {}

  /// The answer to one request, as one line of JSON.
  package mutating func answer(_ line: String) async -> String {
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
    var drawn = request.contour
    if let path = request.avoidMask {
      drawn.neighbours = Neighbours(
        try labels(path, at: request), sharesBorders: request.sharesBorders)
    }
    drawn.guidance = try guidance(at: request)
    let contour = try await tracer.contourInParallel(drawn)
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
      volume = try ImageFiles.read(
        request.image, channel: request.channel, series: request.series
      ).volume
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

  /// The slice of a mask that belongs to the request's.
  private mutating func labels(_ path: String, at request: TraceRequest) throws -> LabelSlice {
    let key = ImageKey(path: path, channel: nil, series: nil, versions: versions(path))
    let labels = try masks[key] ?? ImageFiles.readLabels(path).labels
    masks[key] = labels
    guard let image = images[imageKey(request)], labels.size == image.size,
      labels.frames == image.frames
    else {
      throw Failure(
        code: "avoid",
        message: "\(path): has \(labels.size) voxels and \(counted(labels.frames, "frame")), the "
          + "image has others; give a mask of the same image")
    }
    return labels.slice(request.slice, frame: request.frame)
  }

  /// What a network says about the request's slice.
  private mutating func guidance(at request: TraceRequest) throws -> Guidance? {
    guard let probabilities = request.probabilities else { return nil }
    let (path, image) = (probabilities.path, imageKey(request))
    let key = GuidanceKey(
      probabilities: probabilities, versions: versions(path), image: image, slice: request.slice,
      frame: request.frame)
    if let known = guidance[key] { return known }
    let fileKey = ImageKey(path: path, channel: nil, series: nil, versions: key.versions)
    let file = try images[fileKey] ?? ImageFiles.read(path).volume
    images[fileKey] = file
    let volume =
      try images[image]
      ?? ImageFiles.read(
        request.image, channel: request.channel, series: request.series
      ).volume
    do {
      let known = try probabilities.guidance(
        in: file, on: volume, slice: request.slice, frame: request.frame)
      guidance[key] = known
      return known
    } catch {
      throw Failure(code: "probabilities", message: error.description)
    }
  }

  private func imageKey(_ request: TraceRequest) -> ImageKey {
    ImageKey(
      path: request.image, channel: request.channel, series: request.series,
      versions: versions(request.image))
  }

  private func versions(_ path: String) -> [FileVersion] {
    imageFiles(path).compactMap { path -> FileVersion? in
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let bytes = attributes[.size] as? NSNumber,
        let changed = attributes[.modificationDate] as? Date
      else { return nil }
      return FileVersion(bytes: bytes.intValue, changed: changed)
    }
  }
}
