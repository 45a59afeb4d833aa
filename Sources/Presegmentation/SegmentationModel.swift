import Foundation
public import Networks
public import Preparation
public import Volumes

/// A network that labels images, in ONNX, and what has to be known to use it: one of this program's
/// brings its `ModelCard`, another program's has a description beside it (see README.md).
///
///     let model = try SegmentationModel(path: "heart.onnx")
///     model.labels.map(\.name)   // ["RV", "MYO", "LV"]
public struct SegmentationModel: Sendable {
  public let path: String
  public let name: String
  public let about: String?
  public let licence: String?
  /// Dice on the validation set by label.
  public let scores: [String: Double]
  /// In the order of their values, which count from 1 without a gap.
  public let labels: [NamedLabel]
  /// What each channel of the image shows; empty where nobody has named them.
  public let channels: [String]
  public let inputChannels: Int
  /// Channels of the network's answer.
  public let classes: Int
  public let answer: Answer
  /// In the order of the network's axes.
  public let preparation: PreparationRecipe
  /// What the network needs its axes to be multiples of, in the tensor's order.
  public let divisors: [Int]
  /// Axes of the image along which it is flipped; the answers are averaged.
  public let flips: [ModelCard.FlipAxis]
  public let postprocessing: [PostprocessingRule]
  /// How images lie that the network was trained on, such as "RAS"; nil where they were taken as
  /// they are stored, as this program's training does.
  public let orientation: String?
  /// From the image's axes, once it lies as `orientation` says, to those of the network.
  let networkAxes: AxisOrder?
  /// The name of the network's output; nil for the first.
  let output: String?

  /// Whether the licence excludes commercial use.
  public let isNonCommercial: Bool

  /// - Throws: `PresegmentationError`, whose text says what to do.
  public init(path: String) throws(PresegmentationError) {
    let bytes = try Self.read(path)
    let metadata: [String: String]
    let card: ModelCard?
    do throws(NetworkError) {
      metadata = try ONNXOutline.decode(bytes).metadata
      card = metadata[ONNXFile.recipeKey] == nil ? nil : try ModelCard(metadata: metadata)
    } catch {
      throw .badModel(path: path, error)
    }
    if let card {
      try self.init(path: path, card)
    } else {
      let file = try Self.descriptionFile(of: path)
      try self.init(path: path, try Self.description(file), describedIn: file)
    }
  }

  private init(path: String, _ card: ModelCard) throws(PresegmentationError) {
    guard let preparation = card.preparation else { throw .notTrained(path: path) }
    do throws(NetworkError) {
      divisors = try Network(card.recipe).divisors
    } catch {
      throw .badModel(path: path, error)
    }
    do throws(PreparationError) {
      try preparation.validate()
    } catch {
      throw .preparation(error)
    }
    self.path = path
    name = card.name
    about = card.description
    licence = card.licence
    scores = card.scores
    classes = card.recipe.classes
    let count = card.answer == .softmax ? classes - 1 : classes
    guard (1...255).contains(count) else {
      throw .doesNotFit(path: path, reason: "it answers with \(count) labels instead of 1 to 255")
    }
    labels =
      card.labels.isEmpty
      ? (1...count).map { NamedLabel(value: UInt8($0), name: "label \($0)") } : card.labels
    channels = card.channels
    inputChannels = card.recipe.inputChannels
    answer = card.answer
    self.preparation = preparation
    flips = card.flips
    postprocessing = card.postprocessing
    orientation = nil
    networkAxes = nil
    output = nil
    isNonCommercial = card.isNonCommercial
  }

  private init(
    path: String, _ description: ModelDescription, describedIn file: String
  ) throws(PresegmentationError) {
    if let problem = description.problem { throw .badDescription(path: file, reason: problem) }
    let dimensions = description.dimensions
    self.path = path
    name = description.name ?? Self.name(of: path)
    about = description.about
    licence = description.licence
    scores = description.scores ?? [:]
    labels = description.labels.enumerated().map {
      NamedLabel(value: UInt8($0 + 1), name: $1)
    }
    channels = description.channels
    inputChannels = description.channels.count
    answer = description.answer ?? .softmax
    classes = description.labels.count + (answer == .softmax ? 1 : 0)
    // The tensor's last axis is the network's i.
    networkAxes =
      switch description.axes {
      case "ijk": AxisOrder("kji")
      case "ij": AxisOrder("jik")
      default: nil
      }
    let spacing = description.spacing ?? [nil, nil, nil]
    preparation = PreparationRecipe(
      dimensions: dimensions,
      spacing: spacing.count == 3 ? networkAxes?.applied(to: spacing) ?? spacing : spacing,
      patch: description.patch ?? [Int](repeating: 1, count: dimensions),
      normalisation: description.normalisation, isPerSlice: description.isPerSlice ?? false)
    do throws(PreparationError) {
      try preparation.validate()
    } catch {
      throw .badDescription(path: file, reason: "\(error)".droppingFinalStop)
    }
    divisors = description.divisors ?? [Int](repeating: 1, count: dimensions)
    flips = description.flips ?? []
    postprocessing = description.postprocessing ?? []
    orientation = description.orientation
    output = description.output
    isNonCommercial = ModelCard.isNonCommercial(description.licence)
  }

  /// "heart" of "models/heart.onnx".
  static func name(of path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private static func read(_ path: String) throws(PresegmentationError) -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .unreadable(path: path, reason: "there is no such file")
    }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription.droppingFinalStop)
    }
  }

  /// The file beside a model that describes it.
  private static func descriptionFile(of path: String) throws(PresegmentationError) -> String {
    let names = [
      path + ".json",
      URL(fileURLWithPath: path).deletingPathExtension().relativePath + ".json",
    ]
    guard let file = names.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .noDescription(path: path, lookedFor: names)
    }
    return file
  }

  private static func description(
    _ file: String
  ) throws(PresegmentationError) -> ModelDescription {
    let bytes = try read(file)
    do {
      let known = Set(ModelDescription.CodingKeys.allCases.map(\.rawValue))
      if let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
        let other = object.keys.sorted().first(where: { !known.contains($0) })
      {
        throw PresegmentationError.badDescription(
          path: file, reason: "\"\(other)\" is none of the entries that are known")
      }
      return try JSONDecoder().decode(ModelDescription.self, from: Data(bytes))
    } catch let error as PresegmentationError {
      throw error
    } catch let error as DecodingError {
      throw .badDescription(path: file, reason: Self.reason(error))
    } catch {
      throw .badDescription(path: file, reason: "it is no valid JSON")
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\"\(place(context.codingPath + [key]))\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return "\"\(place(context.codingPath))\" holds something of another kind than it should"
    @unknown default: return "it is no valid JSON"
    }
  }
}

extension String {
  /// For a text that goes on.
  var droppingFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
