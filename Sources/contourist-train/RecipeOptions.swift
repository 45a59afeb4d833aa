#if Training
  public import ArgumentParser
  public import Datasets
  public import Networks
  import Preparation
  import Terminal
  public import Training

  /// Changes to a preset's recipe.
  struct RecipeOptions: ParsableArguments {
    @Option(help: "The recipe to begin with; --presets lists them.")
    var preset = Preset.catalogue[0].name

    @Option(help: "A recipe as --dry-run prints it, instead of a preset.")
    var recipe: String?

    @Option(help: "One of `contourist networks`; the preset's by default.")
    var network: String?

    @Option(help: "Channels of each level, finest first, separated by commas.")
    var channels: String?

    @Option(help: "batch or instance.")
    var norm: NetworkRecipe.Norm?

    @Option(help: "relu, leaky or prelu.")
    var activation: NetworkRecipe.Activation?

    @Option(help: "plain or resnet18; unet++ alone has the choice.")
    var encoder: NetworkRecipe.Encoder?

    @Option(help: "Millimetres between the pixels of prepared images; 0 leaves them as they are.")
    var spacing: Double?

    @Option(help: "Size of training images: I,J or I,J,K voxels.")
    var patch: String?

    @Option(help: "dice, cross_entropy_dice, bce_dice, iou or focal.")
    var loss: LossRecipe.Kind?

    @Option(help: "sgd, adam, adamw or adagrad.")
    var optimizer: OptimizerRecipe.Method?

    @Option(help: "Learning rate at the start.")
    var rate: Double?

    @Option(help: "Nesterov's momentum, sgd alone.")
    var momentum: Double?

    @Option(help: "Share of each weight that is taken away in a step, times the rate.")
    var weightDecay: Double?

    @Option(help: "constant, polynomial, cosine, or step:EPOCHS:FACTOR.")
    var schedule: RateSchedule?

    @Option(help: "Shorten all gradients together to this length.")
    var clipping: Double?

    @Option(help: "Images of a batch.")
    var batch: Int?

    @Option(help: "Batches whose gradients make one step.")
    var accumulation: Int?

    @Option(help: "Passes over the training images.")
    var epochs: Int?

    @Option(help: "Steps of an epoch; by default as many as show each slice once.")
    var stepsPerEpoch: Int?

    @Option(help: "Epochs from one validation to the next.")
    var validationInterval: Int?

    @Option(help: "Stop after so many epochs without a better validation.")
    var patience: Int?

    @Flag(help: "Leave the training images as they are.")
    var noAugmentation = false

    @Option(help: "Of weights, samples and the split; 1 by default.")
    var seed: UInt64?

    @Option(help: "float32 or bfloat16; by default bfloat16 where the processor has it.")
    var precision: Precision?

    func validate() throws {
      if let channels, wholeNumbers(channels) == nil {
        throw ValidationError("--channels are whole numbers separated by commas")
      }
      if let patch, ![2, 3].contains(wholeNumbers(patch)?.count) {
        throw ValidationError("--patch is I,J or I,J,K in whole voxels")
      }
    }

    var isOwnPreset: Bool { recipe == nil && preset == Preset.catalogue[0].name }

    func recipe(for facts: DatasetFacts, on device: Device) throws -> TrainingRecipe {
      var recipe = try self.recipe.map(Self.read) ?? Preset.named(preset).recipe(for: facts)
      try changeNetwork(&recipe, facts)
      if let spacing {
        recipe.preparation.spacing = spacing == 0 ? [nil, nil, nil] : [spacing, spacing, nil]
      }
      if let patch = patch.flatMap(wholeNumbers) { recipe.preparation.patch = patch.reversed() }
      if let loss {
        recipe.loss.kind = loss
        // Only losses that count classes one by one can do with a sigmoid.
        if [.crossEntropyDice, .focal].contains(loss), recipe.loss.answer == .sigmoid {
          recipe.loss.answer = .softmax
          recipe.network.classes = facts.labels + 1
        }
      }
      if let optimizer { recipe.optimizer.method = optimizer }
      if let rate { recipe.optimizer.rate = rate }
      if let momentum { recipe.optimizer.momentum = momentum }
      if let weightDecay { recipe.optimizer.weightDecay = weightDecay }
      if let schedule { recipe.optimizer.schedule = schedule }
      if let clipping { recipe.optimizer.clipping = clipping }
      if let batch { recipe.batch = batch }
      if let accumulation { recipe.accumulation = accumulation }
      if let epochs { recipe.epochs = epochs }
      if let stepsPerEpoch { recipe.stepsPerEpoch = stepsPerEpoch }
      if let validationInterval { recipe.validationInterval = validationInterval }
      if let patience { recipe.patience = patience }
      if noAugmentation { recipe.augmentation = .none }
      if let seed { recipe.seed = seed }
      if let precision {
        recipe.precision = precision
      } else if self.recipe == nil {
        recipe.precision = .fastest(on: device)
      }
      return recipe
    }

    private static func read(_ path: String) throws -> TrainingRecipe {
      let bytes = try readFile(path)
      do throws(TrainingError) {
        return try TrainingRecipe(json: bytes)
      } catch {
        throw DataError("\(path): \(error) `--dry-run` prints a recipe to begin with.")
      }
    }

    private func changeNetwork(_ recipe: inout TrainingRecipe, _ facts: DatasetFacts) throws {
      if let network, network != recipe.network.network {
        recipe.network = try NetworkRecipe(
          network: network, encoder: encoder, inputChannels: facts.channels,
          classes: recipe.network.classes)
        recipe.preparation.dimensions = recipe.network.dimensions
        if recipe.network.dimensions == 3, recipe.preparation.patch.count == 2 {
          recipe.preparation.patch.insert(16, at: 0)
        }
      } else if let encoder {
        recipe.network.encoder = encoder
      }
      if let channels = channels.flatMap(wholeNumbers) { recipe.network.setChannels(channels) }
      if let norm { recipe.network.norm = norm }
      if let activation { recipe.network.activation = activation }
    }
  }

  extension NetworkRecipe.Norm: ExpressibleByArgument {}
  extension NetworkRecipe.Activation: ExpressibleByArgument {}
  extension NetworkRecipe.Encoder: ExpressibleByArgument {}
  extension LossRecipe.Kind: ExpressibleByArgument {}
  extension OptimizerRecipe.Method: ExpressibleByArgument {}
  extension Precision: ExpressibleByArgument {}
  extension Device: ExpressibleByArgument {}
  extension DatasetLayout: ExpressibleByArgument {}

  extension RateSchedule: ExpressibleByArgument {
    public init?(argument: String) {
      let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
      switch (parts[0], parts.count) {
      case ("constant", 1): self = .constant
      case ("polynomial", 1): self = .polynomial(power: 0.9)
      case ("cosine", 1): self = .cosine
      case ("step", 3):
        guard let epochs = Int(parts[1]), let factor = Double(parts[2]) else { return nil }
        self = .step(epochs: epochs, factor: factor)
      default: return nil
      }
    }
  }
#endif
