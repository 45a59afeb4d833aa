internal import Foundation
import MinimalPaths
import Volumes

extension ContourReplacement: Codable {
  private enum Key: String, CodingKey { case remove, add, tool, model }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    remove = try fields.decodeIfPresent([String].self, forKey: .remove) ?? []
    add = try fields.decodeIfPresent([Addition].self, forKey: .add) ?? []
    tool = try named(fields.decode(String.self, forKey: .tool), "tool")
    model = try fields.decodeIfPresent(ModelIdentity.self, forKey: .model)
    settings = try ToolSettings(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(remove, forKey: .remove)
    try fields.encode(add, forKey: .add)
    try fields.encode(tool, forKey: .tool)
    try fields.encodeIfPresent(model, forKey: .model)
    try settings.encode(to: encoder)
  }
}

extension ContourReplacement.Addition: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case contour, label, slice, frame, seeds, courses, closed
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    contour = try fields.decode(String.self, forKey: .contour)
    place = try Action.Place(from: decoder)
    seeds = try points(fields.decode([[Double]].self, forKey: .seeds), "seeds")
    courses = try (fields.decodeIfPresent([String].self, forKey: .courses) ?? []).map {
      try named($0, "courses")
    }
    isClosed = try fields.decodeIfPresent(Bool.self, forKey: .closed) ?? true
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(contour, forKey: .contour)
    try place.encode(to: encoder)
    try fields.encode(pairs(seeds), forKey: .seeds)
    if courses.contains(where: { $0 != .found }) { try fields.encode(courses, forKey: .courses) }
    if !isClosed { try fields.encode(false, forKey: .closed) }
  }
}

extension ToolSettings: Codable {
  private enum Key: String, CodingKey {
    case x, y, points, along
    case radiusMillimetres = "radius_mm"
    case byMillimetres = "by_mm"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    if fields.contains(.x) || fields.contains(.y) {
      point = SlicePoint(
        try fields.decode(Double.self, forKey: .x), try fields.decode(Double.self, forKey: .y))
    }
    if let pairs = try fields.decodeIfPresent([[Double]].self, forKey: .points) {
      points = try Annotation.points(pairs, "points")
    }
    radius = try fields.decodeIfPresent(Double.self, forKey: .radiusMillimetres)
    by = try fields.decodeIfPresent(Double.self, forKey: .byMillimetres)
    along = try fields.decodeIfPresent(String.self, forKey: .along).map {
      try named($0, "along")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encodeIfPresent(point?.x, forKey: .x)
    try fields.encodeIfPresent(point?.y, forKey: .y)
    if let points { try fields.encode(pairs(points), forKey: .points) }
    try fields.encodeIfPresent(radius, forKey: .radiusMillimetres)
    try fields.encodeIfPresent(by, forKey: .byMillimetres)
    try fields.encodeIfPresent(along, forKey: .along)
  }
}

extension Action.Review: Codable {
  private enum Key: String, CodingKey { case verdict, contour }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    verdict = try named(fields.decode(String.self, forKey: .verdict), "verdict")
    contour = try fields.decodeIfPresent(String.self, forKey: .contour)
    place = try Action.Place(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(verdict, forKey: .verdict)
    try fields.encodeIfPresent(contour, forKey: .contour)
    try place.encode(to: encoder)
  }
}
