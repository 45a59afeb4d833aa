public import Volumes

/// A session as read from its journal: header, history and the state it comes to.
public struct Session: Sendable {
  public let header: SessionHeader
  public private(set) var history = ActionHistory()
  public private(set) var state: SessionState
  public let warnings: [String]
  private let entries: [JournalEntry]

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
    var next = history
    try next.record(action)
    switch action {
    case .undo, .redo:
      state = try SessionState(header: header, actions: next.inForce)
    default:
      try state.apply(action)
    }
    history = next
  }

  /// Replays every line and compares each snapshot with the mask at that moment.
  /// - Returns: The mask at the end.
  /// - Throws: `SessionError.otherImage`, `.snapshotDiffers`.
  public func verified(on volume: Volume) throws(SessionError) -> LabelVolume {
    var tracer = try SessionTracer(header: header, volume: volume)
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
  init(header: SessionHeader) {
    self.header = header
    state = SessionState(header: header)
    warnings = []
    entries = []
  }
}
