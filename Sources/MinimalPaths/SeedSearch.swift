import Volumes

/// Looks for few seeds whose smooth arcs run along a known outline.
///
/// Seeds are places of the outline, moved across it by quarters of a pixel. An arc costs what the
/// stretch of the outline between its two seeds is away from it; a seed bends two arcs to either
/// side, so only those are looked at again when it moves.
struct SeedSearch {
  /// The outline, `Self.step` apart, in equal-sided pixels: as it is, and without its steps.
  private let outline: [SIMD2<Double>]
  private let smooth: [SIMD2<Double>]
  private let normals: [SIMD2<Double>]
  /// Distance at which a point of the outline is too far away, pixels.
  private let tolerance: Double
  private let scale: SIMD2<Double>
  private let limits: SIMD2<Double>

  private(set) var places: [Place] = []
  private var points: [SIMD2<Double>] = []
  private var costs: [Double] = []

  /// A seed: which point of the outline, and how many quarters of a pixel outside of it.
  struct Place: Equatable {
    var index: Int
    var offset = 0
  }

  /// Pixels from point to point of the outline, at most.
  private static let step = 0.5
  private static let offsetStep = 0.25
  private static let farthestOffset = 3
  private static let fewestPoints = 24
  /// Points of the outline between two seeds, at least.
  private static let leastGap = 2

  /// - Parameters:
  ///   - outline: Closed, voxels, three points or more.
  ///   - tolerance: Pixels of equal sides.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  init(
    along outline: [SlicePoint], tolerance: Double, scale: SIMD2<Double>, ni: Int, nj: Int
  ) {
    var length = 0.0
    let line = resampled(outline.map { $0.scaled(scale) }) {
      length = $0
      return max(Self.fewestPoints, Int((length / Self.step).rounded(.up)))
    }
    self.outline = line
    // The steps of a mask are a pixel long; of a structure of a few pixels less is taken off.
    let sigma = min(1, length / 30) * Double(line.count) / length
    let xs = smoothed(line.map(\.x), sigma: sigma)
    let ys = smoothed(line.map(\.y), sigma: sigma)
    smooth = zip(xs, ys).map { SIMD2($0, $1) }
    normals = outwardNormals(smooth)
    self.tolerance = tolerance
    self.scale = scale
    limits = SIMD2(Double(ni) - 0.5, Double(nj) - 0.5)
  }

  /// How many seeds fit at all.
  var mostSeeds: Int { outline.count / (2 * Self.leastGap) }

  var seeds: [SlicePoint] { places.map(seed) }

  /// Sum of the arcs' costs.
  var cost: Double { costs.reduce(0, +) }

  /// Begins with seeds at equal distances.
  /// - Parameter phase: Where the first one is, as a part of the outline, less than 1 / `count`.
  mutating func begin(count: Int, phase: Double) {
    let first = Int(phase * Double(outline.count))
    places = (0..<count).map { Place(index: first + $0 * outline.count / count) }
    update()
  }

  /// Adds a seed in each arc that is nearly as far away as the farthest one, where it is, and moves
  /// those around.
  /// - Parameter share: Of the largest distance, squared.
  /// - Returns: Whether there was room for one.
  mutating func insert(share: Double) -> Bool {
    let worst = places.indices.map(farthest)
    let least = share * (worst.map(\.squaredDistance).max() ?? 0)
    let added = worst.indices.filter { n in
      worst[n].squaredDistance >= least && gap(n) >= 2 * Self.leastGap
    }.map { Place(index: worst[$0].index) }
    guard !added.isEmpty else { return false }
    places = (places + added).sorted { $0.index < $1.index }
    update()
    improve(around: places.indices.filter { added.contains(places[$0]) })
    return true
  }

  /// Adds the one seed that helps most when its neighbours are moved.
  /// - Parameter candidates: How many of the worst arcs are tried.
  /// - Returns: Whether there was room for one.
  mutating func insertBest(of candidates: Int) -> Bool {
    let worst = places.indices.filter { gap($0) >= 2 * Self.leastGap }
      .sorted { (costs[$1], $0) < (costs[$0], $1) }.prefix(candidates)
    let tried = worst.map { n in
      var tried = self
      tried.places.append(Place(index: farthest(n).index))
      tried.places.sort { $0.index < $1.index }
      tried.update()
      tried.improve(Array(tried.places.indices))
      return tried
    }
    guard let best = tried.min(by: { $0.cost < $1.cost }) else { return false }
    self = best
    return true
  }

  mutating func remove(_ n: Int) {
    places.remove(at: n)
    update()
  }

  /// Moves seeds along and across the outline as long as that helps.
  /// - Parameter moved: Which.
  mutating func improve(_ moved: [Int]) {
    var reach = max(1, outline.count / (4 * places.count))
    while reach >= 1 {
      for _ in 0..<2 {
        var isBetter = false
        for n in moved {
          for d in [-reach, reach] { if improve(n, along: d, across: 0) { isBetter = true } }
          guard reach <= 4 else { continue }
          for d in [-1, 1] { if improve(n, along: 0, across: d) { isBetter = true } }
        }
        if !isBetter { break }
      }
      reach /= 2
    }
  }

  /// Moves some seeds and those up to two away from them.
  mutating func improve(around seeds: [Int]) {
    let count = places.count
    let near = places.indices.filter { n in
      seeds.contains { min((n - $0 + count) % count, ($0 - n + count) % count) <= 2 }
    }
    improve(near)
  }

  private mutating func improve(_ n: Int, along: Int, across: Int) -> Bool {
    let count = places.count
    let known = places[n]
    let next = Place(
      index: (known.index + along + outline.count) % outline.count, offset: known.offset + across)
    guard abs(next.offset) <= Self.farthestOffset else { return false }
    if along < 0, -along > gap((n + count - 1) % count) - Self.leastGap { return false }
    if along > 0, along > gap(n) - Self.leastGap { return false }
    let touched = count <= 4 ? Array(0..<count) : (-2...1).map { (n + $0 + count) % count }
    let before = touched.reduce(0) { $0 + costs[$1] }
    let point = points[n]
    places[n] = next
    points[n] = self.point(next)
    var after: [Double] = []
    var sum = 0.0
    for arc in touched {
      after.append(arcCost(arc))
      sum += after[after.count - 1]
      guard sum < before - 1e-9 else {
        places[n] = known
        points[n] = point
        return false
      }
    }
    for (arc, cost) in zip(touched, after) { costs[arc] = cost }
    return true
  }

  private mutating func update() {
    points = places.map(point)
    costs = places.indices.map(arcCost)
  }

  /// Points of the outline from a seed to the next.
  private func gap(_ n: Int) -> Int {
    let d = places[(n + 1) % places.count].index - places[n].index
    return d > 0 ? d : d + outline.count
  }

  private func seed(_ place: Place) -> SlicePoint {
    let p =
      (smooth[place.index] + Self.offsetStep * Double(place.offset) * normals[place.index]) / scale
    return SlicePoint(min(max(p.x, -0.5), limits.x), min(max(p.y, -0.5), limits.y))
      .snappedToContourGrid
  }

  private func point(_ place: Place) -> SIMD2<Double> { seed(place).scaled(scale) }

  private func line(_ n: Int) -> [SIMD2<Double>] {
    let count = points.count
    return smoothArc(
      from: points[n], to: points[(n + 1) % count], before: points[(n + count - 1) % count],
      after: points[(n + 2) % count], pointsPerPixel: 0.6)
  }

  /// Squares count, and those beyond the tolerance once more.
  private func arcCost(_ n: Int) -> Double {
    let line = line(n)
    let start = places[n].index
    let limit = 1 / (tolerance * tolerance)
    var sum = 0.0
    for k in stride(from: 1, to: gap(n), by: 2) {
      let d = nearest(line, outline[(start + k) % outline.count])
      sum += d + d * d * limit
    }
    return sum
  }

  /// The point of the outline that is farthest from its arc.
  private func farthest(_ n: Int) -> (index: Int, squaredDistance: Double) {
    let line = line(n)
    var worst = (index: places[n].index, squaredDistance: -1.0)
    let gap = gap(n)
    guard gap >= 2 * Self.leastGap else { return worst }
    for k in Self.leastGap...gap - Self.leastGap {
      let index = (places[n].index + k) % outline.count
      let d = nearest(line, outline[index])
      if d > worst.squaredDistance { worst = (index, d) }
    }
    return worst
  }

  private func nearest(_ line: [SIMD2<Double>], _ p: SIMD2<Double>) -> Double {
    var best = Double.infinity
    for n in 1..<line.count {
      best = min(best, nearestOnSegment(p, line[n - 1], line[n]).squaredDistance)
    }
    return best
  }
}
