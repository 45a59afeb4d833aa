import ArgumentParser
import Figures
import Foundation
import ImageFiles
import LearningCurves
import Terminal

struct CurveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curve",
    abstract: "Show how a training went or goes: numbers, a picture, TensorBoard's event file.",
    discussion: """
      Example:

        contourist curve heart.curve.json --png heart.png --events runs/heart
        tensorboard --logdir runs
      """)

  @Argument(help: "The learning curve that a training writes.")
  var curve: String

  @Option(help: "Draw the curve to this PNG file.")
  var png: String?

  @Option(help: "Write TensorBoard's event file into this folder, which is made where missing.")
  var events: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    for (option, path) in [("--png", png), ("--events", events)] where path?.isEmpty ?? false {
      throw ValidationError("\(option) is empty")
    }
  }

  func run() throws {
    let learned = try LearningCurve.decode(readFile(curve), path: curve)
    let eventFile = try events.map { folder in
      try Folders.make(folder)
      return folder + "/" + EventFile.name(startTime: learned.startTime)
    }
    try existing.check(png, eventFile, inputs: [curve])
    if let png { try PNGFile.write(LearningCurveFigure(learned).drawing(), to: png) }
    if let eventFile { try EventFile.write(learned, to: eventFile) }
    if json {
      try printJSON(CurveReport(learned))
    } else {
      print(CurveReport(learned).text)
      if let png { print("picture  \(png)") }
      if let eventFile { print("events   \(eventFile)") }
    }
  }
}

/// What `curve` says of a training.
private struct CurveReport: Encodable {
  let name: String
  let labels: [String]
  let epochs: Int
  let seconds: Double
  let last: LearningCurve.Epoch?
  let best: LearningCurve.Epoch?

  init(_ curve: LearningCurve) {
    name = curve.name
    labels = curve.labels
    epochs = curve.epochs.last?.epoch ?? 0
    seconds = curve.epochs.last?.seconds ?? 0
    last = curve.epochs.last
    best = curve.best
  }

  var text: String {
    var lines = ["\(name)  \(counted(epochs, "epoch"))  \(durationText(seconds))"]
    let rows = [("best", best), ("last", last)].compactMap { row in
      row.1.map { epoch in
        [
          row.0, "\(epoch.epoch)", number(epoch.trainingLoss), number(epoch.validationLoss),
          number(epoch.meanDice),
        ] + labels.map { number(epoch.validationDice?[$0]) }
      }
    }
    let header = ["", "epoch", "training loss", "validation loss", "mean Dice"] + labels
    if !rows.isEmpty { lines.append(table(header, rows)) }
    return lines.joined(separator: "\n")
  }

  private func number(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "-"
  }
}
