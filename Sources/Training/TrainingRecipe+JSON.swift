import Foundation

extension TrainingRecipe {
  /// Reads a recipe as it is written, and refuses what it does not know: a misspelt key would
  /// otherwise train something else than was asked for, without a word.
  ///
  /// - Throws: `TrainingError.badRecipe`.
  public init(json: [UInt8]) throws(TrainingError) {
    let data = Data(json)
    do {
      self = try JSONDecoder().decode(TrainingRecipe.self, from: data)
    } catch {
      throw .badRecipe("this is no recipe: \(Self.text(error))")
    }
    let stranger: String?
    do {
      let known = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(self))
      stranger = Self.stranger(in: try JSONSerialization.jsonObject(with: data), known: known)
    } catch {
      preconditionFailure("what was decoded can be encoded")
    }
    if let stranger { throw .badRecipe("a recipe has no \"\(stranger)\"; check the spelling") }
  }

  /// The first key that `found` has and `known` lacks, after those it lies in.
  private static func stranger(in found: Any, known: Any) -> String? {
    guard let found = found as? [String: Any], let known = known as? [String: Any] else {
      return nil
    }
    for (key, value) in found.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
      guard let other = known[key] else { return key }
      if let inner = stranger(in: value, known: other) { return key + "." + inner }
    }
    return nil
  }

  private static func text(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      return "it lacks \"\(path)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? context.debugDescription : "\"\(path)\": \(context.debugDescription)"
    default: return "\(error)"
    }
  }
}
