import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct FastMarchingTests {
  func uniform(_ size: GridSize, _ spacing: SIMD3<Double> = SIMD3(1, 1, 1), _ value: Float = 1)
    throws -> Metric
  {
    try Metric(
      size: size, spacing: spacing, values: [Float](repeating: value, count: size.count))
  }

  func times(_ metric: Metric, _ seeds: VoxelPoint...) throws -> ArrivalTimes {
    var front = try FastMarching(metric: metric, seeds: seeds)
    front.march()
    return front.arrivalTimes
  }

  func random(_ size: GridSize, seed: UInt64, decades: Double = 1) throws -> Metric {
    var random = SeededRandom(seed: seed)
    let values = (0..<size.count).map { _ in
      Float(exponential(Double.random(in: 0...decades, using: &random) * 2.302585))
    }
    return try Metric(size: size, spacing: SIMD3(1, 1, 1), values: values)
  }

  @Test func `along an axis the time is the distance in millimetres times the metric`() throws {
    let t = try times(
      uniform(GridSize(ni: 9, nj: 7, nk: 5), SIMD3(0.5, 2, 3), 4), VoxelPoint(1, 1, 1))
    // 32-bit floats, some ten roundings a step.
    #expect(abs(t.values[t.size.offset(VoxelIndex(7, 1, 1))] - 12) < 12e-5)
    #expect(abs(t.values[t.size.offset(VoxelIndex(1, 5, 1))] - 32) < 32e-5)
    #expect(abs(t.values[t.size.offset(VoxelIndex(1, 1, 4))] - 36) < 36e-5)
  }

  @Test func `a small drawn grid has the times of the upwind scheme`() throws {
    // Hand-solved: the diagonal neighbour of the seed has 1 + sqrt(1/2).
    let t = try times(uniform(GridSize(ni: 2, nj: 2, nk: 1)), VoxelPoint(0, 0))
    let diagonal = 1 + Float(0.5).squareRoot()
    #expect(t.values[0] == 0)
    #expect(t.values[1] == 1)
    #expect(t.values[2] == 1)
    #expect(abs(t.values[3] - diagonal) < 1e-6)
  }

  /// Largest error against the distance from the middle, over an n x n grid of unit extent.
  func errorOfDistance(_ n: Int) throws -> Double {
    let h = 1 / Double(n - 1)
    let metric = try uniform(GridSize(ni: n, nj: n, nk: 1), SIMD3(h, h, 1))
    let c = Double(n / 2)
    let t = try times(metric, VoxelPoint(c, c))
    var largest = 0.0
    for j in 0..<n {
      for i in 0..<n {
        let dx = (Double(i) - c) * h
        let dy = (Double(j) - c) * h
        let exact = (dx * dx + dy * dy).squareRoot()
        largest = max(largest, abs(Double(t.values[j * n + i]) - exact))
      }
    }
    return largest
  }

  @Test func `the error falls when the grid is refined`() throws {
    // First order with a point source: h log(1/h), a factor of about 1.7 for each halving.
    let coarse = try errorOfDistance(33)
    let fine = try errorOfDistance(65)
    let finest = try errorOfDistance(129)
    #expect(fine < coarse / 1.5)
    #expect(finest < fine / 1.5)
  }

  @Test func `doubling the metric doubles every arrival time`() throws {
    let size = GridSize(ni: 24, nj: 17, nk: 1)
    let metric = try random(size, seed: 3)
    let doubled = try Metric(
      size: size, spacing: metric.spacing, values: metric.values.map { 2 * $0 })
    let a = try times(metric, VoxelPoint(5, 6))
    let b = try times(doubled, VoxelPoint(5, 6))
    #expect(zip(a.values, b.values).allSatisfy { 2 * $0 == $1 })
  }

  @Test func `flipping the metric flips the times`() throws {
    let size = GridSize(ni: 15, nj: 11, nk: 6)
    let metric = try random(size, seed: 4)
    let flipped = try Metric(
      size: size, spacing: metric.spacing, values: metric.values.reversed())
    let a = try times(metric, VoxelPoint(2, 3, 1))
    let b = try times(flipped, VoxelPoint(12, 7, 4))
    #expect(zip(a.values, b.values.reversed()).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
  }

  @Test func `several seeds give the earliest of their times`() throws {
    let metric = try uniform(GridSize(ni: 30, nj: 1, nk: 1))
    let both = try times(metric, VoxelPoint(3, 0), VoxelPoint(20, 0))
    let one = try times(metric, VoxelPoint(3, 0))
    let other = try times(metric, VoxelPoint(20, 0))
    #expect(both.values == zip(one.values, other.values).map(min))
  }

  @Test func `a slice alone and a volume of one repeated slice agree`() throws {
    let flat = GridSize(ni: 12, nj: 9, nk: 1)
    let metric = try random(flat, seed: 9)
    let solid = GridSize(ni: 12, nj: 9, nk: 3)
    let repeated = try Metric(
      size: solid, spacing: SIMD3(1, 1, 1e6),
      values: metric.values + metric.values + metric.values)
    let a = try times(metric, VoxelPoint(4, 4))
    let b = try times(repeated, VoxelPoint(4, 4, 1))
    let middle = b.values[flat.count..<2 * flat.count]
    #expect(zip(a.values, middle).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
  }

  /// The time that solves sum(max(0, (T - t) / h)^2) = f^2 over three axes, by halving an interval.
  func upwindByBisection(_ axes: [(Float, Float)], _ f: Float) -> Float {
    var low = Double(axes[0].0)
    var high = low + Double(axes[0].1 * f)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let sum = axes.reduce(0.0) {
        let term = max(0, (middle - Double($1.0)) / Double($1.1))
        return $0 + (term.isFinite ? term * term : 0)
      }
      if sum < Double(f) * Double(f) { low = middle } else { high = middle }
    }
    return Float(high)
  }

  /// The fixed point of the same upwind scheme, by sweeping until nothing changes: slow, but
  /// without queue, wall or order.
  func bySweeping(_ metric: Metric, _ seed: VoxelIndex) -> [Float] {
    let size = metric.size
    var t = [Float](repeating: .infinity, count: size.count)
    t[size.offset(seed)] = 0
    func at(_ i: Int, _ j: Int, _ k: Int) -> Float {
      size.contains(VoxelIndex(i, j, k)) ? t[size.offset(VoxelIndex(i, j, k))] : .infinity
    }
    let h = (Float(metric.spacing.x), Float(metric.spacing.y), Float(metric.spacing.z))
    var changed = true
    while changed {
      changed = false
      for k in 0..<size.nk {
        for j in 0..<size.nj {
          for i in 0..<size.ni {
            let n = size.offset(VoxelIndex(i, j, k))
            var axes = [
              (min(at(i - 1, j, k), at(i + 1, j, k)), h.0),
              (min(at(i, j - 1, k), at(i, j + 1, k)), h.1),
              (min(at(i, j, k - 1), at(i, j, k + 1)), h.2),
            ]
            axes.sort { $0.0 < $1.0 }
            guard axes[0].0 < .infinity else { continue }
            let new = upwindByBisection(axes, metric.values[n])
            if new < t[n] {
              t[n] = new
              changed = true
            }
          }
        }
      }
    }
    return t
  }

  @Test(arguments: [
    (GridSize(ni: 21, nj: 16, nk: 1), 1.0), (GridSize(ni: 9, nj: 8, nk: 7), 1.0),
    (GridSize(ni: 21, nj: 16, nk: 1), 8.0), (GridSize(ni: 1, nj: 40, nk: 1), 3.0),
    (GridSize(ni: 5, nj: 1, nk: 6), 3.0),
  ])
  func `marching finds the fixed point of the scheme`(size: GridSize, decades: Double) throws {
    let plain = try random(size, seed: 11, decades: decades)
    let metric = try Metric(size: size, spacing: SIMD3(1, 0.7, 2.5), values: plain.values)
    let seed = VoxelIndex(size.ni / 2, size.nj / 3, size.nk / 2)
    let marched = try times(
      metric, VoxelPoint(Double(seed.i), Double(seed.j), Double(seed.k)))
    let swept = bySweeping(metric, seed)
    for (a, b) in zip(marched.values, swept) { #expect(abs(a - b) <= 2e-5 * b) }
  }

  @Test func `a march that stopped at a target goes on to the same times`() throws {
    let metric = try random(GridSize(ni: 40, nj: 33, nk: 1), seed: 5)
    var front = try FastMarching(metric: metric, seeds: [VoxelPoint(4, 4)])
    let target = VoxelIndex(12, 9)
    let first = front.march(until: [target])
    let early = front.arrivalTime(at: target)
    let second = front.march()
    #expect(first < 400)
    // Every voxel is expanded, few of them twice.
    #expect(first + second >= 40 * 33)
    #expect(first + second < 40 * 33 * 11 / 10)
    let whole = try times(metric, VoxelPoint(4, 4))
    #expect(front.arrivalTimes == whole)
    #expect(early == whole.values[9 * 40 + 12])
  }

  @Test func `a cancelled march stops within a few thousand voxels`() throws {
    let metric = try uniform(GridSize(ni: 200, nj: 200, nk: 1))
    var front = try FastMarching(metric: metric, seeds: [VoxelPoint(0, 0)])
    #expect(front.march(isCancelled: { true }) < 8192)
  }

  @Test func `a seed between voxels starts at its distance from them`() throws {
    let t = try times(uniform(GridSize(ni: 5, nj: 5, nk: 1)), VoxelPoint(1.25, 2))
    #expect(t.values[2 * 5 + 1] == 0.25)
    #expect(t.values[2 * 5 + 2] == 0.75)
  }

  @Test func `wrong input is refused with its fact`() throws {
    let metric = try uniform(GridSize(ni: 5, nj: 5, nk: 1))
    #expect(throws: FastMarchingError.noSeed) {
      try FastMarching(metric: metric, seeds: [])
    }
    #expect(throws: FastMarchingError.seedOutsideGrid(VoxelPoint(5, 0), metric.size)) {
      try FastMarching(metric: metric, seeds: [VoxelPoint(5, 0)])
    }
    #expect(throws: FastMarchingError.self) {
      try FastMarching(metric: metric, seeds: [VoxelPoint(.nan, 0)])
    }
    #expect(throws: FastMarchingError.metricOutOfRange(offset: 0, value: 0)) {
      try uniform(GridSize(ni: 2, nj: 2, nk: 1), SIMD3(1, 1, 1), 0)
    }
    for wrong in [-1, Float.nan, .infinity, 1e-16, 1e16] {
      #expect(throws: FastMarchingError.self) {
        try uniform(GridSize(ni: 2, nj: 2, nk: 1), SIMD3(1, 1, 1), wrong)
      }
    }
    #expect(throws: FastMarchingError.spacingNotPositive(0)) {
      try uniform(GridSize(ni: 2, nj: 2, nk: 1), SIMD3(1, 0, 1))
    }
  }

  @Test(arguments: [GridSize(ni: 57, nj: 43, nk: 1), GridSize(ni: 19, nj: 13, nk: 11)])
  func `checked and unchecked access give the same times bit for bit`(size: GridSize) throws {
    for decades in [1.0, 8.0] {
      let plain = try random(size, seed: 31, decades: decades)
      let metric = try Metric(size: size, spacing: SIMD3(0.6, 1, 2), values: plain.values)
      var checked = FirstOrderFront(metric: metric)
      var unchecked = checked
      let seed = metric.grid.offset(VoxelIndex(size.ni / 3, size.nj / 2, size.nk / 2))
      checked.start(seed, at: 0)
      unchecked.start(seed, at: 0)
      let limit = Float.infinity
      let first = checked.march(CheckedAccess.self, until: [], upTo: limit) { false }
      let second = unchecked.march(UncheckedAccess.self, until: [], upTo: limit) { false }
      #expect(first == second)
      #expect(checked.cells.map(\.bitPattern) == unchecked.cells.map(\.bitPattern))
    }
  }

  @Test func `a corridor one voxel wide is walked voxel by voxel`() throws {
    // A spiral of open voxels in an otherwise closed grid: only the way through it is left.
    let n = 41
    var open = [Bool](repeating: false, count: n * n)
    var way: [VoxelIndex] = []
    var (i, j, di, dj) = (0, 0, 1, 0)
    func isFree(_ i: Int, _ j: Int) -> Bool {
      i < 0 || j < 0 || i >= n || j >= n || !open[j * n + i]
    }
    func isInside(_ i: Int, _ j: Int) -> Bool { i >= 0 && j >= 0 && i < n && j < n }
    while true {
      open[j * n + i] = true
      way.append(VoxelIndex(i, j))
      let canGo = isInside(i + di, j + dj) && isFree(i + 2 * di, j + 2 * dj)
      if !canGo {
        (di, dj) = (-dj, di)
        guard isInside(i + di, j + dj), isFree(i + 2 * di, j + 2 * dj) else { break }
      }
      (i, j) = (i + di, j + dj)
    }
    #expect(way.count > 600)
    let metric = try Metric(
      size: GridSize(ni: n, nj: n, nk: 1), spacing: SIMD3(1, 1, 1),
      values: [Float](repeating: 3, count: n * n), region: open)
    var front = try FastMarching(metric: metric, seeds: [VoxelPoint(0, 0)])
    front.march()
    for (step, v) in way.enumerated() {
      // At corners the diagonal neighbour is closed: every step takes 3.
      #expect(abs(front.arrivalTime(at: v) - 3 * Float(step)) <= 1e-5 * 3 * Float(step))
    }
    #expect(front.arrivalTimes.values.filter { $0 < .infinity }.count == way.count)
    let path = front.arrivalTimes.minimalPath(
      from: VoxelPoint(Double(way[way.count - 1].i), Double(way[way.count - 1].j), 0))
    #expect(path.last == VoxelPoint(0, 0))
    // At a turn the path may cut the corner, but it never goes through a wall.
    for p in path {
      let nearest = way.map { v in
        let (dx, dy) = (p.x - Double(v.i), p.y - Double(v.j))
        return dx * dx + dy * dy
      }.min()
      #expect(nearest ?? .infinity < 0.64)
    }
  }

  @Test func `along the border of the image the time is the distance`() throws {
    // A cheap border around expensive ground, in a slice and in a volume.
    for nk in [1, 5] {
      let size = GridSize(ni: 30, nj: 20, nk: nk)
      let values = (0..<size.count).map { n -> Float in
        let (i, j, k) = (n % 30, n / 30 % 20, n / 600)
        let isBorder = (i == 0 || i == 29 || j == 0 || j == 19) && k == 0
        return isBorder ? 1 : 1000
      }
      let metric = try Metric(size: size, spacing: SIMD3(1, 1, 1), values: values)
      let t = try times(metric, VoxelPoint(0, 0, 0))
      #expect(abs(t[VoxelIndex(29, 0)] - 29) < 1e-4 * 29)
      #expect(abs(t[VoxelIndex(0, 19)] - 19) < 1e-4 * 19)
      // The last corner is reached from both sides at 47, and so earlier than at 48.
      #expect(abs(t[VoxelIndex(29, 19)] - 47 - Float(0.5).squareRoot()) < 1e-4 * 48)
    }
  }

  @Test func `eight decades of metric give finite times that grow from voxel to voxel`() throws {
    for size in [GridSize(ni: 60, nj: 50, nk: 1), GridSize(ni: 16, nj: 14, nk: 12)] {
      let metric = try random(size, seed: 41, decades: 8)
      let t = try times(metric, VoxelPoint(7, 9, 0))
      for k in 0..<size.nk {
        for j in 0..<size.nj {
          for i in 0..<size.ni where (i, j, k) != (7, 9, 0) {
            let here = t[VoxelIndex(i, j, k)]
            let around = [
              VoxelIndex(i - 1, j, k), VoxelIndex(i + 1, j, k), VoxelIndex(i, j - 1, k),
              VoxelIndex(i, j + 1, k), VoxelIndex(i, j, k - 1), VoxelIndex(i, j, k + 1),
            ].filter(size.contains)
            let earliest = around.map { t[$0] }.min() ?? 0
            // Where the step is below the last digit of the time, equal.
            #expect(here.isFinite && here >= earliest)
            #expect(here <= earliest + metric[VoxelIndex(i, j, k)] * 1.00001 + here * 1e-6)
          }
        }
      }
    }
  }

  @Test func `outside of the region nothing is reached and no value matters`() throws {
    let size = GridSize(ni: 20, nj: 12, nk: 1)
    let region = (0..<size.count).map { $0 % 20 != 10 || $0 / 20 == 11 }
    let plain = try random(size, seed: 8)
    var values = plain.values
    for n in region.indices where !region[n] { values[n] = .nan }
    let metric = try Metric(
      size: size, spacing: SIMD3(1, 1, 1), values: values, region: region)
    let t = try times(metric, VoxelPoint(2, 2))
    for n in region.indices { #expect((t.values[n] < .infinity) == region[n]) }
    // The only way to the other side is the gap in the last row.
    #expect(t[VoxelIndex(12, 0)] > t[VoxelIndex(10, 11)])
    #expect(throws: FastMarchingError.seedOutsideRegion(VoxelPoint(10, 4))) {
      try FastMarching(metric: metric, seeds: [VoxelPoint(10, 4)])
    }
  }

  @Test func `a march up to a time reaches what is earlier and can go on`() throws {
    let metric = try random(GridSize(ni: 50, nj: 50, nk: 1), seed: 12)
    let whole = try times(metric, VoxelPoint(20, 20))
    let limit = whole.values.sorted()[800]
    var front = try FastMarching(metric: metric, seeds: [VoxelPoint(20, 20)])
    let expanded = front.march(upTo: limit)
    #expect(expanded < 1400)
    for (early, final) in zip(front.arrivalTimes.values, whole.values) where final <= limit {
      #expect(early == final)
    }
    front.march()
    #expect(front.arrivalTimes == whole)
  }

  @Test(arguments: [GridSize(ni: 96, nj: 96, nk: 1), GridSize(ni: 24, nj: 24, nk: 24)])
  func `white noise over eight decades is not gone through again and again`(size: GridSize) throws {
    // Cheap voxels inside of dear ones: buckets as wide as the dear ones hold whole mazes.
    let metric = try random(size, seed: 51, decades: 8)
    var front = try FastMarching(
      metric: metric, seeds: [VoxelPoint(Double(size.ni / 2), 12, Double(size.nk / 2))])
    let expanded = front.march()
    #expect(expanded >= size.count)
    #expect(expanded < 3 * size.count)
  }
}
