import Foundation
import Volumes

/// The inner and the outer border of the left ventricle's wall in one slice, around the cavity's
/// centre, with less than a pixel's steps.
///
/// In each direction a border lies where the area of the pixels within it puts it, so that cavity
/// and wall keep their areas; areas of neighbouring directions are smoothed over about a pixel.
struct WallOutline {
  /// Directions, evenly from i towards j.
  static let count = 180

  /// Of the cavity, millimetres from the centre of pixel (0, 0).
  let centre: SIMD2<Double>
  /// Millimetres from the centre.
  let inner: [Double]
  let outer: [Double]
  /// Whether there is wall in that direction.
  let hasWall: [Bool]

  /// nil where the slice has no cavity or no wall beside it.
  init?(_ slice: LabelSlice, spacing: SIMD2<Double>, cavity: UInt8, wall: UInt8) {
    var sum = SIMD2<Double>()
    var pixels = 0
    var walls = 0
    for j in 0..<slice.nj {
      for i in 0..<slice.ni {
        if slice[i, j] == wall { walls += 1 }
        guard slice[i, j] == cavity else { continue }
        sum += SIMD2(Double(i), Double(j)) * spacing
        pixels += 1
      }
    }
    guard pixels > 0, walls > 0 else { return nil }
    let centre = sum / Double(pixels)
    self.centre = centre
    // Square millimetres of each direction's sector.
    var areas = [[Double]](repeating: [Double](repeating: 0, count: Self.count), count: 2)
    let parts = 5
    let area = spacing.x * spacing.y / Double(parts * parts)
    for j in 0..<slice.nj {
      for i in 0..<slice.ni where slice[i, j] == cavity || slice[i, j] == wall {
        let kind = slice[i, j] == cavity ? 0 : 1
        for part in 0..<parts * parts {
          let x = Double(i) + (Double(part % parts) + 0.5) / Double(parts) - 0.5
          let y = Double(j) + (Double(part / parts) + 0.5) / Double(parts) - 0.5
          areas[kind][Self.direction(SIMD2(x, y) * spacing - centre)] += area
        }
      }
    }
    let pixel = (spacing.x * spacing.y).squareRoot()
    let radius = (Double(pixels) * spacing.x * spacing.y / .pi).squareRoot()
    // About half a pixel along the border, as an angle.
    let sigma = max(0.6 * pixel / max(radius, pixel), 0.05) / Self.step
    let width = 2 / Self.step
    let thinnest = pixel / 2
    let cavities = smoothed(areas[0], sigma: sigma)
    // A gap, as at the outflow tract, has no thickness. Its sides, where smoothing mixes both, are
    // taken for gap, and the wall's neighbours do not bend into it.
    let isThin = zip(cavities, smoothed(areas[1], sigma: sigma / 2)).map {
      (($0 + $1) * width).squareRoot() - ($0 * width).squareRoot() <= thinnest
    }
    let side = Int((1.5 * sigma).rounded(.up))
    let isThere = isThin.indices.map { n in
      !(-side...side).contains { isThin[(n + $0 + Self.count) % Self.count] }
    }
    let known = isThere.indices.filter { isThere[$0] }
    guard !known.isEmpty else { return nil }
    let usual = known.reduce(0) { $0 + areas[1][$1] } / Double(known.count)
    let wallAreas = smoothed(
      isThere.indices.map { isThere[$0] ? areas[1][$0] : usual }, sigma: sigma)
    inner = cavities.map { ($0 * width).squareRoot() }
    outer = zip(cavities, wallAreas).map { (($0 + $1) * width).squareRoot() }
    hasWall = isThere
  }

  /// Radians.
  static let step = 2 * Double.pi / Double(count)

  static func direction(_ vector: SIMD2<Double>) -> Int {
    let angle = atan2(vector.y, vector.x)
    return Int(((angle < 0 ? angle + 2 * .pi : angle) / step)) % count
  }

  /// The wall's thickness in each direction, at right angles to its middle line, millimetres; nil
  /// where there is no wall.
  /// Source: the centreline method of Sheehan et al., Circulation 74 (1986) 293. We differ: the
  /// middle line is that between the borders in one direction from the centre.
  var thickness: [Double?] {
    let middle = (0..<Self.count).map { n in point(n, (inner[n] + outer[n]) / 2) }
    return middle.indices.map { n in
      guard hasWall[n] else { return nil }
      let along =
        middle[(n + 1) % Self.count] - middle[(n + Self.count - 1) % Self.count]
      let length = (along * along).sum().squareRoot()
      guard length > 0 else { return nil }
      // Directions turn from i to j, so that this looks outwards.
      let normal = SIMD2(along.y, -along.x) / length
      let across =
        distance(from: middle[n], along: normal, to: outer, isOutward: true)
        + distance(from: middle[n], along: -normal, to: inner, isOutward: false)
      // At a corner, where the middle line has no one direction, a line may run along the wall.
      return min(across, outer[n] - inner[n])
    }
  }

  private func point(_ direction: Int, _ radius: Double) -> SIMD2<Double> {
    let angle = (Double(direction) + 0.5) * Self.step
    return SIMD2(cos(angle), sin(angle)) * radius
  }

  /// How far a straight line runs until it meets a border.
  private func distance(
    from start: SIMD2<Double>, along normal: SIMD2<Double>, to border: [Double], isOutward: Bool
  ) -> Double {
    func isBefore(_ t: Double) -> Bool {
      let p = start + normal * t
      let radius = (p * p).sum().squareRoot()
      return isOutward ? radius < self.radius(border, p) : radius > self.radius(border, p)
    }
    let longest = 2 * (outer.max() ?? 0)
    var (low, high) = (0.0, 0.0)
    let stride = longest / 200
    while high < longest, isBefore(high) {
      low = high
      high += stride
    }
    for _ in 0..<30 {
      let t = (low + high) / 2
      if isBefore(t) { low = t } else { high = t }
    }
    return (low + high) / 2
  }

  /// Of a border in the direction of a point, between the two nearest directions.
  private func radius(_ border: [Double], _ p: SIMD2<Double>) -> Double {
    let angle = atan2(p.y, p.x)
    let position = (angle < 0 ? angle + 2 * .pi : angle) / Self.step - 0.5
    let lower = Int(position.rounded(.down))
    let share = position - Double(lower)
    let count = Self.count
    return border[(lower + count) % count] * (1 - share) + border[(lower + 1) % count] * share
  }
}

/// Values around a circle, averaged with their neighbours under a bell curve.
private func smoothed(_ values: [Double], sigma: Double) -> [Double] {
  let reach = Int((3 * sigma).rounded(.up))
  let weights = (0...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
  return values.indices.map { n in
    var (sum, total) = (0.0, 0.0)
    for away in -reach...reach {
      let m = (n + away + values.count * 2) % values.count
      sum += values[m] * weights[abs(away)]
      total += weights[abs(away)]
    }
    return sum / total
  }
}
