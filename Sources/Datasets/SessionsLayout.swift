import Annotation
import ImageFiles
import Volumes

/// Sessions of this program with their images: each frame that has labels is a case.
///
/// The patient is the name of the session's image without its ending: sessions of several
/// annotators on one image never come apart. Slices without labels count as background.
enum SessionsLayout: LayoutReader {
  static let appearance = "*.session.jsonl, with their images where the sessions say"

  private static let ending = ".session.jsonl"

  static func matches(_ folder: DatasetFolder) -> Bool {
    folder.names.contains { $0.hasSuffix(ending) }
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    var cases: [DatasetCase] = []
    var agreed: (path: String, labels: String, values: LabelValues)?
    for file in folder.names where file.hasSuffix(ending) {
      let path = folder.path(of: file)
      let session: Session
      do {
        session = try Session(contentsOf: path)
      } catch {
        throw .session(path: path, error)
      }
      let entries = session.header.labels.entries.sorted { $0.value < $1.value }
      let labels = entries.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
      let values = LabelValues(
        entries.map(\.name),
        stored: entries.enumerated().map { ($1.value, UInt8($0 + 1)) })
      let first = agreed ?? (path, labels, values)
      agreed = first
      guard first.labels == labels else {
        throw .labelTablesDiffer(
          path: first.path, labels: first.labels, other: path, otherLabels: labels)
      }
      let isCine = session.header.image.dimensions[3] > 1
      let name = String(file.dropLast(ending.count))
      for frame in labelledFrames(session.state) {
        cases.append(
          DatasetCase(
            name: isCine ? "\(name)_frame\(frame < 10 ? "0" : "")\(frame)" : name,
            patient: imageName(session.header.image.path)
          ) { try image(path, frame: frame, values: values) })
      }
    }
    return Dataset(
      name: folder.name, layout: .sessions, channels: ["image"],
      labels: agreed?.values.labels ?? [], licence: nil, cases: cases)
  }

  /// Ascending; those with closed contours, paint or fills.
  private static func labelledFrames(_ state: SessionState) -> [Int] {
    let contours = state.contours.filter(\.isClosed).map(\.frame)
    let strokes = state.strokes.filter { stroke in
      if case .erase = stroke.kind { return false }
      return true
    }
    return Set(contours + strokes.map(\.frame)).sorted()
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
