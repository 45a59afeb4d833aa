public import Preparation
public import Volumes

/// What a model is, how it was made and under which licence; saved in the model's file, so that the
/// file alone is enough to use it rightly.
///
/// Each part is an entry of its own in ONNX's `metadata_props`, for other programs to read: texts as
/// they are, the rest as JSON.
///
///     let bytes = try ONNXFile.encode(network, weights: weights, metadata: card.metadata())
///     let card = try ModelCard(metadata: ONNXFile.decode(bytes).metadata)
public struct ModelCard: Sendable, Equatable {
  /// Such as "cardiac-cine".
  public var name: String
  /// A sentence or two for people.
  public var description: String?
  public var recipe: NetworkRecipe
  public var answer: Answer
  /// How an image is prepared; nil for a network that nobody has trained.
  public var preparation: PreparationRecipe?
  /// In the order of their values; empty where nobody has named them. With softmax a value is the
  /// label's channel too, with a sigmoid one more.
  public var labels: [NamedLabel]
  /// What each channel of the image shows; empty where nobody has named them.
  public var channels: [String]
  public var trainingSet: TrainingSet?
  /// How it was trained: "loss", "optimiser", "epochs", "seed", "minutes" and the like.
  public var training: [String: String]
  /// Dice on the validation set by label.
  public var scores: [String: Double]
  /// Of the weights, which follows from that of the training set.
  public var licence: String?
  /// Axes along which the image is flipped; the answers of all combinations are averaged.
  public var flips: [FlipAxis]
  /// In the order in which they are applied.
  public var postprocessing: [PostprocessingRule]
  /// Version of the program that trained it.
  public var engine: String?
  /// When, as in ISO 8601.
  public var created: String?

  public init(
    name: String, description: String? = nil, recipe: NetworkRecipe, answer: Answer = .softmax,
    preparation: PreparationRecipe? = nil, labels: [NamedLabel] = [], channels: [String] = [],
    trainingSet: TrainingSet? = nil, training: [String: String] = [:],
    scores: [String: Double] = [:], licence: String? = nil, flips: [FlipAxis] = [],
    postprocessing: [PostprocessingRule] = [], engine: String? = nil, created: String? = nil
  ) {
    self.name = name
    self.description = description
    self.recipe = recipe
    self.answer = answer
    self.preparation = preparation
    self.labels = labels
    self.channels = channels
    self.trainingSet = trainingSet
    self.training = training
    self.scores = scores
    self.licence = licence
    self.flips = flips
    self.postprocessing = postprocessing
    self.engine = engine
    self.created = created
  }

  /// What the model was trained on.
  public struct TrainingSet: Codable, Sendable, Equatable {
    public let name: String
    /// How its folder is laid out, such as "acdc".
    public let layout: String
    /// How many, of both parts of the split.
    public let patients: Int
    public let cases: Int
    public let split: Split

    public init(name: String, layout: String, patients: Int, cases: Int, split: Split) {
      self.name = name
      self.layout = layout
      self.patients = patients
      self.cases = cases
      self.split = split
    }
  }

  /// Names of patients; none is in both parts.
  public struct Split: Codable, Sendable, Equatable {
    public let training: [String]
    public let validation: [String]

    public init(training: [String], validation: [String]) {
      self.training = training
      self.validation = validation
    }
  }

  /// A voxel axis of the image.
  public enum FlipAxis: String, Codable, Sendable, CaseIterable { case i, j, k }

  /// Whether the licence excludes commercial use, as those of many medical collections do.
  public var isNonCommercial: Bool { Self.isNonCommercial(licence) }

  /// Whether a licence's text excludes commercial use.
  public static func isNonCommercial(_ licence: String?) -> Bool {
    let words = (licence ?? "").lowercased().split { !$0.isLetter }
    return words.contains("nc") || words.contains("noncommercial")
      || zip(words, words.dropFirst()).contains { pair in
        pair.0 == "non" && pair.1 == "commercial" || pair.0 == "research" && pair.1 == "only"
      }
  }
}
