import Networks
import Preparation

/// What has to be known of another program's network, from a JSON file beside it: "NAME.onnx.json" or
/// "NAME.json". README.md explains each entry.
struct ModelDescription: Decodable, Equatable {
  var name: String?
  var about: String?
  var licence: String?
  var labels: [String]
  var channels: [String]
  var dimensions: Int
  /// Millimetres along i, j and k of the image, after `orientation`.
  var spacing: [Double?]?
  /// In the order of the tensor's axes.
  var patch: [Int]?
  var normalisation: Normalisation
  var isPerSlice: Bool?
  var answer: Answer?
  var divisors: [Int]?
  var flips: [ModelCard.FlipAxis]?
  /// The tensor's spatial axes: "kji" or "ijk", with two dimensions "ji" or "ij".
  var axes: String?
  var orientation: String?
  /// The name of the output to take; the first one otherwise.
  var output: String?
  var postprocessing: [PostprocessingRule]?
  var scores: [String: Double]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, about, licence, labels, channels, dimensions, spacing, patch, normalisation
    case answer, divisors, flips, axes, orientation, output, postprocessing, scores
    case isPerSlice = "per_slice"
  }

  /// What is wrong with it by itself; nil where nothing is.
  var problem: String? {
    guard dimensions == 2 || dimensions == 3 else {
      return "\"dimensions\" is \(dimensions) instead of 2 or 3"
    }
    if labels.isEmpty || labels.count > 255 || Set(labels).count != labels.count
      || labels.contains("")
    {
      return "\"labels\" needs 1 to 255 different names, without the background"
    }
    if channels.isEmpty || Set(channels).count != channels.count {
      return "\"channels\" needs the name of each channel, all different"
    }
    for (key, list) in [("patch", patch), ("divisors", divisors)] {
      if let list, list.count != dimensions || !list.allSatisfy({ (1...1 << 16).contains($0) }) {
        return "\"\(key)\" needs \(dimensions) whole numbers above 0, in the order of the tensor's "
          + "axes"
      }
    }
    if dimensions == 3, patch == nil { return "\"patch\" is missing, which 3 dimensions need" }
    let orders = dimensions == 2 ? ["ji", "ij"] : ["kji", "ijk"]
    if let axes, !orders.contains(axes) {
      return "\"axes\" is \"\(axes)\" instead of \"\(orders[0])\" or \"\(orders[1])\""
    }
    if let flips, Set(flips).count != flips.count || dimensions == 2 && flips.contains(.k) {
      return "\"flips\" has an axis twice, or one that the network does not have"
    }
    if let orientation, !ModelDescription.isOrientation(orientation) {
      return "\"orientation\" is \"\(orientation)\" instead of three letters such as \"RAS\""
    }
    return PostprocessingRule.problem(postprocessing ?? [], labels: labels)
      .map { "\"postprocessing\" " + $0 }
  }

  private static func isOrientation(_ text: String) -> Bool {
    let sides = text.map { letter in ["RL", "AP", "SI"].firstIndex { $0.contains(letter) } }
    return text.count == 3 && Set(sides) == [0, 1, 2]
  }
}
