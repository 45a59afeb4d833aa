import Annotation

/// What an action came to.
struct Done: Encodable, Sendable {
  let sequence: Int
  /// As recorded.
  let action: RecordedAction
  /// The first of the slices that changed.
  let drawings: [Drawing]
  /// All of them.
  let positions: [SessionPosition]
  let canUndo: Bool
  let canRedo: Bool

  init(
    sequence: Int, action: Action, drawings: [Drawing], positions: [SessionPosition],
    canUndo: Bool, canRedo: Bool
  ) {
    self.sequence = sequence
    self.action = RecordedAction(action)
    self.drawings = drawings
    self.positions = positions
    self.canUndo = canUndo
    self.canRedo = canRedo
  }
}

/// The part of an action that a page has use for; what it drew is in the drawings.
struct RecordedAction: Encodable, Sendable {
  let action: String
  var tool: String?
  var contours: [String]?
  var removed: [String]?

  init(_ action: Action) {
    self.action = action.name
    if case .replaceContours(let replacement) = action {
      tool = replacement.tool.rawValue
      contours = replacement.add.map(\.contour)
      removed = replacement.remove
    }
  }
}

extension RecordedAction {
  /// "contours.replace grow", for lists.
  var summary: String { tool.map { "\(action) \($0)" } ?? action }
}

/// An action that was not done, since somebody else changed the same slices: they as they are now.
struct DrawingConflict: Error, Encodable {
  let error: WebError.Description
  let sequence: Int
  let drawings: [Drawing]

  init(error: WebError, sequence: Int, drawings: [Drawing]) {
    self.error = error.description
    self.sequence = sequence
    self.drawings = drawings
  }
}

/// Whose the actions are that undo and redo would meet, in the order of `ActionHistory`.
struct AuthorHistory: Sendable {
  private(set) var inForce: [String] = []
  private(set) var undone: [String] = []

  mutating func record(_ action: Action, _ author: String) {
    switch action {
    case .undo: if let last = inForce.popLast() { undone.append(last) }
    case .redo: if let last = undone.popLast() { inForce.append(last) }
    case .comment, .snapshot: break
    default:
      inForce.append(author)
      undone = []
    }
  }
}
