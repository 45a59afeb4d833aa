#if Training
  import Foundation
  import ImageFiles
  import LearningCurves
  import Networks
  import Preparation
  import TestSupport
  import Testing
  import Volumes

  @testable import Training

  // Serial: libtorch's number of threads is one for the whole process.
  @Suite(.serialized) struct TrainerTests {
    private func settings(checkpoint: String? = nil) -> Trainer.Settings {
      var settings = Trainer.Settings()
      settings.threads = 1
      settings.checkpoint = checkpoint
      settings.checkpointInterval = 0
      return settings
    }

    private func trained(
      _ recipe: TrainingRecipe, checkpoint: String? = nil, stopAfter: Int? = nil
    ) throws -> Trainer.Result {
      let trainer = try Trainer(
        recipe, TrainingFixture.set(), name: "discs", settings(checkpoint: checkpoint))
      return try trainer.run(isCancelled: { stopAfter.map { trainer.epochsDone >= $0 } ?? false })
    }

    @Test func `discs are learned, and the best validation is kept`() throws {
      let result = try trained(try TrainingFixture.recipe(epochs: 25))
      let best = try #require(result.curve.best)
      #expect(try #require(best.meanDice) > 0.9)
      #expect(result.end == .allEpochs)
      let losses = result.curve.epochs.map(\.trainingLoss)
      #expect(try #require(losses.last) < 0.5 * losses[0])

      let trainer = try Trainer(
        try TrainingFixture.recipe(epochs: 25), TrainingFixture.set(), name: "discs", settings())
      let scores = try trainer.scores(of: result.weights)
      let mean = try #require(Scores.mean(scores.map(\.dice))["disc"])
      // The scores are those of the epoch that the curve calls the best.
      #expect(abs(mean - (best.meanDice ?? 0)) < 1e-6)
      #expect(try #require(Scores.mean(scores.map(\.hausdorff))["disc"]) < 12)
    }

    @Test func `a training resumed after each epoch gives the weights of an uninterrupted one`()
      throws
    {
      for method in OptimizerRecipe.Method.allCases {
        var recipe = try TrainingFixture.recipe()
        recipe.optimizer.method = method
        recipe.optimizer.momentum = method == .sgd ? 0.9 : 0
        let whole = try trained(recipe)
        try withTemporaryFolder { folder in
          let path = folder + "/x.checkpoint"
          for epoch in 1..<recipe.epochs {
            let part = try trained(recipe, checkpoint: path, stopAfter: epoch)
            #expect(part.end == .cancelled)
          }
          let resumed = try trained(recipe, checkpoint: path)
          #expect(resumed.weights == whole.weights, "\(method)")
          #expect(
            resumed.curve.epochs.map(\.trainingLoss) == whole.curve.epochs.map(\.trainingLoss))
        }
      }
    }

    @Test func `one recipe gives one network, another seed another`() throws {
      var recipe = try TrainingFixture.recipe(epochs: 2)
      let first = try trained(recipe)
      #expect(try trained(recipe).weights == first.weights)
      recipe.seed = 2
      #expect(try trained(recipe).weights != first.weights)
    }

    @Test func `gradients summed over two halves of a batch are about those of the batch`() throws {
      var recipe = try TrainingFixture.recipe(epochs: 1)
      // Batch norms see half batches; instance norms and cross-entropy without Dice do not mind.
      recipe.network.norm = .instance
      recipe.loss = LossRecipe(kind: .focal)
      recipe.optimizer = OptimizerRecipe(method: .sgd, rate: 0.1)
      recipe.stepsPerEpoch = 1
      let whole = try trained(recipe)
      recipe.batch = 2
      recipe.accumulation = 2
      let halves = try trained(recipe)
      for (name, values) in whole.weights {
        for (a, b) in zip(values, halves.weights[name] ?? []) { #expect(abs(a - b) < 1e-5) }
      }
    }

    @Test func `training stops when patience is lost`() throws {
      var recipe = try TrainingFixture.recipe(epochs: 50)
      recipe.optimizer.rate = 1e-9
      recipe.patience = 3
      recipe.averaging = nil
      let result = try trained(recipe)
      #expect(result.end == .patience)
      #expect(result.curve.epochs.count < 50)
    }

    @Test func `a loss that is no number stops the training and names the case`() throws {
      let (good, _) = TrainingFixture.image("good", seed: 1)
      var values = good.values
      values[40] = .nan
      let bad = PreparedImage(
        name: "bad", channels: 1, size: good.size, spacing: good.spacing, values: values,
        labels: good.labels)
      let set = TrainingSet(
        labels: TrainingFixture.set().labels, training: [good, bad], validation: [])
      let trainer = try Trainer(
        try TrainingFixture.recipe(), set, name: "discs", settings())
      let error = #expect(throws: TrainingError.self) { try trainer.run() }
      guard case .lossNotFinite(_, let cases) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(cases == ["bad"])
    }

    @Test func `a checkpoint of another network is refused and kept`() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/x.checkpoint"
        var recipe = try TrainingFixture.recipe()
        _ = try trained(recipe, checkpoint: path, stopAfter: 1)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        recipe.network.channels = [4, 8, 24]
        let error = #expect(throws: TrainingError.self) {
          try trained(recipe, checkpoint: path)
        }
        #expect("\(try #require(error))".contains("network"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
      }
    }

    @Test func `a damaged checkpoint is refused, wherever it is cut`() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/x.checkpoint"
        let recipe = try TrainingFixture.recipe()
        _ = try trained(recipe, checkpoint: path, stopAfter: 1)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
          try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: path))
          let error = #expect(throws: TrainingError.self) {
            try trained(recipe, checkpoint: path)
          }
          guard case .badCheckpoint = error else {
            Issue.record("\(String(describing: error))")
            continue
          }
        }
      }
    }

    @Test func `where the checkpoint cannot be written the training says so`() throws {
      let recipe = try TrainingFixture.recipe()
      let error = #expect(throws: ImageFileError.self) {
        try trained(recipe, checkpoint: "/dev/full/x.checkpoint")
      }
      #expect("\(try #require(error))".contains("/dev/full/x.checkpoint"))
    }

    @Test func `every kind of network and loss learns in three dimensions and two`() throws {
      let recipes: [(String, Int, LossRecipe)] = [
        ("resunet", 2, LossRecipe(kind: .dice, countsBackground: true)),
        ("resunet", 2, LossRecipe(kind: .bceDice, answer: .sigmoid)),
        ("unet++", 2, LossRecipe(kind: .focal)),
        ("unet", 3, LossRecipe(kind: .iou, isBatchwise: false)),
      ]
      for (name, dimensions, loss) in recipes {
        var recipe = try TrainingFixture.recipe(epochs: 3)
        recipe.network = try NetworkRecipe(
          network: name, dimensions: dimensions, classes: loss.answer == .softmax ? 2 : 1)
        recipe.network.channels = [4, 8, 16]
        recipe.network.spread()
        recipe.network.strides = [[1, 2, 2], [1, 2, 2]].map { Array($0.suffix(dimensions)) }
        recipe.preparation.dimensions = dimensions
        recipe.preparation.patch = dimensions == 3 ? [2, 32, 32] : [32, 32]
        recipe.loss = loss
        recipe.stepsPerEpoch = 6
        let result = try trained(recipe)
        let losses = result.curve.epochs.map(\.trainingLoss)
        #expect(losses[2] < losses[0], "\(name): \(losses)")
        #expect(result.curve.best?.meanDice != nil)
      }
    }
  }
#endif
