import Figures

/// Lines over the epochs in one frame, with axes and a legend above.
struct Diagram {
  /// One line, or single points where there is one alone.
  struct Line {
    let name: String
    let points: [(epoch: Int, value: Double)]
    let style: LabelColour
    var width = 2.0
  }

  let title: String
  let horizontal: Axis
  let vertical: Axis
  let lines: [Line]
  /// Marked across the diagram.
  let best: Int?
  /// In the middle where there is nothing to draw.
  let remark: String?

  static let textScale = ChartFrame.textScale
  private static let lineHeight = 26
  private static let sampleWidth = 34
  /// Between the name of one line and the next one's sample.
  private static let legendGap = 22

  /// Room for the numbers to the left of the frame.
  var numberWidth: Int { ChartFrame.numberWidth(vertical) }

  /// Rows that the legend takes above a frame of that width.
  func legendRows(width: Int) -> Int { (legend(width: width).last?.row ?? -1) + 1 }

  /// Pixels above the frame for the title and `rows` of legend.
  static func headHeight(rows: Int) -> Int { 36 + rows * lineHeight + 6 }
  /// Pixels below the frame.
  static let footHeight = 72

  func draw(on raster: inout Raster, in frame: ChartFrame, legendRows: Int) {
    let top = frame.y - Self.headHeight(rows: legendRows)
    raster.drawText(
      Raster.fitted(title, width: frame.width, scale: Self.textScale), x: frame.x, y: top,
      colour: .white, scale: Self.textScale)
    drawLegend(on: &raster, frame, top: top + 36)
    drawAxes(on: &raster, frame)
    if let best {
      let x = position(frame, best, vertical.low).x
      raster.drawPolyline(
        [SIMD2(x, Double(frame.y)), SIMD2(x, Double(frame.y + frame.height))], width: 1.5,
        colour: .text, pattern: Self.bestPattern)
    }
    for line in lines { draw(line, on: &raster, frame) }
    if let remark {
      let width = Raster.textWidth(remark, scale: Self.textScale)
      raster.drawText(
        remark, x: frame.x + (frame.width - width) / 2, y: frame.y + frame.height / 2 - 7,
        scale: Self.textScale)
    }
  }

  private static let bestPattern = LinePattern(lengths: [3, 5])

  private func position(_ frame: ChartFrame, _ epoch: Int, _ value: Double) -> SIMD2<Double> {
    SIMD2(
      Double(frame.x) + horizontal.share(Double(epoch)) * Double(frame.width),
      frame.height(of: value, vertical))
  }

  private func draw(_ line: Line, on raster: inout Raster, _ frame: ChartFrame) {
    let points = line.points.map { position(frame, $0.epoch, $0.value) }
    raster.drawPolyline(
      points, width: line.width, colour: line.style.colour, pattern: line.style.pattern)
    // Few epochs are told one by one; many would make a chain of beads.
    guard points.count * 24 <= frame.width else { return }
    for point in points {
      raster.drawDisc(centre: point, radius: line.width + 1.5, colour: line.style.colour)
    }
  }

  private func drawAxes(on raster: inout Raster, _ frame: ChartFrame) {
    let textScale = Self.textScale
    frame.drawVertical(vertical, on: &raster)
    let bottom = frame.y + frame.height
    for tick in horizontal.ticks {
      let x = Int(position(frame, Int(tick.value), vertical.low).x.rounded())
      raster.fillRectangle(x: x, y: bottom, width: 1, height: 6, colour: .text)
      raster.drawText(
        tick.text, x: x - Raster.textWidth(tick.text, scale: textScale) / 2, y: bottom + 12,
        scale: textScale)
    }
    let name = "epoch"
    raster.drawText(
      name, x: frame.x + (frame.width - Raster.textWidth(name, scale: textScale)) / 2,
      y: bottom + 40, scale: textScale)
  }

  /// A name of the legend and where it stands, pixels from the frame's left.
  private struct Entry {
    let name: String
    let style: LabelColour
    let width: Double
    let x: Int
    let row: Int
  }

  private func legend(width: Int) -> [Entry] {
    var names = lines.map { ($0.name, $0.style, $0.width) }
    if best != nil { names.append(("best", LabelColour(.text, Self.bestPattern), 1.5)) }
    var entries: [Entry] = []
    var x = 0
    var row = 0
    for (name, style, lineWidth) in names {
      let fitted = Raster.fitted(name, width: width - Self.sampleWidth - 8, scale: Self.textScale)
      let needed = Self.sampleWidth + 8 + Raster.textWidth(fitted, scale: Self.textScale)
      if x > 0, x + needed > width {
        x = 0
        row += 1
      }
      entries.append(Entry(name: fitted, style: style, width: lineWidth, x: x, row: row))
      x += needed + Self.legendGap
    }
    return entries
  }

  private func drawLegend(on raster: inout Raster, _ frame: ChartFrame, top: Int) {
    for entry in legend(width: frame.width) {
      let x = frame.x + entry.x
      let y = top + entry.row * Self.lineHeight
      let middle = Double(y) + 7
      raster.drawPolyline(
        [SIMD2(Double(x) + 1, middle), SIMD2(Double(x + Self.sampleWidth) - 1, middle)],
        width: entry.width, colour: entry.style.colour, pattern: entry.style.pattern)
      raster.drawText(entry.name, x: x + Self.sampleWidth + 8, y: y, scale: Self.textScale)
    }
  }
}
