public import Networks
public import Preparation

/// A way of training that is known by a name.
public struct Preset: Sendable {
  public let name: String
  /// One line.
  public let summary: String
  /// Whose recipe it is.
  public let source: String
  /// Makes the recipe for a data set.
  private let make: @Sendable (DatasetFacts) throws(NetworkError) -> TrainingRecipe

  init(
    name: String, summary: String, source: String,
    make: @escaping @Sendable (DatasetFacts) throws(NetworkError) -> TrainingRecipe
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.make = make
  }

  /// - Throws: `NetworkError` of the network.
  public func recipe(for facts: DatasetFacts) throws(NetworkError) -> TrainingRecipe {
    try make(facts)
  }

  /// All, the default first.
  public static let catalogue = [contourist] + published

  /// - Throws: `TrainingError.unknownPreset`.
  public static func named(_ name: String) throws(TrainingError) -> Preset {
    guard let preset = catalogue.first(where: { $0.name == name }) else {
      throw .unknownPreset(name, known: catalogue.map(\.name))
    }
    return preset
  }
}
