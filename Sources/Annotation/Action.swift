public import MinimalPaths
public import Volumes

/// One thing an annotator did. The journal holds these, and nothing else changes a session.
public enum Action: Sendable, Equatable {
  /// A click. The first one on a new contour names its label, slice and frame.
  /// `index` inserts before that seed; nil appends.
  case addSeed(contour: String, place: Place, point: SlicePoint, index: Int?)
  case moveSeed(contour: String, seed: Int, point: SlicePoint)
  case deleteSeed(contour: String, seed: Int)
  case closeContour(contour: String)
  /// How the arc from a seed to the next is to run.
  case replaceArc(contour: String, seed: Int, course: ArcCourse)
  case labelContour(contour: String, label: LabelReference)
  case deleteContour(contour: String)
  /// Takes contours away and puts whole ones in their place, as one action.
  case replaceContours(ContourReplacement)
  /// Accepts contours, or rejects what a machine made.
  case review(Review)
  /// Gives a label to the pixels under the brush.
  case paint(place: Place, brush: Brush)
  /// Takes a label (or, without one, every label) from the pixels under the brush.
  case erase(place: Place, brush: Brush)
  /// Gives a label to the region of equal pixels around a point.
  case fill(place: Place, point: SlicePoint)
  case comment(String)
  /// Records the hash of the mask as it is now; `session verify` compares.
  case snapshot(maskSHA256: String)
  /// Takes back the last action that has not been taken back.
  case undo
  /// Does again what the last undo took back.
  case redo

  /// Which label, slice and frame an action is about.
  public struct Place: Sendable, Equatable, Codable {
    public var label: LabelReference?
    public var slice: Int?
    public var frame: Int?

    public init(label: LabelReference? = nil, slice: Int? = nil, frame: Int? = nil) {
      self.label = label
      self.slice = slice
      self.frame = frame
    }
  }

  /// A round brush drawn along a line.
  public struct Brush: Sendable, Equatable {
    /// The line; one point is a dab. At least one.
    public let points: [SlicePoint]
    /// Radius in millimetres.
    public let radius: Double

    public init(points: [SlicePoint], radius: Double) {
      self.points = points
      self.radius = radius
    }
  }

  /// The name of the action in the journal.
  public var name: String {
    switch self {
    case .addSeed: return "seed.add"
    case .moveSeed: return "seed.move"
    case .deleteSeed: return "seed.delete"
    case .closeContour: return "contour.close"
    case .replaceArc: return "arc.replace"
    case .labelContour: return "contour.label"
    case .deleteContour: return "contour.delete"
    case .replaceContours: return "contours.replace"
    case .review: return "review"
    case .paint: return "paint"
    case .erase: return "erase"
    case .fill: return "fill"
    case .comment: return "comment"
    case .snapshot: return "snapshot"
    case .undo: return "undo"
    case .redo: return "redo"
    }
  }

  /// Whether undo takes this action back. Comments and snapshots only note something.
  var isUndoable: Bool {
    switch self {
    case .comment, .snapshot, .undo, .redo: return false
    default: return true
    }
  }
}
