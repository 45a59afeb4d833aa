internal import Foundation

/// What people put into the labels of one frame, as the journal tells.
public struct SessionEffort: Sendable, Equatable {
  /// Things that people did: clicks, strokes, tools, verdicts, and what they took back.
  public internal(set) var actions = 0
  /// From one entry of the journal to the next; a pause counts as `longestPause`.
  public internal(set) var seconds = 0.0

  /// Longer than this nobody looks at one place without doing anything, seconds.
  public static let longestPause = 60.0
  /// Who is noted as author of what an import writes, its acceptance included.
  public static let importAuthor = "import"

  public init() {}
}

extension Session {
  /// What people did, by frame. What a model, the session itself or a data set made is no effort.
  ///
  /// The time before an action belongs to the frame of that action, and the time before the first
  /// one to nobody. Actions on the whole volume belong to the frame before them.
  public var effort: [Int: SessionEffort] {
    var frames: [String: Int] = [:]
    var efforts: [Int: SessionEffort] = [:]
    var frame = 0
    var before: Date?
    for entry in entries {
      frame = entry.action.frame(known: &frames) ?? frame
      let time = try? Date(entry.time, strategy: .iso8601)
      defer { before = time ?? before }
      guard entry.action.isDoneByPerson, entry.author != SessionEffort.importAuthor else {
        continue
      }
      efforts[frame, default: SessionEffort()].actions += 1
      if let time, let before {
        let pause = min(max(time.timeIntervalSince(before), 0), SessionEffort.longestPause)
        efforts[frame, default: SessionEffort()].seconds += pause
      }
    }
    return efforts
  }
}

extension Action {
  /// Whether it is work of somebody's hand, and not a program's.
  package var isDoneByPerson: Bool {
    switch self {
    case .comment, .snapshot: false
    case .replaceContours(let replacement): ![.model, .fill, .dataset].contains(replacement.tool)
    default: true
    }
  }

  /// The frame it is about; nil where it is about none, or the whole volume.
  /// - Parameter known: Those of the contours so far, by name; new ones are added.
  fileprivate func frame(known: inout [String: Int]) -> Int? {
    switch self {
    case .addSeed(let contour, let place, _, _):
      if known[contour] == nil { known[contour] = place.frame ?? 0 }
      return known[contour]
    case .moveSeed(let contour, _, _), .deleteSeed(let contour, _), .closeContour(let contour),
      .replaceArc(let contour, _, _), .labelContour(let contour, _), .deleteContour(let contour):
      return known[contour]
    case .replaceContours(let replacement):
      for addition in replacement.add { known[addition.contour] = addition.place.frame ?? 0 }
      let name = replacement.add.first?.contour ?? replacement.remove.first
      return name.flatMap { known[$0] }
    case .review(let review): return review.place.frame ?? review.contour.flatMap { known[$0] }
    case .paint(let place, _), .erase(let place, _), .fill(let place, _): return place.frame ?? 0
    case .comment, .snapshot, .undo, .redo: return nil
    }
  }
}
