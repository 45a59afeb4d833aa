#if Training
  import Annotation
  import Datasets
  import Foundation
  import LearningCurves
  import Networks
  import Training

  extension ModelCard {
    /// What is to be known about a network that was just trained.
    init(
      _ dataset: Dataset, _ split: DatasetSplit, _ recipe: TrainingRecipe, _ result: Trainer.Result,
      _ scores: [Scores], name: String, cases: Int
    ) {
      var training = [
        "loss": recipe.loss.kind.rawValue,
        "optimizer": recipe.optimizer.method.rawValue,
        "rate": "\(recipe.optimizer.rate)",
        "batch": "\(recipe.batch)",
        "epochs": "\(result.curve.epochs.count)",
        "minutes": String(format: "%.1f", (result.curve.epochs.last?.seconds ?? 0) / 60),
        "precision": recipe.precision.rawValue,
        "seed": "\(recipe.seed)",
      ]
      if let best = result.curve.best { training["best_epoch"] = "\(best.epoch)" }
      self.init(
        name: name, recipe: recipe.network, answer: recipe.loss.answer,
        preparation: recipe.preparation,
        labels: dataset.labels, channels: dataset.channels,
        trainingSet: ModelCard.TrainingSet(
          name: dataset.name, layout: dataset.layout.rawValue,
          patients: split.training.count + split.validation.count, cases: cases,
          split: Split(training: split.training, validation: split.validation)),
        training: training, scores: Scores.mean(scores.map(\.dice)), licence: dataset.licence,
        flips: recipe.flips, engine: contouristVersion)
    }
  }
#endif
