public import Volumes

/// How an outline came about: arrival times, clicks and curve, and curve against truth.
public struct ThreePanelFigure: Sendable {
  /// The image in the middle and on the right. Its contours and seeds are not drawn; its region,
  /// scale and scale bar are used.
  public var image: SliceFigure
  /// When the front arrives, or its energy; of the size of the image, infinite where it did not
  /// go.
  public var arrivalTime: ImageSlice
  /// Clicked points, pixel units.
  public var clicks: [SlicePoint]
  /// The traced curve, pixel units.
  public var curve: [SlicePoint]
  /// Whether the last point of the curve is joined to the first.
  public var closed = true
  /// The reference mask; of the size of the image.
  public var truth: SliceMask?
  /// How many lines of equal arrival time are drawn on the left; 0 for none.
  public var isoLineCount = 0
  /// Above the three panels.
  public var titles = (left: "arrival time", middle: "clicks and curve", right: "curve and truth")
  /// The unit of the arrival times, for the colour bar; empty for none.
  public var unit = ""

  /// - Precondition: `arrivalTime` has the size of the image.
  public init(
    _ image: SliceFigure, arrivalTime: ImageSlice, clicks: [SlicePoint], curve: [SlicePoint],
    truth: SliceMask? = nil
  ) {
    precondition(
      arrivalTime.ni == image.slice.ni && arrivalTime.nj == image.slice.nj,
      "arrival times and image differ in size")
    self.image = image
    self.arrivalTime = arrivalTime
    self.clicks = clicks
    self.curve = curve
    self.truth = truth
  }

  /// The finished picture.
  /// - Precondition: As for `SliceFigure.drawing()`.
  public func drawing() -> Raster {
    let canvas = SliceCanvas(slice: image.slice, region: image.region, scale: image.scale)
    let textScale = SliceFigure.textScale(width: canvas.width)
    let gap = 6 * textScale
    let line = Raster.textHeight(scale: textScale)
    let top = gap + line + 2 * textScale
    // Below: the colour bar on the left, what the colours mean on the others.
    let below = top + canvas.height + 4 * textScale
    var raster = Raster(
      width: 3 * canvas.width + 4 * gap, height: below + line + gap, background: .background)
    let panels = [
      (titles.left, timePanel(canvas)), (titles.middle, clickPanel()),
      (titles.right, truthPanel()),
    ]
    for (n, panel) in panels.enumerated() {
      let x = gap + n * (canvas.width + gap)
      raster.drawText(
        Raster.fitted(panel.0, width: canvas.width, scale: textScale), x: x, y: gap,
        scale: textScale)
      raster.blit(panel.1, x: x, y: top)
    }
    drawColourBar(on: &raster, x: gap, y: below, width: canvas.width, textScale)
    drawKey(
      on: &raster, [("clicks", .click), ("curve", .curve)], x: 2 * gap + canvas.width, y: below,
      textScale)
    let key = truth == nil ? [] : [("truth", Colour.truth)]
    drawKey(
      on: &raster, [("curve", .curve)] + key, x: 3 * gap + 2 * canvas.width, y: below, textScale)
    return raster
  }

  /// The range of the colours: finite arrival times within the region.
  private var timeRange: (low: Double, high: Double) {
    let region = image.region ?? SliceRegion(of: image.slice)
    var (low, high) = (Double.infinity, -Double.infinity)
    for j in region.j {
      for i in region.i where arrivalTime[i, j].isFinite {
        low = min(low, Double(arrivalTime[i, j]))
        high = max(high, Double(arrivalTime[i, j]))
      }
    }
    return low <= high ? (low, high) : (0, 0)
  }

  private func timePanel(_ canvas: SliceCanvas) -> Raster {
    let (low, high) = timeRange
    let span = high > low ? high - low : 1
    var panel = canvas.painted(arrivalTime, image.interpolation) {
      ColourMap.colour((Double($0) - low) / span)
    }
    for n in 0..<max(isoLineCount, 0) where high > low {
      let level = low + span * Double(n + 1) / Double(isoLineCount + 1)
      let pieces = arrivalTime.isoLines(at: level).map { [$0.0, $0.1].map(canvas.position) }
      panel.drawPolylines(pieces, closed: false, width: 1, colour: .white, opacity: 0.45)
    }
    return panel
  }

  private func clickPanel() -> Raster {
    var figure = image
    figure.contours = [FigureContour(curve, closed: closed)]
    figure.seeds = clicks
    figure.seedColour = .click
    return figure.drawing()
  }

  private func truthPanel() -> Raster {
    var figure = image
    figure.seeds = []
    let outline = truth?.pixelBorders() ?? []
    figure.contours =
      outline.map { FigureContour($0, colour: .truth) } + [FigureContour(curve, closed: closed)]
    return figure.drawing()
  }

  private func drawColourBar(
    on raster: inout Raster, x: Int, y: Int, width: Int, _ textScale: Int
  ) {
    let (low, high) = timeRange
    let from = shortNumber(low)
    let to = shortNumber(high) + (unit.isEmpty ? "" : " " + unit)
    let gap = 4 * textScale
    let left = x + Raster.textWidth(from, scale: textScale) + gap
    let right = x + width - Raster.textWidth(to, scale: textScale) - gap
    guard right - left > gap else { return }
    raster.drawText(from, x: x, y: y, scale: textScale)
    for column in left..<right {
      raster.fillRectangle(
        x: column, y: y, width: 1, height: Font.capRows * textScale,
        colour: ColourMap.colour(Double(column - left) / Double(right - left - 1)))
    }
    raster.drawText(to, x: right + gap, y: y, scale: textScale)
  }

  private func drawKey(
    on raster: inout Raster, _ entries: [(String, Colour)], x: Int, y: Int, _ textScale: Int
  ) {
    var left = x
    for (name, colour) in entries {
      let middle = Double(y) + Double(Font.capRows * textScale) / 2
      let length = 12 * textScale
      if colour == .click {
        raster.drawRing(
          centre: SIMD2(Double(left + length / 2), middle), radius: 4, width: 1.5, colour: colour)
      } else {
        raster.drawPolyline(
          [SIMD2(Double(left) + 1, middle), SIMD2(Double(left + length) - 1, middle)],
          width: Double(textScale), colour: colour)
      }
      left += length + 4 * textScale
      raster.drawText(name, x: left, y: y, scale: textScale)
      left += Raster.textWidth(name, scale: textScale) + 10 * textScale
    }
  }
}

/// A number in few characters: whole from 100 on, one decimal below.
func shortNumber(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  if abs(value) >= 100 || value == value.rounded() { return "\(Int(value.rounded()))" }
  return "\((value * 10).rounded() / 10)"
}
