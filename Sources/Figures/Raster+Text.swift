extension Raster {
  /// Draws one line of text in the built-in font: printable ASCII, a hollow box for the rest.
  /// - Parameters:
  ///   - x: Left edge of the first character, pixels.
  ///   - y: Top of the capitals, pixels.
  ///   - scale: Pixels per cell of the font; capitals are `7 * scale` high.
  ///   - halo: Opacity 0...1 of a black rim, for text over an image.
  public mutating func drawText(
    _ text: String, x: Int, y: Int, colour: Colour = .text, scale: Int = 1, halo: Double = 0
  ) {
    guard scale > 0, abs(x) < 1_000_000, abs(y) < 1_000_000 else { return }
    let size = SIMD2(Double(Raster.textWidth(text, scale: scale)), Double(Font.rows * scale))
    let corner = SIMD2(Double(x), Double(y))
    let cell = Double(scale)
    guard
      let empty = Coverage(
        around: [corner, corner + size], margin: 2, pictureWidth: width, pictureHeight: height)
    else { return }
    if halo > 0 {
      var rim = empty
      Raster.addText(text, corner: corner, cell: cell, stroke: cell + 2, to: &rim)
      blend(rim, colour: .black, opacity: halo)
    }
    var ink = empty
    Raster.addText(text, corner: corner, cell: cell, stroke: cell, to: &ink)
    blend(ink, colour: colour, opacity: 1)
  }

  /// Width of `text` in pixels, from the left edge of its first to the right edge of its last
  /// character.
  public static func textWidth(_ text: String, scale: Int = 1) -> Int {
    let cells = text.reduce(0) { $0 + Font.glyph($1).width + 1 }
    return max(cells - 1, 0) * max(scale, 0)
  }

  /// Height of a line of text in pixels, from the top of the capitals to below the descenders.
  public static func textHeight(scale: Int = 1) -> Int { Font.rows * max(scale, 0) }

  /// The glyphs are drawn as strokes from cell to cell, which at larger scales rounds the corners
  /// that enlarged squares would have.
  private static func addText(
    _ text: String, corner: SIMD2<Double>, cell: Double, stroke: Double, to ink: inout Coverage
  ) {
    var left = corner
    for character in text {
      let glyph = Font.glyph(character)
      let centres = glyph.ink.map { place in
        left + SIMD2(Double(place.column) + 0.5, Double(place.row) + 0.5) * cell
      }
      for centre in centres { ink.addSegment(from: centre, to: centre, width: stroke) }
      for (a, b) in glyph.strokes {
        ink.addSegment(from: centres[a], to: centres[b], width: stroke)
      }
      left.x += Double(glyph.width + 1) * cell
    }
  }

  /// `text`, or its beginning and two dots where it is wider than `width` pixels.
  public static func fitted(_ text: String, width: Int, scale: Int) -> String {
    guard textWidth(text, scale: scale) > width else { return text }
    var start = text
    while !start.isEmpty && textWidth(start + "..", scale: scale) > width { start.removeLast() }
    return start.isEmpty ? "" : start + ".."
  }
}
