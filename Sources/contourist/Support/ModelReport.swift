import Annotation
import Foundation
import ImageFiles
import Networks
import Preparation
import Terminal
import Volumes

/// What `model info` says of a file.
struct ModelReport: Encodable {
  let path: String
  let bytes: Int
  let sha256: String
  let producer: String
  let operatorSet: Int?
  let inputs: [Value]
  let outputs: [Value]
  let operators: [String: Int]
  let tensors: Int
  let numbers: Int
  /// Learned ones; null for another program's model, which does not say.
  let parameters: Int?
  let isNonCommercial: Bool?
  let metadata: [String: JSONValue]
  /// nil for another program's model.
  private let card: ModelCard?

  enum CodingKeys: String, CodingKey {
    case path, bytes, sha256, producer, inputs, outputs, operators, tensors, numbers, parameters
    case metadata
    case operatorSet = "operator_set"
    case isNonCommercial = "non_commercial"
  }

  struct Value: Encodable {
    let name: String
    let type: String?
    let shape: [String]?

    var text: String {
      [name, type, shape?.joined(separator: " x ")].compactMap { $0 }.joined(separator: "  ")
    }
  }

  /// - Throws: `NetworkError` for bytes that are no model or a damaged one of ours.
  init(path: String, _ content: [UInt8]) throws(NetworkError) {
    let outline = try ONNXOutline.decode(content)
    let isOurs = outline.metadata[ONNXFile.recipeKey] != nil
    let model = isOurs ? try ModelFile.decode(content) : nil
    self.path = path
    bytes = content.count
    sha256 = sha256Hex(content)
    producer = outline.producer
    operatorSet = outline.operatorSet
    inputs = outline.inputs.map { Value(name: $0.name, type: $0.type, shape: $0.shape) }
    outputs = outline.outputs.map { Value(name: $0.name, type: $0.type, shape: $0.shape) }
    operators = outline.operators
    tensors = outline.tensors
    numbers = outline.numbers
    parameters = model?.network.parameterCount
    isNonCommercial = model?.card.isNonCommercial
    metadata = outline.metadata.mapValues { isOurs ? Self.value($0) : .string($0) }
    card = model?.card
  }

  /// An entry of our metadata: an object or a list where it is one, otherwise text.
  private static func value(_ text: String) -> JSONValue {
    guard text.hasPrefix("{") || text.hasPrefix("["),
      let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    else { return .string(text) }
    return value
  }

  var text: String {
    let facts = card.map(lines) ?? linesOfAnother
    let lines = facts + [("file", "\(path), \(byteText(bytes))"), ("SHA-256", sha256)]
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, text in
      name + String(repeating: " ", count: width + 2 - name.count) + text
    }.joined(separator: "\n")
  }

  private func lines(_ card: ModelCard) -> [(String, String)] {
    var lines = [("name", card.name)]
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { lines.append((name, text)) }
    }
    add("about", card.description)
    if card.isNonCommercial {
      add("LICENCE", (card.licence ?? "") + ": NOT FOR COMMERCIAL USE")
    } else {
      add("licence", card.licence ?? "not stated")
    }
    add(
      "network",
      "\(card.recipe.network), \(card.recipe.dimensions) dimensions, "
        + "\(Double(parameters ?? 0).text(0)) parameters, \(card.answer.rawValue)")
    add(
      "input",
      counted(card.recipe.inputChannels, "channel")
        + (card.channels.isEmpty ? "" : ": " + card.channels.joined(separator: ", ")))
    add(
      "labels",
      card.labels.isEmpty
        ? "\(counted(card.recipe.classes, "channel")) without names"
        : card.labels.map { "\($0.value) \($0.name)" }.joined(separator: ", "))
    if let preparation = card.preparation {
      add("spacing", preparation.spacingText)
      add(
        "patch", preparation.patch.reversed().map(String.init).joined(separator: " x ") + " voxels")
      add("intensities", preparation.normalisationText)
    }
    add("flips", card.flips.map(\.rawValue).joined(separator: ", "))
    add("afterwards", card.postprocessing.map(\.text).joined(separator: "; "))
    add("training set", card.trainingSet.map(Self.text))
    add(
      "trained",
      card.training.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", "))
    add("Dice", scores(card))
    add("made by", [card.engine, card.created].compactMap { $0 }.joined(separator: ", "))
    return lines
  }

  private func scores(_ card: ModelCard) -> String? {
    guard !card.scores.isEmpty else { return nil }
    let mean = card.scores.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    // Labels in their own order, then what else was scored.
    let names = card.labels.map(\.name).filter { card.scores[$0] != nil }
    let others = Set(card.scores.keys).subtracting(names).sorted()
    let list = (names + others).compactMap { name in
      card.scores[name].map { "\(name) \($0.text(3))" }
    }
    return list.joined(separator: ", ")
      + (list.count > 1 ? ", mean \((mean / Double(list.count)).text(3))" : "")
      + " (validation set)"
  }

  private static func text(_ set: ModelCard.TrainingSet) -> String {
    "\(set.name) (\(set.layout)), \(counted(set.patients, "patient")), "
      + "\(counted(set.cases, "case")); \(counted(set.split.training.count, "patient")) to train, "
      + "\(set.split.validation.count) to validate"
  }

  private var linesOfAnother: [(String, String)] {
    let list = operators.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }
    return [("made by", producer.isEmpty ? "not stated" : producer)]
      + [("operators", "set \(operatorSet.map(String.init) ?? "not stated")")]
      + inputs.map { ("input", $0.text) } + outputs.map { ("output", $0.text) }
      + [
        ("nodes", list.joined(separator: ", ")),
        ("tensors", "\(tensors) of \(Double(numbers).text(0)) numbers"),
      ]
      + metadata.sorted { $0.key < $1.key }.map { key, value in
        guard case .string(let text) = value else { return ("metadata", key) }
        return ("metadata", "\(key): \(text)")
      }
      + [
        (
          "note",
          "another program's model: labels, spacing and intensities are not known from it"
        )
      ]
  }
}

extension PreparationRecipe {
  fileprivate var spacingText: String {
    if spacing.allSatisfy({ $0 == nil }) { return "as in the image" }
    return zip("ijk", spacing).map { axis, millimetres in
      "\(axis) " + (millimetres.map { $0.shortText + " mm" } ?? "as in the image")
    }.joined(separator: ", ")
  }

  fileprivate var normalisationText: String {
    let what =
      switch normalisation {
      case .percentiles(let low, let high):
        "percentiles \(low.shortText) to \(high.shortText) become 0 to 1"
      case .zScore: "mean 0, standard deviation 1"
      case .foregroundZScore: "mean 0, standard deviation 1 of what is above the mean"
      case .fixedZScore(let low, let high, let mean, let deviation):
        "\(low.shortText) to \(high.shortText), mean \(mean.shortText) becomes 0, standard "
          + "deviation \(deviation.shortText) becomes 1"
      case .range(let low, let high): "\(low.shortText) to \(high.shortText) become 0 to 1"
      }
    return what + (isPerSlice ? ", slice by slice" : "")
  }
}

extension PostprocessingRule {
  fileprivate var text: String {
    let parts = [
      keepsLargestComponent ? "largest component" : nil,
      minimumMillilitres.map { "components of at least \($0.shortText) mL" },
      fillsHoles ? "holes filled" : nil,
    ]
    return "\(label) " + parts.compactMap { $0 }.joined(separator: ", ")
  }
}

extension Double {
  /// With up to six digits, none that says nothing: "1.25", "99".
  fileprivate var shortText: String { String(format: "%g", self) }
}
