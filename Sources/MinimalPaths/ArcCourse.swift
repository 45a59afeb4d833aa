/// How an annotator wants the way between two clicks to run.
public enum ArcCourse: String, Sendable, Hashable, Codable, CaseIterable {
  /// As the model finds it.
  case found
  /// In a straight line from click to click.
  case straight
  /// The best way that leaves the one found, and keeps away from the contour's other arcs.
  case otherWay = "other_way"

  /// For messages: "found, straight or other_way".
  public static var names: String {
    allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or "
      + (allCases.last?.rawValue ?? "")
  }
}
