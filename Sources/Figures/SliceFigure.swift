public import Volumes

/// A line to draw over a slice.
public struct FigureContour: Sendable, Hashable {
  /// Pixel units, the centre of a pixel at whole numbers.
  public var points: [SlicePoint]
  /// Of the line, drawn opaque.
  public var colour: Colour
  /// Whether the last point is joined to the first.
  public var closed: Bool
  /// Dashes, wide gaps where a machine drew the line.
  public var pattern: LinePattern

  /// - Parameter dashed: Whether a machine drew the line and nobody approved it.
  public init(
    _ points: [SlicePoint], colour: Colour = .curve, closed: Bool = true, dashed: Bool = false,
    pattern: LinePattern = .solid
  ) {
    self.points = points
    self.colour = colour
    self.closed = closed
    self.pattern = dashed ? pattern.machineMade : pattern
  }
}

/// A label value, its name, and how it is drawn.
public struct FigureLabel: Sendable, Hashable {
  /// The value in the label slice; 0 is background and not drawn.
  public var value: UInt8
  /// As in legends.
  public var name: String
  /// Colour and line pattern.
  public var style: LabelColour

  /// - Parameter style: The colour of the name, or of the value, unless given.
  public init(_ value: UInt8, name: String, style: LabelColour? = nil) {
    self.value = value
    self.name = name
    self.style = style ?? LabelColour(name: name, value: value)
  }
}

/// One slice, enlarged, with what was drawn on it.
///
///     var figure = SliceFigure(slice, window: DisplayWindow(slice), scale: 4)
///     figure.contours = [FigureContour(curve)]
///     figure.caption = "slice 5"
///     let picture = figure.drawing()
///
/// The slice is drawn as it is stored, i to the right and j down, pixels in their true shape.
public struct SliceFigure: Sendable {
  /// How intensities between pixel centres are found.
  public enum Interpolation: Sendable { case nearest, bilinear }

  /// The image.
  public var slice: ImageSlice
  /// Which intensities are black and white.
  public var window: DisplayWindow
  /// Picture pixels per slice pixel, along the axis with the smaller spacing; > 0.
  public var scale: Double
  /// Between pixel centres, where the image is enlarged.
  public var interpolation: Interpolation
  /// The part that is drawn; nil for all.
  public var region: SliceRegion?
  /// Label values, of the size of `slice`; each label is filled at `labelFill` and outlined.
  public var labels: LabelSlice?
  /// Names and colours of label values; a value that is missing is drawn in `LabelColour(value:)`.
  public var legend: [FigureLabel] = []
  /// Opacity of the filled labels, 0...1.
  public var labelFill = 0.2
  /// Whether labels are outlined along the borders of their pixels.
  public var labelOutlines = true
  /// Shares from 0 to 1, of the size of `slice`, drawn over it in the colours of `ColourMap`; 0 is
  /// left out.
  public var shares: ImageSlice?
  /// Lines over the labels, in this order.
  public var contours: [FigureContour] = []
  /// Clicked points, drawn as small rings; pixel units.
  public var seeds: [SlicePoint] = []
  /// Colour of the rings.
  public var seedColour = Colour.click
  /// Text in the upper left corner.
  public var caption: String?
  /// Letters at the middle of the borders; nil where the file does not say how the patient lay.
  public var sides: PatientSides?
  /// Whether a bar of a round length in millimetres is drawn in the lower right corner.
  public var scaleBar = false

  /// Width of outlines and contours, picture pixels.
  static let lineWidth = 1.5
  private static let shareOpacity = 0.75

  /// A slice without anything drawn on it yet.
  public init(
    _ slice: ImageSlice, window: DisplayWindow, scale: Double = 1,
    interpolation: Interpolation = .bilinear
  ) {
    self.slice = slice
    self.window = window
    self.scale = scale
    self.interpolation = interpolation
  }

  /// The finished picture.
  /// - Precondition: `scale` is finite and > 0; `labels` has the size of `slice`; `region` lies
  ///   in it.
  public func drawing() -> Raster {
    let canvas = SliceCanvas(slice: slice, region: region, scale: scale)
    var raster = canvas.painted(slice, interpolation) { Colour(grey: window.grey($0)) }
    drawShares(on: &raster, canvas)
    drawLabels(on: &raster, canvas)
    for contour in contours {
      raster.drawPolyline(
        contour.points.map(canvas.position), closed: contour.closed, width: SliceFigure.lineWidth,
        colour: contour.colour, pattern: contour.pattern)
    }
    for seed in seeds {
      let centre = canvas.position(seed)
      // A dark rim keeps the ring visible on bright tissue.
      raster.drawRing(centre: centre, radius: 4, width: 3.5, colour: .black, opacity: 0.5)
      raster.drawRing(centre: centre, radius: 4, width: 1.5, colour: seedColour)
    }
    let textScale = SliceFigure.textScale(width: raster.width)
    if let caption {
      let text = Raster.fitted(caption, width: raster.width - 8 * textScale, scale: textScale)
      raster.drawText(text, x: 4 * textScale, y: 4 * textScale, scale: textScale, halo: 0.6)
    }
    if scaleBar { drawScaleBar(on: &raster, canvas, textScale) }
    if let sides { drawSides(sides, on: &raster, textScale) }
    return raster
  }

  /// Text grows with the picture, so that it stays readable where a page shrinks it.
  static func textScale(width: Int) -> Int { max(1, min(width / 260 + 1, 4)) }

  private func drawSides(_ sides: PatientSides, on raster: inout Raster, _ textScale: Int) {
    let width = Raster.textWidth("L", scale: textScale)
    let height = Raster.textHeight(scale: textScale)
    let gap = 3 * textScale
    // Small pictures have room for the letters that decide: left and top.
    let isSmall = raster.width < 8 * width || raster.height < 6 * height
    let middle = (x: (raster.width - width) / 2, y: (raster.height - height) / 2)
    var places = [(sides.left, gap, middle.y), (sides.top, middle.x, gap)]
    if !isSmall {
      places.append((sides.right, raster.width - width - gap, middle.y))
      places.append((sides.bottom, middle.x, raster.height - height - gap))
    }
    for (letter, x, y) in places {
      raster.drawText(letter, x: x, y: y, scale: textScale, halo: 0.6)
    }
  }

  private func drawShares(on raster: inout Raster, _ canvas: SliceCanvas) {
    guard let shares else { return }
    precondition(
      shares.ni == slice.ni && shares.nj == slice.nj, "shares and image differ in size")
    let columns = canvas.nearest(0)
    for (y, j) in canvas.nearest(1).enumerated() {
      for (x, i) in columns.enumerated() where shares[i, j] > 0 {
        raster.blend(
          ColourMap.colour(Double(shares[i, j])), atX: x, y: y, opacity: SliceFigure.shareOpacity)
      }
    }
  }

  private func drawLabels(on raster: inout Raster, _ canvas: SliceCanvas) {
    guard let labels else { return }
    precondition(
      labels.ni == slice.ni && labels.nj == slice.nj, "labels and image differ in size")
    var styles = (0...255).map { LabelColour(value: UInt8($0)) }
    for label in legend { styles[Int(label.value)] = label.style }
    let columns = canvas.nearest(0)
    for (y, j) in canvas.nearest(1).enumerated() {
      for (x, i) in columns.enumerated() where labels[i, j] != 0 {
        let colour = styles[Int(labels[i, j])].colour
        raster.blend(colour, atX: x, y: y, opacity: labelFill)
      }
    }
    guard labelOutlines else { return }
    for value in Set(labels.pixels).subtracting([0]).sorted() {
      let style = styles[Int(value)]
      for loop in labels.mask(of: value).pixelBorders() {
        raster.drawPolyline(
          loop.map(canvas.position), closed: true, width: SliceFigure.lineWidth,
          colour: style.colour, pattern: style.pattern)
      }
    }
  }

  private func drawScaleBar(on raster: inout Raster, _ canvas: SliceCanvas, _ textScale: Int) {
    let pixelsPerMillimetre = canvas.scale.x / aspect(of: slice).spacing.x
    guard
      let length = roundLength(atMost: 0.3 * Double(raster.width) / pixelsPerMillimetre)
    else { return }
    let text = length.text + " mm"
    let margin = 6 * textScale
    let bar = Int((length.millimetres * pixelsPerMillimetre).rounded())
    let textWidth = Raster.textWidth(text, scale: textScale)
    let room = max(bar, textWidth) + 2 * margin
    let y = raster.height - margin
    let textY = y - 4 * textScale - 7 * textScale
    guard room <= raster.width, textY >= margin else { return }
    let x = raster.width - margin - max(bar, textWidth) + (max(bar, textWidth) - bar) / 2
    raster.fillRectangle(
      x: x - 1, y: y - 1, width: bar + 2, height: textScale + 3, colour: .black, opacity: 0.6)
    raster.fillRectangle(
      x: x, y: y, width: bar, height: textScale + 1, colour: .text)
    raster.drawText(
      text, x: x + (bar - textWidth) / 2, y: textY, scale: textScale, halo: 0.6)
  }
}

/// The longest of 1, 2, 5, 10, 20 ... and 0.5, 0.2, 0.1 ... not above `limit`, and its text.
func roundLength(atMost limit: Double) -> (millimetres: Double, text: String)? {
  let lengths: [(Double, String)] = [
    (500, "500"), (200, "200"), (100, "100"), (50, "50"), (20, "20"), (10, "10"), (5, "5"),
    (2, "2"), (1, "1"), (0.5, "0.5"), (0.2, "0.2"), (0.1, "0.1"), (0.01, "0.01"),
  ]
  return lengths.first { $0.0 <= limit }.map { (millimetres: $0.0, text: $0.1) }
}
