import Foundation
public import Figures

/// A learning curve as a picture: the losses on the left, the Dice of each label and their mean on
/// the right, the best epoch marked in both.
///
///     let picture = LearningCurveFigure(curve).drawing()
///
/// Lines differ in pattern as well as colour. The picture is 1200 pixels wide and grows downwards
/// where many labels make a long legend.
public struct LearningCurveFigure: Sendable {
  public var curve: LearningCurve

  public init(_ curve: LearningCurve) { self.curve = curve }

  private static let width = 1200
  private static let frameHeight = 340
  /// Around the picture and between the diagrams; half of the last epoch's number reaches into it.
  private static let margin = 36
  private static let titleHeight = 62

  /// The finished picture.
  public func drawing() -> Raster {
    let diagrams = [losses, dice]
    let column = (Self.width - 3 * Self.margin) / 2
    let sides = diagrams.enumerated().map { n, diagram in
      let left = Self.margin + n * (column + Self.margin)
      return left + diagram.numberWidth + 10..<left + column
    }
    let rows = zip(diagrams, sides).map { $0.legendRows(width: $1.count) }.max() ?? 0
    let top = Self.titleHeight + Diagram.headHeight(rows: rows)
    var raster = Raster(
      width: Self.width, height: top + Self.frameHeight + Diagram.footHeight,
      background: .background)
    drawTitle(on: &raster)
    for (diagram, side) in zip(diagrams, sides) {
      diagram.draw(
        on: &raster,
        in: ChartFrame(x: side.lowerBound, y: top, width: side.count, height: Self.frameHeight),
        legendRows: rows)
    }
    return raster
  }

  /// The name, shortened where it is long, and what the training has come to.
  private func drawTitle(on raster: inout Raster) {
    let scale = Diagram.textScale
    let room = Self.width - 2 * Self.margin - Raster.textWidth(summary, scale: scale) - scale
    raster.drawText(
      Raster.fitted(curve.name, width: room, scale: scale) + summary, x: Self.margin, y: 24,
      colour: .white, scale: scale)
  }

  private var summary: String {
    guard let last = curve.epochs.last else { return ": not begun" }
    var text = ": \(last.epoch) epoch\(last.epoch == 1 ? "" : "s")"
    text += " in \(durationText(last.seconds))"
    if let best = curve.best {
      text += ", best epoch \(best.epoch)"
      text +=
        best.meanDice.map { String(format: " with mean Dice %.3f", $0) }
        ?? best.validationLoss.map { String(format: " with validation loss %.3g", $0) } ?? ""
    }
    return text
  }

  private var epochs: Axis {
    let last = curve.epochs.last?.epoch ?? 1
    return .wholeNumbers(min(curve.epochs.first?.epoch ?? 1, last)...last, room: 6)
  }

  private var losses: Diagram {
    let lines = [
      line(
        "training", LabelColour(Colour(0xE6, 0x9F, 0x00), .solid)
      ) { $0.trainingLoss },
      line("validation", LabelColour(Colour(0x56, 0xB4, 0xE9), .longDashes)) { $0.validationLoss },
    ]
    let vertical = Axis.around(lines.flatMap { $0.points.map(\.value) })
    return Diagram(
      title: vertical.isLogarithmic ? "Loss, logarithmic" : "Loss", horizontal: epochs,
      vertical: vertical, lines: lines.filter { !$0.points.isEmpty }, best: curve.best?.epoch,
      remark: curve.epochs.isEmpty ? "no epoch yet" : nil)
  }

  private var dice: Diagram {
    var lines = curve.labels.enumerated().map { n, label in
      line(label, LabelColour(name: label, value: UInt8(truncatingIfNeeded: n + 1))) {
        $0.validationDice?[label]
      }
    }
    // Of one label the mean is the label's own line. It is the widest and lies below the others.
    if lines.count > 1 {
      var mean = line("mean", LabelColour(.white, .solid)) { $0.meanDice }
      mean.width = 4
      lines.insert(mean, at: 0)
    }
    lines.removeAll { $0.points.isEmpty }
    return Diagram(
      title: "Dice on the validation set", horizontal: epochs,
      vertical: .shares(lines.flatMap { $0.points.map(\.value) }), lines: lines,
      best: curve.best?.epoch, remark: lines.isEmpty ? "not validated yet" : nil)
  }

  private func line(
    _ name: String, _ style: LabelColour, _ value: (LearningCurve.Epoch) -> Double?
  ) -> Diagram.Line {
    Diagram.Line(
      name: name, points: curve.epochs.compactMap { e in value(e).map { (e.epoch, $0) } },
      style: style)
  }
}

/// A time for people: "40 s", "12 min", "3 h 05 min".
public func durationText(_ seconds: Double) -> String {
  // Rounded first: 59.7 seconds are a minute, 59.7 minutes an hour.
  if seconds.rounded() < 60 { return String(format: "%.0f s", seconds) }
  let minutes = (seconds / 60).rounded()
  if minutes < 60 { return String(format: "%.0f min", minutes) }
  return String(
    format: "%.0f h %02.0f min", (minutes / 60).rounded(.down),
    minutes.truncatingRemainder(dividingBy: 60))
}
