public import Volumes

/// What can be wrong with a recipe, an augmentation or an image to be prepared.
public enum PreparationError: Error, Equatable, Sendable {
  /// A recipe that no image can be prepared by; `reason` says why.
  case badRecipe(reason: String)
  /// An augmentation that cannot be drawn from; `reason` says why.
  case badAugmentation(reason: String)
  /// A channel or the labels do not lie where the first channel lies; `part` says which.
  case geometriesDiffer(name: String, part: String, first: GridSize, other: GridSize)
  /// The prepared image would have more values than can be computed with.
  case tooLarge(name: String, spacing: [Double], values: Double)
  /// A channel, counted from 1, has no finite intensity.
  case nothingFinite(name: String, channel: Int)
}

extension PreparationError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .badRecipe(let reason):
      return "the recipe cannot be used: \(reason)."
    case .badAugmentation(let reason):
      return "the augmentation cannot be used: \(reason)."
    case .geometriesDiffer(let name, let part, let first, let other):
      return "\(name): \(part) (\(other) voxels) does not lie where the first channel lies "
        + "(\(first) voxels). Resample all parts of a case to one grid."
    case .tooLarge(let name, let spacing, let values):
      let millimetres = spacing.map { "\($0)" }.joined(separator: " x ")
      return "\(name): at a spacing of \(millimetres) mm the image would have \(values) values; "
        + "at most \(PreparationRecipe.valueLimit) can be held. Choose a coarser spacing, or "
        + "check the spacing in the image's header."
    case .nothingFinite(let name, let channel):
      return "\(name): channel \(channel) has no finite intensity. Look at the file; leave the "
        + "case out if it is damaged."
    }
  }
}
