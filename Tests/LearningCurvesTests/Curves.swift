import LearningCurves

/// A curve of `count` epochs with falling losses, validated every so often.
func exampleCurve(
  _ count: Int, validatedEvery step: Int = 1, labels: [String] = ["RV", "MYO", "LV"]
) throws -> LearningCurve {
  var curve = LearningCurve(name: "cardiac", labels: labels, startTime: 1_700_000_000.5)
  for epoch in 1...max(count, 1) where epoch <= count {
    let share = Double(epoch) / Double(count)
    let isValidated = epoch % step == 0
    let dice = labels.enumerated().map { ($1, 0.9 * share / Double($0 + 1)) }
    try curve.append(
      LearningCurve.Epoch(
        epoch: epoch, trainingLoss: 1 - 0.5 * share,
        validationLoss: isValidated ? 1.25 - 0.5 * share : nil,
        validationDice: isValidated ? Dictionary(uniqueKeysWithValues: dice) : nil,
        learningRate: 0.25, seconds: 2 * Double(epoch)))
  }
  return curve
}
