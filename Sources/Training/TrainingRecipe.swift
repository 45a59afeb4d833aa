public import Networks
public import Preparation

/// Everything a training depends on, but for its images: the same recipe and images give the same
/// network. Saved with the model as JSON.
public struct TrainingRecipe: Codable, Sendable, Equatable {
  public var network: NetworkRecipe
  public var preparation: PreparationRecipe
  public var augmentation: Augmentation
  public var loss: LossRecipe
  public var optimizer: OptimizerRecipe
  /// Images of a step.
  public var batch: Int
  /// Batches whose gradients are summed up for one step.
  public var accumulation: Int
  public var epochs: Int
  /// Steps of an epoch; nil: as many as it takes to see as many slices (or, in 3-D, volumes) as
  /// there are.
  public var stepsPerEpoch: Int?
  /// Share of training images that are chosen to contain a label.
  public var foregroundShare: Double
  /// Epochs from validation to validation.
  public var validationInterval: Int
  /// Epochs without a better validation after which training stops; nil: never.
  public var patience: Int?
  /// Share of the average of weights that stays in each step; nil: the weights themselves are
  /// validated and saved. Source: Polyak and Juditsky, SIAM J. Control Optim. 30 (1992) 838.
  public var averaging: Double?
  /// Axes along which an image is flipped to be labelled; the answers of all are averaged.
  public var flips: [ModelCard.FlipAxis]
  public var seed: UInt64
  public var precision: Precision

  enum CodingKeys: String, CodingKey {
    case network, preparation, augmentation, loss, optimizer, batch, accumulation, epochs
    case patience, averaging, flips, seed, precision
    case stepsPerEpoch = "steps_per_epoch"
    case foregroundShare = "foreground_share"
    case validationInterval = "validation_interval"
  }

  public init(
    network: NetworkRecipe, preparation: PreparationRecipe, augmentation: Augmentation,
    loss: LossRecipe, optimizer: OptimizerRecipe, batch: Int, epochs: Int
  ) {
    self.network = network
    self.preparation = preparation
    self.augmentation = augmentation
    self.loss = loss
    self.optimizer = optimizer
    self.batch = batch
    accumulation = 1
    self.epochs = epochs
    stepsPerEpoch = nil
    foregroundShare = 0.5
    validationInterval = 1
    patience = nil
    averaging = nil
    flips = []
    seed = 1
    precision = .float32
  }

  /// - Throws: `TrainingError.badRecipe`.
  public func check() throws(TrainingError) {
    if let problem { throw .badRecipe(problem) }
  }

  /// - Throws: `TrainingError.badRecipe` where the training images do not fit the network.
  func checkPatch(_ network: Network) throws(TrainingError) {
    let (patch, divisors) = (preparation.patch, network.divisors)
    guard patch.count == divisors.count, zip(patch, divisors).allSatisfy({ $0 % $1 == 0 }) else {
      throw .badRecipe(
        "training images of \(patch) voxels do not fit \(network.name), which needs multiples of "
          + "\(divisors)")
    }
    // One voxel has no variance: norms over an image's voxels need two at the coarsest level.
    guard zip(patch, divisors).contains(where: { $0 / $1 > 1 }) else {
      throw .badRecipe(
        "training images of \(patch) voxels are one voxel at the network's coarsest level; "
          + "choose larger images or fewer levels")
    }
  }

  /// - Throws: `TrainingError.badRecipe` where the images do not fit the network.
  func checkImages(_ set: TrainingSet) throws(TrainingError) {
    let labels = set.labels.count
    let classes = loss.answer == .softmax ? labels + 1 : labels
    guard network.classes == classes else {
      throw .badRecipe(
        "the network has \(network.classes) classes, but the images have \(labels) labels, which "
          + "with \(loss.answer.rawValue) are \(classes)")
    }
    for image in set.training + set.validation.map(\.image)
    where image.channels != network.inputChannels {
      throw .badCase(
        name: image.name,
        reason: "it has \(image.channels) channels, the network \(network.inputChannels)")
    }
  }

  private var problem: String? {
    for (name, count) in [
      ("batch", batch), ("accumulation", accumulation), ("epochs", epochs),
      ("steps per epoch", stepsPerEpoch ?? 1), ("validation interval", validationInterval),
      ("patience", patience ?? 1),
    ] where count < 1 || count > 1 << 20 {
      return "\(name) is \(count); give 1 to \(1 << 20)"
    }
    if !(0...1).contains(foregroundShare) {
      return "the share of images with a label is \(foregroundShare); it is from 0 to 1"
    }
    if let averaging, !(0..<1).contains(averaging) {
      return "averaging keeps \(averaging); it is from 0 to below 1"
    }
    if Set(flips).count != flips.count { return "an axis is flipped twice" }
    if network.dimensions == 2, flips.contains(.k) { return "a slice has no axis k to be flipped" }
    if network.dimensions != preparation.dimensions {
      return "the network has \(network.dimensions) dimensions, the images are prepared for "
        + "\(preparation.dimensions)"
    }
    return loss.problem ?? optimizer.problem
  }
}
