import Foundation
import ImageFiles
import LearningCurves
import Networks

/// Where a training stands after an epoch: enough to go on as if it had never stopped.
public struct Checkpoint: Equatable {
  /// What must agree for a training to go on.
  struct Identity: Codable, Equatable {
    var recipe: TrainingRecipe
    var trainingCases: [String]
    var validationCases: [String]
    var labels: [String]
  }

  var identity: Identity
  var curve: LearningCurve
  /// By the names of the network's parameters.
  var weights: [String: [Float]]
  /// Empty where weights are not averaged.
  var averaged: [String: [Float]]
  var bestWeights: [String: [Float]]
  /// As libtorch writes it.
  var optimizer: [UInt8]
}

extension Checkpoint {
  /// For how many epochs an interrupted training was meant; nil where there is no checkpoint.
  /// - Throws: `TrainingError.badCheckpoint`.
  public static func epochs(at path: String) throws(TrainingError) -> Int? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    do {
      let file = try SafetensorsFile.decode(Array(bytes))
      return try value(Identity.self, file, identityKey).recipe.epochs
    } catch {
      throw .badCheckpoint(path: path, reason: "\(error)")
    }
  }

  private static let identityKey = "contourist.training"
  private static let curveKey = "contourist.curve"
  private static let optimizerName = "optimizer"

  /// One safetensors file: weights with a prefix each, the optimiser's bytes, the rest as JSON.
  func encoded(_ network: Network) throws -> [UInt8] {
    var tensors: [String: WeightTensor] = [:]
    for (prefix, set) in [
      ("current.", weights), ("averaged.", averaged), ("best.", bestWeights),
    ] {
      for parameter in network.parameters {
        if let values = set[parameter.name] {
          tensors[prefix + parameter.name] = WeightTensor(shape: parameter.shape, values: values)
        }
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let metadata = [
      Self.identityKey: try text(identity), Self.curveKey: try text(curve),
    ]
    return SafetensorsFile(
      tensors: tensors, blobs: [Self.optimizerName: optimizer], metadata: metadata
    ).encode()
  }

  /// - Throws: `TrainingError.badCheckpoint`, `.otherTraining` where it is not of `identity`.
  init(
    _ bytes: [UInt8], of network: Network, _ identity: Identity, path: String
  ) throws(TrainingError) {
    let file: SafetensorsFile
    let found: Identity
    do {
      file = try SafetensorsFile.decode(bytes)
      found = try Self.value(Identity.self, file, Self.identityKey)
    } catch {
      throw .badCheckpoint(path: path, reason: "\(error)")
    }
    if let difference = identity.difference(from: found) {
      throw .otherTraining(path: path, difference: difference)
    }
    do {
      self.identity = identity
      curve = try Self.value(LearningCurve.self, file, Self.curveKey)
      weights = try Self.weights(file, network, "current.")
      averaged =
        identity.recipe.averaging == nil ? [:] : try Self.weights(file, network, "averaged.")
      bestWeights = try Self.weights(file, network, "best.")
    } catch {
      throw .badCheckpoint(path: path, reason: "\(error)")
    }
    guard let optimizer = file.blobs[Self.optimizerName] else {
      throw .badCheckpoint(path: path, reason: "it lacks the optimiser's state")
    }
    self.optimizer = optimizer
  }

  private static func value<Value: Decodable>(
    _ type: Value.Type, _ file: SafetensorsFile, _ key: String
  ) throws -> Value {
    try JSONDecoder().decode(type, from: Data((file.metadata[key] ?? "").utf8))
  }

  private static func weights(
    _ file: SafetensorsFile, _ network: Network, _ prefix: String
  ) throws -> [String: [Float]] {
    var weights: [String: [Float]] = [:]
    for parameter in network.parameters {
      guard let tensor = file.tensors[prefix + parameter.name], tensor.shape == parameter.shape
      else { throw NetworkError.weightMissing(name: prefix + parameter.name) }
      weights[parameter.name] = tensor.values
    }
    return weights
  }
}

extension Checkpoint.Identity {
  /// What another training does otherwise, in words; nil where it is the same one.
  func difference(from other: Self) -> String? {
    if recipe.network != other.recipe.network {
      return "its network is \(other.recipe.network.network) with the channels "
        + "\(other.recipe.network.channels) and \(other.recipe.network.classes) classes, not "
        + "\(recipe.network.network) with \(recipe.network.channels) and "
        + "\(recipe.network.classes)"
    }
    if labels != other.labels { return "its labels are \(other.labels.joined(separator: ", "))" }
    if trainingCases != other.trainingCases { return "it was trained with other cases" }
    if validationCases != other.validationCases { return "it was validated with other cases" }
    if recipe != other.recipe { return "its recipe is another one" }
    return nil
  }
}
