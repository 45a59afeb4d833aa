/// What the outline model is made of. Lengths are in pixels, of the geometric mean of both spacings.
///
/// Chosen on half of the patients of ACDC and TCGA-LGG, tested on the other half.
package struct OutlineModelParameters: Sendable, Hashable {
  /// How far a click is off along an axis, standard deviation, for the smooth curve.
  package var noise = 0.8
  /// How much the clicks decide on the roughness against what is expected of outlines.
  package var temper = 0.2
  /// How far a click may be passed at.
  package var farthest = 1.5
  /// How far a click's profile may be moved across the border to agree with the others.
  package var alignmentNoise = 0.6
  /// Half-width of the wide strip, as a part of the longest way between clicks.
  package var gapShare = 0.24
  /// And as a part of the radius of the circle of the same area.
  package var radiusShare = 0.66
  package var narrowHalfWidth = 5.0
  package var wide = EvidenceWeights.wide
  package var narrow = EvidenceWeights.narrow
  package var guidance = GuidanceParameters()

  package init() {}

  /// By name, for experiments.
  package static let named:
    [String: any WritableKeyPath<OutlineModelParameters, Double> & Sendable] = [
      "noise": \.noise, "temper": \.temper, "farthest": \.farthest, "align": \.alignmentNoise,
      "gap": \.gapShare, "radius": \.radiusShare, "narrow": \.narrowHalfWidth,
      "guidanceError": \.guidance.expectedError, "guidanceSpread": \.guidance.errorSpread,
      "guidanceHarmonics": \.guidance.errorHarmonics, "guidanceNoise": \.guidance.noise,
      "guidanceOdds": \.guidance.odds, "guidanceTrust": \.guidance.largestShare,
      "guidanceWidth": \.guidance.widthShare, "guidanceEnergy": \.guidance.energy,
      "guidanceReach": \.guidance.reach, "guidanceStrip": \.guidance.stripDeviations,
      "guidanceMetricError": \.guidance.largestMetricError,
      "guidanceEdge": \.guidance.edgeStrength,
    ]
}
