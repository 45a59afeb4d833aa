/// How an annotator wants the way between two clicks to run.
public enum ArcCourse: String, Sendable, Hashable, Codable, CaseIterable {
  /// As the model finds it.
  case found
  /// In a straight line from click to click.
  case straight
  /// In a round way from click to click, by the clicks alone: where the border is known but does not
  /// show in the image.
  case smooth
  /// The best way that leaves the one found, and keeps away from the contour's other arcs.
  case otherWay = "other_way"

  /// For messages: "found, straight, smooth or other_way".
  public static var names: String {
    allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or "
      + (allCases.last?.rawValue ?? "")
  }
}
