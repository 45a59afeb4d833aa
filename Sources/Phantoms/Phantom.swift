public import Volumes

/// A synthetic image with the truth it was made from.
public struct Phantom: Sendable, Equatable {
  /// One label value and what it stands for.
  public struct Label: Sendable, Equatable {
    /// Value in the mask, 1...7.
    public let value: UInt8
    /// Name of the structure in plain words.
    public let name: String

    /// One entry of the list.
    public init(_ value: UInt8, _ name: String) {
      self.value = value
      self.name = name
    }
  }

  /// Shape (ni, nj, nk, frames), whole numbers from 0 to 32767, most of them below 1000.
  public let image: Volume
  /// Shape (ni, nj, nk, frames), the values of `labelNames` and 0 for background.
  public let truth: LabelVolume
  /// The structures of `truth`, ascending by value.
  public let labelNames: [Label]
  /// One line that says what the image imitates and from which seed it came.
  public let description: String
  /// Of a heart its volumes by frame; empty for anything else.
  public let heart: [HeartTruth]

  /// - Precondition: `image` and `truth` share their grid and number of frames.
  public init(
    image: Volume, truth: LabelVolume, labelNames: [Label], description: String,
    heart: [HeartTruth] = []
  ) {
    precondition(
      image.geometry == truth.geometry && image.frames == truth.frames,
      "image and truth of a phantom share one grid")
    self.image = image
    self.truth = truth
    self.labelNames = labelNames
    self.description = description
    self.heart = heart
  }
}

/// Why a phantom cannot be made as asked.
public enum PhantomError: Error, Equatable, CustomStringConvertible {
  /// A parameter lies outside the range in which the phantom looks like what it imitates.
  case parameterOutOfRange(name: String, value: Double, allowed: ClosedRange<Double>)
  /// The field of view, in millimetres along i, j and k, does not hold the anatomy.
  case fieldOfViewTooSmall(millimetres: SIMD3<Double>, needed: SIMD3<Double>)
  /// The cycle needs a frame for the end of diastole and one for the end of systole.
  case tooFewFrames(Int)

  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .parameterOutOfRange(let name, let value, let allowed):
      "\(name) is \(value); choose a value from \(allowed.lowerBound) to \(allowed.upperBound)"
    case .fieldOfViewTooSmall(let has, let needed):
      "the field of view is \(has.x) x \(has.y) x \(has.z) mm; enlarge the grid or the spacing "
        + "until it is at least \(needed.x) x \(needed.y) x \(needed.z) mm"
    case .tooFewFrames(let frames):
      "a heart cycle of \(frames) frame(s) has no systole; ask for at least 2 frames"
    }
  }
}

func check(
  _ name: String, _ value: Double, in allowed: ClosedRange<Double>
) throws(PhantomError) {
  guard allowed.contains(value) else {
    throw .parameterOutOfRange(name: name, value: value, allowed: allowed)
  }
}

/// Checks the spacing, then that the grid covers `needed` millimetres.
func checkFieldOfView(
  _ size: GridSize, _ spacing: SIMD3<Double>, needed: SIMD3<Double>
) throws(PhantomError) {
  for axis in 0..<3 { try check("spacing", spacing[axis], in: 0.1...50) }
  let field = SIMD3(Double(size.ni), Double(size.nj), Double(size.nk)) * spacing
  guard field.x >= needed.x, field.y >= needed.y, field.z >= needed.z else {
    throw .fieldOfViewTooSmall(millimetres: field, needed: needed)
  }
}
