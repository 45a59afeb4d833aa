/// A slice of a frame.
public struct SessionPosition: Sendable, Hashable, Codable {
  public let slice: Int
  public let frame: Int

  public init(slice: Int, frame: Int) {
    self.slice = slice
    self.frame = frame
  }
}

extension SessionState {
  /// The slices in which two states of one session differ, in the order of the image.
  public func positions(differingFrom other: SessionState) -> [SessionPosition] {
    var changed: Set<SessionPosition> = []
    let (before, after) = (other.contours.byPosition, contours.byPosition)
    for (position, contours) in before where after[position] != contours {
      changed.insert(position)
    }
    for position in after.keys where before[position] == nil { changed.insert(position) }
    let common = zip(strokes, other.strokes).prefix { $0 == $1 }.count
    for stroke in strokes[common...] + other.strokes[common...] {
      changed.insert(SessionPosition(slice: stroke.slice, frame: stroke.frame))
    }
    return changed.sorted { ($0.frame, $0.slice) < ($1.frame, $1.slice) }
  }
}

extension [SessionState.Contour] {
  fileprivate var byPosition: [SessionPosition: [SessionState.Contour]] {
    Dictionary(grouping: self) { SessionPosition(slice: $0.slice, frame: $0.frame) }
  }
}
