import LearningCurves
import Testing

@Suite struct LearningCurveTests {
  func epoch(_ n: Int, loss: Double = 1, dice: [String: Double]? = nil) -> LearningCurve.Epoch {
    LearningCurve.Epoch(
      epoch: n, trainingLoss: loss, validationDice: dice, learningRate: 0.1, seconds: 1)
  }

  @Test func `a curve comes back from its file as it was`() throws {
    for curve in [try exampleCurve(7, validatedEvery: 3), try exampleCurve(0)] {
      #expect(try LearningCurve.decode(curve.json(), path: "curve.json") == curve)
    }
  }

  @Test func `the file has the names that other programs look for`() throws {
    let text = String(decoding: try exampleCurve(1).json(), as: UTF8.self)
    for name in [
      "name", "labels", "start_time", "epochs", "epoch", "training_loss", "validation_loss",
      "validation_dice", "learning_rate", "seconds",
    ] {
      #expect(text.contains("\"\(name)\" :"), "\(name)")
    }
  }

  @Test func `a training that diverges is an error that says so`() throws {
    var curve = try exampleCurve(2)
    #expect(throws: LearningCurveError.diverged(epoch: 3)) {
      try curve.append(epoch(3, loss: .nan))
    }
    #expect(throws: LearningCurveError.diverged(epoch: 3)) {
      try curve.append(epoch(3, dice: ["LV": .infinity]))
    }
    #expect(curve.epochs.count == 2)
  }

  @Test func `the best epoch is the first with the highest mean Dice`() throws {
    var curve = LearningCurve(name: "", labels: ["a", "b"], startTime: 0)
    #expect(curve.best == nil)
    try curve.append(epoch(1))
    #expect(curve.best == nil)
    try curve.append(epoch(2, dice: ["a": 0.5, "b": 0.75]))
    try curve.append(epoch(3, dice: ["a": 0.5, "b": 0.75]))
    try curve.append(epoch(4, dice: ["a": 0.9, "b": 0.1]))
    #expect(curve.best?.epoch == 2)
    #expect(curve.best?.meanDice == 0.625)
  }

  @Test func `without Dice the best epoch has the lowest validation loss`() throws {
    var curve = LearningCurve(name: "", labels: [], startTime: 0)
    for (n, loss) in [0.5, 0.25, 0.75].enumerated() {
      try curve.append(
        LearningCurve.Epoch(
          epoch: n + 1, trainingLoss: 1, validationLoss: loss, learningRate: 0.1, seconds: 1))
    }
    #expect(curve.best?.epoch == 2)
  }

  @Test func `a training that goes on from a checkpoint forgets what came after it`() throws {
    var curve = try exampleCurve(5).upTo(epoch: 3)
    #expect(curve.epochs == (try exampleCurve(5)).epochs.dropLast(2))
    try curve.append(epoch(4))
    #expect(curve.epochs.last?.epoch == 4)
  }

  @Test(arguments: [
    ("", "is no learning curve"),
    ("[]", "is no learning curve"),
    ("{}", "it has no \"name\""),
    (
      ##"{"name": "a", "labels": [], "start_time": 0, "epochs": [{"epoch": 0, "##
        + ##""training_loss": 1, "learning_rate": 1, "seconds": 1}]}"##, "does not come after 0"
    ),
    (
      ##"{"name": "a", "labels": ["LV"], "start_time": 0, "epochs": [{"epoch": 1, "##
        + ##""training_loss": 1, "learning_rate": 1, "seconds": 1, "##
        + ##""validation_dice": {"RV": 0.5}}]}"##, "none of the curve's labels"
    ),
    (
      ##"{"name": "a", "labels": ["LV"], "start_time": 0, "epochs": [{"epoch": 1, "##
        + ##""training_loss": 1, "learning_rate": 1, "seconds": 1, "##
        + ##""validation_dice": {"LV": 1.5}}]}"##, "not 0 to 1"
    ),
    (
      ##"{"name": "a", "labels": [], "start_time": 0, "epochs": [{"epoch": 1}]}"##,
      "it has no \"training_loss\""
    ),
    (##"{"name": "a", "labels": [], "start_time": "now", "epochs": []}"##, "start_time"),
    (##"{"name": "a", "labels": [], "start_time": 1e99, "epochs": []}"##, "no training began then"),
    (
      ##"{"name": "a", "labels": [], "start_time": 0, "epochs": [{"epoch": 1, "##
        + ##""training_loss": 1e300, "learning_rate": 1, "seconds": 1}]}"##, "huge numbers"
    ),
  ]) func `a file that is no curve is refused with a reason`(_ text: String, _ reason: String) {
    let error = #expect(throws: LearningCurveError.self) {
      try LearningCurve.decode(Array(text.utf8), path: "c.json")
    }
    #expect(error?.description.contains(reason) == true, "\(error as Any)")
  }
}
