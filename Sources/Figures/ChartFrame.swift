/// Where the data of a diagram are drawn, in pixels of the picture.
public struct ChartFrame: Sendable, Equatable {
  public let x: Int
  public let y: Int
  public let width: Int
  public let height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Of titles and numbers.
  public static let textScale = 2

  /// Room that an axis's numbers take to the left of the frame.
  public static func numberWidth(_ axis: Axis) -> Int {
    axis.ticks.map { Raster.textWidth($0.text, scale: textScale) }.max() ?? 0
  }

  /// Where a value of the vertical axis lies, pixels from the top of the picture.
  public func height(of value: Double, _ axis: Axis) -> Double {
    Double(y) + (1 - axis.share(value)) * Double(height)
  }

  /// Draws the left and the lower side, numbers beside the left one and faint lines across.
  public func drawVertical(_ axis: Axis, on raster: inout Raster) {
    for tick in axis.ticks {
      let line = Int(height(of: tick.value, axis).rounded())
      raster.fillRectangle(x: x, y: line, width: width, height: 1, colour: .text, opacity: 0.2)
      raster.drawText(
        tick.text, x: x - 10 - Raster.textWidth(tick.text, scale: Self.textScale), y: line - 7,
        scale: Self.textScale)
    }
    raster.fillRectangle(x: x, y: y, width: 1, height: height, colour: .text)
    raster.fillRectangle(x: x, y: y + height, width: width, height: 1, colour: .text)
  }

  /// Draws a word below the frame, in the middle of some columns.
  public func drawBelow(
    _ text: String, middle: Double, width: Double, row: Int = 0, on raster: inout Raster
  ) {
    let fitted = Raster.fitted(text, width: Int(width), scale: Self.textScale)
    let start = middle - Double(Raster.textWidth(fitted, scale: Self.textScale)) / 2
    raster.drawText(
      fitted, x: Int(start.rounded()), y: y + height + 12 + 28 * row, scale: Self.textScale)
  }
}
