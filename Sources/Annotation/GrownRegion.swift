import MinimalPaths
import Volumes

extension CorrectionRequest {
  /// A closed contour moved by a distance: what lies within it of the line joins or leaves.
  func grown(
    _ name: String, _ by: Double, in state: SessionState, _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    guard by != 0, abs(by) <= 1000 else {
      throw .badAction("by_mm is \(by); it must lie between -1000 and 1000 and not be 0")
    }
    let contour = state.contours[try state.contourIndex(name)]
    guard contour.isClosed else {
      throw .badAction("contour \"\(name)\" is open and encloses nothing; close it first")
    }
    let before = LabelRegion(
      label: contour.label, slice: contour.slice, frame: contour.frame, only: name, in: state,
      &tracer)
    guard let line = before.members.first?.line.points else {
      throw .badAction("contour \"\(name)\" cannot be drawn; move or delete seeds first")
    }
    var wanted = before.region
    forEachPixel(
      under: Action.Brush(points: line + line.prefix(1), radius: abs(by)), ni: wanted.ni,
      nj: wanted.nj, spacing: tracer.spacing
    ) { wanted.pixels[$0] = by > 0 }
    guard wanted.area > 1 else {
      throw .badAction(
        "contour \"\(name)\" has no place that is \(-by) mm inside of it; shrink it by less")
    }
    guard wanted != before.region else {
      throw .badAction("\(abs(by)) mm is too little to reach another pixel")
    }
    let (remove, add) = before.replacement(
      by: wanted, exact: SliceMask(ni: wanted.ni, nj: wanted.nj),
      movedBy: abs(by) / min(tracer.spacing.x, tracer.spacing.y), in: state,
      tracer)
    return ContourReplacement(
      remove: remove, add: add, tool: .grow, settings: ToolSettings(by: by))
  }
}
