import Annotation
import Foundation

/// A page's request to fill slices or frames between drawn ones:
/// {"tool": "interpolate" | "propagate", "label"?, "slice"?, "frame"?, "along"?}.
struct FillingInstruction: Decodable {
  private enum Tool: String, Decodable {
    case interpolate, propagate
  }

  private let tool: Tool
  private let label: LabelReference?
  private let slice: Int?
  private let frame: Int?
  private let along: FillingRequest.Axis?

  /// - Returns: nil for other requests.
  /// - Throws: `WebError` where it is one, but wrong.
  init?(json: String) throws {
    struct Named: Decodable { let tool: String? }
    let data = Data(json.utf8)
    guard let name = try? JSONDecoder().decode(Named.self, from: data).tool,
      Tool(rawValue: name) != nil
    else { return nil }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw WebError(
        .badRequest, "\(name) takes label, slice and frame, and along, \"slices\" or \"frames\".")
    }
  }

  func request(_ state: SessionState) throws -> FillingRequest {
    var labels: Set<UInt8>?
    if let label { labels = [try state.label(label)] }
    let (slices, frames) = (slice.map { $0...$0 }, frame.map { $0...$0 })
    switch tool {
    case .interpolate:
      return FillingRequest(axis: .slices, labels: labels, frames: frames)
    case .propagate:
      let axis = along ?? .frames
      // A heart's cycle closes; slices have two ends.
      return FillingRequest(
        axis: axis, labels: labels, slices: slices, frames: axis == .slices ? frames : nil,
        goesBeyond: true, isCyclic: axis == .frames)
    }
  }

  func nothingFound(_ filling: SessionFilling) -> String {
    if !filling.places.isEmpty {
      return "Everything was given up: the images agree too little around the contours."
    }
    return tool == .interpolate
      ? "There is nothing to fill: draw the label in two slices with others between them first."
      : "There is nothing to carry on: draw the label first."
  }
}
