/// How a network's probabilities guide an outline. Lengths are equal-sided pixels.
///
/// Chosen on half of the patients that the networks were not trained on, tested on the others
/// (`GuidedOutline.md`).
package struct GuidanceParameters: Sendable, Hashable {
  /// How far the network's outline is expected to be off, before the clicks are seen.
  package var expectedError = 0.5
  /// How much the logarithm of that may differ, standard deviation.
  package var errorSpread = 1.0
  /// Harmonics around the outline with which its error varies.
  package var errorHarmonics = 2.0
  /// A click is off by so much across the outline, standard deviation.
  package var noise = 0.8
  /// The largest error with which the network is believed, as a part of the radius of the clicks'
  /// circle of the same area; an error below `leastError` is none.
  package var largestShare = 0.15
  package var leastError = 0.7
  /// By how much the clicks must be more likely than by the smooth curve alone, each given the
  /// others, in all; natural logarithm.
  package var odds = 15.0
  /// Part of the width over which the probabilities fall that counts as uncertainty.
  package var widthShare = 1.0
  /// Energy of a place far from the guided curve; a clear edge has more.
  package var energy = 2.0
  /// Standard deviations from the guided curve where half of that energy is reached.
  package var reach = 2.0
  /// Half-width of the wide strip, largest standard deviations.
  package var stripDeviations = 3.0
  /// A metric is not moved to the clicks: the largest error with which the network is in it.
  package var largestMetricError = 1.0
  /// Edge strength of the metric where the probabilities fall by a quarter a pixel or more.
  package var edgeStrength = 0.5

  package init() {}
}
