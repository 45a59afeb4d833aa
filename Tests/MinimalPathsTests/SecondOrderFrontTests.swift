import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct SecondOrderFrontTests {
  func metric(
    _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), _ values: [Float]? = nil,
    region: [Bool]? = nil
  ) throws -> Metric {
    try Metric(
      size: size, spacing: spacing, values: values ?? [Float](repeating: 1, count: size.count),
      region: region)
  }

  func random(_ size: GridSize, seed: UInt64, decades: Double = 1) throws -> Metric {
    var random = SeededRandom(seed: seed)
    let values = (0..<size.count).map { _ in
      Float(exponential(Double.random(in: 0...decades, using: &random) * 2.302585))
    }
    return try metric(size, values)
  }

  func times(
    _ metric: Metric, _ seeds: VoxelPoint..., order: FastMarching.Order = .second
  ) throws -> ArrivalTimes {
    var front = try FastMarching(metric: metric, seeds: seeds, order: order)
    front.march()
    return front.arrivalTimes
  }

  func voxel(_ n: Int, of size: GridSize) -> VoxelIndex {
    VoxelIndex(n % size.ni, n / size.ni % size.nj, n / (size.ni * size.nj))
  }

  @Test func `a small drawn row has the times of the trapezoidal rule`() throws {
    // Hand-solved: 1 + 3/2 / 2; then with tau 1 at the seed and 5/4 behind, (2 + 4 * 5/4 - 1) / 2.
    let t = try times(metric(GridSize(ni: 3, nj: 1, nk: 1), [1, 1.5, 2]), VoxelPoint(0, 0))
    #expect(t.values == [0, 1.25, 3])
  }

  @Test func `a small drawn grid has the distances from its corner`() throws {
    let t = try times(metric(GridSize(ni: 3, nj: 3, nk: 1)), VoxelPoint(0, 0))
    let (a, b) = (Float(2).squareRoot(), Float(5).squareRoot())
    let expected: [Float] = [0, 1, 2, 1, a, b, 2, b, 2 * a]
    // Every voxel takes a few roundings.
    #expect(zip(t.values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `behind a wall the time is that of the way around its end`() throws {
    let size = GridSize(ni: 65, nj: 65, nk: 1)
    // A wall along j with its last voxel at (32, 40): the way behind it bends at (32, 41).
    let region = (0..<size.count).map { $0 % 65 != 32 || $0 / 65 > 40 }
    let metric = try metric(size, region: region)
    /// Largest errors before the wall, beyond it in sight of the seed, and behind it.
    func errors(_ order: FastMarching.Order) throws -> SIMD3<Double> {
      let t = try times(metric, VoxelPoint(16, 24), order: order)
      #expect((0..<size.count).allSatisfy { region[$0] || t.values[$0] == .infinity })
      var result = SIMD3<Double>()
      for n in 0..<size.count where region[n] {
        let (x, y) = (Double(n % 65), Double(n / 65))
        let straight = ((x - 16) * (x - 16) + (y - 24) * (y - 24)).squareRoot()
        let beyond = ((x - 32) * (x - 32) + (y - 41) * (y - 41)).squareRoot()
        let isBehind = x > 32 && 24 + (y - 24) * 16 / (x - 16) < 41
        let exact = isBehind ? 545.0.squareRoot() + beyond : straight
        let part = x < 32 ? 0 : isBehind ? 2 : 1
        result[part] = max(result[part], abs(Double(t.values[n]) - exact))
      }
      return result
    }
    let first = try errors(.first)
    let second = try errors(.second)
    #expect(second[0] < 1e-4)
    // Around the end of a wall the front is as curved as at a seed, and bends on whole voxels.
    #expect(second[1] < 0.25)
    #expect(second[2] < 1.25)
    #expect(second[2] < 0.5 * first[2])
  }

  @Test func `what walls enclose is not reached`() throws {
    let size = GridSize(ni: 9, nj: 9, nk: 9)
    let region = (0..<size.count).map { n in
      let v = voxel(n, of: size)
      return max(abs(v.i - 4), abs(v.j - 4), abs(v.k - 4)) != 2
    }
    let t = try times(metric(size, region: region), VoxelPoint(4, 4, 4))
    for n in 0..<size.count {
      let v = voxel(n, of: size)
      let isInside = max(abs(v.i - 4), abs(v.j - 4), abs(v.k - 4)) < 2
      #expect(t.values[n].isFinite == isInside)
    }
  }

  /// Voxels of a spiral of width 1 that winds around the middle of a slice, from there on.
  func spiral(_ size: GridSize) -> [VoxelIndex] {
    var way = [VoxelIndex(size.ni / 2, size.nj / 2, 0)]
    var step = (1, 0)
    var length = 2
    while true {
      for _ in 0..<2 {
        for _ in 0..<length {
          let next = VoxelIndex(way[way.count - 1].i + step.0, way[way.count - 1].j + step.1, 0)
          if !size.contains(next) { return way }
          way.append(next)
        }
        step = (-step.1, step.0)
      }
      length += 2
    }
  }

  @Test func `along a corridor the time is its length, however it winds around the seed`() throws {
    let size = GridSize(ni: 41, nj: 41, nk: 1)
    let way = spiral(size)
    #expect(way.count > 300)
    var region = [Bool](repeating: false, count: size.count)
    for v in way { region[size.offset(v)] = true }
    let t = try times(metric(size, region: region), VoxelPoint(20, 20))
    for (n, v) in way.enumerated() {
      // A front goes from voxel to voxel along the axes: it does not cut the corners.
      #expect(abs(t[v] - Float(n)) <= 1e-5 * Float(n), "\(v) \(n) \(t[v])")
    }
  }

  @Test func `along a straight corridor the costs add up by the trapezoidal rule`() throws {
    let size = GridSize(ni: 60, nj: 3, nk: 3)
    let values = (0..<size.count).map { 1 + 0.5 * Float($0 % 60) / 60 }
    let region = (0..<size.count).map { $0 / 60 == 4 }
    let t = try times(metric(size, values, region: region), VoxelPoint(5, 1, 1))
    for i in 5..<60 {
      let exact = Float(i - 5) * (values[5] + values[i]) / 2
      #expect(abs(t[VoxelIndex(i, 1, 1)] - exact) <= 1e-5 * exact)
    }
  }

  @Test(arguments: [VoxelPoint(0, 0), VoxelPoint(30, 0), VoxelPoint(12.4, 24)])
  func `along the border of the image the time is the distance`(seed: VoxelPoint) throws {
    let t = try times(metric(GridSize(ni: 31, nj: 25, nk: 1)), seed)
    for i in 0..<31 {
      let exact = abs(Float(Double(i) - seed.vector.x))
      #expect(abs(t[VoxelIndex(i, Int(seed.vector.y), 0)] - exact) <= 1e-5 * exact)
    }
  }

  @Test func `several seeds give the earliest of their times`() throws {
    let metric = try metric(GridSize(ni: 40, nj: 30, nk: 1))
    let both = try times(metric, VoxelPoint(3, 4), VoxelPoint(30.5, 20))
    let one = try times(metric, VoxelPoint(3, 4))
    let other = try times(metric, VoxelPoint(30.5, 20))
    var meeting = 0
    for (t, earliest) in zip(both.values, zip(one.values, other.values).map(min)) {
      // Only the voxels between the fronts may differ.
      if abs(t - earliest) > 1e-5 * earliest { meeting += 1 }
      #expect(abs(t - earliest) <= 0.5)
    }
    #expect(meeting < 60)
  }

  @Test func `seeds beyond the numbers that fit still start a front`() throws {
    let metric = try metric(GridSize(ni: 17_000, nj: 3, nk: 1))
    let seeds = (0..<17_000).map { VoxelPoint(Double($0), 0) }
    var front = try FastMarching(metric: metric, seeds: seeds, order: .second)
    front.march()
    let t = front.arrivalTimes
    for i in [0, 8000, 16_383, 16_384, 16_999] {
      #expect(t[VoxelIndex(i, 0, 0)] == 0)
      #expect(abs(t[VoxelIndex(i, 1, 0)] - 1) < 0.01)
      #expect(abs(t[VoxelIndex(i, 2, 0)] - 2) < 0.05)
    }
  }

  @Test func `marches in parts have the times of one march, bit for bit`() throws {
    let size = GridSize(ni: 120, nj: 90, nk: 1)
    let metric = try random(size, seed: 5)
    let whole = try times(metric, VoxelPoint(4.5, 4), VoxelPoint(100, 70))
    var front = try FastMarching(
      metric: metric, seeds: [VoxelPoint(4.5, 4), VoxelPoint(100, 70)], order: .second)
    let target = VoxelIndex(20, 15)
    let first = front.march(until: [target, VoxelIndex(19, 15)])
    #expect(first < 3000)
    #expect(front.arrivalTime(at: target) == whole[target])
    #expect(front.march(until: [target]) == 0)
    let limit: Float = 100
    let second = front.march(upTo: limit)
    // What is earlier than the limit is final, so no later voxel gives anything earlier.
    let early = front.arrivalTimes
    for (a, b) in zip(early.values, whole.values) where b <= limit { #expect(a == b) }
    let third = front.march(isCancelled: { true })
    #expect(third <= 4096)
    #expect(front.arrivalTimes != whole)
    #expect(first + second + third + front.march() == size.count)
    #expect(front.arrivalTimes == whole)
  }

  @Test func `doubling the metric doubles every arrival time`() throws {
    let size = GridSize(ni: 24, nj: 17, nk: 3)
    let plain = try random(size, seed: 3, decades: 3)
    let a = try times(plain, VoxelPoint(5.3, 6, 1))
    let b = try times(metric(size, plain.values.map { 2 * $0 }), VoxelPoint(5.3, 6, 1))
    #expect(zip(a.values, b.values).allSatisfy { 2 * $0 == $1 })
  }

  @Test func `doubling the spacing doubles every arrival time`() throws {
    let size = GridSize(ni: 24, nj: 17, nk: 3)
    let values = try random(size, seed: 8).values
    let a = try times(metric(size, spacing: SIMD3(1, 0.7, 3), values), VoxelPoint(5.3, 6, 1))
    let b = try times(metric(size, spacing: SIMD3(2, 1.4, 6), values), VoxelPoint(5.3, 6, 1))
    #expect(zip(a.values, b.values).allSatisfy { 2 * $0 == $1 })
  }

  @Test func `flipping the metric flips the times`() throws {
    let size = GridSize(ni: 15, nj: 11, nk: 6)
    let plain = try random(size, seed: 4)
    let a = try times(plain, VoxelPoint(2.25, 3, 1))
    let b = try times(metric(size, plain.values.reversed()), VoxelPoint(11.75, 7, 4))
    #expect(zip(a.values, b.values.reversed()).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
  }

  @Test func `a slice alone and a volume of one repeated slice agree`() throws {
    let flat = GridSize(ni: 12, nj: 9, nk: 1)
    let values = try random(flat, seed: 9).values
    let a = try times(metric(flat, values), VoxelPoint(4, 4))
    let b = try times(
      metric(
        GridSize(ni: 12, nj: 9, nk: 3), spacing: SIMD3(1, 1, 1e6), values + values + values),
      VoxelPoint(4, 4, 1))
    let middle = b.values[flat.count..<2 * flat.count]
    #expect(zip(a.values, middle).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
  }

  @Test(arguments: [GridSize(ni: 61, nj: 53, nk: 1), GridSize(ni: 17, nj: 16, nk: 15)])
  func `over a metric of eight decades the times stay finite and in order`(size: GridSize) throws {
    let metric = try random(size, seed: 12, decades: 8)
    let seed = VoxelIndex(size.ni / 2, size.nj / 3, size.nk / 2)
    let start = VoxelPoint(Double(seed.i), Double(seed.j), Double(seed.k))
    let t = try times(metric, start)
    let first = try times(metric, start, order: .first)
    var ratio: (Float, Float) = (.infinity, 0)
    for n in 0..<size.count where n != size.offset(seed) {
      let v = voxel(n, of: size)
      let neighbours = [
        VoxelIndex(v.i - 1, v.j, v.k), VoxelIndex(v.i + 1, v.j, v.k),
        VoxelIndex(v.i, v.j - 1, v.k), VoxelIndex(v.i, v.j + 1, v.k),
        VoxelIndex(v.i, v.j, v.k - 1), VoxelIndex(v.i, v.j, v.k + 1),
      ].filter { size.contains($0) }
      #expect(t.values[n].isFinite)
      #expect(neighbours.contains { t[$0] <= t.values[n] })
      ratio.0 = min(ratio.0, t.values[n] / first.values[n])
      ratio.1 = max(ratio.1, t.values[n] / first.values[n])
    }
    // A voxel costs a third less when a front enters it, and the rest when it leaves.
    #expect(ratio.0 > 0.5 && ratio.1 < 2)
    // What became final too late would be earlier than the limit of a march before.
    var front = try FastMarching(metric: metric, seeds: [start], order: .second)
    let sorted = t.values.sorted()
    for limit in stride(from: 49, to: size.count, by: 50).map({ sorted[$0] }) {
      front.march(upTo: limit)
      let now = front.arrivalTimes.values
      #expect(zip(now, t.values).allSatisfy { $1 > limit || $0 == $1 })
    }
  }

  @Test func `a seed in a costly voxel starts a front at most half as late again`() throws {
    let size = GridSize(ni: 21, nj: 21, nk: 1)
    var values = [Float](repeating: 1, count: size.count)
    values[size.offset(VoxelIndex(10, 10))] = 1e8
    let t = try times(metric(size, values), VoxelPoint(10, 10))
    #expect(t[VoxelIndex(11, 10)] == 1.5)
    #expect(t[VoxelIndex(20, 10)] < 11)
  }
}
