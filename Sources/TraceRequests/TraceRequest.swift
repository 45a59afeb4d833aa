import MinimalPaths
import Terminal
import Volumes

/// A request of `trace --jsonl`, checked field by field.
struct TraceRequest {
  let image: String
  let slice: Int
  let frame: Int
  let channel: Int?
  /// Of a DICOM folder or archive.
  let series: String?
  let parameters: EdgeMetricParameters
  /// Neighbours given as polygons included, not those of `avoidMask`.
  let contour: ContourRequest
  /// Path of a mask whose structures are neighbours.
  let avoidMask: String?
  let sharesBorders: Bool
  let probabilities: ProbabilitiesArgument?

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  init(_ fields: [String: JSONValue]) throws {
    let known: Set = [
      "id", "image", "slice", "frame", "channel", "series", "seeds", "closed", "label",
      "probabilities",
      "options",
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
    series = try Self.series(fields["series"])
    let seeds = try Self.points(fields["seeds"], "\"seeds\" must be a list of [x, y]")
    let closed = try Self.flag(fields["closed"], "\"closed\"") ?? true
    probabilities = try Self.probabilities(fields["probabilities"])
    let options = try Options(
      fields["options"], ContourRequest(seeds: seeds, isClosed: closed))
    parameters = options.parameters
    contour = options.contour
    avoidMask = options.avoidMask
    sharesBorders = options.sharesBorders
  }

  private static func integer(_ value: JSONValue?, _ name: String) throws -> Int? {
    switch value {
    case nil, .null?: return nil
    case .integer(let n)?: return n
    default: throw Problem(description: "\"\(name)\" must be a whole number")
    }
  }

  private static func series(_ value: JSONValue?) throws -> String? {
    switch value {
    case nil, .null?: return nil
    case .integer(let number)?: return "\(number)"
    case .string(let text)?: return text
    default: throw Problem(description: "\"series\" must be a number or an identifier")
    }
  }

  private static func probabilities(_ value: JSONValue?) throws -> ProbabilitiesArgument? {
    guard let value, value != .null else { return nil }
    guard case .string(let text) = value, let known = ProbabilitiesArgument(argument: text) else {
      throw Problem(
        description: "\"probabilities\" must be the path of a file, or FILE:N or FILE:N+M")
    }
    return known
  }

  private static func flag(_ value: JSONValue?, _ name: String) throws -> Bool? {
    switch value {
    case nil: return nil
    case .bool(let value)?: return value
    default: throw Problem(description: "\(name) must be true or false")
    }
  }

  private static func points(_ value: JSONValue?, _ problem: String) throws -> [SlicePoint] {
    guard case .array(let list)? = value else { throw Problem(description: problem) }
    return try list.map { value in
      guard case .array(let pair) = value, pair.count == 2, let x = pair[0].double,
        let y = pair[1].double
      else { throw Problem(description: problem) }
      return SlicePoint(x, y)
    }
  }

  /// How the contour is to be drawn.
  private struct Options {
    var parameters = EdgeMetricParameters()
    var contour: ContourRequest
    var avoidMask: String?
    var sharesBorders = false

    private static let known = [
      "model", "sigma", "steepness", "floor", "snap", "straight", "smooth", "other_way",
      "avoid", "share",
    ]

    init(_ value: JSONValue?, _ contour: ContourRequest) throws {
      self.contour = contour
      guard let value, value != .null else { return }
      guard case .object(let options) = value else {
        throw Problem(description: "\"options\" must be an object")
      }
      // In this order, so that the same wrong request always gets the same answer.
      for (name, option) in options.sorted(by: { $0.key < $1.key }) { try set(name, option) }
      if let problem = parameters.problem { throw Problem(description: problem) }
      let neighbours = self.contour.neighbours
      guard !sharesBorders || avoidMask != nil || !neighbours.regions.isEmpty else {
        throw Problem(description: "option \"share\" wants neighbours: give them with \"avoid\"")
      }
      self.contour.neighbours = Neighbours(neighbours.regions, sharesBorders: sharesBorders)
    }

    private mutating func set(_ name: String, _ option: JSONValue) throws {
      switch name {
      case "model":
        guard case .string(let text) = option, let known = ContourModel(rawValue: text) else {
          throw Problem(description: "option \"model\" must be \"outline\" or \"geodesic\"")
        }
        contour.model = known
      case "straight": try setCourse(.straight, name, option)
      case "smooth": try setCourse(.smooth, name, option)
      case "other_way": try setCourse(.otherWay, name, option)
      case "avoid": try setNeighbours(option)
      case "share": sharesBorders = try flag(option, "option \"share\"") ?? false
      case "sigma": parameters.sigma = try number(name, option)
      case "steepness": parameters.steepness = try number(name, option)
      case "floor": parameters.floor = try number(name, option)
      case "snap": contour.snap = try number(name, option)
      default:
        throw Problem(
          description: "there is no option \"\(name)\"; known are "
            + Self.known.dropLast().joined(separator: ", ") + " and \(Self.known.last ?? "")")
      }
    }

    private func number(_ name: String, _ option: JSONValue) throws -> Double {
      guard let number = option.double else {
        throw Problem(description: "option \"\(name)\" must be a number")
      }
      return number
    }

    private mutating func setCourse(
      _ course: ArcCourse, _ name: String, _ option: JSONValue
    ) throws {
      guard case .array(let list) = option else {
        throw Problem(
          description:
            "option \"\(name)\" must be a list of clicks, counted from 0, where arcs start")
      }
      for value in list {
        guard case .integer(let arc) = value, (0..<contour.arcCount).contains(arc) else {
          throw Problem(
            description: "option \"\(name)\": an arc is the number of the click it starts at, "
              + "0 to \(contour.arcCount - 1)")
        }
        guard !contour.courses.indices.contains(arc) || contour.courses[arc] == .found else {
          throw Problem(description: "the arc from click \(arc) is named twice")
        }
        try contour.setCourse(course, ofArc: arc)
      }
    }

    private mutating func setNeighbours(_ option: JSONValue) throws {
      if case .string(let path) = option, !path.isEmpty {
        avoidMask = path
        return
      }
      let problem =
        "option \"avoid\" must be a list of polygons, each a list of [x, y], or the path of a mask"
      guard case .array(let list) = option else { throw Problem(description: problem) }
      contour.neighbours = Neighbours(
        try list.map { value in
          let polygon = try points(value, problem)
          guard polygon.count >= 3 else {
            throw Problem(description: "option \"avoid\": a polygon has three points or more")
          }
          guard let region = Neighbours.Region([polygon]) else {
            throw Problem(description: "option \"avoid\": a polygon lies far outside of the image")
          }
          return region
        })
    }
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
