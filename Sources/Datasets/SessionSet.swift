import Annotation
import ImageFiles
import Volumes

/// Sessions whose labels mean the same: each frame that has labels is a case.
struct SessionSet: Sendable {
  /// Of one session.
  struct Frame: Sendable {
    /// The session's, of a cine with the frame behind it.
    let name: String
    /// Index into `sessions`.
    let session: Int
    let frame: Int
  }

  let sessions: [(name: String, path: String, session: Session)]
  let frames: [Frame]
  /// The labels, counted from 1, by the values that masks of the sessions have.
  let values: LabelValues

  /// - Throws: `DatasetError.session`, `.labelTablesDiffer`, `.casesOfOneName`.
  init(_ paths: [String]) throws(DatasetError) {
    var sessions: [(name: String, path: String, session: Session)] = []
    var frames: [Frame] = []
    var agreed: (path: String, labels: String, values: LabelValues)?
    for path in paths {
      let session: Session
      do {
        session = try Session(contentsOf: path)
      } catch {
        throw .session(path: path, error)
      }
      let name = Self.name(path)
      if let other = sessions.first(where: { $0.name == name }) {
        throw .casesOfOneName(name, path: other.path, other: path)
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
      for frame in Self.labelledFrames(session.state) {
        let number = "_frame\(frame < 10 ? "0" : "")\(frame)"
        frames.append(
          Frame(name: isCine ? name + number : name, session: sessions.count, frame: frame))
      }
      sessions.append((name, path, session))
    }
    self.sessions = sessions
    self.frames = frames
    values = agreed?.values ?? LabelValues([])
  }

  /// "heart" of "data/heart.session.jsonl".
  static func name(_ path: String) -> String {
    let name = Session.name(ofFile: path)
    return path.hasSuffix(Session.fileEnding) ? name : imageName(name)
  }

  /// Whose image a session is about: what its data set says, or the name of the image without its
  /// ending, so that sessions of several annotators on one image never come apart.
  func patient(of frame: Frame) -> String {
    let header = sessions[frame.session].session.header
    return header.source?.patient ?? imageName(header.image.path)
  }

  func source(of frame: Frame) -> SessionHeader.Source? {
    sessions[frame.session].session.header.source
  }

  /// Those that the sessions' data sets have, each once; nil where none has any.
  var licence: String? {
    let all = withoutRepeats(sessions.compactMap { $0.session.header.source?.licence })
    return all.isEmpty ? nil : all.joined(separator: "; and ")
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
}
