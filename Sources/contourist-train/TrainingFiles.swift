#if Training
  import Figures
  import Foundation
  import ImageFiles
  import LearningCurves

  /// The files of one training: the model and what lies beside it.
  struct TrainingFiles {
    let model: String
    private let base: String

    init(model: String) {
      self.model = model
      base = String(model.dropLast(".onnx".count))
    }

    /// The model's, without folder and ending.
    var name: String { URL(fileURLWithPath: base).lastPathComponent }
    var checkpoint: String { base + ".checkpoint" }
    var curve: String { base + ".curve.json" }
    var picture: String { base + ".curve.png" }
    /// A folder, as TensorBoard wants it.
    var events: String { base + ".events" }

    func write(_ learningCurve: LearningCurve) throws {
      try AtomicFile.write(learningCurve.json(), to: curve)
      try Folders.make(events)
      try EventFile.write(
        learningCurve, to: events + "/" + EventFile.name(startTime: learningCurve.startTime))
      if learningCurve.epochs.last?.validationDice != nil || learningCurve.epochs.count == 1 {
        try PNGFile.write(LearningCurveFigure(learningCurve).drawing(), to: picture)
      }
    }

    func removeCheckpoint() throws {
      if FileManager.default.fileExists(atPath: checkpoint) {
        try FileManager.default.removeItem(atPath: checkpoint)
      }
    }
  }
#endif
