public import MinimalPaths
public import Volumes

/// What a person asks one of the tools to do, before it is computed.
public enum CorrectionRequest: Sendable, Equatable {
  /// The border of a closed contour is at a point: the line is drawn there, and what a model's seeds
  /// nearby said is forgotten.
  case pull(contour: String, point: SlicePoint)
  /// Draws a contour anew between two points. The first and the last of `points` lie near the
  /// contour, those between say where it is to run.
  case redrawArc(contour: String, points: [SlicePoint], course: ArcCourse)
  /// A point belongs to a label, and with it what is like it within `radius` millimetres.
  case addRegion(place: Action.Place, point: SlicePoint, radius: Double)
  /// A point does not belong to a label.
  case removeRegion(place: Action.Place, point: SlicePoint, radius: Double)
  /// What lies under the brush belongs to a label.
  case brush(place: Action.Place, brush: Action.Brush)
  /// What lies under the eraser does not belong to a label; without one, to none.
  case eraser(place: Action.Place, brush: Action.Brush)
  /// Moves a closed contour outwards by some millimetres; inwards if below zero.
  case grow(contour: String, by: Double)

  /// Of a region, where none is asked for: about a heart's chamber.
  public static let defaultRadius = 15.0

  /// The action that does what is asked.
  ///
  /// A pure function of the state, the image and the request. Nothing is changed.
  /// - Parameter tracer: Of the session's image.
  /// - Throws: `SessionError.badAction` where it cannot be done, or nothing would change.
  public func replacement(
    in state: SessionState, _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    switch self {
    case .pull(let contour, let point): return try pulled(contour, point, in: state, &tracer)
    case .redrawArc(let contour, let points, let course):
      return try redrawnArc(contour, points, course, in: state, &tracer)
    case .addRegion(let place, let point, let radius):
      return try competition(.addRegion, place, point, radius, in: state, &tracer)
    case .removeRegion(let place, let point, let radius):
      return try competition(.removeRegion, place, point, radius, in: state, &tracer)
    case .brush(let place, let brush): return try brushed(.brush, place, brush, in: state, &tracer)
    case .eraser(let place, let brush):
      return try brushed(.eraser, place, brush, in: state, &tracer)
    case .grow(let contour, let by): return try grown(contour, by, in: state, &tracer)
    }
  }
}
