/// What can be wrong with a session, its actions or its image.
public enum SessionError: Error, Equatable, Sendable {
  // The journal
  case cannotOpen(path: String, reason: String)
  case alreadyExists(path: String)
  case inUse(path: String)
  case notASession(path: String, reason: String)
  case newerVersion(path: String, version: Int)
  case brokenChain(path: String, line: Int)
  case badLine(path: String, line: Int, reason: String)
  case cannotWrite(path: String, reason: String)
  // The header and the image
  case badLabelTable(String)
  case otherImage(reason: String)
  case badMask(String)
  case badProbabilities(String)
  case snapshotDiffers(line: Int, recorded: String, replayed: String)
  // Actions
  case badAction(String)
}

extension SessionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      return "\(path): cannot be opened: \(reason)"
    case .alreadyExists(let path):
      return "\(path): exists already; choose another name, sessions are never overwritten"
    case .inUse(let path):
      return "\(path): another process is writing this session; wait until it has ended"
    case .notASession(let path, let reason):
      return "\(path): is not a Contourist session: \(reason)"
    case .newerVersion(let path, let version):
      return "\(path): was written with session format \(version), this program reads up to "
        + "\(SessionHeader.currentVersion); use a newer Contourist"
    case .brokenChain(let path, let line):
      return "\(path): line \(line - 1) was changed after it was written, or a line before line "
        + "\(line) is missing; restore the file from a copy"
    case .badLine(let path, let line, let reason):
      return "\(path): line \(line): \(reason)"
    case .cannotWrite(let path, let reason):
      return "\(path): cannot be written: \(reason). Nothing was recorded; what was there is intact"
    case .badLabelTable(let reason):
      return "the label table cannot be used: \(reason)"
    case .otherImage(let reason):
      return "the session belongs to another image: \(reason)"
    case .badMask(let reason):
      return "the mask cannot be turned into contours: \(reason)"
    case .badProbabilities(let reason):
      return "the probabilities cannot be used: \(reason)"
    case .snapshotDiffers(let line, let recorded, let replayed):
      return "the mask replayed up to line \(line) has SHA-256 \(replayed), but \(recorded) was "
        + "recorded; the session was made by another version of the engine or was changed"
    case .badAction(let reason):
      return reason
    }
  }
}
