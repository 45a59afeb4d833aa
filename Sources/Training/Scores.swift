import Labels
public import Volumes

/// How well one image was labelled.
public struct Scores: Sendable, Equatable {
  public let name: String
  /// By label; of labels that the truth has.
  public let dice: [String: Double]
  /// Millimetres, by label; of labels that both have.
  public let hausdorff: [String: Double]

  /// - Precondition: Both on one grid.
  public init(
    _ name: String, found: LabelVolume, truth: LabelVolume, labels: [NamedLabel],
    withDistances: Bool = false
  ) {
    self.name = name
    var dice: [String: Double] = [:]
    var hausdorff: [String: Double] = [:]
    let present = Set(truth.labels)
    for label in labels where present.contains(label.value) {
      dice[label.name] = diceCoefficient(found, truth, label: label.value)
      if withDistances {
        hausdorff[label.name] = hausdorffDistance(found, truth, label: label.value)
      }
    }
    self.dice = dice
    self.hausdorff = hausdorff
  }

  /// Mean over the images that have the label.
  public static func mean(_ scores: [[String: Double]]) -> [String: Double] {
    var sums: [String: (sum: Double, count: Int)] = [:]
    for score in scores {
      for (label, value) in score {
        let (sum, count) = sums[label] ?? (0, 0)
        sums[label] = (sum + value, count + 1)
      }
    }
    return sums.mapValues { $0.sum / Double($0.count) }
  }
}
