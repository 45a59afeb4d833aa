/// A picture in memory: RGB, eight bits a channel.
///
/// Drawing positions are in pixels from the top left corner of the picture; pixel (x, y) covers
/// x..<x + 1 and y..<y + 1, so its centre is at (x + 0.5, y + 0.5). Whatever lies outside the
/// picture is cut off, and positions that are not finite are passed over.
public struct Raster: Sendable, Equatable {
  /// Columns, pixels.
  public let width: Int
  /// Rows, pixels.
  public let height: Int
  /// Shape (height, width, 3): rows from the top, red, green and blue interleaved.
  public private(set) var pixels: [UInt8]

  /// A picture of one colour.
  /// - Precondition: `width` and `height` are positive.
  public init(width: Int, height: Int, background: Colour = .black) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    self.width = width
    self.height = height
    pixels = []
    pixels.reserveCapacity(width * height * 3)
    for _ in 0..<width * height {
      pixels.append(background.red)
      pixels.append(background.green)
      pixels.append(background.blue)
    }
  }

  /// The colour of one pixel.
  /// - Precondition: The pixel lies in the picture.
  public subscript(x: Int, y: Int) -> Colour {
    get {
      let n = index(x, y)
      return Colour(pixels[n], pixels[n + 1], pixels[n + 2])
    }
    set {
      let n = index(x, y)
      pixels[n] = newValue.red
      pixels[n + 1] = newValue.green
      pixels[n + 2] = newValue.blue
    }
  }

  private func index(_ x: Int, _ y: Int) -> Int {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "there is no such pixel")
    return (y * width + x) * 3
  }

  /// Mixes `colour` into one pixel: `opacity` 0 leaves it, 1 replaces it.
  /// - Precondition: The pixel lies in the picture.
  mutating func blend(_ colour: Colour, atX x: Int, y: Int, opacity: Double) {
    guard opacity > 0 else { return }
    self[x, y] = self[x, y].mixed(with: colour, share: opacity)
  }

  /// Fills a rectangle of whole pixels.
  public mutating func fillRectangle(
    x: Int, y: Int, width: Int, height: Int, colour: Colour, opacity: Double = 1
  ) {
    guard let columns = clipped(x, width, to: self.width),
      let rows = clipped(y, height, to: self.height)
    else { return }
    for row in rows {
      for column in columns { blend(colour, atX: column, y: row, opacity: opacity) }
    }
  }

  /// Copies `other` with its top left corner at (x, y).
  public mutating func blit(_ other: Raster, x: Int, y: Int) {
    guard let columns = clipped(x, other.width, to: width),
      let rows = clipped(y, other.height, to: height)
    else { return }
    for row in rows {
      let source = ((row - y) * other.width + columns.lowerBound - x) * 3
      let target = (row * width + columns.lowerBound) * 3
      let count = columns.count * 3
      pixels.replaceSubrange(
        target..<target + count, with: other.pixels[source..<source + count])
    }
  }

  private func clipped(_ start: Int, _ length: Int, to limit: Int) -> Range<Int>? {
    let (end, overflow) = start.addingReportingOverflow(max(length, 0))
    let lower = max(start, 0)
    let upper = min(overflow ? limit : end, limit)
    return lower < upper ? lower..<upper : nil
  }
}
