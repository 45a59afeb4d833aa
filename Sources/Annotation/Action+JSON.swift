internal import Foundation
import MinimalPaths
import Volumes

// In JSON an action is one flat object: {"action": "seed.add", "contour": "lv-5", "label": "LV",
// "slice": 5, "x": 101.5, "y": 88}. session.schema.json describes every form.

extension Action: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case action, contour, seed, index, label, slice, frame, x, y, points, text, course
    case radiusMillimetres = "radius_mm"
    case maskSHA256 = "mask_sha256"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let name = try fields.decode(String.self, forKey: .action)
    func contour() throws -> String { try fields.decode(String.self, forKey: .contour) }
    func seed() throws -> Int { try fields.decode(Int.self, forKey: .seed) }
    func point() throws -> SlicePoint {
      SlicePoint(
        try fields.decode(Double.self, forKey: .x), try fields.decode(Double.self, forKey: .y))
    }
    func place() throws -> Place {
      Place(
        label: try fields.decodeIfPresent(LabelReference.self, forKey: .label),
        slice: try fields.decodeIfPresent(Int.self, forKey: .slice),
        frame: try fields.decodeIfPresent(Int.self, forKey: .frame))
    }
    func course() throws -> ArcCourse {
      let name = try fields.decode(String.self, forKey: .course)
      guard let course = ArcCourse(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .course, in: fields,
          debugDescription: "must be \(ArcCourse.names), not \"\(name)\"")
      }
      return course
    }
    func brush() throws -> Brush {
      let pairs = try fields.decode([[Double]].self, forKey: .points)
      guard !pairs.isEmpty, pairs.allSatisfy({ $0.count == 2 }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .points, in: fields, debugDescription: "wants a list of [x, y] pairs")
      }
      return Brush(
        points: pairs.map { SlicePoint($0[0], $0[1]) },
        radius: try fields.decode(Double.self, forKey: .radiusMillimetres))
    }
    switch name {
    case "seed.add":
      self = .addSeed(
        contour: try contour(), place: try place(), point: try point(),
        index: try fields.decodeIfPresent(Int.self, forKey: .index))
    case "seed.move": self = .moveSeed(contour: try contour(), seed: try seed(), point: try point())
    case "seed.delete": self = .deleteSeed(contour: try contour(), seed: try seed())
    case "contour.close": self = .closeContour(contour: try contour())
    case "arc.replace":
      self = .replaceArc(contour: try contour(), seed: try seed(), course: try course())
    case "contour.label":
      self = .labelContour(
        contour: try contour(), label: try fields.decode(LabelReference.self, forKey: .label))
    case "contour.delete": self = .deleteContour(contour: try contour())
    case "paint": self = .paint(place: try place(), brush: try brush())
    case "erase": self = .erase(place: try place(), brush: try brush())
    case "fill": self = .fill(place: try place(), point: try point())
    case "comment": self = .comment(try fields.decode(String.self, forKey: .text))
    case "snapshot":
      self = .snapshot(maskSHA256: try fields.decode(String.self, forKey: .maskSHA256))
    case "undo": self = .undo
    case "redo": self = .redo
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .action, in: fields, debugDescription: "names no action known here: \(name)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    func encode(_ place: Place) throws {
      try fields.encodeIfPresent(place.label, forKey: .label)
      try fields.encodeIfPresent(place.slice, forKey: .slice)
      try fields.encodeIfPresent(place.frame, forKey: .frame)
    }
    func encode(_ point: SlicePoint) throws {
      try fields.encode(point.x, forKey: .x)
      try fields.encode(point.y, forKey: .y)
    }
    func encode(_ brush: Brush) throws {
      try fields.encode(brush.points.map { [$0.x, $0.y] }, forKey: .points)
      try fields.encode(brush.radius, forKey: .radiusMillimetres)
    }
    try fields.encode(name, forKey: .action)
    switch self {
    case .addSeed(let contour, let place, let point, let index):
      try fields.encode(contour, forKey: .contour)
      try encode(place)
      try encode(point)
      try fields.encodeIfPresent(index, forKey: .index)
    case .moveSeed(let contour, let seed, let point):
      try fields.encode(contour, forKey: .contour)
      try fields.encode(seed, forKey: .seed)
      try encode(point)
    case .deleteSeed(let contour, let seed):
      try fields.encode(contour, forKey: .contour)
      try fields.encode(seed, forKey: .seed)
    case .closeContour(let contour), .deleteContour(let contour):
      try fields.encode(contour, forKey: .contour)
    case .replaceArc(let contour, let seed, let course):
      try fields.encode(contour, forKey: .contour)
      try fields.encode(seed, forKey: .seed)
      try fields.encode(course, forKey: .course)
    case .labelContour(let contour, let label):
      try fields.encode(contour, forKey: .contour)
      try fields.encode(label, forKey: .label)
    case .paint(let place, let brush), .erase(let place, let brush):
      try encode(place)
      try encode(brush)
    case .fill(let place, let point):
      try encode(place)
      try encode(point)
    case .comment(let text): try fields.encode(text, forKey: .text)
    case .snapshot(let hash): try fields.encode(hash, forKey: .maskSHA256)
    case .undo, .redo: break
    }
  }
}

/// Any value; only that it is there matters.
private struct Anything: Decodable {
  init(from decoder: any Decoder) {}
}

extension Action {
  /// Reads an action from one line of JSON.
  ///
  /// Stricter than reading a journal: a field that no action has is refused, since a slip of the
  /// pen ("indx") would otherwise do something else than was meant, for good.
  /// - Throws: `SessionError.badAction` saying which field is wrong.
  public init(json line: String) throws(SessionError) {
    do {
      let fields = try JSONDecoder().decode([String: Anything].self, from: Data(line.utf8))
      let known = Set(Key.allCases.map(\.rawValue))
      if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
        throw SessionError.badAction("\"\(unknown)\" is no field of an action")
      }
      self = try JSONDecoder().decode(Action.self, from: Data(line.utf8))
    } catch let error as SessionError {
      throw error
    } catch DecodingError.dataCorrupted(let context)
      where context.codingPath.isEmpty
      && (try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil
    {
      // The decoder does not say which number.
      throw .badAction("a number is too large, or has decimals where a whole one is needed")
    } catch {
      throw .badAction(explanation(of: error))
    }
  }
}

/// A type as the person who wrote the JSON knows it.
private func plainName(of type: any Any.Type) -> String {
  switch type {
  case is Double.Type: return "a number"
  case is Int.Type, is UInt8.Type: return "a whole number"
  case is String.Type: return "a text"
  case is Bool.Type: return "true or false"
  default: return String(describing: type).hasPrefix("Array") ? "a list" : "an object"
  }
}

/// A decoding error in words for the person who wrote the JSON.
func explanation(of error: any Error) -> String {
  guard let error = error as? DecodingError else { return String(describing: error) }
  func field(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "the line" : "\"" + path.map(\.stringValue).joined(separator: ".") + "\""
  }
  switch error {
  case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
  case .typeMismatch(let type, let context):
    return "\(field(context.codingPath)) must be \(plainName(of: type))"
  case .valueNotFound(_, let context): return "\(field(context.codingPath)) is null"
  case .dataCorrupted(let context):
    return context.codingPath.isEmpty
      ? "this is not JSON" : "\(field(context.codingPath)) \(context.debugDescription)"
  @unknown default: return String(describing: error)
  }
}
