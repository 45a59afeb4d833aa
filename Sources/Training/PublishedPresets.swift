import Networks
import Preparation

// Other people's recipes, as far as their publications say; what they leave open is our choice and
// said beside it.
extension Preset {
  static let published = [ismrm, abdomenResNet, abdomenNested, gliomaSGD, cardiacMicro]

  private static let ismrm = Preset(
    name: "ismrm-acdc",
    summary: "2-D residual U-Net, Dice loss, Adam 1e-3, crops of 128 x 128 on the images' own grid",
    source: "Wolterink, ISMRM 2021 machine learning tutorial, cardiac cine MR segmentation"
  ) { (facts) throws(NetworkError) in
    // Each epoch takes one random crop of one random slice of each volume. The number of epochs
    // is ours.
    var recipe = TrainingRecipe(
      network: try NetworkRecipe(
        network: "resunet", inputChannels: facts.channels, classes: facts.labels + 1),
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [nil, nil, nil], patch: [128, 128],
        normalisation: .percentiles(low: 5, high: 95)),
      augmentation: .none,
      loss: LossRecipe(kind: .dice, countsBackground: true),
      optimizer: OptimizerRecipe(method: .adam, rate: 1e-3), batch: 64, epochs: 400)
    recipe.stepsPerEpoch = 2
    recipe.foregroundShare = 0
    recipe.validationInterval = 10
    return recipe
  }

  private static let abdomenResNet = abdomen(
    name: "abdomen-resnet18", network: "unet-resnet18", summary: "U-Net on ResNet-18")

  private static let abdomenNested = abdomen(
    name: "abdomen-unet++", network: "unet++", summary: "U-Net++")

  private static func abdomen(name: String, network: String, summary: String) -> Preset {
    Preset(
      name: name,
      summary: "\(summary), weighted BCE and Dice, Adam 1e-3 by a tenth every 30 epochs",
      source: "Plain Concepts, abdominal organs in MR"
    ) { (facts) throws(NetworkError) in
      // Images of 256 x 256 as they are; the weight of BCE and the normalisation are ours.
      TrainingRecipe(
        network: try NetworkRecipe(
          network: network, inputChannels: facts.channels, classes: facts.labels),
        preparation: PreparationRecipe(
          dimensions: 2, spacing: [nil, nil, nil], patch: [256, 256], normalisation: .zScore),
        augmentation: .none,
        loss: LossRecipe(kind: .bceDice, answer: .sigmoid),
        optimizer: OptimizerRecipe(
          method: .adam, rate: 1e-3, weightDecay: 1e-4, schedule: .step(epochs: 30, factor: 0.1)),
        batch: 32, epochs: 100)
    }
  }

  private static let gliomaSGD = Preset(
    name: "lgg-sgd", summary: "2-D U-Net with a sigmoid, binary cross-entropy, SGD",
    source: "Smart annotations, low-grade glioma in brain MR"
  ) { (facts) throws(NetworkError) in
    // Rate, momentum, batch and epochs are ours; half the usual channels, to be trained without a
    // GPU.
    var network = try NetworkRecipe(
      network: "unet", inputChannels: facts.channels, classes: facts.labels)
    network.channels = [32, 64, 128, 256, 512]
    return TrainingRecipe(
      network: network,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [nil, nil, nil], patch: [256, 256], normalisation: .zScore),
      augmentation: .none,
      loss: LossRecipe(kind: .bceDice, answer: .sigmoid, bceWeight: 1),
      optimizer: OptimizerRecipe(method: .sgd, rate: 0.01, momentum: 0.9), batch: 16, epochs: 100)
  }

  private static let cardiacMicro = Preset(
    name: "cardiac-3d",
    summary: "micro 3-D U-Net on 128 x 128 x 6 voxels, IoU loss, gradients of 4 batches summed up",
    source: "Cardiac platform, cine MR in three dimensions"
  ) { (facts) throws(NetworkError) in
    // Spacing, channels and the optimiser are ours. Six slices are halved at no level.
    var network = try NetworkRecipe(
      network: "unet3d", inputChannels: facts.channels, classes: facts.labels + 1)
    network.channels = [8, 16, 32, 64]
    network.spread()
    network.strides = Array(repeating: [1, 2, 2], count: 3)
    var recipe = TrainingRecipe(
      network: network,
      preparation: PreparationRecipe(
        dimensions: 3, spacing: [1.5, 1.5, nil], patch: [6, 128, 128], normalisation: .zScore),
      augmentation: .none, loss: LossRecipe(kind: .iou, countsBackground: true),
      optimizer: OptimizerRecipe(method: .adam, rate: 1e-3), batch: 2, epochs: 100)
    recipe.accumulation = 4
    return recipe
  }
}
