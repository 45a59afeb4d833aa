import Annotation
import Datasets
import Terminal

/// A session together with its image, after its warnings were printed.
/// - Parameter imagePath: Where the image lies now; nil takes the header's path.
/// - Throws: `SessionError`, `ImageFileError`.
func openSession(_ path: String, imagePath: String?) throws -> OpenedSession {
  let opened = try OpenedSession(path, imagePath: imagePath)
  opened.warnings.forEach(warn)
  return opened
}

extension OpenedSession {
  /// A tracer for the session, after a warning for every contour that cannot be drawn.
  func tracerAfterWarnings() -> SessionTracer {
    var tracer = tracer
    for (contour, reason) in tracer.failures(of: session.state) {
      warn("contour \"\(contour.name)\" in slice \(contour.slice) labels nothing: \(reason)")
    }
    return tracer
  }
}
