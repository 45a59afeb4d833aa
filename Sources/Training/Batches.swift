import Dispatch
import Preparation
import Synchronization
import Volumes

/// Training batches, drawn from images: each step's are always the same, in whatever order they
/// are asked for, so that a resumed training sees what an uninterrupted one saw.
struct Batches {
  /// Images of one size and their labels.
  struct Batch {
    /// Shape (batch, channels, patch).
    var values: [Float] = []
    /// Shape (batch, patch).
    var labels: [UInt8] = []
    /// Names of the cases, one for each image.
    var cases: [String] = []

    /// The batch of one of its images.
    func only(_ n: Int) -> Batch {
      func part<Element>(_ all: [Element]) -> [Element] {
        let count = all.count / cases.count
        return Array(all[n * count..<(n + 1) * count])
      }
      return Batch(values: part(values), labels: part(labels), cases: [cases[n]])
    }
  }

  private let drawers: [SampleDrawer]
  private let recipe: TrainingRecipe
  private let augmentation: Augmentation

  /// - Parameter isAugmented: False for batches to be compared with over time.
  init(_ images: [PreparedImage], _ recipe: TrainingRecipe, isAugmented: Bool = true) {
    drawers = images.map { SampleDrawer($0) }
    self.recipe = recipe
    augmentation = isAugmented ? recipe.augmentation : .none
  }

  /// Which image a sample is from: every image once before any comes again, so that a batch mixes
  /// patients.
  private func image(ofSample sample: Int) -> Int {
    let (round, place) = sample.quotientAndRemainder(dividingBy: drawers.count)
    var random = SplitMix64(seed: recipe.seed, part: [0, UInt64(round)])
    var order = Array(drawers.indices)
    order.shuffle(using: &random)
    return order[place]
  }

  /// The batch that counts as number `number`; accumulated ones count singly.
  func batch(_ number: Int) -> Batch {
    let first = number * recipe.batch
    let samples = Mutex([Sample?](repeating: nil, count: recipe.batch))
    let chosen = (first..<first + recipe.batch).map(image(ofSample:))
    DispatchQueue.concurrentPerform(iterations: recipe.batch) { n in
      var random = SplitMix64(seed: recipe.seed, part: [1, UInt64(first + n)])
      let sample = drawers[chosen[n]].sample(
        recipe: recipe.preparation, augmentation: augmentation,
        foregroundShare: recipe.foregroundShare, random: &random)
      samples.withLock { $0[n] = sample }
    }
    var batch = Batch()
    for (n, sample) in samples.withLock({ $0 }).enumerated() {
      guard let sample else { preconditionFailure("every sample of a batch is drawn") }
      batch.values += sample.values
      batch.labels += sample.labels
      batch.cases.append(drawers[chosen[n]].image.name)
    }
    return batch
  }
}
