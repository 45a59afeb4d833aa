/// Why something cannot be measured in a mask.
public enum MeasurementError: Error, Equatable, Sendable {
  /// A heart has a function between two moments.
  case oneMoment
  /// The left ventricle is not labelled in the frame asked for.
  case notLabelled(frame: Int, labelled: [Int])
  /// Slices of the wall around the cavity are too few for segments.
  case tooFewSlices(Int)
  /// Without the right ventricle the septum is not known.
  case noRightVentricle
  /// The wall is not labelled, or nowhere around a cavity.
  case noWall
}

extension MeasurementError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .oneMoment:
      "the left ventricle is labelled at one moment only; an ejection fraction needs two: label "
        + "the ends of diastole and of systole"
    case .notLabelled(let frame, let labelled):
      "the left ventricle is not labelled in frame \(frame); it is in "
        + labelled.map(String.init).joined(separator: ", ")
    case .tooFewSlices(let count):
      "the wall surrounds the cavity in \(count) slice\(count == 1 ? "" : "s"); base, middle and "
        + "apex need three or more"
    case .noRightVentricle:
      "the right ventricle is not labelled, which tells where the septum is; label it for segments"
    case .noWall: "the myocardium is not labelled around the left ventricle; label it"
    }
  }
}
