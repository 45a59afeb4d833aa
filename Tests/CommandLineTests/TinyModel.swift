import Foundation
import Networks
import Preparation
import Volumes

/// A network of random weights.
var tinyCard: ModelCard {
  get throws {
    var recipe = try NetworkRecipe(network: "unet", classes: 3)
    recipe.channels = [4, 6]
    recipe.spread()
    return ModelCard(
      name: "tiny", recipe: recipe,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [2.5, 2.5, nil], patch: [16, 16], normalisation: .zScore),
      labels: [NamedLabel(value: 1, name: "a"), NamedLabel(value: 2, name: "b")],
      channels: ["cine MR"], scores: ["a": 0.5], licence: "CC BY-NC 4.0")
  }
}

/// A model with random weights.
func writeTinyModel(in folder: String) throws -> String {
  let card = try tinyCard
  let network = try Network(card.recipe)
  let path = folder + "/tiny.onnx"
  try Data(
    ONNXFile.encode(
      network, weights: network.initialWeights(seed: 1), metadata: card.metadata())
  ).write(to: URL(fileURLWithPath: path))
  return path
}
