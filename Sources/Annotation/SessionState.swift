public import MinimalPaths
public import Volumes

/// What a session comes to after its actions: a pure fold, equal on every machine.
public struct SessionState: Sendable, Equatable {
  public let header: SessionHeader
  /// In the order in which they were begun.
  public internal(set) var contours: [Contour] = []
  /// Where each contour stands in `contours`, by name.
  private var indices: [String: Int] = [:]
  /// Brush strokes and fills, in order; they lie above the contours.
  public private(set) var strokes: [Stroke] = []

  /// A contour as its clicks: the line itself is traced from them and the image.
  public struct Contour: Sendable, Equatable {
    public let name: String
    public internal(set) var label: UInt8
    public let slice: Int
    public let frame: Int
    /// On the contour grid.
    public internal(set) var seeds: [SlicePoint]
    public internal(set) var isClosed = false
    /// How the arc from each seed to the next is to run, one for each seed; where there is no arc,
    /// as found.
    public internal(set) var courses: [ArcCourse] = [.found]
    /// The seeds that a model set, until a person moves them.
    public internal(set) var machineSeeds: Set<SlicePoint> = []
    /// Who made it, and what people have done about it since.
    public internal(set) var origin = ContourOrigin.human
    public internal(set) var review = ContourReview.untouched
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
      let old = contours[n].seeds[seed]
      contours[n].seeds[seed] = try checked(point)
      contours[n].machineSeeds.remove(old)
      contours[n].noteChange()
    case .deleteSeed(let name, let seed):
      let n = try contourIndex(name)
      try checkSeed(seed, of: contours[n])
      if contours[n].isClosed, contours[n].seeds.count <= 3 {
        throw .badAction(
          "contour \"\(name)\" is closed and has three seeds; delete the contour instead")
      }
      contours[n].removeSeed(at: seed)
      contours[n].noteChange()
      if contours[n].seeds.isEmpty { removeContour(at: n) }
    case .closeContour(let name):
      let n = try contourIndex(name)
      guard !contours[n].isClosed else { throw .badAction("contour \"\(name)\" is closed already") }
      let count = contours[n].seeds.count
      guard count >= 3 else {
        throw .badAction(TracingError.tooFewSeeds(count: count, needed: 3).description)
      }
      contours[n].isClosed = true
      contours[n].noteChange()
    case .replaceArc(let name, let seed, let course):
      let n = try contourIndex(name)
      try checkSeed(seed, of: contours[n])
      guard contours[n].isClosed || seed < contours[n].seeds.count - 1 else {
        throw .badAction(
          "contour \"\(name)\" is open: no arc leaves its last seed \(seed); close it first, "
            + "or name a seed before it")
      }
      contours[n].courses[seed] = course
      contours[n].noteChange()
    case .labelContour(let name, let reference):
      let n = try contourIndex(name)
      contours[n].label = try label(reference)
      contours[n].noteChange()
    case .deleteContour(let name):
      removeContour(at: try contourIndex(name))
    case .replaceContours(let replacement): try replaceContours(replacement)
    case .review(let review): try apply(review)
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
      try checkName(name)
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
    contours[n].noteChange()
  }

  private mutating func removeContour(at n: Int) {
    indices[contours[n].name] = nil
    contours.remove(at: n)
    for later in n..<contours.count { indices[contours[later].name] = later }
  }

  /// Puts other contours in the place of all; their names differ.
  mutating func setContours(_ contours: [Contour]) {
    self.contours = contours
    indices = [:]
    for (n, contour) in contours.enumerated() { indices[contour.name] = n }
  }

  func has(_ name: String) -> Bool { indices[name] != nil }

  func contourIndex(_ name: String) throws(SessionError) -> Int {
    guard let n = indices[name] else { throw .badAction("there is no contour \"\(name)\"") }
    return n
  }

  private mutating func addStroke(
    _ kind: Stroke.Kind, _ place: Action.Place
  ) throws(SessionError) {
    let (slice, frame) = try position(place)
    strokes.append(Stroke(kind: kind, slice: slice, frame: frame))
  }
}

extension SessionState.Contour {
  /// Its label by name, slice and frame.
  func place(labels: LabelTable) -> Action.Place {
    Action.Place(label: .name(labels.name(of: label)), slice: slice, frame: frame)
  }
}
