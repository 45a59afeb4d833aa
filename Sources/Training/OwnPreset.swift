import Foundation
import Networks
import Preparation

extension Preset {
  /// Our own: made from what the images are like.
  static let contourist = Preset(
    name: "contourist",
    summary: "our own: 2-D U-Net, cross-entropy and Dice, AdamW, strong augmentation",
    source: "in the manner of Isensee et al., Nature Methods 18 (2021) 203"
  ) { (facts) throws(NetworkError) in
    var network = try NetworkRecipe(
      network: "unet", inputChannels: facts.channels, classes: facts.labels + 1)
    network.channels = [24, 48, 96, 192, 256]
    network.activation = .leaky
    let spacing = inPlaneSpacing(facts)
    var recipe = TrainingRecipe(
      network: network,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [spacing, spacing, nil],
        patch: patch(facts, spacing: spacing), normalisation: .zScore),
      augmentation: augmentation(facts),
      loss: LossRecipe(kind: .crossEntropyDice),
      optimizer: OptimizerRecipe(
        method: .adamw, rate: 2e-3, weightDecay: 0.01, clipping: 12,
        schedule: .polynomial(power: 0.9)),
      batch: 16, epochs: 120)
    recipe.averaging = 0.995
    recipe.validationInterval = 5
    // Left and right are mirror images in a brain's slice, not in an abdomen's or a heart's.
    recipe.flips = [facts.layout == .lgg, false, false]
    return recipe
  }

  /// One for both axes, rounded so that files with slightly other pixels are not resampled.
  private static func inPlaneSpacing(_ facts: DatasetFacts) -> Double {
    let median = (facts.medianSpacing.x * facts.medianSpacing.y).squareRoot()
    return (median * 20).rounded() / 20
  }

  /// As large as most images, but no more than a step of 16 of them takes about a second.
  private static func patch(_ facts: DatasetFacts, spacing: Double) -> [Int] {
    let largest = facts.layout == .acdc ? 128 : 192
    return [facts.medianExtent.y, facts.medianExtent.x].map { extent in
      let voxels = Int((extent / spacing).rounded())
      return min(max((voxels + 15) / 16 * 16, 32), largest)
    }
  }

  private static func augmentation(_ facts: DatasetFacts) -> Augmentation {
    var augmentation = Augmentation.none
    return augmentation
  }
}
