import Figures

/// Boxes of the values of groups beside each other, in one frame: quartiles and median, whiskers to
/// the last value within one and a half of the box's height, and every value beyond as a ring.
///
/// Source: Tukey, Exploratory Data Analysis, 1977.
struct BoxPlot {
  struct Box {
    let values: [Double]
    /// Below the box; empty where its group has no parts.
    let name: String
    let style: LabelColour
  }

  /// Boxes under one name.
  struct Group {
    let name: String
    let boxes: [Box]
  }

  let title: String
  let axis: Axis
  let groups: [Group]

  func draw(on raster: inout Raster, in frame: ChartFrame) {
    raster.drawText(
      Raster.fitted(title, width: frame.width, scale: ChartFrame.textScale), x: frame.x,
      y: frame.y - 36, colour: .white, scale: ChartFrame.textScale)
    frame.drawVertical(axis, on: &raster)
    let column = Double(frame.width) / Double(max(groups.count, 1))
    let hasNames = groups.contains { $0.boxes.contains { !$0.name.isEmpty } }
    for (n, group) in groups.enumerated() {
      let left = Double(frame.x) + Double(n) * column
      frame.drawBelow(
        group.name, middle: left + column / 2, width: column - 6, row: hasNames ? 1 : 0,
        on: &raster)
      // A box more leaves room between groups.
      let width = column / Double(group.boxes.count + 1)
      for (b, box) in group.boxes.enumerated() {
        let middle = left + (Double(b) + 1) * width
        draw(box, middle: middle, width: min(width * 0.7, 60), on: &raster, frame)
        frame.drawBelow(box.name, middle: middle, width: width, on: &raster)
      }
    }
  }

  private func draw(
    _ box: Box, middle: Double, width: Double, on raster: inout Raster, _ frame: ChartFrame
  ) {
    let statistics = Statistics(box.values)
    guard let low = statistics.firstQuartile, let high = statistics.thirdQuartile,
      let median = statistics.median
    else { return }
    let reach = 1.5 * (high - low)
    let near = box.values.filter { $0 >= low - reach && $0 <= high + reach }
    let colour = box.style.colour
    func y(_ value: Double) -> Double { frame.height(of: value, axis) }
    func line(_ from: SIMD2<Double>, _ to: SIMD2<Double>, _ width: Double, _ colour: Colour) {
      raster.drawPolyline([from, to], width: width, colour: colour)
    }
    for (end, start) in [(near.min() ?? low, low), (near.max() ?? high, high)] {
      line(SIMD2(middle, y(start)), SIMD2(middle, y(end)), 1.5, colour)
      line(SIMD2(middle - width / 5, y(end)), SIMD2(middle + width / 5, y(end)), 1.5, colour)
    }
    let (left, right) = (middle - width / 2, middle + width / 2)
    raster.fillRectangle(
      x: Int(left), y: Int(y(high)), width: Int(width), height: Int(y(low) - y(high)),
      colour: colour, opacity: 0.25)
    raster.drawPolyline(
      [
        SIMD2(left, y(low)), SIMD2(right, y(low)), SIMD2(right, y(high)), SIMD2(left, y(high)),
      ], closed: true, width: 1.5, colour: colour)
    line(SIMD2(left, y(median)), SIMD2(right, y(median)), 3, .white)
    for value in box.values where value < low - reach || value > high + reach {
      raster.drawRing(
        centre: SIMD2(middle, y(value)), radius: 3.5, width: 1.5, colour: colour)
    }
  }
}
