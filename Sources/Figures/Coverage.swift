/// How much of each pixel of a rectangle a drawing covers, 0...1.
///
/// A line is gathered here before it is mixed into the picture, so that a translucent line is
/// not darker where its own pieces overlap.
struct Coverage {
  /// Left and top edge within the picture, pixels.
  let x: Int
  let y: Int
  let width: Int
  let height: Int
  /// Shape (height, width).
  private(set) var values: [Float]

  /// Nothing covered yet, in the part of a picture within `margin` of `points`; nil where no
  /// part is, or no point is finite.
  init?(around points: [SIMD2<Double>], margin: Double, pictureWidth: Int, pictureHeight: Int) {
    var low = SIMD2(Double.infinity, .infinity)
    var high = -low
    for point in points where point.isFinite {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    low = pointwiseMax(low - margin, SIMD2(0, 0)).rounded(.down)
    high = pointwiseMin(high + margin, SIMD2(Double(pictureWidth), Double(pictureHeight)))
      .rounded(.up)
    guard low.x < high.x, low.y < high.y else { return nil }
    x = Int(low.x)
    y = Int(low.y)
    width = Int(high.x) - x
    height = Int(high.y) - y
    values = [Float](repeating: 0, count: width * height)
  }

  /// Adds a straight stroke with round ends.
  mutating func addSegment(from start: SIMD2<Double>, to end: SIMD2<Double>, width: Double) {
    let half = width / 2
    let reach = half + 0.5
    guard let (from, to) = clipped(start, end, margin: reach + 1) else { return }
    let step = to - from
    let lengthSquared = (step * step).sum()
    let firstRow = max(Int((min(from.y, to.y) - reach).rounded(.down)), y)
    let lastRow = min(Int((max(from.y, to.y) + reach).rounded(.up)), y + height - 1)
    guard firstRow <= lastRow else { return }
    for row in firstRow...lastRow {
      let centre = Double(row) + 0.5
      // Only the part of the stroke near this row can reach its pixels.
      var near = (0.0, 1.0)
      if abs(step.y) > 1e-9 {
        let a = (centre - reach - from.y) / step.y
        let b = (centre + reach - from.y) / step.y
        near = (max(min(a, b), 0), min(max(a, b), 1))
        guard near.0 <= near.1 else { continue }
      }
      let xs = (from.x + near.0 * step.x, from.x + near.1 * step.x)
      let first = max(Int((min(xs.0, xs.1) - reach).rounded(.down)), x)
      let last = min(Int((max(xs.0, xs.1) + reach).rounded(.up)), x + self.width - 1)
      guard first <= last else { continue }
      for column in first...last {
        let offset = SIMD2(Double(column) + 0.5, centre) - from
        let along = lengthSquared > 0 ? (offset * step).sum() / lengthSquared : 0
        let away = offset - step * min(max(along, 0), 1)
        add(overlap((away * away).sum().squareRoot(), half), column, row)
      }
    }
  }

  /// Adds a circular line of radius `radius` around `centre`; with `filled`, the disc.
  mutating func addCircle(centre: SIMD2<Double>, radius: Double, width: Double, filled: Bool) {
    for row in y..<y + height {
      for column in x..<x + self.width {
        let offset = SIMD2(Double(column) + 0.5, Double(row) + 0.5) - centre
        let distance = (offset * offset).sum().squareRoot()
        let covered =
          filled
          ? min(max(radius + 0.5 - distance, 0), 1) : overlap(abs(distance - radius), width / 2)
        add(covered, column, row)
      }
    }
  }

  /// How much of a pixel `distance` away from the middle of a line `2 * half` wide is covered:
  /// exact for lines along the rows or columns, close enough for the others.
  private func overlap(_ distance: Double, _ half: Double) -> Double {
    max(0, min(distance + 0.5, half) - max(distance - 0.5, -half))
  }

  private mutating func add(_ covered: Double, _ column: Int, _ row: Int) {
    let n = (row - y) * width + column - x
    values[n] = max(values[n], Float(covered))
  }

  /// The part of a segment within `margin` of this rectangle (Liang and Barsky 1984), so that
  /// what is far outside costs nothing.
  private func clipped(
    _ from: SIMD2<Double>, _ to: SIMD2<Double>, margin: Double
  ) -> (SIMD2<Double>, SIMD2<Double>)? {
    let low = SIMD2(Double(x), Double(y)) - margin
    let high = SIMD2(Double(x + width), Double(y + height)) + margin
    guard
      let (enter, leave) = segmentRange(from: from, to: to, insideLow: low, high: high)
    else { return nil }
    let step = to - from
    return (from + step * enter, from + step * leave)
  }
}

/// The part 0...1 of the segment from `from` to `to` inside a rectangle; nil where there is none.
func segmentRange(
  from: SIMD2<Double>, to: SIMD2<Double>, insideLow low: SIMD2<Double>, high: SIMD2<Double>
) -> (Double, Double)? {
  let step = to - from
  var enter = 0.0
  var leave = 1.0
  for axis in 0..<2 {
    if step[axis] == 0 {
      guard from[axis] >= low[axis], from[axis] <= high[axis] else { return nil }
      continue
    }
    let a = (low[axis] - from[axis]) / step[axis]
    let b = (high[axis] - from[axis]) / step[axis]
    enter = max(enter, min(a, b))
    leave = min(leave, max(a, b))
  }
  return enter <= leave ? (enter, leave) : nil
}

extension SIMD2<Double> {
  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension Raster {
  /// Mixes `colour` into the picture where `coverage` has something.
  mutating func blend(_ coverage: Coverage, colour: Colour, opacity: Double) {
    for row in 0..<coverage.height {
      for column in 0..<coverage.width {
        let covered = coverage.values[row * coverage.width + column]
        guard covered > 0 else { continue }
        blend(
          colour, atX: coverage.x + column, y: coverage.y + row,
          opacity: Double(covered) * opacity)
      }
    }
  }
}
