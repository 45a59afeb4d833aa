import Datasets
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
    recipe.flips = facts.layout == .lgg ? [.i] : []
    return recipe
  }

  /// One for both axes, rounded so that files with slightly other pixels are not resampled.
  private static func inPlaneSpacing(_ facts: DatasetFacts) -> Double {
    // Tumours on whole heads need no finer pixels, and twice the epochs fit into the time.
    if facts.layout == .lgg { return 1.5 }
    let median = (facts.medianSpacing.x * facts.medianSpacing.y).squareRoot()
    return (median * 20).rounded() / 20
  }

  /// As large as most images, but no more than a step of 16 of them takes about a second.
  private static func patch(_ facts: DatasetFacts, spacing: Double) -> [Int] {
    let largest = [.acdc, .lgg].contains(facts.layout) ? 128 : 192
    return [facts.medianExtent.y, facts.medianExtent.x].map { extent in
      let voxels = Int((extent / spacing).rounded())
      return min(max((voxels + 15) / 16 * 16, 32), largest)
    }
  }

  private static func augmentation(_ facts: DatasetFacts) -> Augmentation {
    Augmentation(
      rotation: .init(probability: 0.5, degrees: -45...45),
      scaling: .init(probability: 0.5, factor: 0.75...1.3),
      shift: .init(probability: 0.3, fraction: -0.1...0.1),
      flips: facts.layout == .lgg ? .init(i: 0.5) : nil,
      elastic: .init(probability: 0.2, controlSpacing: 24, standardDeviation: 1...3),
      biasField: .init(probability: 0.2, order: 2, strength: 0...0.3),
      blur: .init(probability: 0.15, sigma: 0.5...1.2),
      gaussianNoise: .init(probability: 0.2, sigma: 0...0.15),
      contrast: .init(probability: 0.3, factor: 0.7...1.4),
      brightness: .init(probability: 0.3, offset: -0.3...0.3),
      gamma: .init(probability: 0.4, exponent: 0.7...1.5, invertedProbability: 0.25))
  }
}
