/// What can be wrong with a training: its recipe, its data, what it computes, what it resumes from.
public enum TrainingError: Error, Equatable, Sendable {
  /// A recipe that nothing can be trained by; `reason` says why.
  case badRecipe(String)
  /// libtorch refused; its own first line.
  case libtorch(String)
  /// The loss is NaN or infinite.
  case lossNotFinite(step: Int, cases: [String])
  /// The checkpoint is of something else; `difference` says of what.
  case otherTraining(path: String, difference: String)
  /// The checkpoint is damaged.
  case badCheckpoint(path: String, reason: String)
  /// No preset of that name.
  case unknownPreset(String, known: [String])
  /// A case that does not fit the others or the recipe.
  case badCase(name: String, reason: String)
  /// A GPU was asked for and there is none.
  case noGPU
}

extension TrainingError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .badRecipe(let reason):
      return "\(reason)."
    case .libtorch(let reason):
      return "libtorch could not compute: \(reason)."
    case .lossNotFinite(let step, let cases):
      return "the loss of step \(step) is not finite; its batch is from "
        + "\(cases.joined(separator: ", ")). Look at these images, or train with a smaller --rate "
        + "or with --clipping 1. The last checkpoint is kept."
    case .otherTraining(let path, let difference):
      return
        "\(path) is the checkpoint of another training: \(difference). Give the options it was "
        + "begun with, or --restart to begin anew."
    case .badCheckpoint(let path, let reason):
      return "\(path): this is no checkpoint or a damaged one: \(reason). Give --restart to begin "
        + "anew."
    case .unknownPreset(let name, let known):
      return "there is no preset \"\(name)\". Choose one of \(known.joined(separator: ", "))."
    case .badCase(let name, let reason):
      return "\(name): \(reason)."
    case .noGPU:
      return "libtorch finds no GPU here. Train without --device gpu, or point LIBTORCH to a "
        + "libtorch for this GPU and build again."
    }
  }
}

#if Training
  internal import CTorch

  extension TrainingError {
    /// What libtorch said last, in this thread.
    static func latest() -> TrainingError {
      let text = String(cString: ctorch_error())
      return .libtorch(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }
  }
#endif
