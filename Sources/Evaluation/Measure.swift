/// A number that tells how well a mask agrees with a reference.
public enum Measure: String, Sendable, CaseIterable {
  case dice
  case jaccard
  case hausdorff = "hausdorff_mm"
  case hausdorff95 = "hausdorff95_mm"
  case averageDistance = "assd_mm"
  case averageFromPrediction = "asd_prediction_to_reference_mm"
  case averageFromReference = "asd_reference_to_prediction_mm"
  case surfaceDice = "surface_dice"
  case millilitres = "volume_ml"
  case referenceMillilitres = "reference_ml"
  case volumeDifference = "difference_ml"
  case volumeDifferencePercent = "difference_percent"

  /// nil where the measure is not defined, see `LabelScore`.
  public func value(of score: LabelScore) -> Double? {
    switch self {
    case .dice: score.dice
    case .jaccard: score.jaccard
    case .hausdorff: score.hausdorff
    case .hausdorff95: score.hausdorff95
    case .averageDistance: score.averageDistance
    case .averageFromPrediction: score.averageFromPrediction
    case .averageFromReference: score.averageFromReference
    case .surfaceDice: score.surfaceDice
    case .millilitres: score.millilitres
    case .referenceMillilitres: score.referenceMillilitres
    case .volumeDifference: score.volumeDifference
    case .volumeDifferencePercent: score.volumeDifferencePercent
    }
  }

  /// For tables.
  public var title: String {
    switch self {
    case .dice: "Dice"
    case .jaccard: "Jaccard"
    case .hausdorff: "HD mm"
    case .hausdorff95: "HD95 mm"
    case .averageDistance: "ASSD mm"
    case .averageFromPrediction: "ASD to reference mm"
    case .averageFromReference: "ASD from reference mm"
    case .surfaceDice: "surface Dice"
    case .millilitres: "volume mL"
    case .referenceMillilitres: "reference mL"
    case .volumeDifference: "difference mL"
    case .volumeDifferencePercent: "difference %"
    }
  }

  /// Digits behind the point that a table shows.
  public var decimals: Int {
    switch self {
    case .dice, .jaccard, .surfaceDice: 3
    case .hausdorff, .hausdorff95, .averageDistance, .averageFromPrediction,
      .averageFromReference:
      2
    case .millilitres, .referenceMillilitres, .volumeDifference, .volumeDifferencePercent: 1
    }
  }
}
