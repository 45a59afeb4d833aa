import MinimalPaths
import Volumes

extension CorrectionRequest {
  /// A contour drawn anew between two of its points: the seeds between them go, those of the line
  /// drawn come.
  ///
  /// Of the two ways round a closed contour the one is drawn anew that the line runs beside, or of a
  /// line of two points the shorter one. A point within two voxels of a seed means the seed.
  func redrawnArc(
    _ name: String, _ drawn: [SlicePoint], _ course: ArcCourse, in state: SessionState,
    _ tracer: inout SessionTracer
  ) throws(SessionError) -> ContourReplacement {
    let contour = state.contours[try state.contourIndex(name)]
    guard drawn.count >= 2 else {
      throw .badAction(
        "\"points\" needs two points or more: the first and the last near the contour")
    }
    var points: [SlicePoint] = []
    for p in drawn { points.append(try state.checked(p)) }
    let line: TracedContour
    do {
      line = try tracer.contour(of: contour, in: state).get()
    } catch {
      throw .badAction("contour \"\(name)\" cannot be drawn: \(error)")
    }
    let path = ContourPath(line, seeds: contour.seeds)
    var start = try path.place(of: points[0], name)
    var end = try path.place(of: points[points.count - 1], name)
    guard start != end else {
      throw .badAction("the line begins and ends at the same place of contour \"\(name)\"")
    }
    var way = Array(points[1..<(points.count - 1)])
    let turns =
      contour.isClosed
      ? path.isFarther(from: start, to: end, than: path.way(from: end, to: start), for: way)
      : start > end
    if turns { (start, end, way) = (end, start, way.reversed()) }
    let nodes = path.replacing(from: start, to: end, by: way, course, in: contour)
    let addition = ContourReplacement.Addition(
      contour: name,
      place: contour.place(labels: state.header.labels),
      seeds: nodes.map(\.seed), courses: nodes.map(\.course), isClosed: contour.isClosed)
    return ContourReplacement(
      remove: [name], add: [addition], tool: .redrawArc, settings: ToolSettings(points: points))
  }
}

/// Places along a contour: the number of a seed, and how far on the way to the next.
private struct ContourPath {
  private let line: TracedContour
  private let seeds: [SlicePoint]

  /// Farther from the contour a point means something else, voxels.
  private static let reach = 10.0
  /// Nearer to a seed it means the seed.
  private static let nearSeed = 2.0

  init(_ line: TracedContour, seeds: [SlicePoint]) {
    (self.line, self.seeds) = (line, seeds)
  }

  func place(of p: SlicePoint, _ name: String) throws(SessionError) -> Double {
    var best = (place: 0.0, square: Double.infinity)
    for (n, arc) in line.arcs.enumerated() {
      // Shares count points, which lie about evenly.
      let steps = Double(max(arc.points.count - 1, 1))
      for (m, (a, b)) in zip(arc.points, arc.points.dropFirst()).enumerated() {
        let (share, square) = nearestShare(p, a, b)
        if square < best.square { best = (Double(n) + (Double(m) + share) / steps, square) }
      }
    }
    guard best.square <= Self.reach * Self.reach else {
      throw .badAction(
        "(\(p.x), \(p.y)) lies \(Int(best.square.squareRoot().rounded())) pixels from contour "
          + "\"\(name)\"; begin and end within \(Int(Self.reach)) pixels of it")
    }
    for n in [Int(best.place) % seeds.count, (Int(best.place) + 1) % seeds.count] {
      let (dx, dy) = (seeds[n].x - p.x, seeds[n].y - p.y)
      if dx * dx + dy * dy <= Self.nearSeed * Self.nearSeed { return Double(n) }
    }
    // The end of an arc is the next one's beginning.
    return best.place == Double(line.arcs.count) && line.isClosed ? 0 : best.place
  }

  /// The point at a place: the seed itself, or where the line runs.
  private func point(at place: Double) -> SlicePoint {
    let n = Int(place)
    let share = place - Double(n)
    guard share > 0 else { return seeds[n] }
    let points = line.arcs[n].points
    let step = share * Double(points.count - 1)
    let m = min(Int(step), points.count - 2)
    let (a, b) = (points[m], points[m + 1])
    let t = step - Double(m)
    return SlicePoint(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)).snappedToContourGrid
  }

  /// The line from one place on to another.
  func way(from start: Double, to end: Double) -> [SlicePoint] {
    let count = Double(line.arcs.count)
    let last = end > start ? end : end + count
    var way = [point(at: start)]
    for n in Int(start)...Int(last) {
      let points = line.arcs[n % line.arcs.count].points
      for m in points.indices {
        let place = Double(n) + Double(m) / Double(max(points.count - 1, 1))
        if place > start, place < last { way.append(points[m]) }
      }
    }
    return way + [point(at: end)]
  }

  /// Whether the way from start to end is the wrong one of two: farther from what was drawn, or
  /// where nothing was, longer.
  func isFarther(
    from start: Double, to end: Double, than other: [SlicePoint], for drawn: [SlicePoint]
  ) -> Bool {
    let way = way(from: start, to: end)
    guard !drawn.isEmpty else {
      let unit = SIMD2(1.0, 1.0)
      return polylineLength(way, closed: false, spacing: unit)
        > polylineLength(other, closed: false, spacing: unit)
    }
    return distance(of: drawn, from: way) > distance(of: drawn, from: other)
  }

  private func distance(of points: [SlicePoint], from line: [SlicePoint]) -> Double {
    points.reduce(0) { sum, p in
      sum
        + zip(line, line.dropFirst()).reduce(Double.infinity) {
          min($0, nearestShare(p, $1.0, $1.1).square)
        }.squareRoot()
    }
  }

  private func isBetween(_ n: Int, _ start: Double, _ end: Double) -> Bool {
    let place = Double(n)
    return start < end ? place > start && place < end : place > start || place < end
  }

  /// The seeds and courses with those from start to end replaced. Halves of arcs that are cut stay
  /// straight where the arc was.
  func replacing(
    from start: Double, to end: Double, by way: [SlicePoint], _ course: ArcCourse,
    in contour: SessionState.Contour
  ) -> [(seed: SlicePoint, course: ArcCourse)] {
    func half(_ n: Int) -> ArcCourse { contour.courses[n] == .straight ? .straight : .found }
    var new: [(seed: SlicePoint, course: ArcCourse)] = [(point(at: start), course)]
    for p in way { new.append((p, course)) }
    let isEndSeed = end == end.rounded(.down)
    new.append(
      (point(at: end), isEndSeed ? contour.courses[Int(end)] : half(Int(end))))
    // One after another at one place are one.
    new = new.indices.filter { $0 == 0 || new[$0 - 1].seed != new[$0].seed }.map { new[$0] }
    var result: [(seed: SlicePoint, course: ArcCourse)] = []
    for n in seeds.indices
    where !isBetween(n, start, end) && Double(n) != start && Double(n) != end {
      let isCut = Double(n) < start && start < Double(n + 1)
      result.append((seeds[n], isCut ? half(n) : contour.courses[n]))
    }
    // Behind the last seed before the start; of a closed contour that may be the last of all.
    let before = seeds.indices.count {
      !isBetween($0, start, end) && Double($0) < start && Double($0) != end
    }
    if start > end { return [new[new.count - 1]] + result + new[..<(new.count - 1)] }
    result.insert(contentsOf: new, at: before)
    if !contour.isClosed, !result.isEmpty { result[result.count - 1].course = .found }
    return result
  }
}
