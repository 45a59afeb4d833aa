public import Volumes
import Figures

/// How many slices came out badly at each height of the heart, from its base to its apex.
///
/// Source: after Bernard et al., IEEE TMI 37 (2018) 2514, who call slices of a Dice below 0.7
/// degenerated. We differ: heights are fifths of the slices that the reference labels.
public struct PositionHistogram: Sendable, Equatable {
  /// Dice below which a slice is degenerated.
  public static let limit = 0.7
  /// Parts from base to apex.
  public static let binCount = 5

  /// By label: of each part the degenerated slices, and all that were scored.
  public let degenerated: [[Int]]
  public let scored: [[Int]]
  public let labels: [NamedLabel]

  public init(_ slices: [ScoreRow], labels: [NamedLabel]) {
    self.labels = labels
    let none = [Int](repeating: 0, count: Self.binCount)
    var degenerated = labels.map { _ in none }
    var scored = labels.map { _ in none }
    for row in slices {
      guard let label = labels.firstIndex(where: { $0.value == row.score.label }),
        let position = row.position
      else { continue }
      let bin = min(Int(position * Double(Self.binCount)), Self.binCount - 1)
      scored[label][bin] += 1
      if row.score.dice < Self.limit { degenerated[label][bin] += 1 }
    }
    self.degenerated = degenerated
    self.scored = scored
  }

  func draw(on raster: inout Raster, in frame: ChartFrame, title: String, axis: Axis) {
    raster.drawText(
      Raster.fitted(title, width: frame.width, scale: ChartFrame.textScale), x: frame.x,
      y: frame.y - 36, colour: .white, scale: ChartFrame.textScale)
    frame.drawVertical(axis, on: &raster)
    let column = Double(frame.width) / Double(Self.binCount)
    let names = ["base", "", "middle", "", "apex"]
    for bin in 0..<Self.binCount {
      let left = Double(frame.x) + Double(bin) * column
      frame.drawBelow(
        names[bin], middle: left + column / 2, width: column, on: &raster)
      let width = column * 0.8 / Double(max(labels.count, 1))
      for (n, label) in labels.enumerated() {
        let top = frame.height(of: Double(degenerated[n][bin]), axis)
        let colour = LabelColour(name: label.name, value: label.value).colour
        raster.fillRectangle(
          x: Int(left + column * 0.1 + Double(n) * width), y: Int(top.rounded()),
          width: max(Int(width) - 2, 1), height: frame.y + frame.height - Int(top.rounded()),
          colour: colour)
      }
    }
  }
}
