#if Training
  import Annotation
  import ArgumentParser
  import Datasets
  import Figures
  import Foundation
  import ImageFiles
  import LearningCurves
  import Networks
  import Preparation
  import Terminal
  import Training

  struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "contourist train",
      abstract: "Train a network on labelled images and save it as ONNX.",
      discussion: """
        Examples:

          contourist train acdc -o heart.onnx
          contourist train acdc --minutes 30 --validation 11 -o heart.onnx
          contourist train acdc --dry-run > recipe.json
          contourist train acdc --recipe recipe.json -o heart.onnx
          contourist train sessions/ --network unet++ --epochs 50 -o organ.onnx

        DATASET is a folder: ACDC, LGG, Sunnybrook, CHAOS, nnU-Net version 2, Decathlon, or sessions of \
        this program. Patients are split into training and validation; the best validation's weights \
        are saved. Beside MODEL.onnx are written its learning curve (.curve.json, .curve.png), a \
        folder for TensorBoard (.events) and, until the end, .checkpoint: the same command goes on \
        where an interrupted one stopped (Control-C ends it after the epoch, twice at once).
        """,
      version: contouristVersion)

    @Argument(help: "Folders of labelled images; batches mix those of several.")
    var dataset: [String] = []

    @Option(name: .shortAndLong, help: "The model to write, ending in .onnx.")
    var output: String?

    @Option(help: "How the folder is laid out; found out by itself where it is not given.")
    var layout: DatasetLayout?

    @Option(
      help:
        "Names of the images' channels to train on, separated by commas; by default all, or with our own recipe the one the labels were drawn on where that is known."
    )
    var inputs: String?

    @Option(help: "Patients for validation; a fifth of them by default, 0 for none.")
    var validation: Int?

    @OptionGroup var options: RecipeOptions

    @Option(help: "As many epochs as fit into so many minutes, validation included.")
    var minutes: Double?

    @Option(
      help:
        "Begin with these weights: ImageNet's ResNet-18 in torchvision's naming (.safetensors), or an own model (.onnx)."
    )
    var initialWeights: String?

    @Option(help: "cpu or gpu.")
    var device = Device.cpu

    @Option(help: "Threads to compute with.")
    var threads: Int?

    @Option(help: "Seconds from one writing of the checkpoint to the next, at least.")
    var checkpointInterval = 60.0

    @Flag(help: "Begin anew where a checkpoint is.")
    var restart = false

    @Flag(help: "Print the recipe as JSON and stop.")
    var dryRun = false

    @Option(help: "Draw some training images, as the network sees them, to this .png and stop.")
    var samples: String?

    @Flag(help: "List the presets and stop.")
    var presets = false

    @Flag(help: "Print JSON: one object an epoch, the last with the scores.")
    var json = false

    @OptionGroup var existing: OutputOptions

    func validate() throws {
      if presets { return }
      guard !dataset.isEmpty else { throw ValidationError("name a folder of labelled images") }
      guard dryRun || samples != nil || output != nil else {
        throw ValidationError("--output is missing")
      }
      if let output, !output.lowercased().hasSuffix(".onnx") {
        throw ValidationError("--output ends in .onnx")
      }
      if let minutes, !(minutes > 0 && minutes.isFinite) {
        throw ValidationError("--minutes is above 0")
      }
      if minutes != nil, options.epochs != nil {
        throw ValidationError("--minutes and --epochs exclude each other")
      }
      if let threads, !(1...1024).contains(threads) {
        throw ValidationError("--threads is from 1 to 1024")
      }
      if let validation, validation < 0 { throw ValidationError("--validation is 0 or above") }
    }

    func run() throws {
      if presets {
        print(presetTable())
        return
      }
      var dataset = try Dataset(joining: try dataset.map { try Dataset.open($0, layout: layout) })
      if let names = inputNames(of: dataset) { dataset = try dataset.choosing(channels: names) }
      let split = try split(dataset)
      let facts = try DatasetFacts(dataset, cases: try dataset.cases(of: split.training))
      var recipe = try options.recipe(for: facts, on: device)
      if dryRun {
        try printJSON(recipe)
        return
      }
      let files = TrainingFiles(model: output ?? "")
      try existing.check(samples ?? files.model)
      let report = TrainingReport(isJSON: json)
      try recipe.check()
      let set = try TrainingSet(dataset, split: split, recipe.preparation) { done, count in
        report.reading(done, count)
      }
      if let samples {
        try PNGFile.write(try SamplesFigure(set: set, recipe: recipe).drawing(), to: samples)
        report.samples(samples)
        return
      }
      if restart { try files.removeCheckpoint() }
      report.set(dataset, split, set)
      var settings = Trainer.Settings()
      settings.device = device
      settings.threads = threads
      let initial = try initialWeights.map { try self.initial($0, recipe) }
      if let minutes {
        recipe.epochs =
          try Checkpoint.epochs(at: files.checkpoint)
          ?? Trainer(recipe, set, name: files.name, initial: initial, settings)
          .epochs(within: minutes * 60)
      }
      settings.checkpoint = files.checkpoint
      settings.checkpointInterval = checkpointInterval
      let trainer = try Trainer(recipe, set, name: files.name, initial: initial, settings)
      report.begin(trainer, recipe)
      Interruption.watch()
      let result = try trainer.run(isCancelled: { Interruption.isAsked }) { step in
        report.step(step, of: trainer, epochs: recipe.epochs, isStopping: Interruption.isAsked)
      } progress: { curve, secondsLeft in
        report.epoch(curve, of: recipe.epochs, secondsLeft: secondsLeft)
        try files.write(curve)
      }
      guard result.end != .cancelled else {
        report.cancelled(files)
        throw ExitCode(130)
      }
      let scores = try trainer.scores(of: result.weights) { report.scoring($0, set) }
      let card = ModelCard(
        dataset, split, recipe, result, scores, name: files.name,
        cases: set.training.count + set.validation.count)
      let bytes = try ONNXFile.encode(
        trainer.network, weights: result.weights, metadata: card.metadata())
      try AtomicFile.write(bytes, to: files.model)
      try files.removeCheckpoint()
      report.end(result, scores, files)
    }

    /// Those asked for; our own recipe takes the channel the labels were drawn on, where that is
    /// known; nil for all.
    private func inputNames(of dataset: Dataset) -> [String]? {
      if let inputs {
        return inputs.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard options.isOwnPreset, let channel = dataset.drawnOn else { return nil }
      return [channel]
    }

    private func split(_ dataset: Dataset) throws -> DatasetSplit {
      let patients = dataset.patients
      let count = validation ?? max(1, (patients.count + 2) / 5)
      if count == 0 || patients.count == 1 {
        return DatasetSplit(training: patients, validation: [])
      }
      return try dataset.split(validation: count, seed: options.seed ?? 1)
    }

    private func initial(_ path: String, _ recipe: TrainingRecipe) throws -> [String: [Float]] {
      let network = try Network(recipe.network)
      let bytes = try readFile(path)
      let found: [String: [Float]]
      do {
        found =
          path.lowercased().hasSuffix(".safetensors")
          ? try network.weights(
            fromTorchvision: try SafetensorsFile.decode(bytes).tensors)
          : try ONNXFile.decode(bytes).weights(
            of: try network.pruned(to: network.outputs.count))
      } catch {
        throw DataError("\(path): \(error)")
      }
      return network.initialWeights(seed: recipe.seed).merging(found) { $1 }
    }

    private func presetTable() -> String {
      Preset.catalogue.map { "\($0.name)\n  \($0.summary)\n  \($0.source)" }
        .joined(separator: "\n")
    }
  }

  /// Errors that the user's files or options are the cause of.
  func isBadData(_ error: any Error) -> Bool {
    error is ImageFileError || error is DatasetError || error is DataError || error is NetworkError
      || error is PreparationError || error is TrainingError || error is LearningCurveError
  }
#endif
