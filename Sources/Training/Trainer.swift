#if Training
  internal import CTorch
  import Datasets
  import Foundation
  import ImageFiles
  public import LearningCurves
  public import Networks
  import Preparation
  import Volumes

  /// Trains a network: epoch by epoch, with a checkpoint to resume from.
  ///
  ///     var trainer = try Trainer(recipe, set, name: "heart", settings)
  ///     let result = try trainer.run { epoch, remaining in print(epoch) }
  ///
  /// The same recipe, images, device, threads and libtorch give the same weights, also when the
  /// training was stopped in between, by whatever.
  public final class Trainer {
    /// How a training runs; what comes out of it does not depend on these, but for rounding.
    public struct Settings: Sendable {
      public var device = Device.cpu
      /// Of the processor; nil leaves the choice to libtorch.
      public var threads: Int?
      /// The file to resume from and to keep up to date; nil keeps none.
      public var checkpoint: String?
      /// Seconds between two writings of the checkpoint, at least; 0 writes after every epoch.
      public var checkpointInterval = 60.0

      public init() {}
    }

    /// A trained network.
    public struct Result: Sendable {
      /// By the names of the network's parameters, of the best validation, or the last where
      /// nothing was validated.
      public let weights: [String: [Float]]
      public let curve: LearningCurve
      /// Why it ended.
      public let end: End
    }

    public enum End: Sendable, Equatable {
      case allEpochs
      /// No better validation for as many epochs as the recipe's patience.
      case patience
      case cancelled
    }

    public let network: Network
    private let recipe: TrainingRecipe
    private let set: TrainingSet
    private let settings: Settings
    private let identity: Checkpoint.Identity
    private let model: TorchNetwork
    /// The slowly following mean of the weights, which is then what is validated and saved.
    private let averaged: TorchNetwork?
    private let optimizer: Optimizer
    private let loss: Loss
    private let batches: Batches
    /// Of the validation images; nil without any.
    private let unchanged: Batches?
    public let stepsPerEpoch: Int
    private var curve: LearningCurve
    private var bestWeights: [String: [Float]]
    private var lastWritten = -Double.infinity

    /// - Parameters:
    ///   - initial: Weights to begin with, by the names of the network's parameters; nil for
    ///     random ones of the recipe's seed. A checkpoint goes before them.
    /// - Throws: `TrainingError`, `NetworkError`, `ImageFileError` of the checkpoint.
    public init(
      _ recipe: TrainingRecipe, _ set: TrainingSet, name: String,
      initial: [String: [Float]]? = nil, _ settings: Settings = Settings()
    ) throws {
      try recipe.check()
      try settings.device.check()
      let network = try Network(recipe.network)
      try recipe.checkPatch(network)
      try recipe.checkImages(set)
      ctorch_flush_denormals()
      if let threads = settings.threads { ctorch_set_threads(Int32(threads)) }
      self.recipe = recipe
      self.set = set
      self.settings = settings
      self.network = network
      identity = Checkpoint.Identity(
        recipe: recipe, trainingCases: set.training.map(\.name),
        validationCases: set.validation.map(\.image.name), labels: set.labels.map(\.name))
      let weights = initial ?? network.initialWeights(seed: recipe.seed)
      model = try TorchNetwork(network, weights: weights, on: settings.device)
      averaged =
        recipe.averaging == nil
        ? nil : try TorchNetwork(network, weights: weights, on: settings.device)
      optimizer = try Optimizer(recipe.optimizer, of: model.trained)
      loss = Loss(recipe.loss, classes: network.classes)
      batches = try Batches(set.training, recipe)
      unchanged =
        set.validation.isEmpty
        ? nil : try Batches(set.validation.map(\.image), recipe, isAugmented: false)
      stepsPerEpoch =
        recipe.stepsPerEpoch
        ?? max(
          1,
          set.imageCount(dimensions: network.dimensions) / (recipe.batch * recipe.accumulation))
      curve = LearningCurve(
        name: name, labels: identity.labels, startTime: Date().timeIntervalSince1970)
      bestWeights = weights
      try resume()
    }

    /// Epochs done, in this run or before.
    public var epochsDone: Int { curve.epochs.last?.epoch ?? 0 }

    /// Trains until the last epoch, or until `isCancelled` answers true after an epoch.
    ///
    /// - Parameters:
    ///   - step: Called after each step of an epoch with how many are done.
    ///   - progress: Called after each epoch with the curve and the seconds that are left, as
    ///     guessed; what it throws ends the training.
    /// - Throws: `TrainingError.lossNotFinite`, `.libtorch`; `ImageFileError.diskFull` where the
    ///   checkpoint cannot be written: the one before is still there then.
    public func run(
      isCancelled: () -> Bool = { false }, step: (_ done: Int) -> Void = { _ in },
      progress: (_ curve: LearningCurve, _ secondsLeft: Double) throws -> Void = { _, _ in }
    ) throws -> Result {
      let earlier = curve.epochs.last?.seconds ?? 0
      let start = Date()
      let done = epochsDone
      func elapsed() -> Double { earlier + Date().timeIntervalSince(start) }
      var end = hasLostPatience ? End.patience : .allEpochs
      while end == .allEpochs, epochsDone < recipe.epochs {
        let epoch = epochsDone + 1
        let trainingLoss = try train(epoch, stepped: step)
        let validated =
          epoch % recipe.validationInterval == 0 || epoch == recipe.epochs
          ? try validate() : nil
        let best = curve.best?.meanDice ?? -1
        let record = LearningCurve.Epoch(
          epoch: epoch, trainingLoss: trainingLoss, validationLoss: validated?.loss,
          validationDice: validated?.dice,
          learningRate: recipe.optimizer.rate * factor(step: epoch * stepsPerEpoch - 1),
          seconds: elapsed())
        try curve.append(record)
        if let dice = record.meanDice, dice > best { bestWeights = try answering.weights() }
        let perEpoch = (elapsed() - earlier) / Double(epoch - done)
        if hasLostPatience { end = .patience }
        if isCancelled(), epoch < recipe.epochs { end = .cancelled }
        try writeCheckpoint(isLast: end != .allEpochs || epoch == recipe.epochs, elapsed())
        try progress(curve, perEpoch * Double(recipe.epochs - epoch))
      }
      return Result(
        weights: curve.best == nil ? try answering.weights() : bestWeights, curve: curve, end: end)
    }

    /// Dice and distances of the validation images, labelled with `weights` in 32-bit floats.
    public func scores(
      of weights: [String: [Float]], progress: (Int) -> Void = { _ in }
    ) throws -> [Scores] {
      let judged = try TorchNetwork(network, weights: weights, on: settings.device)
      return try Prediction(network: judged, recipe: recipe, precision: .float32)
        .scores(set, withDistances: true, progress: progress)
    }

    /// How many epochs fit into `seconds`, validations included; at least one.
    ///
    /// A few steps and one validation image are timed; this training is not to be used after it.
    public func epochs(within seconds: Double) throws -> Int {
      func time(_ body: () throws -> Void) rethrows -> Double {
        let start = Date()
        try body()
        return Date().timeIntervalSince(start)
      }
      func step(_ number: Int) throws {
        _ = try withLoss(batches.batch(number)) { (l) throws(TrainingError) in try l.backward() }
        try optimizer.step(factor: 0)
      }
      // The first steps are slower, and a busy moment should not count: the median of the others.
      let times = try (0..<14).map { number in try time { try step(number) } }
      let perStep = times.dropFirst(3).sorted()[5]
      var perEpoch = perStep * Double(stepsPerEpoch * recipe.accumulation)
      if let image = set.validation.first {
        let judge = Prediction(network: answering, recipe: recipe, precision: recipe.precision)
        func validate() throws { _ = try judge.labels(of: image.image, on: image.truth.geometry) }
        try validate()
        let perImage = try time(validate)
        perEpoch +=
          perImage * Double(set.validation.count) / Double(recipe.validationInterval)
      }
      return max(1, Int(seconds / perEpoch))
    }

    /// Whose answers are validated and saved.
    private var answering: TorchNetwork { averaged ?? model }

    private var hasLostPatience: Bool {
      guard let patience = recipe.patience, let best = curve.best else { return false }
      return epochsDone - best.epoch >= patience
    }

    private func factor(step: Int) -> Double {
      recipe.optimizer.schedule.factor(
        step: step, stepsPerEpoch: stepsPerEpoch, epochs: recipe.epochs)
    }

    /// - Returns: Mean loss of the epoch's steps.
    private func train(_ epoch: Int, stepped: (Int) -> Void) throws -> Double {
      var sum = 0.0
      let first = (epoch - 1) * stepsPerEpoch
      for step in first..<first + stepsPerEpoch {
        for part in 0..<recipe.accumulation {
          let batch = batches.batch(step * recipe.accumulation + part)
          let value = try withLoss(batch) { (loss) throws(TrainingError) in
            try loss.scaled(by: 1 / Double(recipe.accumulation)).backward()
            return try loss.number()
          }
          guard value.isFinite else {
            throw TrainingError.lossNotFinite(step: step + 1, cases: try culprits(batch))
          }
          sum += value
        }
        try optimizer.step(factor: factor(step: step))
        if let averaged, let keep = recipe.averaging {
          // Few steps into the training the mean would still be that of random weights.
          let share = 1 - min(keep, Double(1 + step) / Double(10 + step))
          try averaged.blend(with: model, share: share)
        }
        stepped(step - first + 1)
      }
      return sum / Double(stepsPerEpoch * recipe.accumulation)
    }

    private func withLoss<Value>(
      _ batch: Batches.Batch, isTraining: Bool = true,
      _ use: (Tensor) throws(TrainingError) -> Value
    ) throws(TrainingError) -> Value {
      let count = batch.cases.count
      let patch = recipe.preparation.patch
      let network = isTraining ? model : answering
      let input = try Tensor(
        batch.values, shape: [count, network.network.inputChannels] + patch,
        on: settings.device)
      let labels = try labelTensor(batch.labels, shape: [count] + patch, on: settings.device)
      let outputs = try recipe.precision.compute(on: settings.device) { () throws(TrainingError) in
        try network(input, isTraining: isTraining)
      }
      return try use(try loss(outputs, labels: labels))
    }

    /// The cases of a batch whose own loss is not finite; all where that is true of none or all.
    private func culprits(_ batch: Batches.Batch) throws(TrainingError) -> [String] {
      let found = try withoutGradients { () throws(TrainingError) -> [String] in
        var found: [String] = []
        for n in batch.cases.indices {
          let value = try withLoss(batch.only(n), isTraining: false) { (l) throws(TrainingError) in
            try l.number()
          }
          if !value.isFinite { found.append(batch.cases[n]) }
        }
        return found
      }
      return Array(Set(found.isEmpty ? batch.cases : found)).sorted()
    }

    /// Mean Dice by label over the validation images, and the loss on samples of them.
    private func validate() throws -> (loss: Double, dice: [String: Double])? {
      guard let unchanged else { return nil }
      let loss = try withoutGradients { () throws(TrainingError) in
        var sum = 0.0
        for number in 0..<Self.validationBatches {
          sum += try withLoss(unchanged.batch(number), isTraining: false) {
            (loss) throws(TrainingError) in try loss.number()
          }
        }
        return sum / Double(Self.validationBatches)
      }
      let scores = try Prediction(network: answering, recipe: recipe, precision: recipe.precision)
        .scores(set)
      return (loss, Scores.mean(scores.map(\.dice)))
    }

    /// Enough for a loss to compare from epoch to epoch.
    private static let validationBatches = 4

    private func resume() throws {
      guard let path = settings.checkpoint, FileManager.default.fileExists(atPath: path) else {
        return
      }
      let checkpoint = try Checkpoint(
        Array(try Data(contentsOf: URL(fileURLWithPath: path))), of: network, identity, path: path)
      try model.assign(checkpoint.weights)
      try averaged?.assign(checkpoint.averaged)
      try optimizer.restore(checkpoint.optimizer)
      bestWeights = checkpoint.bestWeights
      curve = checkpoint.curve
    }

    private func writeCheckpoint(isLast: Bool, _ now: Double) throws {
      guard let path = settings.checkpoint,
        isLast || now - lastWritten >= settings.checkpointInterval
      else { return }
      let checkpoint = Checkpoint(
        identity: identity, curve: curve, weights: try model.weights(),
        averaged: try averaged?.weights() ?? [:], bestWeights: bestWeights,
        optimizer: try optimizer.state())
      try AtomicFile.write(try checkpoint.encoded(network), to: path)
      lastWritten = now
    }
  }
#endif
