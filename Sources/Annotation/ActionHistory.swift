/// Which actions of a journal are in force: undo takes the last one back, redo does it again, and
/// a new action forgets what could have been redone.
public struct ActionHistory: Sendable, Equatable {
  public private(set) var inForce: [Action] = []
  public private(set) var undone: [Action] = []

  public init() {}

  /// - Throws: `SessionError.badAction` when there is nothing to undo or redo.
  public mutating func record(_ action: Action) throws(SessionError) {
    switch action {
    case .undo:
      guard let last = inForce.popLast() else { throw .badAction("there is nothing to undo") }
      undone.append(last)
    case .redo:
      guard let last = undone.popLast() else { throw .badAction("there is nothing to redo") }
      inForce.append(last)
    default:
      guard action.isUndoable else { return }
      inForce.append(action)
      undone = []
    }
  }
}
