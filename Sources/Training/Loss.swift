#if Training
  /// What a training makes small, computed from logits.
  struct Loss {
    private let recipe: LossRecipe
    /// Of the logits.
    private let classes: Int
    /// Keeps quotients of empty masks defined; a voxel or less.
    private static let smoothing = 1e-5

    init(_ recipe: LossRecipe, classes: Int) {
      self.recipe = recipe
      self.classes = classes
    }

    /// Mean of the losses of all outputs, each half as important as the one before.
    ///
    /// - Parameters:
    ///   - outputs: Logits (N, classes, spatial).
    ///   - labels: (N, spatial), 0 to `classes` - 1, to `classes` with a sigmoid.
    func callAsFunction(
      _ outputs: [Tensor], labels: Tensor
    ) throws(TrainingError) -> Tensor {
      let truth = try truth(labels)
      var sum = try one(outputs[0], truth)
      var weights = 1.0
      for (n, output) in outputs.enumerated().dropFirst() {
        let weight = 1 / Double(1 << n)
        sum = try sum + one(output, truth).scaled(by: weight)
        weights += weight
      }
      return weights == 1 ? sum : try sum.scaled(by: 1 / weights)
    }

    /// Ones and zeros (N, classes, spatial); with a sigmoid the background is no class.
    private func truth(_ labels: Tensor) throws(TrainingError) -> Tensor {
      switch recipe.answer {
      case .softmax: try labels.oneHot(classes: classes)
      case .sigmoid: try labels.oneHot(classes: classes + 1).channels(1..<classes + 1)
      }
    }

    private func one(_ logits: Tensor, _ truth: Tensor) throws(TrainingError) -> Tensor {
      switch recipe.kind {
      case .dice: try overlap(logits, truth, isUnion: false)
      case .iou: try overlap(logits, truth, isUnion: true)
      case .crossEntropyDice:
        try crossEntropy(logits, truth) + overlap(logits, truth, isUnion: false)
      case .bceDice:
        try binaryCrossEntropy(logits, truth).scaled(by: recipe.bceWeight)
          + overlap(logits, truth, isUnion: false).scaled(by: 1 - recipe.bceWeight)
      case .focal: try focal(logits, truth)
      }
    }

    private func probabilities(_ logits: Tensor) throws(TrainingError) -> Tensor {
      recipe.answer == .softmax ? try logits.softmax() : try logits.sigmoid()
    }

    /// One minus the mean over the classes, and images, of Dice or of intersection over union.
    private func overlap(
      _ logits: Tensor, _ truth: Tensor, isUnion: Bool
    ) throws(TrainingError) -> Tensor {
      var found = try probabilities(logits)
      var wanted = truth
      if recipe.answer == .softmax, !recipe.countsBackground, classes > 1 {
        found = try found.channels(1..<classes)
        wanted = try wanted.channels(1..<classes)
      }
      let spatial = Array(2..<logits.shape.count)
      let axes = recipe.isBatchwise ? [0] + spatial : spatial
      let common = try (found * wanted).sum(over: axes)
      let both = try found.sum(over: axes) + wanted.sum(over: axes)
      let s = Self.smoothing
      let quotient =
        isUnion
        ? try common.scaled(by: 1, plus: s) / (both - common).scaled(by: 1, plus: s)
        : try common.scaled(by: 2, plus: s) / both.scaled(by: 1, plus: s)
      return try quotient.mean().scaled(by: -1, plus: 1)
    }

    /// Over voxels: minus the mean log-probability of the true class.
    private func crossEntropy(
      _ logits: Tensor, _ truth: Tensor
    ) throws(TrainingError) -> Tensor {
      try (logits.logSoftmax() * truth).mean().scaled(by: -Double(classes))
    }

    private func binaryCrossEntropy(
      _ logits: Tensor, _ truth: Tensor
    ) throws(TrainingError) -> Tensor {
      // log(1 - sigmoid(x)) is log sigmoid(-x), which does not lose its digits.
      let yes = try logits.logSigmoid() * truth
      let no = try logits.scaled(by: -1).logSigmoid() * truth.scaled(by: -1, plus: 1)
      return try (yes + no).mean().scaled(by: -1)
    }

    private func focal(_ logits: Tensor, _ truth: Tensor) throws(TrainingError) -> Tensor {
      let doubt = try logits.softmax().scaled(by: -1, plus: 1).power(2)
      return try (doubt * logits.logSoftmax() * truth).mean().scaled(by: -Double(classes))
    }
  }
#endif
