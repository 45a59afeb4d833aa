public import Figures
public import Volumes

/// Scores as a picture: box plots of Dice and Hausdorff distance by label, and below them where
/// along the heart slices came out badly; end-diastole and end-systole apart where they are known.
///
///     let picture = ScoreFigure(cases, labels: labels, title: "masks/").drawing()
public struct ScoreFigure: Sendable {
  private let frames: [ScoreRow]
  private let slices: [ScoreRow]
  private let labels: [NamedLabel]
  private let title: String

  public init(_ cases: [ScoredCase], labels: [NamedLabel], title: String) {
    frames = cases.flatMap(\.frames)
    slices = cases.flatMap(\.slices)
    self.labels = labels
    self.title = title
  }

  private static let width = 1200
  private static let frameHeight = 320
  private static let margin = 36
  private static let headHeight = 110
  /// Between the two rows: names below the upper, the title of the lower.
  private static let footHeight = 120
  private static let legendHeight = 44

  private var phases: [CardiacPhase] {
    CardiacPhase.allCases.filter { phase in frames.contains { $0.phase == phase } }
  }

  /// The finished picture.
  public func drawing() -> Raster {
    let top = Self.headHeight
    let second = top + Self.frameHeight + Self.footHeight
    let hasSlices = Set(slices.map(\.slice)).count > 1
    let height =
      hasSlices
      ? second + Self.frameHeight + 50 + legend.height : top + Self.frameHeight + 80
    var raster = Raster(width: Self.width, height: height, background: .background)
    let count = Set(frames.map(\.caseName)).count
    let summary = ": \(count) case\(count == 1 ? "" : "s")"
    let scale = ChartFrame.textScale
    let room = Self.width - 2 * Self.margin - Raster.textWidth(summary, scale: scale)
    raster.drawText(
      Raster.fitted(title, width: room, scale: scale) + summary, x: Self.margin, y: 24,
      colour: .white, scale: scale)
    let plots = [
      plot("Dice", .dice, Axis.shares), plot("Hausdorff distance, mm", .hausdorff, Axis.around),
    ]
    for (frame, plot) in zip(columns(plots.map(\.axis), top: top), plots) {
      plot.draw(on: &raster, in: frame)
    }
    if hasSlices {
      drawHistograms(on: &raster, top: second)
      drawLegend(on: &raster, y: height - legend.height)
    }
    return raster
  }

  /// Frames side by side with room for their numbers.
  private func columns(_ axes: [Axis], top: Int) -> [ChartFrame] {
    let column = (Self.width - (axes.count + 1) * Self.margin) / axes.count
    return axes.enumerated().map { n, axis in
      let room = ChartFrame.numberWidth(axis) + 10
      return ChartFrame(
        x: Self.margin + n * (column + Self.margin) + room, y: top, width: column - room,
        height: Self.frameHeight)
    }
  }

  private func plot(
    _ name: String, _ measure: Measure, _ axis: ([Double]) -> Axis
  ) -> BoxPlot {
    let parts: [CardiacPhase?] = phases.isEmpty ? [nil] : phases.map { $0 }
    let groups = labels.map { label in
      let rows = frames.filter { $0.score.label == label.value }
      return BoxPlot.Group(
        name: label.name,
        boxes: parts.map { phase in
          BoxPlot.Box(
            values: rows.filter { phase == nil || $0.phase == phase }
              .compactMap { measure.value(of: $0.score) },
            name: phase?.rawValue ?? "",
            style: LabelColour(name: label.name, value: label.value))
        })
    }
    return BoxPlot(
      title: name, axis: axis(groups.flatMap { $0.boxes.flatMap(\.values) }), groups: groups)
  }

  private func drawHistograms(on raster: inout Raster, top: Int) {
    let parts: [CardiacPhase?] = phases.isEmpty ? [nil] : phases.map { $0 }
    let histograms = parts.map { phase in
      PositionHistogram(slices.filter { phase == nil || $0.phase == phase }, labels: labels)
    }
    let most = histograms.flatMap { $0.degenerated.joined() }.max() ?? 0
    let axis = Axis.wholeNumbers(0...max(most, 1), room: 6)
    let frames = columns(histograms.map { _ in axis }, top: top)
    for (n, histogram) in histograms.enumerated() {
      let bad = histogram.degenerated.joined().reduce(0, +)
      let all = histogram.scored.joined().reduce(0, +)
      let phase = parts[n].map { ", \($0.rawValue)" } ?? ""
      histogram.draw(
        on: &raster, in: frames[n],
        title: "Slices with Dice below \(PositionHistogram.limit)\(phase): \(bad) of \(all)",
        axis: axis)
    }
  }

  /// Where the labels' names go, in as many rows as they need, and how high these are.
  private var legend: (places: [(x: Int, y: Int)], height: Int) {
    var (x, y) = (Self.margin, 0)
    var places: [(x: Int, y: Int)] = []
    for label in labels {
      let width = 32 + Raster.textWidth(label.name, scale: ChartFrame.textScale)
      if x > Self.margin, x + width > Self.width - Self.margin { (x, y) = (Self.margin, y + 26) }
      places.append((x, y))
      x += width + 28
    }
    return (places, y + Self.legendHeight)
  }

  private func drawLegend(on raster: inout Raster, y: Int) {
    for (label, place) in zip(labels, legend.places) {
      raster.fillRectangle(
        x: place.x, y: y + place.y, width: 24, height: 14,
        colour: LabelColour(name: label.name, value: label.value).colour)
      raster.drawText(label.name, x: place.x + 32, y: y + place.y, scale: ChartFrame.textScale)
    }
  }
}
