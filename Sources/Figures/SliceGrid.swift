import Volumes

/// Several slices side by side, with captions above and a legend below.
public struct SliceGrid: Sendable {
  /// The slices, from the left, then down; their captions are set above them.
  public var figures: [SliceFigure]
  /// Slices in a row; nil for about as many columns as rows.
  public var columns: Int?
  /// Above everything.
  public var title: String?
  /// A line below everything, such as where the measurement may be used.
  public var note: String?
  /// Names and colours for the legend; also used by figures that have none.
  public var legend: [FigureLabel]

  /// - Precondition: `figures` is not empty.
  public init(_ figures: [SliceFigure], columns: Int? = nil, legend: [FigureLabel] = []) {
    precondition(!figures.isEmpty, "a grid has at least one figure")
    self.figures = figures
    self.columns = columns
    self.legend = legend
  }

  /// The finished picture.
  /// - Precondition: As for `SliceFigure.drawing()`.
  public func drawing() -> Raster {
    let tiles = prepared().map { $0.drawing() }
    let columnCount = max(1, min(columns ?? balancedColumns(tiles.count), tiles.count))
    let rowCount = (tiles.count + columnCount - 1) / columnCount
    let tileWidth = tiles.map(\.width).max() ?? 1
    let tileHeight = tiles.map(\.height).max() ?? 1
    let inner = columnCount * tileWidth
    let textScale = SliceFigure.textScale(width: tileWidth)
    let gap = 6 * textScale
    let line = Raster.textHeight(scale: textScale)
    let hasCaptions = figures.contains { $0.caption != nil }
    let captionHeight = hasCaptions ? line + 2 * textScale : 0
    let width = inner + (columnCount + 1) * gap
    let legendRows = Legend(labels: legend, textScale: textScale, width: width - 2 * gap)
    let titleHeight = title == nil ? 0 : line + gap
    let noteHeight = note == nil ? 0 : line + gap
    let gridHeight = rowCount * (tileHeight + captionHeight + gap)
    var raster = Raster(
      width: width, height: gap + titleHeight + gridHeight + legendRows.height + noteHeight,
      background: .background)
    if let title {
      raster.drawText(
        Raster.fitted(title, width: width - 2 * gap, scale: textScale), x: gap, y: gap,
        colour: .white, scale: textScale)
    }
    for (n, tile) in tiles.enumerated() {
      let x = gap + (n % columnCount) * (tileWidth + gap)
      let y = gap + titleHeight + (n / columnCount) * (tileHeight + captionHeight + gap)
      if let caption = figures[n].caption {
        raster.drawText(
          Raster.fitted(caption, width: tileWidth, scale: textScale), x: x, y: y,
          scale: textScale)
      }
      raster.blit(
        tile, x: x + (tileWidth - tile.width) / 2,
        y: y + captionHeight + (tileHeight - tile.height) / 2)
    }
    let below = gap + titleHeight + gridHeight
    legendRows.draw(on: &raster, x: gap, y: below)
    if let note {
      raster.drawText(
        Raster.fitted(note, width: width - 2 * gap, scale: textScale), x: gap,
        y: below + legendRows.height, scale: textScale)
    }
    return raster
  }

  /// The figures as tiles: captions stand above them, the grid's legend serves all.
  private func prepared() -> [SliceFigure] {
    figures.map { figure in
      var tile = figure
      tile.caption = nil
      if tile.legend.isEmpty { tile.legend = legend }
      return tile
    }
  }

  private func balancedColumns(_ count: Int) -> Int {
    Int(Double(count).squareRoot().rounded(.up))
  }
}

/// Names beside samples of how they are drawn, in as many rows as they need.
private struct Legend {
  private let places: [(label: FigureLabel, x: Int, row: Int)]
  private let textScale: Int
  private let rowHeight: Int
  let height: Int

  init(labels: [FigureLabel], textScale: Int, width: Int) {
    let sample = Legend.sampleWidth * textScale
    var places: [(label: FigureLabel, x: Int, row: Int)] = []
    var (x, row) = (0, 0)
    for label in labels {
      let needed = sample + 4 * textScale + Raster.textWidth(label.name, scale: textScale)
      if x > 0 && x + needed > width { (x, row) = (0, row + 1) }
      places.append((label, x, row))
      x += needed + 12 * textScale
    }
    self.places = places
    self.textScale = textScale
    rowHeight = Raster.textHeight(scale: textScale) + 4 * textScale
    height = labels.isEmpty ? 0 : (row + 1) * rowHeight + 2 * textScale
  }

  private static let sampleWidth = 16

  func draw(on raster: inout Raster, x: Int, y: Int) {
    let width = Legend.sampleWidth * textScale
    let height = Font.capRows * textScale
    for place in places {
      let left = x + place.x
      let top = y + place.row * rowHeight
      raster.fillRectangle(
        x: left, y: top, width: width, height: height, colour: place.label.style.colour,
        opacity: 0.2)
      let low = SIMD2(Double(left) + 0.75, Double(top) + 0.75)
      let high = SIMD2(Double(left + width) - 0.75, Double(top + height) - 0.75)
      raster.drawPolyline(
        [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)], closed: true,
        width: SliceFigure.lineWidth, colour: place.label.style.colour,
        pattern: place.label.style.pattern)
      raster.drawText(
        place.label.name, x: left + width + 4 * textScale, y: top, scale: textScale)
    }
  }
}
