public import Volumes

/// A session as read from its journal: header, history and the state it comes to.
public struct Session: Sendable {
  /// How the names of sessions' files end.
  public static let fileEnding = ".session.jsonl"

  public let header: SessionHeader
  public private(set) var history = ActionHistory()
  public private(set) var state: SessionState
  public let warnings: [String]
  let entries: [JournalEntry]
  /// States on the way here, so that an undo need not begin at the beginning.
  private var checkpoints: [(count: Int, state: SessionState)] = []
  private static let checkpointDistance = 64
  private static let mostCheckpoints = 16

  /// Number of lines after the header.
  public var entryCount: Int { entries.count }

  /// Number of snapshots recorded.
  public var snapshotCount: Int {
    entries.reduce(0) { if case .snapshot = $1.action { $0 + 1 } else { $0 } }
  }

  /// Folds a journal.
  /// - Throws: `SessionError.badLine` for a line whose action cannot be done.
  public init(_ journal: Journal) throws(SessionError) {
    header = journal.header
    warnings = journal.warnings
    entries = journal.entries
    state = SessionState(header: journal.header)
    for (n, entry) in journal.entries.enumerated() {
      do throws(SessionError) {
        try apply(entry.action)
      } catch {
        throw .badLine(path: journal.path, line: n + 2, reason: error.description)
      }
    }
  }

  /// Reads and folds a session file.
  public init(contentsOf path: String) throws(SessionError) {
    try self.init(Journal(contentsOf: path))
  }

  /// Does one action; on an error nothing changes.
  /// - Throws: `SessionError.badAction`.
  public mutating func apply(_ action: Action) throws(SessionError) {
    switch action {
    case .undo:
      try history.record(action)
      try goBack(to: history.inForce.count)
    case .redo:
      let redone = history.undone.last
      try history.record(action)
      if let redone { try state.apply(redone) }
    default:
      try state.apply(action)
      try history.record(action)
      if action.isUndoable, history.inForce.count.isMultiple(of: Self.checkpointDistance) {
        checkpoints.append((history.inForce.count, state))
        if checkpoints.count > Self.mostCheckpoints { checkpoints.removeFirst() }
      }
    }
  }

  /// The state after the first `count` actions in force, from the last checkpoint before it.
  private mutating func goBack(to count: Int) throws(SessionError) {
    while let last = checkpoints.last, last.count > count { checkpoints.removeLast() }
    state = checkpoints.last?.state ?? SessionState(header: header)
    for action in history.inForce[(checkpoints.last?.count ?? 0)..<count] {
      try state.apply(action)
    }
  }

  /// Replays every line and compares each snapshot with the mask at that moment.
  /// - Returns: The mask at the end.
  /// - Throws: `SessionError.otherImage`, `.badProbabilities`, `.snapshotDiffers`.
  public func verified(
    on volume: Volume, probabilities: Volume? = nil
  ) throws(SessionError) -> LabelVolume {
    var tracer = try SessionTracer(
      header: header, volume: volume, probabilities: probabilities)
    return try verified(with: &tracer)
  }

  /// The same with a tracer that is there already, and keeps what it traces.
  /// - Throws: `SessionError.snapshotDiffers`.
  public func verified(
    with tracer: inout SessionTracer
  ) throws(SessionError) -> LabelVolume {
    var replayed = Session(header: header)
    for (n, entry) in entries.enumerated() {
      try replayed.apply(entry.action)
      if case .snapshot(let recorded) = entry.action {
        let hash = tracer.mask(of: replayed.state).voxelsSHA256
        guard hash == recorded else {
          throw .snapshotDiffers(line: n + 2, recorded: recorded, replayed: hash)
        }
      }
    }
    return tracer.mask(of: replayed.state)
  }

  /// A session without lines.
  public init(header: SessionHeader) {
    self.header = header
    state = SessionState(header: header)
    warnings = []
    entries = []
  }
}

extension Session {
  /// A file's name without folder and ending.
  public static func name(ofFile path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(fileEnding) ? String(file.dropLast(fileEnding.count)) : file
  }
}
