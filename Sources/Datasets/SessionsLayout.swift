import Annotation
import ImageFiles
import Volumes

/// Sessions of this program with their images: each frame that has labels is a case. Slices without
/// labels count as background.
enum SessionsLayout: LayoutReader {
  static let appearance = "*.session.jsonl, with their images where the sessions say"

  static func matches(_ folder: DatasetFolder) -> Bool {
    folder.names.contains { $0.hasSuffix(Session.fileEnding) }
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let files = folder.names.filter { $0.hasSuffix(Session.fileEnding) }
    let set = try SessionSet(files.map { folder.path(of: $0) })
    return Dataset(
      name: folder.name, layout: .sessions, channels: ["image"], labels: set.values.labels,
      licence: set.licence,
      cases: set.frames.map { frame in
        let source = set.source(of: frame)
        let (path, values) = (set.sessions[frame.session].path, set.values)
        return DatasetCase(
          name: frame.name, patient: set.patient(of: frame), group: source?.group,
          phase: source?.phase
        ) { try image(path, frame: frame.frame, values: values) }
      })
  }

  private static func image(
    _ path: String, frame: Int, values: LabelValues
  ) throws -> LabelledImage {
    let opened = try OpenedSession(path)
    let state = opened.session.state
    var tracer = opened.tracer
    let mask = tracer.mask(of: state, frame: frame)
    let failures = tracer.failures(of: state).filter { $0.contour.frame == frame }
    return LabelledImage(
      channels: [opened.image.volume.frame(frame)],
      labels: try values.labels(mask, path: path),
      warnings: opened.image.warnings + opened.warnings
        + failures.map { contour, reason in
          "\(path): contour \"\(contour.name)\" in slice \(contour.slice) labels nothing: \(reason)"
        })
  }
}
