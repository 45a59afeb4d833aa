import Volumes

extension Neighbours {
  /// A line moved onto the neighbours' borders where it runs beside them.
  ///
  /// A stretch that comes within `clickNoise` of a border is replaced by that border, vertex for
  /// vertex: then no pixel lies between the two. What lies farther off is left alone.
  /// - Parameters:
  ///   - line: Dense (about a pixel from point to point), voxels.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  func sharing(_ line: [SlicePoint], scale: SIMD2<Double>) -> [SlicePoint] {
    let borders = regions.flatMap(\.outlines).map { Border($0, scale: scale) }
    var result: [SlicePoint] = []
    var run: Run?
    for p in line {
      let q = p.scaled(scale)
      let near = borders.indices.map { (border: $0, place: borders[$0].place(nearest: q)) }
        .min { $0.place.squaredDistance < $1.place.squaredDistance }
      guard let near, near.place.squaredDistance <= Self.clickNoise * Self.clickNoise else {
        if let run { result += borders[run.border].points(along: run) }
        run = nil
        result.append(p)
        continue
      }
      if let known = run, known.border == near.border,
        borders[near.border].isBeside(known.end, near.place.position)
      {
        run?.end += borders[near.border].way(from: known.end, to: near.place.position)
      } else {
        if let run { result += borders[run.border].points(along: run) }
        run = Run(border: near.border, start: near.place.position, end: near.place.position)
      }
    }
    if let run { result += borders[run.border].points(along: run) }
    return result
  }
}

/// A stretch of a border. Positions count vertices: 2.25 is a quarter of the way from vertex 2 to
/// vertex 3. The end may go beyond the last vertex, or below the first, and around.
private struct Run {
  let border: Int
  let start: Double
  var end: Double
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
