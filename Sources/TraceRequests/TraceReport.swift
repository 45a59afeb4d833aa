package import MinimalPaths
import Terminal
import Volumes

/// A traced contour as JSON: what `trace --json` prints and `trace --jsonl` answers.
package struct TraceReport: Encodable {
  /// Vertices [x, y] in voxels; closed without repeating the first.
  package let contour: [[Double]]
  package let closed: Bool
  package let arcs: [Arc]
  package let lengthMillimetres: Double
  package let areaSquareMillimetres: Double
  package let milliseconds: Double
  /// As in the request; only in answers.
  var id: JSONValue?
  var label: JSONValue?

  /// From one click to another, counted from 0.
  package struct Arc: Encodable {
    package let from: Int
    package let to: Int
    /// Mean edge strength: 0 no edge at all, below 1.
    package let strength: Double
    /// How far it can be trusted without a look, 0 to 1.
    package let confidence: Double
    /// Where to look first, [x, y] in voxels.
    package let look: [Double]
    /// Whether the arc was drawn straight, not along edges.
    package let straight: Bool
    /// How it was asked to run.
    package let course: ArcCourse
    package let lengthMillimetres: Double

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

  package init(_ traced: TracedContour, spacing: SIMD2<Double>, milliseconds: Double) {
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
