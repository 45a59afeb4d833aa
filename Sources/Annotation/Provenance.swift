/// The model that made a contour: the name it goes by, and its file.
public struct ModelIdentity: Sendable, Hashable, Codable {
  public let name: String
  /// SHA-256 of the model file, lower-case hexadecimal.
  public let sha256: String

  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }

  /// What is wrong with it, for the user; nil where nothing is.
  var problem: String? {
    if name.isEmpty || name.utf8.count > 200 { return "a model needs a name of 1 to 200 bytes" }
    let digits = "0123456789abcdef"
    guard sha256.utf8.count == 64, sha256.allSatisfy(digits.contains) else {
      return "a model's \"sha256\" is 64 digits, 0 to 9 and a to f"
    }
    return nil
  }
}

/// Who made a contour first.
public enum ContourOrigin: Sendable, Hashable {
  case human
  case machine(ModelIdentity)
  /// The session itself, from contours of other slices or frames.
  case derived(along: FillingRequest.Axis)

  /// For people: "human", the model's name, or "session".
  public var maker: String {
    switch self {
    case .human: "human"
    case .machine(let model): model.name
    case .derived: "session"
    }
  }

  public var model: ModelIdentity? {
    if case .machine(let model) = self { model } else { nil }
  }
}

/// What people have done about a contour since.
public enum ContourReview: String, Sendable, Hashable, Codable, CaseIterable {
  /// Nothing: it is as the machine made it, or as it was drawn.
  case untouched
  /// A person changed what a machine made, or what had been accepted.
  case edited
  case accepted
}

extension SessionState.Contour {
  /// Whether nobody has looked at what a machine made.
  public var isUnreviewedMachineMade: Bool { origin != .human && review == .untouched }

  /// Notes that a person changed its seeds, arcs or label.
  mutating func noteChange() {
    if origin != .human || review == .accepted { review = .edited }
  }
}
