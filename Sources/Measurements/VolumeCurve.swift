public import Figures

/// Volumes of a heart's cavities over its frames, with the ends of diastole and systole marked.
public struct VolumeCurve: Sendable {
  /// One cavity.
  public struct Line: Sendable {
    public let name: String
    public let style: LabelColour
    /// Millilitres by frame, ascending.
    public let points: [(frame: Int, volume: Double)]

    public init(name: String, style: LabelColour, points: [(frame: Int, volume: Double)]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  public let title: String
  public let lines: [Line]
  /// Frames marked across the diagram, with their names.
  public let marks: [(frame: Int, name: String)]
  /// What is counted along the diagram: frames of a cine, or masks of single moments.
  public var horizontalName = "frame"

  /// - Precondition: A line has a point.
  public init(title: String, lines: [Line], marks: [(frame: Int, name: String)]) {
    precondition(lines.contains { !$0.points.isEmpty }, "a curve has a point")
    self.title = title
    self.lines = lines
    self.marks = marks
  }

  /// Of the left and the right ventricle of a heart.
  public init(title: String, _ moments: [HeartMoment], _ function: HeartFunction) {
    let rights = moments.compactMap { moment in moment.right.map { (moment.frame, $0) } }
    var lines = [
      Line(
        name: "LV", style: LabelColour(name: "LV", value: 3),
        points: moments.map { ($0.frame, $0.left) })
    ]
    if !rights.isEmpty {
      lines.append(Line(name: "RV", style: LabelColour(name: "RV", value: 1), points: rights))
    }
    self.init(
      title: title, lines: lines,
      marks: [(function.endDiastole.frame, "ED"), (function.endSystole.frame, "ES")])
  }

  var horizontal: Axis {
    let frames = lines.flatMap { $0.points.map(\.frame) }
    return .wholeNumbers((frames.min() ?? 0)...(frames.max() ?? 0), room: 10)
  }

  /// From 0, so that the height of a curve is its volume.
  var vertical: Axis { .around([0] + lines.flatMap { $0.points.map(\.volume) }) }
}

extension VolumeCurve {
  /// Above a frame: title and legend.
  static let headHeight = 66
  /// Below it: numbers and their name.
  static let footHeight = 72

  func draw(on raster: inout Raster, in frame: ChartFrame) {
    let scale = ChartFrame.textScale
    let (horizontal, vertical) = (horizontal, vertical)
    let top = frame.y - Self.headHeight
    raster.drawText(
      Raster.fitted(title, width: frame.width, scale: scale), x: frame.x, y: top, colour: .white,
      scale: scale)
    drawLegend(on: &raster, frame, y: top + 28)
    frame.drawVertical(vertical, on: &raster)
    func place(_ number: Double, _ volume: Double) -> SIMD2<Double> {
      SIMD2(
        Double(frame.x) + horizontal.share(number) * Double(frame.width),
        frame.height(of: volume, vertical))
    }
    let bottom = frame.y + frame.height
    for tick in horizontal.ticks {
      let x = Int(place(tick.value, 0).x.rounded())
      raster.fillRectangle(x: x, y: bottom, width: 1, height: 6, colour: .text)
      raster.drawText(
        tick.text, x: x - Raster.textWidth(tick.text, scale: scale) / 2, y: bottom + 12,
        scale: scale)
    }
    frame.drawBelow(
      horizontalName, middle: Double(frame.x) + Double(frame.width) / 2, width: Double(frame.width),
      row: 1, on: &raster)
    for (n, mark) in marks.enumerated() {
      let x = place(Double(mark.frame), 0).x
      raster.drawPolyline(
        [SIMD2(x, Double(frame.y)), SIMD2(x, Double(bottom))], width: 1.5, colour: .text,
        pattern: .shortDashes)
      // To the left of the line where the picture ends on its right.
      let isLast = x > Double(frame.x + frame.width - 50)
      let width = Raster.textWidth(mark.name, scale: scale)
      raster.drawText(
        mark.name, x: Int(x) + (isLast ? -width - 6 : 6), y: bottom - 22 * (n + 1),
        colour: .white,
        scale: scale)
    }
    for line in lines {
      let points = line.points.map { place(Double($0.frame), $0.volume) }
      raster.drawPolyline(
        points, width: 2.5, colour: line.style.colour, pattern: line.style.pattern)
      guard points.count * 16 <= frame.width else { continue }
      for point in points { raster.drawDisc(centre: point, radius: 4, colour: line.style.colour) }
    }
  }

  private func drawLegend(on raster: inout Raster, _ frame: ChartFrame, y: Int) {
    var x = frame.x
    for line in lines {
      let middle = Double(y) + 7
      raster.drawPolyline(
        [SIMD2(Double(x), middle), SIMD2(Double(x + 34), middle)], width: 2.5,
        colour: line.style.colour, pattern: line.style.pattern)
      let text = "\(line.name) mL"
      raster.drawText(text, x: x + 42, y: y, scale: ChartFrame.textScale)
      x += 42 + Raster.textWidth(text, scale: ChartFrame.textScale) + 24
    }
  }
}
