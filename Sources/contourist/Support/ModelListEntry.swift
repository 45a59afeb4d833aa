import Foundation
import Networks
import Preparation
import Presegmentation
import Terminal
import Volumes

/// What `model list` says of a model.
struct ModelListEntry: Encodable {
  let name: String
  let path: String
  let labels: [String]
  let channels: [String]
  let dimensions: Int
  /// Dice on the validation set.
  let scores: [String: Double]
  let licence: String?
  let isNonCommercial: Bool

  enum CodingKeys: String, CodingKey {
    case name, path, labels, channels, dimensions, scores, licence
    case isNonCommercial = "non_commercial"
  }

  init(_ model: SegmentationModel) {
    // The name that finds it, whatever the file calls itself.
    name = URL(fileURLWithPath: model.path).deletingPathExtension().lastPathComponent
    path = model.path
    labels = model.labels.map(\.name)
    channels = model.channels
    dimensions = model.preparation.dimensions
    scores = model.scores
    licence = model.licence
    isNonCommercial = model.isNonCommercial
  }

  static func text(_ entries: [ModelListEntry]) -> String {
    entries.map { entry in
      let labels = entry.labels.map { label in
        label + (entry.scores[label].map { " \($0.text(3))" } ?? "")
      }
      let licence =
        (entry.licence ?? "not stated") + (entry.isNonCommercial ? ": NOT FOR COMMERCIAL USE" : "")
      return """
        \(entry.name)
          labels   \(labels.joined(separator: ", "))\(entry.scores.isEmpty ? "" : " (Dice)")
          images   \(entry.channels.joined(separator: ", ")), \(entry.dimensions)-D
          licence  \(licence)
          file     \(entry.path)
        """
    }.joined(separator: "\n")
  }
}
