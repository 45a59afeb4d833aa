public import Datasets
import Networks
public import Preparation
public import Volumes

/// The images of a training, prepared and kept in memory.
public struct TrainingSet: Sendable {
  /// An image to be labelled, and what it should become on the grid it came on.
  public struct Validation: Sendable {
    public let image: PreparedImage
    public let truth: LabelVolume

    public init(image: PreparedImage, truth: LabelVolume) {
      self.image = image
      self.truth = truth
    }
  }

  public let labels: [NamedLabel]
  public let training: [PreparedImage]
  public let validation: [Validation]

  /// - Precondition: At least one image to train with; all of as many channels.
  public init(
    labels: [NamedLabel], training: [PreparedImage], validation: [Validation]
  ) {
    precondition(!training.isEmpty, "there are images to train with")
    self.labels = labels
    self.training = training
    self.validation = validation
  }

  /// Reads and prepares a data set.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of cases read, of all.
  /// - Throws: What reading and preparing throw, naming the file; `TrainingError.badCase` where a
  ///   case has other channels than the data set.
  public init(
    _ dataset: Dataset, split: DatasetSplit, _ preparation: PreparationRecipe,
    progress: (_ done: Int, _ count: Int) -> Void
  ) throws {
    let forTraining = try dataset.cases(of: split.training)
    let forValidation = try dataset.cases(of: split.validation)
    let count = forTraining.count + forValidation.count
    var done = 0
    func prepared(_ source: DatasetCase) throws -> (PreparedImage, LabelVolume) {
      let image = try source.load()
      guard image.channels.count == dataset.channels.count else {
        throw TrainingError.badCase(
          name: source.name,
          reason: "it has \(image.channels.count) channels where the data set has "
            + "\(dataset.channels.count)")
      }
      done += 1
      progress(done, count)
      return (
        try preparation.prepare(
          name: source.name, channels: image.channels, labels: image.labels), image.labels
      )
    }
    self.init(
      labels: dataset.labels, training: try forTraining.map { try prepared($0).0 },
      validation: try forValidation.map { source in
        let (image, truth) = try prepared(source)
        return Validation(image: image, truth: truth)
      })
  }

  /// The first images that a training sees, with the names of their cases.
  /// - Throws: `PreparationError` of the recipe.
  public func samples(
    _ recipe: TrainingRecipe, count: Int
  ) throws(PreparationError) -> [(name: String, sample: Sample)] {
    let batches = try Batches(training, recipe)
    var samples: [(name: String, sample: Sample)] = []
    for number in 0..<(count + recipe.batch - 1) / recipe.batch {
      let batch = batches.batch(number)
      for n in batch.cases.indices {
        let one = batch.only(n)
        samples.append((one.cases[0], Sample(values: one.values, labels: one.labels)))
      }
    }
    return Array(samples.prefix(count))
  }

  /// How many images there are to see: slices in two dimensions, volumes in three.
  func imageCount(dimensions: Int) -> Int {
    dimensions == 2 ? training.reduce(0) { $0 + $1.size.nk } : training.count
  }
}
