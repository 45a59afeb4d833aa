extension Action {
  /// A person's verdict on the contours of a scope.
  public struct Review: Sendable, Equatable {
    public enum Verdict: String, Sendable, Codable, CaseIterable {
      /// All contours of the scope are right.
      case accept
      /// Those that a machine made and nobody touched go.
      case reject
    }

    public var verdict: Verdict
    public var contour: String?
    /// What is left out does not narrow the scope: nothing at all is the whole volume.
    public var place: Place

    public init(_ verdict: Verdict, contour: String? = nil, place: Place = Place()) {
      self.verdict = verdict
      self.contour = contour
      self.place = place
    }
  }
}

extension SessionState {
  /// The contours a verdict is about, in the order of the session: of an acceptance all of its
  /// scope, of a rejection the machine-made, untouched ones.
  /// - Throws: `SessionError.badAction` for a scope that is not there.
  public func contours(under review: Action.Review) throws(SessionError) -> [Contour] {
    let (place, name) = (review.place, review.contour)
    if let name { _ = try contourIndex(name) }
    var label: UInt8?
    if let reference = place.label { label = try self.label(reference) }
    if let slice = place.slice { try checkSlice(slice) }
    if let frame = place.frame { try checkFrame(frame) }
    return contours.filter {
      $0.name == name ?? $0.name && $0.label == label ?? $0.label
        && $0.slice == place.slice ?? $0.slice && $0.frame == place.frame ?? $0.frame
        && (review.verdict == .accept || $0.isUnreviewedMachineMade)
    }
  }

  mutating func apply(_ review: Action.Review) throws(SessionError) {
    let names = try Set(contours(under: review).map(\.name))
    guard !names.isEmpty else {
      throw .badAction(
        review.verdict == .accept
          ? "there is no contour to accept there"
          : "no contour there was made by a machine and left untouched; nothing to reject")
    }
    switch review.verdict {
    case .accept:
      for n in contours.indices where names.contains(contours[n].name) {
        contours[n].review = .accepted
      }
    case .reject: setContours(contours.filter { !names.contains($0.name) })
    }
  }
}
