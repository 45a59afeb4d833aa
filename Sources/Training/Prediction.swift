#if Training
  import Networks
  import Preparation
  import Volumes

  /// Labels of images by a network that is being trained.
  struct Prediction {
    let network: TorchNetwork
    let recipe: TrainingRecipe
    let precision: Precision

    /// The labels on the grid that the image came on.
    func labels(of image: PreparedImage, on geometry: Geometry) throws(TrainingError) -> LabelVolume
    {
      let way = ImagePrediction(
        recipe.preparation, answer: recipe.loss.answer, classes: network.network.classes,
        divisors: network.network.divisors, flips: recipe.flips)
      return try way.segment(image, on: geometry) { (values, size) throws(TrainingError) in
        try probabilities(of: values, size)
      }.labels
    }

    private func probabilities(of values: [Float], _ size: [Int]) throws(TrainingError) -> [Float] {
      let network = network
      let input = try Tensor(
        values, shape: [1, network.network.inputChannels] + size, on: network.device)
      return try withoutGradients { () throws(TrainingError) in
        let logits = try precision.compute(on: network.device) { () throws(TrainingError) in
          try network(input, isTraining: false)[0]
        }
        return try recipe.loss.answer.probabilities(logits).values()
      }
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
  }
#endif
