import MinimalPaths
import Volumes

extension CorrectionRequest {
  /// A closed contour drawn to a point, as by `Tracer.pulled`.
  func pulled(
    _ name: String, _ point: SlicePoint, in state: SessionState, _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    let contour = state.contours[try state.contourIndex(name)]
    guard contour.isClosed else {
      throw .badAction("contour \"\(name)\" is open; add a seed to it, or close it first")
    }
    let click = try state.checked(point)
    let pulled: ContourRequest
    do {
      pulled = try tracer.pulled(contour, to: click, in: state)
    } catch {
      throw .badAction("contour \"\(name)\" cannot be drawn: \(error)")
    }
    guard pulled.seeds != contour.seeds else {
      throw .badAction("contour \"\(name)\" has a seed at that place already")
    }
    let addition = ContourReplacement.Addition(
      contour: name, place: contour.place(labels: state.header.labels), seeds: pulled.seeds,
      courses: pulled.courses)
    return ContourReplacement(
      remove: [name], add: [addition], tool: .pull, settings: ToolSettings(point: point))
  }
}
