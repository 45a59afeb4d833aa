public import Volumes

/// A contour through an annotator's clicks.
public struct TracedContour: Sendable, Equatable {
  /// The clicks, in order, on the contour grid, where they were snapped to if asked for. Each lies
  /// within two voxels of a closed contour (a click beside an edge may be passed on the edge),
  /// unless the clicks themselves are so tangled that no simple contour can come near all of them.
  public let seeds: [SlicePoint]
  /// One arc between each click and the next; a closed contour has one back to the first.
  public let arcs: [Arc]
  public let isClosed: Bool
  /// The whole polyline. Closed: simple, without repeating the first point. Open: from the first
  /// click to the last.
  public let points: [SlicePoint]

  /// The way between two clicks.
  public struct Arc: Sendable, Equatable {
    /// From one click to the next: of a geodesic both included, of an outline from where it passes
    /// the one to where it passes the other.
    public let points: [SlicePoint]
    /// Whether the arc was drawn straight: as asked, or because the fastest way cut a click off the
    /// contour.
    public let isStraight: Bool
    /// Mean edge strength along the arc: 0 no edge at all; the more, the
    /// stronger; below 1.
    public let strength: Double
    /// How the arc was asked to run.
    public internal(set) var course: ArcCourse

    /// How far the arc can be trusted without a look, 0 to 1. Of an outline: how sure the border is
    /// at the arc's weakest point, other edges and the lack of one considered; about as often arcs
    /// are within two pixels of the truth. Of a geodesic: its strength.
    public let confidence: Double
    /// Where an outline is the least sure.
    let weakestPoint: SlicePoint?

    init(
      points: [SlicePoint], isStraight: Bool, strength: Double, course: ArcCourse = .found,
      confidence: Double? = nil, weakestPoint: SlicePoint? = nil
    ) {
      self.points = points
      self.isStraight = isStraight
      self.strength = strength
      self.course = course
      self.confidence = confidence ?? strength
      self.weakestPoint = weakestPoint
    }

    /// Where to look first: the weakest point of an outline, the point halfway of a geodesic.
    /// - Parameter spacing: Millimetres along i and j.
    public func placeToLook(spacing: SIMD2<Double>) -> SlicePoint {
      weakestPoint ?? middle(spacing: spacing)
    }

    /// The point halfway along.
    /// - Parameter spacing: Millimetres along i and j.
    func middle(spacing: SIMD2<Double>) -> SlicePoint {
      var left = polylineLength(points, closed: false, spacing: spacing) / 2
      for (a, b) in zip(points, points.dropFirst()) {
        let step = polylineLength([a, b], closed: false, spacing: spacing)
        if step >= left, step > 0 {
          return SlicePoint(a.x + left / step * (b.x - a.x), a.y + left / step * (b.y - a.y))
        }
        left -= step
      }
      return points[points.count - 1]
    }
  }

  /// The arcs that want a look, the least trusted first. Those drawn straight because somebody
  /// said so are left out: they follow no edge and need none.
  public var arcsToReview: [(index: Int, arc: Arc)] {
    arcs.indices.filter { arcs[$0].course != .straight }
      .sorted { (arcs[$0].confidence, $0) < (arcs[$1].confidence, $1) }
      .map { ($0, arcs[$0]) }
  }

  /// Millimetres along the polyline.
  public func length(spacing: SIMD2<Double>) -> Double {
    polylineLength(points, closed: isClosed, spacing: spacing)
  }

  /// Enclosed area in square millimetres; 0 for an open contour.
  public func area(spacing: SIMD2<Double>) -> Double {
    guard isClosed else { return 0 }
    let unit = ContourGrid.unitsPerVoxel
    let doubled = doubledArea(points.map(ContourGrid.snapped)).magnitude
    return Double(doubled) / (2 * unit * unit) * spacing.x * spacing.y
  }
}

/// How a closed contour is drawn through clicks.
public enum ContourModel: String, Sendable, Hashable, Codable, CaseIterable {
  /// A smooth outline on the border the clicks lie on; clicks may be a pixel off. Where it cannot
  /// pass all of them, `geodesic`.
  case outline
  /// Exactly through the clicks, arc by arc along the fastest ways of the edge metric.
  case geodesic
}

/// Why clicks give no contour.
public enum TracingError: Error, Equatable, Sendable {
  case tooFewSeeds(count: Int, needed: Int)
  case seedNotFinite(number: Int)
  case seedOutsideSlice(number: Int, SlicePoint, ni: Int, nj: Int)
  case equalSeeds(Int, Int)
  case noArea
  case noSuchArc(number: Int, count: Int)
  case snapOutOfRange(Double)
  case guidanceOfOtherSize(ni: Int, nj: Int, sliceNi: Int, sliceNj: Int)
  case cancelled
}

extension TracingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewSeeds(let count, let needed):
      let kind = needed == 3 ? "a closed contour" : "an open path"
      return "\(kind) needs at least \(needed) clicks, but there \(count == 1 ? "is" : "are") "
        + "\(count); add more"
    case .seedNotFinite(let number):
      return "click \(number) is not a number; give x and y in voxels"
    case .seedOutsideSlice(let number, let p, let ni, let nj):
      return "click \(number) at (\(p.x), \(p.y)) lies outside of the slice; "
        + "x runs from 0 to \(ni - 1) and y from 0 to \(nj - 1)"
    case .equalSeeds(let a, let b):
      return "clicks \(a) and \(b) are at the same place; move or delete one"
    case .noArea:
      return "the clicks lie on one line and enclose nothing; add a click beside it"
    case .noSuchArc(let number, let count):
      return "there is no arc \(number); arc N runs from click N to the next, and there "
        + (count == 1 ? "is 1 arc" : "are \(count) arcs")
    case .snapOutOfRange(let snap):
      return "clicks can be snapped to edges within \(ContourRequest.snapRange.lowerBound) to "
        + "\(ContourRequest.snapRange.upperBound) pixels, not \(snap)"
    case .guidanceOfOtherSize(let ni, let nj, let sliceNi, let sliceNj):
      return "the probabilities have \(ni) x \(nj) pixels and the slice \(sliceNi) x \(sliceNj); "
        + "give those of the same image"
    case .cancelled:
      return "the tracing was cancelled"
    }
  }
}

/// Length of a polyline in millimetres.
public func polylineLength(
  _ points: [SlicePoint], closed: Bool, spacing: SIMD2<Double>
) -> Double {
  var length = 0.0
  for n in points.indices where closed || n > 0 {
    let a = points[n > 0 ? n - 1 : points.count - 1]
    let dx = (points[n].x - a.x) * spacing.x
    let dy = (points[n].y - a.y) * spacing.y
    length += (dx * dx + dy * dy).squareRoot()
  }
  return length
}
