#if Training
  import Networks
  import Preparation
  import Volumes

  /// Labels of images by a network that is being trained.
  struct Prediction {
    let network: TorchNetwork
    let recipe: TrainingRecipe
    let precision: Precision

    /// Probabilities (labels and background, nk, nj, ni) of a prepared image.
    func probabilities(of image: PreparedImage) throws -> [Float] {
      let answer = recipe.loss.answer
      let classes = network.network.classes
      return try SlidingWindow(recipe.preparation, divisors: network.network.divisors)
        .run(
          image, classes: answer == .softmax ? classes : classes + 1, flips: recipe.flips
        ) { values, size in
          let shape = [1, network.network.inputChannels] + size
          let input = try Tensor(values, shape: shape, on: network.device)
          return try withoutGradients { () throws(TrainingError) in
            let logits = try precision.compute(on: network.device) { () throws(TrainingError) in
              try network(input, isTraining: false)[0]
            }
            return answer == .softmax
              ? try logits.softmax().values()
              : Self.withBackground(try logits.sigmoid().values(), classes: classes)
          }
        }
    }

    /// The labels on the grid that the image came on.
    func labels(of image: PreparedImage, on geometry: Geometry) throws -> LabelVolume {
      let probabilities = try probabilities(of: image)
      return recipe.preparation.restore(
        probabilities: probabilities, classes: probabilities.count / image.size.count,
        of: image.size, to: geometry)
    }

    /// How well the validation images are labelled, on their own grids.
    func scores(_ set: TrainingSet, progress: (Int) -> Void = { _ in }) throws -> [Scores] {
      try set.validation.enumerated().map { n, item in
        let found = try labels(of: item.image, on: item.truth.geometry)
        progress(n + 1)
        return Scores(item.image.name, found: found, truth: item.truth, labels: set.labels)
      }
    }

    /// The background's probability before those of labels that do not exclude each other: what
    /// the likeliest label leaves.
    private static func withBackground(_ labels: [Float], classes: Int) -> [Float] {
      let count = labels.count / classes
      var all = [Float](repeating: 0, count: count) + labels
      for n in 0..<count {
        var largest: Float = 0
        for label in 0..<classes { largest = max(largest, labels[label * count + n]) }
        all[n] = 1 - largest
      }
      return all
    }
  }
#endif
