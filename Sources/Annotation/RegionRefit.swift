import MinimalPaths
import Volumes

/// A seed that may stay, and where on the outline it belongs.
struct KeptSeed {
  let seed: SlicePoint
  /// See `RegionOutline`.
  let place: Double
  let course: ArcCourse
  /// The seed that its arc led to.
  let next: SlicePoint
}

/// Seeds from which the model draws a contour along an outline: those kept, and new ones, as few as
/// do, where the line would otherwise leave the outline by more than about a pixel. Where the
/// evidence pulls the line away between seeds side by side, arcs are straight.
/// - Parameters:
///   - kept: On any part of the outline, in any order.
///   - exact: Pixels that must lie on their side of the line.
///   - draw: The line through seeds with courses; nil where there is none.
/// - Returns: Beginning with the first of `kept`, a course for each seed.
func refit(
  _ outline: RegionOutline, keeping kept: [KeptSeed], exact: SliceMask,
  draw: ([SlicePoint], [ArcCourse]) -> TracedContour?
) -> (seeds: [SlicePoint], courses: [ArcCourse]) {
  var fit = OutlineFit(outline, kept)
  for _ in 0..<mostDrawings {
    let contour = draw(fit.seeds, fit.courses)
    if fit.improve(contour) { continue }
    guard let contour else { break }
    guard fit.pin(wrong: contour, exact) else {
      return fit.result(beginningWith: kept.first?.seed)
    }
  }
  fit.pinEverything()
  return fit.result(beginningWith: kept.first?.seed)
}

/// After so many the outline is taken as it is, straight from seed to seed.
private let mostDrawings = 60

/// A refit on its way.
private struct OutlineFit {
  private let outline: RegionOutline
  private let points: [SlicePoint]
  /// In the order of their places, beginning anywhere.
  private var nodes: [Node]
  /// Vertices between which the contour is the outline itself.
  private var pinned: [Bool]
  private var rounds = 0

  private struct Node {
    var seed: SlicePoint
    var place: Double
    var course: ArcCourse
    /// Where the arc led to, of a kept seed.
    var next: SlicePoint?
  }

  /// How far the line may leave the outline, voxels: where that is new, and where it is the line
  /// that somebody has seen.
  private static let tolerance = 1.0
  private static let toleranceOfKnown = 0.5
  /// Vertices to the next seed of an arc that can still be divided.
  private static let shortest = 5
  /// Then every arc that is off becomes straight.
  private static let roundsOfEvidence = 12

  init(_ outline: RegionOutline, _ kept: [KeptSeed]) {
    self.outline = outline
    points = outline.points
    pinned = [Bool](repeating: false, count: points.count)
    nodes = []
    for seed in kept.enumerated().sorted(by: {
      ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
    }).map(\.element) where !nodes.contains(where: { $0.seed == seed.seed }) {
      nodes.append(
        Node(seed: seed.seed, place: seed.place, course: seed.course, next: seed.next))
    }
    for n in nodes.indices {
      let end = nodes[(n + 1) % nodes.count]
      let isAsBefore =
        end.seed == nodes[n].next
        && vertices(from: nodes[n].place, to: end.place).allSatisfy { !outline.isChanged[$0] }
      if !isAsBefore { nodes[n].course = .found }
    }
    while nodes.count < min(4, points.count), let widest = widestGap(), divide(widest) {}
  }

  var seeds: [SlicePoint] { nodes.map(\.seed) }
  var courses: [ArcCourse] { nodes.map(\.course) }

  func result(
    beginningWith first: SlicePoint?
  ) -> (seeds: [SlicePoint], courses: [ArcCourse]) {
    let start = nodes.firstIndex { $0.seed == first } ?? 0
    let turned = nodes[start...] + nodes[..<start]
    return (turned.map(\.seed), turned.map(\.course))
  }

  // MARK: Deviation

  /// Adds seeds where the line leaves the outline. False when it does not.
  mutating func improve(_ contour: TracedContour?) -> Bool {
    rounds += 1
    guard let contour, contour.arcs.count == nodes.count else {
      // No line at all: more seeds, and straight arcs when that does not help.
      let widest = widestGap()
      let divides = widest.map { divide($0) } ?? false
      if rounds > Self.roundsOfEvidence { makeStraight(nodes.indices.map { $0 }) }
      return divides
    }
    let deviations = nodes.indices.map { deviation(of: contour.arcs[$0], from: $0) }
    let off = deviations.indices.filter { deviations[$0].excess > 1 }
    // Beside an arc that is divided another may come right by itself.
    let worst = off.filter { n in
      let before = deviations[(n + nodes.count - 1) % nodes.count].excess
      let after = deviations[(n + 1) % nodes.count].excess
      return deviations[n].excess >= max(before, after)
    }
    var changes = false
    if rounds > Self.roundsOfEvidence { changes = makeStraight(off) }
    for n in worst.reversed() {
      let between = vertices(from: nodes[n].place, to: nodes[(n + 1) % nodes.count].place)
      if between.count >= Self.shortest || nodes[n].course == .straight && !between.isEmpty {
        let margin = between.count >= Self.shortest ? 1 : 0
        let farthest = deviations[n].vertex.flatMap(between.firstIndex(of:)) ?? between.count / 2
        let vertex = between[min(max(farthest, margin), between.count - 1 - margin)]
        if insert(vertex, after: n) {
          changes = true
          continue
        }
      }
      changes = makeStraight([n]) || changes
    }
    return changes
  }

  /// How far an arc and its part of the outline are apart, in tolerances, and at which vertex.
  private func deviation(
    of arc: TracedContour.Arc, from n: Int
  ) -> (excess: Double, vertex: Int?) {
    let end = nodes[(n + 1) % nodes.count].place
    let between = vertices(from: nodes[n].place, to: end)
    var farthest = (excess: 0.0, vertex: Int?.none)
    for vertex in between {
      let distance = squaredDistance(points[vertex], to: arc.points).squareRoot()
      let allowed = outline.isChanged[vertex] ? Self.tolerance : Self.toleranceOfKnown
      if distance / allowed > farthest.excess { farthest = (distance / allowed, vertex) }
    }
    let part =
      [outline.point(at: nodes[n].place)] + between.map { points[$0] } + [outline.point(at: end)]
    for p in arc.points {
      let distance = squaredDistance(p, to: part).squareRoot()
      if distance / Self.tolerance > farthest.excess { farthest = (distance / Self.tolerance, nil) }
    }
    return farthest
  }

  private func squaredDistance(_ p: SlicePoint, to line: [SlicePoint]) -> Double {
    var least = Double.infinity
    for n in line.indices {
      least = min(least, nearestShare(p, line[max(n - 1, 0)], line[n]).square)
    }
    return least
  }

  // MARK: Nodes

  /// The vertices behind one place and before another, in order.
  private func vertices(from start: Double, to end: Double) -> [Int] {
    let first = Int(start.rounded(.down)) + 1
    var last = Int(end.rounded(.up)) - 1
    // From a place to itself is once around.
    if end <= start { last += points.count }
    return first <= last ? (first...last).map { $0 % points.count } : []
  }

  /// Of two nodes or more the arc with most vertices, if it has any; the whole outline of one or none.
  private func widestGap() -> Int? {
    guard !nodes.isEmpty else { return 0 }
    let counts = nodes.indices.map {
      vertices(from: nodes[$0].place, to: nodes[($0 + 1) % nodes.count].place).count
    }
    guard let widest = counts.indices.max(by: { (counts[$0], -$0) < (counts[$1], -$1) }),
      counts[widest] > 0
    else { return nil }
    return widest
  }

  private mutating func divide(_ n: Int) -> Bool {
    guard !nodes.isEmpty else {
      nodes = [Node(seed: points[0], place: 0, course: .found)]
      return true
    }
    let between = vertices(from: nodes[n].place, to: nodes[(n + 1) % nodes.count].place)
    return insert(between[between.count / 2], after: n)
  }

  /// False where a seed lies there already, beside its own place.
  private mutating func insert(_ vertex: Int, after n: Int) -> Bool {
    guard !nodes.contains(where: { $0.seed == points[vertex] }) else { return false }
    let course = nodes[n].course == .straight ? ArcCourse.straight : .found
    nodes[n].course = course
    nodes.insert(Node(seed: points[vertex], place: Double(vertex), course: course), at: n + 1)
    return true
  }

  @discardableResult
  private mutating func makeStraight(_ arcs: [Int]) -> Bool {
    var changes = false
    for n in arcs where nodes[n].course != .straight {
      nodes[n].course = .straight
      changes = true
    }
    return changes
  }

  // MARK: Pins

  /// Pins the outline beside pixels that must be right and are not. False when there are none.
  mutating func pin(wrong contour: TracedContour, _ exact: SliceMask) -> Bool {
    let drawn = SliceMask(ni: exact.ni, nj: exact.nj, inside: contour.points)
    let wanted = SliceMask(ni: exact.ni, nj: exact.nj, inside: points)
    var (isWrong, changes) = (false, false)
    for j in 0..<exact.nj {
      for i in 0..<exact.ni where exact[i, j] && drawn[i, j] != wanted[i, j] {
        isWrong = true
        let pixel = SlicePoint(Double(i), Double(j))
        let nearest = Int(outline.nearestPlace(to: pixel).place) % points.count
        for step in -Self.reachOfPin...Self.reachOfPin {
          let vertex = ((nearest + step) % points.count + points.count) % points.count
          changes = changes || !pinned[vertex]
          pinned[vertex] = true
        }
      }
    }
    if changes {
      placePins()
    } else if isWrong {
      // An arc beside the pins comes too near.
      pinEverything()
    }
    return isWrong
  }

  /// Vertices on either side of a wrong pixel.
  private static let reachOfPin = 3

  mutating func pinEverything() {
    pinned = [Bool](repeating: true, count: points.count)
    placePins()
  }

  /// Seeds with straight arcs wherever the outline is pinned, as few as keep every pixel.
  private mutating func placePins() {
    let count = points.count
    nodes.removeAll { node in
      pinned[Int(node.place) % count] && pinned[Int(node.place.rounded(.up)) % count]
    }
    guard let gap = pinned.firstIndex(of: false) else {
      nodes = OutlineFit.chain(Array(0...count), points).dropLast().map(pin)
      return
    }
    var run: [Int] = []
    for vertex in gap + 1...gap + count {
      if pinned[vertex % count] {
        run.append(vertex)
      } else {
        place(OutlineFit.chain(run, points))
        run = []
      }
    }
    nodes.sort { $0.place < $1.place }
  }

  private mutating func place(_ chain: [Int]) {
    let pins = chain.map(pin)
    nodes.removeAll { node in pins.contains { $0.seed == node.seed || $0.place == node.place } }
    nodes += pins
    // What follows the last is no part of the run.
    if !pins.isEmpty { nodes[nodes.count - 1].course = .found }
  }

  private func pin(_ vertex: Int) -> Node {
    let place = vertex % points.count
    return Node(seed: points[place], place: Double(place), course: .straight)
  }

  /// Vertices of a run, the first and the last among them, whose chords cross every edge that the
  /// run crosses.
  private static func chain(_ run: [Int], _ points: [SlicePoint]) -> [Int] {
    guard var a = run.first, let last = run.last else { return [] }
    var chain = [a]
    while a < last {
      var b = a + 1
      while b < last, crossesAll(a, b + 1, points) { b += 1 }
      chain.append(b)
      a = b
    }
    return chain
  }

  private static func crossesAll(_ a: Int, _ b: Int, _ points: [SlicePoint]) -> Bool {
    let (p, q) = (points[a % points.count], points[b % points.count])
    return (a + 1..<b).allSatisfy { n in
      let vertex = points[n % points.count]
      // On which axis its edge lies: the other coordinate is whole.
      let isAlongI = vertex.y == vertex.y.rounded()
      let (u, v) = isAlongI ? (q.y - p.y, vertex.y - p.y) : (q.x - p.x, vertex.x - p.x)
      guard u != 0, v / u > 0, v / u < 1 else { return false }
      let crossing = isAlongI ? p.x + v / u * (q.x - p.x) : p.y + v / u * (q.y - p.y)
      let place = isAlongI ? vertex.x : vertex.y
      return crossing > place.rounded(.down) && crossing < place.rounded(.down) + 1
    }
  }
}
