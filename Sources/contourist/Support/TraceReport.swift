import MinimalPaths
import Terminal
import Volumes

/// A traced contour as JSON: what `trace --json` prints and `trace --jsonl` answers.
struct TraceReport: Encodable {
  /// Vertices [x, y] in voxels; closed without repeating the first.
  let contour: [[Double]]
  let closed: Bool
  let arcs: [Arc]
  let lengthMillimetres: Double
  let areaSquareMillimetres: Double
  let milliseconds: Double
  /// As in the request; only in answers.
  var id: JSONValue?
  var label: JSONValue?

  /// From one click to another, counted from 0.
  struct Arc: Encodable {
    let from: Int
    let to: Int
    /// Mean edge strength: 0 no edge at all, below 1.
    let strength: Double
    /// How far it can be trusted without a look, 0 to 1.
    let confidence: Double
    /// Where to look first, [x, y] in voxels.
    let look: [Double]
    /// Whether the arc was drawn straight, not along edges.
    let straight: Bool
    /// How it was asked to run.
    let course: ArcCourse
    let lengthMillimetres: Double

    enum CodingKeys: String, CodingKey {
      case from, to, strength, confidence, look, straight, course
      case lengthMillimetres = "length_mm"
    }
  }

  enum CodingKeys: String, CodingKey {
    case id, label, contour, closed, arcs, milliseconds
    case lengthMillimetres = "length_mm"
    case areaSquareMillimetres = "area_mm2"
  }

  init(_ traced: TracedContour, spacing: SIMD2<Double>, milliseconds: Double) {
    contour = traced.points.map { [$0.x, $0.y] }
    closed = traced.isClosed
    arcs = traced.arcs.enumerated().map { n, arc in
      let look = arc.placeToLook(spacing: spacing)
      return Arc(
        from: n, to: (n + 1) % traced.seeds.count, strength: arc.strength,
        confidence: arc.confidence, look: [look.x, look.y], straight: arc.isStraight,
        course: arc.course,
        lengthMillimetres: polylineLength(arc.points, closed: false, spacing: spacing))
    }
    lengthMillimetres = traced.length(spacing: spacing)
    areaSquareMillimetres = traced.area(spacing: spacing)
    self.milliseconds = milliseconds
  }
}
