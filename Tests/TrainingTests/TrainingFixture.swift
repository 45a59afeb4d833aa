import Datasets
import Networks
import Preparation
import TestSupport
import Training
import Volumes

/// Bright discs on a dark ground, and the labels they should get: easy to learn.
enum TrainingFixture {
  static func image(_ name: String, seed: UInt64, size: Int = 32) -> (PreparedImage, LabelVolume) {
    var random = SeededRandom(seed: seed)
    let grid = GridSize(ni: size, nj: size, nk: 2)
    var values: [Float] = []
    var labels: [UInt8] = []
    for _ in 0..<grid.nk {
      let x = Double.random(in: 10...Double(size - 10), using: &random)
      let y = Double.random(in: 10...Double(size - 10), using: &random)
      for j in 0..<size {
        for i in 0..<size {
          let dx = Double(i) - x
          let dy = Double(j) - y
          let isInside = dx * dx + dy * dy < 49
          values.append((isInside ? 1 : 0) + Float.random(in: -0.2...0.2, using: &random))
          labels.append(isInside ? 1 : 0)
        }
      }
    }
    return (
      PreparedImage(
        name: name, channels: 1, size: grid, spacing: SIMD3(1, 1, 1), values: values,
        labels: labels),
      LabelVolume(geometry: Geometry(size: grid), voxels: labels)
    )
  }

  static func set(training: Int = 6, validation: Int = 2) -> TrainingSet {
    TrainingSet(
      labels: [NamedLabel(value: 1, name: "disc")],
      training: (0..<training).map { image("train\($0)", seed: UInt64($0)).0 },
      validation: (0..<validation).map {
        let (image, truth) = image("validation\($0)", seed: UInt64(100 + $0))
        return TrainingSet.Validation(image: image, truth: truth)
      })
  }

  static func recipe(epochs: Int = 4) throws -> TrainingRecipe {
    var network = try NetworkRecipe(network: "unet", classes: 2)
    network.channels = [4, 8, 16]
    network.spread()
    var recipe = TrainingRecipe(
      network: network,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [nil, nil, nil], patch: [32, 32],
        normalisation: .range(low: 0, high: 1)),
      augmentation: Augmentation(
        rotation: .init(probability: 0.5, degrees: -30...30),
        gaussianNoise: .init(probability: 0.5, sigma: 0...0.2)),
      loss: LossRecipe(kind: .crossEntropyDice),
      optimizer: OptimizerRecipe(
        method: .adamw, rate: 0.01, clipping: 10, schedule: .polynomial(power: 0.9)),
      batch: 4, epochs: epochs)
    recipe.averaging = 0.9
    return recipe
  }
}
