import Annotation
import Datasets
import ImageFiles
import MinimalPaths
import Volumes

/// The polygon format: what was drawn (contours) and what it came to (regions of the mask).
struct PolygonDocument: Encodable {
  let format = "contourist-polygons"
  let version = 1
  let engine = contouristVersion
  let conventions: String
  let image: SessionHeader.Image
  let labels: LabelTable
  let contours: [Contour]
  let regions: [Region]

  struct Contour: Encodable {
    let name: String
    let label: String
    let value: UInt8
    let slice: Int
    let frame: Int
    let closed: Bool
    /// [x, y] in voxels.
    let seeds: [[Double]]
    let points: [[Double]]
    /// [x, y, z], RAS+ millimetres.
    let world: [[Double]]
    let lengthMillimetres: Double
    /// The model that made it; left out where a person did.
    let model: ModelIdentity?
    let review: ContourReview
    enum CodingKeys: String, CodingKey {
      case name, label, value, slice, frame, closed, seeds, points, model, review
      case world = "points_mm"
      case lengthMillimetres = "length_mm"
    }
  }

  /// The outline of the mask's pixels of one label: holes are outlines inside others.
  struct Region: Encodable {
    let label: String
    let value: UInt8
    let slice: Int
    let frame: Int
    let outlines: [[[Double]]]
  }

  init(_ opened: OpenedSession, tracer: inout SessionTracer, mask: LabelVolume) {
    let header = opened.session.header
    conventions = header.conventions
    image = header.image
    labels = header.labels
    let geometry = opened.image.volume.geometry
    var contours: [Contour] = []
    let spacing = SIMD2(geometry.spacing.x, geometry.spacing.y)
    for case (let contour, .success(let line)) in tracer.contours(of: opened.session.state) {
      contours.append(
        Contour(
          name: contour.name, label: header.labels.name(of: contour.label), value: contour.label,
          slice: contour.slice, frame: contour.frame, closed: contour.isClosed,
          seeds: line.seeds.map { [$0.x, $0.y] }, points: line.points.map { [$0.x, $0.y] },
          world: line.points.map { p in
            let w = geometry.world(p.inSlice(contour.slice))
            return [w.x, w.y, w.z]
          }, lengthMillimetres: line.length(spacing: spacing), model: contour.origin.model,
          review: contour.review))
    }
    self.contours = contours
    var regions: [Region] = []
    for frame in 0..<mask.frames {
      for k in 0..<mask.size.nk {
        let slice = mask.slice(k, frame: frame)
        for entry in header.labels.entries {
          let outlines = slice.mask(of: entry.value).outlines
          guard !outlines.isEmpty else { continue }
          regions.append(
            Region(
              label: entry.name, value: entry.value, slice: k, frame: frame,
              outlines: outlines.map { $0.map { [$0.x, $0.y] } }))
        }
      }
    }
    self.regions = regions
  }
}
