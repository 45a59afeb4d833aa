public import MinimalPaths
public import Volumes

/// What a session comes to after its actions: a pure fold, equal on every machine.
public struct SessionState: Sendable, Equatable {
  public let header: SessionHeader
  /// In the order in which they were begun.
  public private(set) var contours: [Contour] = []
  /// Where each contour stands in `contours`, by name.
  private var indices: [String: Int] = [:]
  /// Brush strokes and fills, in order; they lie above the contours.
  public private(set) var strokes: [Stroke] = []

  /// A contour as its clicks: the line itself is traced from them and the image.
  public struct Contour: Sendable, Equatable {
    public let name: String
    public fileprivate(set) var label: UInt8
    public let slice: Int
    public let frame: Int
    /// On the contour grid.
    public internal(set) var seeds: [SlicePoint]
    public fileprivate(set) var isClosed = false
    /// How the arc from each seed to the next is to run, one for each seed; where there is no arc,
    /// as found.
    public internal(set) var courses: [ArcCourse] = [.found]
  }

  /// A change of single pixels.
  public struct Stroke: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case paint(UInt8, Action.Brush)
      /// nil erases every label.
      case erase(UInt8?, Action.Brush)
      case fill(UInt8, SlicePoint)
    }
    public let kind: Kind
    public let slice: Int
    public let frame: Int
  }

  /// A session without actions.
  public init(header: SessionHeader) { self.header = header }

  /// The state after a list of actions that holds no undo or redo (see `ActionHistory`).
  /// - Throws: `SessionError.badAction` for the first action that cannot be done.
  public init(header: SessionHeader, actions: [Action]) throws(SessionError) {
    self.init(header: header)
    for action in actions { try apply(action) }
  }

  /// Does one action; on an error nothing changes.
  /// - Throws: `SessionError.badAction`.
  public mutating func apply(_ action: Action) throws(SessionError) {
    switch action {
    case .addSeed(let name, let place, let point, let index):
      try addSeed(name, place, point, index)
    case .moveSeed(let name, let seed, let point):
      let n = try contourIndex(name)
      try checkSeed(seed, of: contours[n])
      try checkIsNew(point, in: contours[n], except: seed)
      contours[n].seeds[seed] = try checked(point)
    case .deleteSeed(let name, let seed):
      let n = try contourIndex(name)
      try checkSeed(seed, of: contours[n])
      if contours[n].isClosed, contours[n].seeds.count <= 3 {
        throw .badAction(
          "contour \"\(name)\" is closed and has three seeds; delete the contour instead")
      }
      contours[n].removeSeed(at: seed)
      if contours[n].seeds.isEmpty { removeContour(at: n) }
    case .closeContour(let name):
      let n = try contourIndex(name)
      guard !contours[n].isClosed else { throw .badAction("contour \"\(name)\" is closed already") }
      let count = contours[n].seeds.count
      guard count >= 3 else {
        throw .badAction(TracingError.tooFewSeeds(count: count, needed: 3).description)
      }
      contours[n].isClosed = true
    case .replaceArc(let name, let seed, let course):
      let n = try contourIndex(name)
      try checkSeed(seed, of: contours[n])
      guard contours[n].isClosed || seed < contours[n].seeds.count - 1 else {
        throw .badAction(
          "contour \"\(name)\" is open: no arc leaves its last seed \(seed); close it first, "
            + "or name a seed before it")
      }
      contours[n].courses[seed] = course
    case .labelContour(let name, let reference):
      let n = try contourIndex(name)
      contours[n].label = try label(reference)
    case .deleteContour(let name):
      removeContour(at: try contourIndex(name))
    case .paint(let place, let brush):
      let label = try label(required(place.label, "label"))
      try addStroke(.paint(label, checked(brush)), place)
    case .erase(let place, let brush):
      var label: UInt8?
      if let reference = place.label { label = try self.label(reference) }
      try addStroke(.erase(label, checked(brush)), place)
    case .fill(let place, let point):
      let label = try label(required(place.label, "label"))
      try addStroke(.fill(label, checked(point)), place)
    case .comment, .snapshot:
      break
    case .undo, .redo:
      preconditionFailure("undo and redo are resolved by the history before the fold")
    }
  }

  private mutating func addSeed(
    _ name: String, _ place: Action.Place, _ point: SlicePoint, _ index: Int?
  ) throws(SessionError) {
    let point = try checked(point)
    guard let n = indices[name] else {
      guard !name.isEmpty, name.utf8.count <= 200 else {
        throw .badAction("a contour needs a name of 1 to 200 bytes")
      }
      guard index ?? 0 == 0 else { throw .badAction("contour \"\(name)\" has no seeds yet") }
      let label = try label(required(place.label, "label"))
      let (slice, frame) = try position(place)
      contours.append(
        Contour(name: name, label: label, slice: slice, frame: frame, seeds: [point]))
      indices[name] = contours.count - 1
      return
    }
    let contour = contours[n]
    if let slice = place.slice, slice != contour.slice {
      throw .badAction("contour \"\(name)\" lies in slice \(contour.slice), not \(slice)")
    }
    if let frame = place.frame, frame != contour.frame {
      throw .badAction("contour \"\(name)\" lies in frame \(contour.frame), not \(frame)")
    }
    if let reference = place.label, try label(reference) != contour.label {
      throw .badAction(
        "contour \"\(name)\" is \(header.labels.name(of: contour.label)), not \(reference); "
          + "use contour.label to change it")
    }
    let position = index ?? contour.seeds.count
    guard position >= 0, position <= contour.seeds.count else {
      throw .badAction(
        "index \(position) is beyond the \(contour.seeds.count) seeds of \"\(name)\"")
    }
    try checkIsNew(point, in: contour, except: nil)
    contours[n].insertSeed(point, at: position)
  }

  private mutating func removeContour(at n: Int) {
    indices[contours[n].name] = nil
    contours.remove(at: n)
    for later in n..<contours.count { indices[contours[later].name] = later }
  }

  private mutating func addStroke(
    _ kind: Stroke.Kind, _ place: Action.Place
  ) throws(SessionError) {
    let (slice, frame) = try position(place)
    strokes.append(Stroke(kind: kind, slice: slice, frame: frame))
  }

  // MARK: Checks

  private func contourIndex(_ name: String) throws(SessionError) -> Int {
    guard let n = indices[name] else { throw .badAction("there is no contour \"\(name)\"") }
    return n
  }

  private func checkSeed(_ seed: Int, of contour: Contour) throws(SessionError) {
    guard contour.seeds.indices.contains(seed) else {
      throw .badAction(
        "contour \"\(contour.name)\" has no seed \(seed); its seeds are 0 to "
          + "\(contour.seeds.count - 1)")
    }
  }

  private func checkIsNew(
    _ point: SlicePoint, in contour: Contour, except: Int?
  ) throws(SessionError) {
    let point = try checked(point)
    for (n, seed) in contour.seeds.enumerated() where n != except && seed == point {
      throw .badAction("seed \(n) of contour \"\(contour.name)\" is at the same place")
    }
  }

  private func label(_ reference: LabelReference) throws(SessionError) -> UInt8 {
    guard let entry = header.labels.entry(reference) else {
      let known = header.labels.entries.map { "\($0.name) = \($0.value)" }
      throw .badAction(
        "label \(reference) is not in the session's table (\(known.joined(separator: ", ")))")
    }
    return entry.value
  }

  private func required<Value>(_ value: Value?, _ field: String) throws(SessionError) -> Value {
    guard let value else { throw .badAction("\"\(field)\" is missing") }
    return value
  }

  /// Slice and frame of an action; they may be left out where there is only one.
  private func position(_ place: Action.Place) throws(SessionError) -> (slice: Int, frame: Int) {
    let slice = try required(place.slice ?? (header.nk == 1 ? 0 : nil), "slice")
    let frame = try required(place.frame ?? (header.frames == 1 ? 0 : nil), "frame")
    guard slice >= 0, slice < header.nk else {
      throw .badAction("there is no slice \(slice); the image has slices 0 to \(header.nk - 1)")
    }
    guard frame >= 0, frame < header.frames else {
      throw .badAction("there is no frame \(frame); the image has frames 0 to \(header.frames - 1)")
    }
    return (slice, frame)
  }

  private func checked(_ p: SlicePoint) throws(SessionError) -> SlicePoint {
    guard
      p.x >= -0.5, p.x <= Double(header.ni) - 0.5, p.y >= -0.5, p.y <= Double(header.nj) - 0.5
    else {
      throw .badAction(
        "(\(p.x), \(p.y)) lies outside of the slice; x runs from 0 to \(header.ni - 1), y from 0 to "
          + "\(header.nj - 1)")
    }
    return p.snappedToContourGrid
  }

  private func checked(_ brush: Action.Brush) throws(SessionError) -> Action.Brush {
    guard brush.radius > 0, brush.radius <= 1000 else {
      throw .badAction("radius_mm is \(brush.radius); it must lie above 0 and at most 1000")
    }
    var points: [SlicePoint] = []
    for p in brush.points { points.append(try checked(p)) }
    return Action.Brush(points: points, radius: brush.radius)
  }
}
