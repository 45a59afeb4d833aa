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
      let dimensions = recipe.preparation.dimensions
      let classes = network.network.classes
      // Slices vary in size and come whole; volumes come as the network was trained.
      let windows = SlidingWindow(
        grid: image.size, dimensions: dimensions,
        window: dimensions == 2 ? nil : recipe.preparation.patch,
        divisors: network.network.divisors)
      // Of a tensor's spatial axes, the last one being i.
      let axes = recipe.flips.map { dimensions - 1 - ($0 == .i ? 0 : $0 == .j ? 1 : 2) }
      return try windows.run(
        image, classes: recipe.loss.answer == .softmax ? classes : classes + 1
      ) { (values, size) throws(TrainingError) in
        try meanOverMirrorImages(values, window: size, axes: axes) {
          (values, size) throws(TrainingError) in try probabilities(of: values, size)
        }
      }
    }

    private func probabilities(of values: [Float], _ size: [Int]) throws(TrainingError) -> [Float] {
      let network = network
      let input = try Tensor(
        values, shape: [1, network.network.inputChannels] + size, on: network.device)
      let found = try withoutGradients { () throws(TrainingError) in
        let logits = try precision.compute(on: network.device) { () throws(TrainingError) in
          try network(input, isTraining: false)[0]
        }
        return try recipe.loss.answer.probabilities(logits).values()
      }
      return recipe.loss.answer == .softmax
        ? found : Self.withBackground(found, classes: network.network.classes)
    }

    /// The labels on the grid that the image came on.
    func labels(of image: PreparedImage, on geometry: Geometry) throws -> LabelVolume {
      let probabilities = try probabilities(of: image)
      return recipe.preparation.restore(
        probabilities: probabilities, classes: probabilities.count / image.size.count,
        of: image.size, to: geometry)
    }

    /// How well the validation images are labelled, on their own grids.
    func scores(
      _ set: TrainingSet, withDistances: Bool = false, progress: (Int) -> Void = { _ in }
    ) throws -> [Scores] {
      try set.validation.enumerated().map { n, item in
        let found = try labels(of: item.image, on: item.truth.geometry)
        progress(n + 1)
        return Scores(
          item.image.name, found: found, truth: item.truth, labels: set.labels,
          withDistances: withDistances)
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
