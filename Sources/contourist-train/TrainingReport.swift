#if Training
  import Datasets
  import Foundation
  import LearningCurves
  import Networks
  import Preparation
  import Terminal
  import Training

  /// What a training says: lines for people, or JSON.
  struct TrainingReport {
    let isJSON: Bool
    private let isTerminal = isatty(STDERR_FILENO) != 0

    private func progress(_ text: String) { ProgressLine(isSilent: isJSON).show(text) }

    private func line(_ text: String) {
      progress("")
      if !isJSON {
        print(text)
        fflush(nil)
      }
    }

    func reading(_ done: Int, _ count: Int) { progress("reading \(done) of \(count)") }

    func scoring(_ done: Int, _ set: TrainingSet) {
      progress("scoring \(done) of \(set.validation.count)")
    }

    func set(_ dataset: Dataset, _ split: DatasetSplit, _ set: TrainingSet) {
      line(
        "data       \(dataset.name) (\(dataset.layout.rawValue)): "
          + "\(counted(split.training.count, "patient")) to train with "
          + "(\(counted(set.training.count, "image"))), \(split.validation.count) to validate "
          + "(\(counted(set.validation.count, "image")))")
      if let licence = dataset.licence { line("licence    \(licence)") }
    }

    func begin(_ trainer: Trainer, _ recipe: TrainingRecipe) {
      let patch = recipe.preparation.patch.reversed().map(String.init).joined(separator: " x ")
      let spacing = recipe.preparation.spacing.map { $0.map { $0.text(2) } ?? "own" }
      line(
        "network    \(trainer.network.name), "
          + "\(Double(trainer.network.parameterCount).text(0)) parameters, channels "
          + recipe.network.channels.map(String.init).joined(separator: " "))
      line(
        "images     \(patch) voxels of \(spacing.joined(separator: " x ")) mm, "
          + "\(recipe.batch) a step, \(recipe.precision.rawValue)")
      line(
        "training   \(counted(recipe.epochs, "epoch")) of "
          + "\(counted(trainer.stepsPerEpoch, "step"))"
          + (trainer.epochsDone > 0 ? ", going on after epoch \(trainer.epochsDone)" : ""))
    }

    func step(_ step: Int, of trainer: Trainer, epochs: Int, isStopping: Bool) {
      progress(
        "epoch \(trainer.epochsDone + 1)/\(epochs)  step \(step)/\(trainer.stepsPerEpoch)"
          + (isStopping ? "  stopping after this epoch" : ""))
    }

    func epoch(_ curve: LearningCurve, of epochs: Int, secondsLeft: Double) {
      guard let epoch = curve.epochs.last else { return }
      if isJSON {
        try? printJSON(epoch, pretty: false)
        fflush(nil)
        return
      }
      var text = "epoch \(epoch.epoch)/\(epochs)  loss \(epoch.trainingLoss.text(4))"
      if let loss = epoch.validationLoss { text += "  validation \(loss.text(4))" }
      if let dice = epoch.validationDice {
        text += "  Dice " + named(dice, curve.labels)
        if curve.best == epoch { text += "  best" }
      }
      text += "  \(durationText(secondsLeft)) left"
      if epoch.validationDice != nil || epoch.epoch == 1 || !isTerminal {
        line(text)
      } else {
        progress(text)
      }
    }

    func samples(_ path: String) { line("samples    \(path)") }

    func cancelled(_ files: TrainingFiles) {
      line("stopped    \(files.checkpoint) is kept; the same command goes on from there")
    }

    func end(_ result: Trainer.Result, _ scores: [Scores], _ files: TrainingFiles) {
      let labels = result.curve.labels
      if isJSON {
        try? printJSON(
          FinalReport(
            model: files.model, epochs: result.curve.epochs.count,
            bestEpoch: result.curve.best?.epoch,
            dice: Scores.mean(scores.map(\.dice)),
            hausdorffMillimetres: Scores.mean(scores.map(\.hausdorff)),
            seconds: result.curve.epochs.last?.seconds ?? 0), pretty: false)
        return
      }
      if !scores.isEmpty {
        line(
          "best       epoch \(result.curve.best?.epoch ?? 0) of \(result.curve.epochs.count), "
            + "validation images on their own grids:")
        let dice = Scores.mean(scores.map(\.dice))
        let hausdorff = Scores.mean(scores.map(\.hausdorff))
        line(
          table(
            ["label", "Dice", "Hausdorff mm"],
            labels.map { [$0, dice[$0]?.text(3) ?? "-", hausdorff[$0]?.text(1) ?? "-"] }))
      }
      line("curve      \(files.curve), \(files.picture), \(files.events)")
      line("model      \(files.model)")
    }

    private func named(_ values: [String: Double], _ names: [String]) -> String {
      names.compactMap { name in values[name].map { "\(name) \($0.text(3))" } }
        .joined(separator: " ")
    }
  }

  private struct FinalReport: Encodable {
    let model: String
    let epochs: Int
    let bestEpoch: Int?
    let dice: [String: Double]
    let hausdorffMillimetres: [String: Double]
    let seconds: Double

    enum CodingKeys: String, CodingKey {
      case model, epochs, dice, seconds
      case bestEpoch = "best_epoch"
      case hausdorffMillimetres = "hausdorff_mm"
    }
  }
#endif
