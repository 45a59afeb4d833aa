import MinimalPaths
import Volumes

extension CorrectionRequest {
  /// What lies under a stroke joins a label's contours, or leaves them; they stay as they were
  /// elsewhere.
  func brushed(
    _ tool: ContourReplacement.Tool, _ place: Action.Place, _ brush: Action.Brush,
    in state: SessionState, _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    let brush = try state.checked(brush)
    let (slice, frame) = try state.position(place)
    var labels = state.header.labels.entries.map(\.value)
    if tool == .brush || place.label != nil {
      labels = [try state.label(state.required(place.label, "label"))]
    }
    var result = ContourReplacement(
      tool: tool, settings: ToolSettings(points: brush.points, radius: brush.radius))
    // Each label beside what the ones before it have become.
    var state = state
    for label in labels {
      let before = LabelRegion(label: label, slice: slice, frame: frame, in: state, &tracer)
      var wanted = before.region
      forEachPixel(under: brush, ni: wanted.ni, nj: wanted.nj, spacing: tracer.spacing) {
        wanted.pixels[$0] = tool == .brush
      }
      guard wanted != before.region else { continue }
      let (remove, add) = before.replacement(
        by: wanted, exact: SliceMask(ni: wanted.ni, nj: wanted.nj), in: state, tracer)
      guard !remove.isEmpty || !add.isEmpty else { continue }
      let part = ContourReplacement(remove: remove, add: add, tool: tool)
      try state.replaceContours(part)
      result.remove += remove
      result.add += add
    }
    guard !result.remove.isEmpty || !result.add.isEmpty else {
      throw .badAction(
        tool == .brush
          ? "everything under the stroke belongs to the label's contours already"
          : "no contour of the label lies under the stroke")
    }
    return result
  }
}
