import Foundation
import Preparation
import Volumes

extension ModelCard {
  /// The metadata's keys.
  enum Key: String {
    case name, description, recipe, answer, preparation, labels, channels
    case trainingSet = "training_set"
    case training, scores, licence, flips, postprocessing, engine, created
  }

  /// The card as entries of a model's metadata; what is not known has none.
  ///
  /// - Precondition: The scores are finite.
  public func metadata() -> [String: String] {
    var entries: [String: String] = [:]
    func set(_ key: Key, _ text: String?) { entries[key.rawValue] = text }
    set(.name, name)
    set(.description, description)
    set(.recipe, Self.json(recipe))
    set(.answer, answer.rawValue)
    set(.preparation, preparation.map(Self.json))
    set(.labels, labels.isEmpty ? nil : Self.json(labels))
    set(.channels, channels.isEmpty ? nil : Self.json(channels))
    set(.trainingSet, trainingSet.map(Self.json))
    set(.training, training.isEmpty ? nil : Self.json(training))
    set(.scores, scores.isEmpty ? nil : Self.json(scores))
    set(.licence, licence)
    set(.flips, flips.isEmpty ? nil : Self.json(flips))
    set(.postprocessing, postprocessing.isEmpty ? nil : Self.json(postprocessing))
    set(.engine, engine)
    set(.created, created)
    return entries
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("finite numbers and texts can be written as JSON")
    }
  }

  /// Reads what `metadata()` wrote; other entries are passed over.
  ///
  /// - Throws: `NetworkError.noRecipe` for another program's metadata, `.badMetadata` for damaged
  ///   ones.
  public init(metadata: [String: String]) throws(NetworkError) {
    guard let recipe: NetworkRecipe = try Self.value(.recipe, metadata) else { throw .noRecipe }
    self.init(
      name: metadata[Key.name.rawValue] ?? recipe.network,
      description: metadata[Key.description.rawValue],
      recipe: recipe,
      answer: try Self.answer(metadata),
      preparation: try Self.value(.preparation, metadata),
      labels: try Self.value(.labels, metadata) ?? [],
      channels: try Self.value(.channels, metadata) ?? [],
      trainingSet: try Self.value(.trainingSet, metadata),
      training: try Self.value(.training, metadata) ?? [:],
      scores: try Self.value(.scores, metadata) ?? [:],
      licence: metadata[Key.licence.rawValue],
      flips: try Self.value(.flips, metadata) ?? [],
      postprocessing: try Self.value(.postprocessing, metadata) ?? [],
      engine: metadata[Key.engine.rawValue],
      created: metadata[Key.created.rawValue])
    try check()
  }

  /// Softmax where the metadata do not say.
  private static func answer(_ metadata: [String: String]) throws(NetworkError) -> Answer {
    guard let text = metadata[Key.answer.rawValue] else { return .softmax }
    guard let answer = Answer(rawValue: text) else {
      throw .badMetadata(key: Key.answer.rawValue, reason: "is neither softmax nor sigmoid")
    }
    return answer
  }

  private static func value<Value: Decodable>(
    _ key: Key, _ metadata: [String: String]
  ) throws(NetworkError) -> Value? {
    guard let text = metadata[key.rawValue] else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .badMetadata(key: key.rawValue, reason: "is not the JSON expected")
    }
  }

  /// - Throws: `NetworkError.badMetadata` where two entries contradict each other.
  private func check() throws(NetworkError) {
    func require(_ condition: Bool, _ key: Key, _ reason: String) throws(NetworkError) {
      guard condition else { throw .badMetadata(key: key.rawValue, reason: reason) }
    }
    let last = answer == .softmax ? recipe.classes - 1 : recipe.classes
    try require(
      labels.isEmpty || labels.map { Int($0.value) } == Array(1..<max(last + 1, 1)), .labels,
      "has the values \(labels.map(\.value)), but a network of \(recipe.classes) classes and "
        + "\(answer.rawValue) has labels from 1 to \(last)")
    try require(
      Set(labels.map(\.name)).count == labels.count, .labels, "has two labels of one name")
    try require(
      channels.isEmpty || channels.count == recipe.inputChannels, .channels,
      "names \(channels.count) channels, but the network has \(recipe.inputChannels)")
    if let preparation {
      try require(
        preparation.dimensions == recipe.dimensions
          && preparation.patch.count == recipe.dimensions && preparation.spacing.count == 3
          && preparation.patch.allSatisfy { $0 > 0 }
          && preparation.spacing.allSatisfy { $0 ?? 1 > 0 },
        .preparation,
        "does not fit the network, which works in \(recipe.dimensions) dimensions")
    }
    let problem = PostprocessingRule.problem(postprocessing, labels: labels.map(\.name))
    try require(problem == nil, .postprocessing, problem ?? "")
    try require(
      Set(flips).count == flips.count && (recipe.dimensions == 3 || !flips.contains(.k)), .flips,
      "has an axis twice, or one that the network does not have")
    try require(
      scores.values.allSatisfy((0...1).contains), .scores, "has a Dice outside of 0 to 1")
  }
}
