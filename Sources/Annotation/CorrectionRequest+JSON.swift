import MinimalPaths
import Volumes

// In JSON a request is one flat object with a tool and no action:
// {"tool": "grow", "contour": "lv-5", "by_mm": 1.5}. session.schema.json describes every form.

extension CorrectionRequest: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case tool, contour, label, slice, frame, x, y, points, course
    case radiusMillimetres = "radius_mm"
    case byMillimetres = "by_mm"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let tool: ContourReplacement.Tool = try named(
      fields.decode(String.self, forKey: .tool), "tool")
    let settings = try ToolSettings(from: decoder)
    func needed<Value>(_ value: Value?, _ key: Key) throws -> Value {
      guard let value else {
        throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: ""))
      }
      return value
    }
    func contour() throws -> String { try fields.decode(String.self, forKey: .contour) }
    func place() throws -> Action.Place { try Action.Place(from: decoder) }
    func brush() throws -> Action.Brush {
      Action.Brush(
        points: try needed(settings.points, .points),
        radius: try needed(settings.radius, .radiusMillimetres))
    }
    switch tool {
    case .model, .fill, .dataset:
      throw DecodingError.dataCorruptedError(
        forKey: .tool, in: fields,
        debugDescription:
          "\"\(tool.rawValue)\" is no request: send the contours as contours.replace")
    case .pull:
      self = .pull(contour: try contour(), point: try needed(settings.point, .x))
    case .redrawArc:
      let course = try fields.decodeIfPresent(String.self, forKey: .course) ?? "found"
      self = .redrawArc(
        contour: try contour(), points: try needed(settings.points, .points),
        course: try named(course, "course"))
    case .addRegion:
      self = .addRegion(
        place: try place(), point: try needed(settings.point, .x),
        radius: settings.radius ?? Self.defaultRadius)
    case .removeRegion:
      self = .removeRegion(
        place: try place(), point: try needed(settings.point, .x),
        radius: settings.radius ?? Self.defaultRadius)
    case .brush: self = .brush(place: try place(), brush: try brush())
    case .eraser: self = .eraser(place: try place(), brush: try brush())
    case .grow:
      self = .grow(contour: try contour(), by: try needed(settings.by, .byMillimetres))
    }
  }

  /// Reads a request from one line of JSON; fields that no request has are refused.
  /// - Throws: `SessionError.badAction` saying which field is wrong.
  public init(json line: String) throws(SessionError) {
    self = try strictlyDecoded(
      line, fields: Set(Key.allCases.map(\.rawValue)), of: "a tool's request")
  }
}

/// One line of what `session apply` reads.
public enum SessionRequest: Sendable, Equatable {
  case action(Action)
  case correction(CorrectionRequest)

  /// An object without "action" but with "tool" asks for a correction.
  /// - Throws: `SessionError.badAction` saying which field is wrong.
  public init(json line: String) throws(SessionError) {
    if hasToolAlone(line) {
      self = .correction(try CorrectionRequest(json: line))
    } else {
      self = .action(try Action(json: line))
    }
  }
}
