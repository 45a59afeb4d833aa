/// What is known of each place of a strip; the numbers are the order in lists of weights.
package enum StripFeature: Int, CaseIterable, Sendable {
  /// Gradient across, > 0 as at the clicks.
  case gradient
  /// Gradient across whatever its sign.
  case edge
  /// Intensities across that differ from those at the clicks, without their means, in parts of the
  /// strip's contrast.
  case shape
  /// The same nearer to the border, with the means.
  case nearProfile
  /// Inside looks like inside and outside like outside, all around.
  case region
  /// Distance from the smooth curve, in its standard deviations there.
  case surprise
  /// Offset from the strip's middle, pixels, outside > 0.
  case offset
  /// Its square, over 16.
  case squaredOffset
}

/// How much each feature counts as energy, and what belongs to it.
package struct EvidenceWeights: Sendable, Hashable {
  /// By feature: always; times a share that falls from 1 with the distance to the nearest click;
  /// times 3 over the number of clicks.
  package var always: [Double]
  package var nearClicks: [Double]
  package var fewClicks: [Double]
  /// Energy of a squared pixel from the click in its column.
  package var pull: Double
  /// Energy of a step of one pixel to the side from one column to the next.
  package var bending: Double

  init(
    always: [Double], nearClicks: [Double], fewClicks: [Double], pull: Double, bending: Double
  ) {
    self.always = always
    self.nearClicks = nearClicks
    self.fewClicks = fewClicks
    self.pull = pull
    self.bending = bending
  }

  /// - Parameter list: `always`, `nearClicks`, `fewClicks`, `pull`, `bending`.
  /// - Returns: Nil when the list has another length.
  package init?(list: [Double]) {
    let count = StripFeature.allCases.count
    guard list.count == 3 * count + 2 else { return nil }
    always = Array(list[..<count])
    nearClicks = Array(list[count..<2 * count])
    fewClicks = Array(list[2 * count..<3 * count])
    (pull, bending) = (list[3 * count], list[3 * count + 1])
  }
}

/// Learned from half of the patients of ACDC and TCGA-LGG by `Tests/Peers/outline_weights.py`.
extension EvidenceWeights {
  /// Along the smooth curve.
  package static let wide = EvidenceWeights(
    always: [-4.125, -2.475, 0.926, 0.748, -0.083, -0.387, 0, 0.073],
    nearClicks: [1.777, -1.704, 1.512, 1.763, -0.03, 1.306, 0, -0.175],
    fewClicks: [2.55, -0.447, 1.95, 1.547, -0.017, 0.06, 0, -0.076],
    pull: 4.935, bending: 2.034)

  /// Along what was found in the wide strip.
  package static let narrow = EvidenceWeights(
    always: [-2.526, -4.405, 2.864, 0.598, -0.151, 0.057, -0.165, -0.106],
    nearClicks: [0.433, -0.522, 2.1, 0.187, -0.089, 1.164, -0.577, -0.528],
    fewClicks: [2.392, -1.832, 2.497, 1.493, 0.003, 0.981, 0.094, 0.149],
    pull: 11.459, bending: 9.282)
}
