/// What can be wrong with the record of a training.
public enum LearningCurveError: Error, Equatable, Sendable {
  /// An epoch's loss or Dice is infinite or no number.
  case diverged(epoch: Int)
  /// A file that is no learning curve, or a damaged one.
  case malformed(path: String, reason: String)
}

extension LearningCurveError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .diverged(let epoch):
      return "the training diverged: the numbers of epoch \(epoch) are not finite. "
        + "Repeat it with a smaller learning rate."
    case .malformed(let path, let reason):
      return "\(path): is no learning curve or a damaged one: \(reason). "
        + "Name the file that the training wrote."
    }
  }
}
