internal import Foundation
import MinimalPaths
import Volumes

// In JSON an action is one flat object: {"action": "seed.add", "contour": "lv-5", "label": "LV",
// "slice": 5, "x": 101.5, "y": 88}. session.schema.json describes every form.

extension Action: Codable {
  /// Of every action; `Place`, `Review` and the like read some of them themselves.
  private enum Key: String, CodingKey, CaseIterable {
    case action, contour, seed, index, label, slice, frame, x, y, points, text, course
    case remove, add, tool, model, verdict
    case radiusMillimetres = "radius_mm"
    case byMillimetres = "by_mm"
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
    func place() throws -> Place { try Place(from: decoder) }
    func course() throws -> ArcCourse {
      try named(fields.decode(String.self, forKey: .course), "course")
    }
    func brush() throws -> Brush {
      Brush(
        points: try points(fields.decode([[Double]].self, forKey: .points), "points"),
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
    case "contours.replace": self = .replaceContours(try ContourReplacement(from: decoder))
    case "review": self = .review(try Review(from: decoder))
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
    func encode(_ point: SlicePoint) throws {
      try fields.encode(point.x, forKey: .x)
      try fields.encode(point.y, forKey: .y)
    }
    func encode(_ brush: Brush) throws {
      try fields.encode(pairs(brush.points), forKey: .points)
      try fields.encode(brush.radius, forKey: .radiusMillimetres)
    }
    try fields.encode(name, forKey: .action)
    switch self {
    case .addSeed(let contour, let place, let point, let index):
      try fields.encode(contour, forKey: .contour)
      try place.encode(to: encoder)
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
    case .replaceContours(let replacement): try replacement.encode(to: encoder)
    case .review(let review): try review.encode(to: encoder)
    case .paint(let place, let brush), .erase(let place, let brush):
      try place.encode(to: encoder)
      try encode(brush)
    case .fill(let place, let point):
      try place.encode(to: encoder)
      try encode(point)
    case .comment(let text): try fields.encode(text, forKey: .text)
    case .snapshot(let hash): try fields.encode(hash, forKey: .maskSHA256)
    case .undo, .redo: break
    }
  }
}

/// Places in a slice as a list of [x, y].
func pairs(_ points: [SlicePoint]) -> [[Double]] { points.map { [$0.x, $0.y] } }

/// - Throws: `DecodingError` naming `field`.
func points(_ pairs: [[Double]], _ field: String) throws -> [SlicePoint] {
  guard !pairs.isEmpty, pairs.allSatisfy({ $0.count == 2 }) else {
    throw problem(field, "wants a list of [x, y] pairs")
  }
  return pairs.map { SlicePoint($0[0], $0[1]) }
}

/// A course, tool or verdict by its name.
/// - Throws: `DecodingError` naming `field`.
func named<Value: RawRepresentable<String> & CaseIterable>(
  _ name: String, _ field: String
) throws -> Value {
  guard let value = Value(rawValue: name) else {
    throw problem(field, "must be \(names(of: Value.self)), not \"\(name)\"")
  }
  return value
}

/// For messages: "found, straight or other_way".
private func names<Value: RawRepresentable<String> & CaseIterable>(of type: Value.Type) -> String {
  let names = type.allCases.map(\.rawValue)
  return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
}

private func problem(_ field: String, _ text: String) -> DecodingError {
  struct Field: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
  return .dataCorrupted(
    .init(codingPath: [Field(stringValue: field)], debugDescription: text))
}

extension Action {
  /// Reads an action from one line of JSON.
  ///
  /// Stricter than reading a journal: a field that no action has is refused, since a slip of the
  /// pen ("indx") would otherwise do something else than was meant, for good.
  /// - Throws: `SessionError.badAction` saying which field is wrong.
  public init(json line: String) throws(SessionError) {
    self = try strictlyDecoded(line, fields: Set(Key.allCases.map(\.rawValue)), of: "an action")
  }
}
