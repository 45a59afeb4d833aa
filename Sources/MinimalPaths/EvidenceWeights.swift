/// What is known of each place of a strip; the numbers are the order in lists of weights.
package enum StripFeature: Int, CaseIterable, Sendable {
  /// Gradient across, > 0 as at the clicks.
  case gradient
  /// Gradient across whatever its sign.
  case edge
  /// Intensities across that differ from those at the clicks, in parts of the image's range.
  case profile
  /// The same without their mean, in parts of the strip's contrast.
  case shape
  /// The same nearer to the border, with the mean.
  case nearProfile
  /// Inside looks like inside and outside like outside, all around.
  case region
  /// The same with the intensities nearby.
  case localRegion
  /// Distance from the strip's middle, pixels.
  case distance
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
    always: [-4.079, -3.006, 10.395, 1.113, 0.571, -0.175, 0.047, -0.262, 0.35, 0.009, 0.169],
    nearClicks: [1.852, -1.549, -12.141, 1.82, 1.995, 0, 0.067, 0.198, 0.805, -0.292, -0.001],
    fewClicks: [2.875, -1.286, -3.056, 2.852, 1.773, -0.012, -0.004, 0.01, 0.26, 0.097, -0.035],
    pull: 5.002, bending: 2.203)

  /// Along what was found in the wide strip.
  package static let narrow = EvidenceWeights(
    always: [-2.544, -3.565, 1.862, 2.893, 0.449, -0.135, -0.026, 0.175, 0.214, -0.219, -0.737],
    nearClicks: [0.463, -1.175, -4.959, 2.06, 0.397, -0.1, 0.199, 0.579, 0.82, -0.59, -1.158],
    fewClicks: [2.059, -2.464, 5.082, 2.487, 1.143, -0.056, 0.022, 0.332, 0.625, 0.016, -0.402],
    pull: 7.769, bending: 6.226)
}
