import Volumes

extension Neighbours {
  /// A line moved onto the neighbours' borders where it runs beside them.
  ///
  /// A stretch that comes within `clickNoise` of a border is replaced by that border, vertex for
  /// vertex: then no pixel lies between the two. What lies farther off stays, but for a few points
  /// that lead there.
  /// - Parameters:
  ///   - line: Dense (about a pixel from point to point), voxels.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  func sharing(_ line: [SlicePoint], scale: SIMD2<Double>) -> [SlicePoint] {
    let borders = regions.flatMap(\.outlines).map { Border($0, scale: scale) }
    let stretches = stretches(of: line, beside: borders, scale: scale)
    var result: [SlicePoint] = []
    for (n, stretch) in stretches.enumerated() {
      guard let run = stretch.run else {
        let before = n > 0 ? stretches[n - 1].shiftAtEnd(line, borders) : SIMD2()
        let after =
          n + 1 < stretches.count ? stretches[n + 1].shiftAtStart(line, borders) : SIMD2()
        result += shifted(
          Array(line[stretch.range]), atStart: before, atEnd: after, over: Self.approach)
        continue
      }
      result += borders[run.border].points(along: run)
    }
    return result
  }

  /// Points that lead from a line to a border.
  private static let approach = 6

  private func stretches(
    of line: [SlicePoint], beside borders: [Border], scale: SIMD2<Double>
  ) -> [Stretch] {
    var stretches: [Stretch] = []
    for (n, p) in line.enumerated() {
      let q = p.scaled(scale)
      let near = borders.indices.map { (border: $0, place: borders[$0].place(nearest: q)) }
        .min { $0.place.squaredDistance < $1.place.squaredDistance }
      let isNear = (near?.place.squaredDistance ?? .infinity) <= Self.clickNoise * Self.clickNoise
      let run = isNear ? near.map { Run(border: $0.border, at: $0.place.position) } : nil
      if let last = stretches.indices.last, stretches[last].takes(run, borders) {
        stretches[last].range = stretches[last].range.lowerBound..<n + 1
      } else {
        stretches.append(Stretch(range: n..<n + 1, run: run))
      }
    }
    return stretches
  }
}

/// A part of a line: beside a border, or free.
private struct Stretch {
  var range: Range<Int>
  var run: Run?

  /// Takes a further point in if it belongs here.
  /// - Parameter next: The point's place on a border.
  mutating func takes(_ next: Run?, _ borders: [Border]) -> Bool {
    guard let known = run, let next else { return run == nil && next == nil }
    let border = borders[known.border]
    guard known.border == next.border, border.isBeside(known.end, next.end) else { return false }
    run?.end += border.way(from: known.end, to: next.end)
    return true
  }

  /// How far the line's first point here moves onto the border, voxels.
  func shiftAtStart(_ line: [SlicePoint], _ borders: [Border]) -> SIMD2<Double> {
    run.map { borders[$0.border].shift(of: line[range.lowerBound], to: $0.start) } ?? SIMD2()
  }

  func shiftAtEnd(_ line: [SlicePoint], _ borders: [Border]) -> SIMD2<Double> {
    run.map { borders[$0.border].shift(of: line[range.upperBound - 1], to: $0.end) } ?? SIMD2()
  }
}

/// Points of a dense line moved with its ends, the less the farther from them.
/// - Parameters:
///   - atStart: How far what comes before the first point was moved, voxels; `atEnd` likewise.
///   - reach: Points that follow.
func shifted(
  _ points: [SlicePoint], atStart: SIMD2<Double>, atEnd: SIMD2<Double>, over reach: Int
) -> [SlicePoint] {
  let reach = Double(min(reach, points.count))
  return points.indices.map { n in
    let fromStart = Double(n + 1) / (reach + 1)
    let fromEnd = Double(points.count - n) / (reach + 1)
    let shift = max(0, 1 - fromStart) * atStart + max(0, 1 - fromEnd) * atEnd
    return SlicePoint(points[n].x + shift.x, points[n].y + shift.y).snappedToContourGrid
  }
}

/// A stretch of a border. Positions count vertices: 2.25 is a quarter of the way from vertex 2 to
/// vertex 3. The end may go beyond the last vertex, or below the first, and around.
private struct Run {
  let border: Int
  let start: Double
  var end: Double

  init(border: Int, at position: Double) {
    self.border = border
    start = position
    end = position
  }
}

/// A closed polyline to run along.
private struct Border {
  let vertices: [SlicePoint]
  private let scale: SIMD2<Double>
  private let scaled: [SIMD2<Double>]

  init(_ vertices: [SlicePoint], scale: SIMD2<Double>) {
    self.vertices = vertices
    self.scale = scale
    scaled = vertices.map { $0.scaled(scale) }
  }

  func place(nearest p: SIMD2<Double>) -> (position: Double, squaredDistance: Double) {
    var best = (position: 0.0, squaredDistance: Double.infinity)
    for n in scaled.indices {
      let near = nearestOnSegment(p, scaled[n], scaled[(n + 1) % scaled.count])
      if near.squaredDistance < best.squaredDistance {
        best = (Double(n) + near.share, near.squaredDistance)
      }
    }
    return best
  }

  /// The shorter way around from a position, which may have gone around, to one on the border.
  func way(from start: Double, to end: Double) -> Double {
    let count = Double(vertices.count)
    let d = end - start
    return d - count * (d / count).rounded()
  }

  /// Whether two positions are no farther apart than a line steps: beside a thin structure the
  /// nearest place may jump to its other side.
  func isBeside(_ a: Double, _ b: Double) -> Bool {
    squaredLength(point(a).scaled(scale) - point(b).scaled(scale)) <= 16
  }

  func shift(of p: SlicePoint, to position: Double) -> SIMD2<Double> {
    let q = point(position)
    return SIMD2(q.x - p.x, q.y - p.y)
  }

  func points(along run: Run) -> [SlicePoint] {
    let (low, high) = (min(run.start, run.end), max(run.start, run.end))
    let first = Int(low.rounded(.down)) + 1
    let last = Int(high.rounded(.up)) - 1
    let between = first <= last ? (first...last).map { vertex($0) } : []
    return [point(run.start)] + (run.start <= run.end ? between : between.reversed())
      + [point(run.end)]
  }

  private func vertex(_ n: Int) -> SlicePoint {
    let count = vertices.count
    return vertices[(n % count + count) % count]
  }

  private func point(_ position: Double) -> SlicePoint {
    let n = position.rounded(.down)
    let (a, b) = (vertex(Int(n)), vertex(Int(n) + 1))
    let t = position - n
    return SlicePoint(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)).snappedToContourGrid
  }
}
