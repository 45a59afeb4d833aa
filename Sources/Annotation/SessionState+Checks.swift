import MinimalPaths
import Volumes

// What an action must be right about before the state changes.

extension SessionState {
  func checkSeed(_ seed: Int, of contour: Contour) throws(SessionError) {
    guard contour.seeds.indices.contains(seed) else {
      throw .badAction(
        "contour \"\(contour.name)\" has no seed \(seed); its seeds are 0 to "
          + "\(contour.seeds.count - 1)")
    }
  }

  func checkIsNew(
    _ point: SlicePoint, in contour: Contour, except: Int?
  ) throws(SessionError) {
    let point = try checked(point)
    for (n, seed) in contour.seeds.enumerated() where n != except && seed == point {
      throw .badAction("seed \(n) of contour \"\(contour.name)\" is at the same place")
    }
  }

  /// The value of a label of the session.
  /// - Throws: `SessionError.badAction`.
  public func label(_ reference: LabelReference) throws(SessionError) -> UInt8 {
    guard let entry = header.labels.entry(reference) else {
      let known = header.labels.entries.map { "\($0.name) = \($0.value)" }
      throw .badAction(
        "label \(reference) is not in the session's table (\(known.joined(separator: ", ")))")
    }
    return entry.value
  }

  func required<Value>(_ value: Value?, _ field: String) throws(SessionError) -> Value {
    guard let value else { throw .badAction("\"\(field)\" is missing") }
    return value
  }

  /// Slice and frame of an action; they may be left out where there is only one.
  func position(_ place: Action.Place) throws(SessionError) -> (slice: Int, frame: Int) {
    let slice = try required(place.slice ?? (header.nk == 1 ? 0 : nil), "slice")
    let frame = try required(place.frame ?? (header.frames == 1 ? 0 : nil), "frame")
    try checkSlice(slice)
    try checkFrame(frame)
    return (slice, frame)
  }

  /// - Throws: `SessionError.badAction` where the image has no such slice.
  public func checkSlice(_ slice: Int) throws(SessionError) {
    guard slice >= 0, slice < header.nk else {
      throw .badAction("there is no slice \(slice); the image has slices 0 to \(header.nk - 1)")
    }
  }

  /// - Throws: `SessionError.badAction` where the image has no such frame.
  public func checkFrame(_ frame: Int) throws(SessionError) {
    guard frame >= 0, frame < header.frames else {
      throw .badAction("there is no frame \(frame); the image has frames 0 to \(header.frames - 1)")
    }
  }

  func checked(_ p: SlicePoint) throws(SessionError) -> SlicePoint {
    guard
      p.x >= -0.5, p.x <= Double(header.ni) - 0.5, p.y >= -0.5, p.y <= Double(header.nj) - 0.5
    else {
      throw .badAction(
        "(\(p.x), \(p.y)) lies outside of the slice; x runs from 0 to \(header.ni - 1), y from 0 to "
          + "\(header.nj - 1)")
    }
    return p.snappedToContourGrid
  }

  func checked(_ brush: Action.Brush) throws(SessionError) -> Action.Brush {
    try checkRadius(brush.radius)
    var points: [SlicePoint] = []
    for p in brush.points { points.append(try checked(p)) }
    return Action.Brush(points: points, radius: brush.radius)
  }

  func checkRadius(_ radius: Double) throws(SessionError) {
    guard radius > 0, radius <= 1000 else {
      throw .badAction("radius_mm is \(radius); it must lie above 0 and at most 1000")
    }
  }

  func checkName(_ name: String) throws(SessionError) {
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw .badAction("a contour needs a name of 1 to 200 bytes")
    }
  }
}
