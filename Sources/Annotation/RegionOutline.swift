import MinimalPaths
import Volumes

/// A closed outline of a region, one vertex on each edge between a pixel inside and one outside.
///
/// Wherever on its edge a vertex lies, the outline encloses the same pixels. So it can be exact to a
/// fraction of a pixel where a line is known, and smooth where only pixels are.
/// Source: Gibson, Constrained elastic surface nets, MICCAI 1998. We differ: in the plane, vertices
/// slide along edges, and some are held.
struct RegionOutline {
  /// Inside on the left; begins anywhere.
  private(set) var points: [SlicePoint]
  /// Of each vertex: whether the region differs from what it was on either side of it.
  private(set) var isChanged: [Bool]

  /// An outline stays so far from pixel centres, voxels: not to lose one by rounding.
  private static let margin = 1.0 / 16
  private static let relaxations = 12

  /// - Parameters:
  ///   - steps: One of `SliceMask.outlines`.
  ///   - changed: The pixels that belong to the region and did not before, or the other way round.
  ///   - lines: Where the outline ran before, exactly.
  init(_ steps: [SlicePoint], changed: SliceMask, lines: GridCrossings) {
    points = steps
    isChanged = steps.map { p in
      Edge(middle: p).ends.contains { changed.contains($0) && changed[$0.i, $0.j] }
    }
    let edges = steps.map(Edge.init(middle:))
    // Beside the image's border the outline stays where seeds may lie.
    let isFree = edges.map { $0.ends.allSatisfy(changed.contains) }
    for n in points.indices where isFree[n] && !isChanged[n] {
      if let known = lines.place(on: edges[n]) {
        points[n] = edges[n].point(at: known, Self.margin)
      }
    }
    let mayMove = points.indices.filter { isFree[$0] && isChanged[$0] }
    for _ in 0..<Self.relaxations {
      for n in mayMove {
        let before = points[(n + points.count - 1) % points.count]
        let after = points[(n + 1) % points.count]
        let mean = SlicePoint((before.x + after.x) / 2, (before.y + after.y) / 2)
        points[n] = edges[n].point(at: edges[n].isAlongI ? mean.x : mean.y, Self.margin)
      }
    }
    for n in points.indices { points[n] = points[n].snappedToContourGrid }
  }

  /// Twice the enclosed area; above zero when it turns from +x to +y.
  var doubledArea: Double { Annotation.doubledArea(points) }

  // MARK: Places: the number of a vertex, and how far on the way to the next

  /// The nearest point of the outline, and its distance in voxels.
  func nearestPlace(to p: SlicePoint) -> (place: Double, distance: Double) {
    var best = (place: 0.0, square: Double.infinity)
    for n in points.indices {
      let (share, square) = nearestShare(p, points[n], points[(n + 1) % points.count])
      if square < best.square { best = (Double(n) + share, square) }
    }
    return (best.place, best.square.squareRoot())
  }

  func point(at place: Double) -> SlicePoint {
    let n = Int(place) % points.count
    let share = place - place.rounded(.down)
    let (a, b) = (points[n], points[(n + 1) % points.count])
    return SlicePoint(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)).snappedToContourGrid
  }

  /// Whether the outline runs there as it did before.
  func isUnchanged(at place: Double) -> Bool {
    let n = Int(place) % points.count
    return !isChanged[n] && !isChanged[(n + 1) % points.count]
  }

  mutating func reverse() {
    points.reverse()
    isChanged.reverse()
  }
}

/// Twice the area a closed polyline encloses, voxels; above zero when it turns from +x to +y.
func doubledArea(_ points: [SlicePoint]) -> Double {
  var sum = 0.0
  for n in points.indices {
    let (a, b) = (points[n], points[(n + 1) % points.count])
    sum += a.x * b.y - a.y * b.x
  }
  return sum
}

/// The nearest point of a segment as its share of the way from a to b, and the squared distance.
func nearestShare(
  _ p: SlicePoint, _ a: SlicePoint, _ b: SlicePoint
) -> (share: Double, square: Double) {
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  let square = dx * dx + dy * dy
  let along = (p.x - a.x) * dx + (p.y - a.y) * dy
  let share = square > 0 ? min(max(along / square, 0), 1) : 0
  let (ex, ey) = (a.x + share * dx - p.x, a.y + share * dy - p.y)
  return (share, ex * ex + ey * ey)
}

/// The segment between the centres of two pixels side by side.
struct Edge: Hashable {
  /// The end of lower index.
  let i: Int
  let j: Int
  let isAlongI: Bool

  init(i: Int, j: Int, isAlongI: Bool) {
    self.i = i
    self.j = j
    self.isAlongI = isAlongI
  }

  /// - Parameter middle: Halfway between two centres.
  init(middle: SlicePoint) {
    i = Int(middle.x.rounded(.down))
    j = Int(middle.y.rounded(.down))
    isAlongI = middle.x != Double(i)
  }

  var ends: [(i: Int, j: Int)] { [(i, j), isAlongI ? (i + 1, j) : (i, j + 1)] }

  /// The point of the edge at a coordinate along it, kept `margin` away from the ends.
  func point(at place: Double, _ margin: Double) -> SlicePoint {
    let start = Double(isAlongI ? i : j)
    let kept = min(max(place, start + margin), start + 1 - margin)
    return isAlongI ? SlicePoint(kept, Double(j)) : SlicePoint(Double(i), kept)
  }
}

/// Where lines cross the edges between pixel centres.
struct GridCrossings {
  private var places: [Edge: Double] = [:]

  /// - Parameter lines: Closed polylines.
  init(_ lines: [[SlicePoint]]) {
    for line in lines {
      for n in line.indices { add(line[n], line[(n + 1) % line.count]) }
    }
  }

  /// The coordinate along the edge; nil where no line crosses it.
  func place(on edge: Edge) -> Double? { places[edge] }

  private mutating func add(_ a: SlicePoint, _ b: SlicePoint) {
    for row in wholeNumbers(between: a.y, b.y) {
      let x = a.x + (Double(row) - a.y) / (b.y - a.y) * (b.x - a.x)
      places[Edge(i: Int(x.rounded(.down)), j: row, isAlongI: true)] = x
    }
    for column in wholeNumbers(between: a.x, b.x) {
      let y = a.y + (Double(column) - a.x) / (b.x - a.x) * (b.y - a.y)
      places[Edge(i: column, j: Int(y.rounded(.down)), isAlongI: false)] = y
    }
  }

  /// Above the lower one, up to the upper.
  private func wholeNumbers(between a: Double, _ b: Double) -> Range<Int> {
    let (low, high) = (min(a, b), max(a, b))
    return Int(low.rounded(.down)) + 1..<max(Int(high.rounded(.down)), Int(low.rounded(.down))) + 1
  }
}

extension SliceMask {
  func contains(_ pixel: (i: Int, j: Int)) -> Bool {
    pixel.i >= 0 && pixel.i < ni && pixel.j >= 0 && pixel.j < nj
  }
}
