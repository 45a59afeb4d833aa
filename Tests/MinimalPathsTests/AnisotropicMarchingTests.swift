import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct AnisotropicMarchingTests {
  func constant(
    _ m: CostTensor, _ size: GridSize, _ spacing: SIMD3<Double> = SIMD3(1, 1, 1),
    drift: SIMD2<Float>? = nil
  ) throws -> AnisotropicMetric {
    try AnisotropicMetric(
      size: size, spacing: spacing, tensors: [CostTensor](repeating: m, count: size.count),
      drift: drift.map { [SIMD2<Float>](repeating: $0, count: size.count) })
  }

  func times(_ metric: AnisotropicMetric, _ seeds: VoxelPoint...) throws -> ArrivalTimes {
    var front = try AnisotropicMarching(metric: metric, seeds: seeds)
    front.march()
    return front.arrivalTimes
  }

  /// What the whole step v (millimetres) takes in a constant metric.
  func exact(_ m: CostTensor, _ w: SIMD2<Float>?, _ v: SIMD2<Double>) -> Double {
    let squared =
      Double(m.xx) * v.x * v.x + 2 * Double(m.xy) * v.x * v.y + Double(m.yy) * v.y * v.y
    let saved = w.map { Double($0.x) * v.x + Double($0.y) * v.y } ?? 0
    return squared.squareRoot() - saved
  }

  /// Mean error of the arrival times from the middle, over an n x n grid of unit extent.
  func meanError(_ m: CostTensor, _ w: SIMD2<Float>?, _ n: Int) throws -> Double {
    let h = 1 / Double(n - 1)
    let metric = try constant(m, GridSize(ni: n, nj: n, nk: 1), SIMD3(h, h, 1), drift: w)
    let c = Double(n / 2)
    let values = try times(metric, VoxelPoint(c, c)).values
    var sum = 0.0
    for j in 0..<n {
      for i in 0..<n {
        let v = SIMD2(Double(i) - c, Double(j) - c) * h
        sum += abs(Double(values[j * n + i]) - exact(m, w, v))
      }
    }
    return sum / Double(n * n)
  }

  @Test(arguments: [
    (1.0, 0, 0.0), (2.0, 1, 0.0), (5.0, 2, 0.0), (10.0, 1, 0.0), (5.0, 2, 0.5), (3.0, 1, 0.9),
  ])
  func `in a constant metric the error falls at the rate of first order`(
    ratio: Double, turns: Int, saving: Double
  ) throws {
    let t = turned(turns)
    let m = tensor(t, across: ratio)
    let w = saving == 0 ? nil : SIMD2<Float>(saving * t)
    let errors = try [33, 65, 129].map { try meanError(m, w, $0) }
    // h log(1 / h): a factor of 1.6 and more.
    #expect(errors[1] < errors[0] / 1.5 && errors[2] < errors[1] / 1.6, "\(errors)")
    // Beside times up to 0.7 ratio.
    #expect(errors[2] < 0.02 * ratio, "\(errors)")
  }

  @Test func `with equal cost in all directions it is the isotropic front`() throws {
    let size = GridSize(ni: 41, nj: 33, nk: 1)
    var random = SeededRandom(seed: 31)
    let f = (0..<size.count).map { _ in Float.random(in: 0.3...3, using: &random) }
    for spacing in [SIMD3(1, 1, 1), SIMD3(0.5, 0.8, 2)] {
      let metric = try AnisotropicMetric(
        size: size, spacing: spacing,
        tensors: f.map { CostTensor(xx: $0 * $0, xy: 0, yy: $0 * $0) })
      #expect(metric.grid.thickness == 1)
      let a = try times(metric, VoxelPoint(7.25, 9)).values
      var front = try FastMarching(
        metric: Metric(size: size, spacing: spacing, values: f), seeds: [VoxelPoint(7.25, 9)])
      front.march()
      let b = front.arrivalTimes.values
      // The same scheme, computed in another order: some ten roundings on the way.
      #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * $1 })
    }
  }

  @Test(arguments: [
    (1, 2.0, 0.0), (2, 6.0, 0.0), (3, 20.0, 0.0), (4, 3.0, 0.3), (5, 6.0, 0.7), (6, 10.0, 0.9),
    (7, 1.0, 0.9),
  ])
  func `marching finds the fixed point of the scheme`(
    seed: Int, ratio: Double, saving: Double
  ) throws {
    let size = GridSize(ni: 43, nj: 31, nk: 1)
    let field = smoothField(size, seed: UInt64(seed), ratio: ratio, saving: saving)
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors,
      drift: saving == 0 ? nil : field.drift)
    let marched = try times(metric, VoxelPoint(20, 12)).values
    let swept = bySweeping(metric, VoxelIndex(20, 12))
    let scale = swept.max() ?? 0
    for (a, b) in zip(marched, swept) { #expect(abs(a - b) <= 2e-5 * b + 1e-6 * scale) }
  }

  @Test func `where every voxel has another direction the fixed point is found too`() throws {
    let size = GridSize(ni: 29, nj: 26, nk: 1)
    var random = SeededRandom(seed: 8)
    let tensors = (0..<size.count).map { _ -> CostTensor in
      let cost = Double.random(in: 0.5...2, using: &random)
      return tensor(
        turned(Int.random(in: 0..<90, using: &random)), along: cost,
        across: cost * Double.random(in: 1...13, using: &random))
    }
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(0.7, 1, 1), tensors: tensors)
    let marched = try times(metric, VoxelPoint(3, 20)).values
    for (a, b) in zip(marched, bySweeping(metric, VoxelIndex(3, 20))) {
      #expect(abs(a - b) <= 2e-5 * b)
    }
  }

  @Test func `checked and unchecked access agree`() throws {
    let size = GridSize(ni: 37, nj: 45, nk: 1)
    let field = smoothField(size, seed: 12, ratio: 9, saving: 0.6)
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors, drift: field.drift)
    var checked = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(36, 44)])
    _ = checked.march(CheckedAccess.self)
    #expect(try checked.arrivalTimes == times(metric, VoxelPoint(36, 44)))
  }

  @Test func `turning the metric by 90 degrees turns the times`() throws {
    let n = 31
    let size = GridSize(ni: n, nj: n, nk: 1)
    let field = smoothField(size, seed: 13, ratio: 7, saving: 0.5)
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors, drift: field.drift)
    // (i, j) goes to (n - 1 - j, i), a vector (x, y) to (-y, x).
    var tensors = field.tensors
    var drift = field.drift
    for j in 0..<n {
      for i in 0..<n {
        let (m, w) = (field.tensors[j * n + i], field.drift[j * n + i])
        tensors[i * n + n - 1 - j] = CostTensor(xx: m.yy, xy: -m.xy, yy: m.xx)
        drift[i * n + n - 1 - j] = SIMD2(-w.y, w.x)
      }
    }
    let turned = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: tensors, drift: drift)
    let a = try times(metric, VoxelPoint(10, 4))
    let b = try times(turned, VoxelPoint(Double(n - 1 - 4), 10))
    for j in 0..<n {
      for i in 0..<n {
        let (x, y) = (a[VoxelIndex(i, j)], b[VoxelIndex(n - 1 - j, i)])
        #expect(abs(x - y) <= 1e-5 * x)
      }
    }
  }

  @Test func `flipping the metric flips the times`() throws {
    let size = GridSize(ni: 33, nj: 21, nk: 1)
    let field = smoothField(size, seed: 14, ratio: 7, saving: 0.5)
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors, drift: field.drift)
    let flipped = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors.reversed(),
      drift: field.drift.reversed().map { -$0 })
    let a = try times(metric, VoxelPoint(5, 6)).values
    let b = try times(flipped, VoxelPoint(27, 14)).values
    #expect(zip(a, b.reversed()).allSatisfy { abs($0 - $1) <= 1e-5 * $0 })
  }

  @Test func `against the stream a front is slower by the exact factor`() throws {
    let m = CostTensor(xx: 4, xy: 0, yy: 4)
    let metric = try constant(m, GridSize(ni: 61, nj: 1, nk: 1), drift: SIMD2(1.5, 0))
    let arrivals = try times(metric, VoxelPoint(30, 0))
    // 2 - 1.5 a millimetre with it, 2 + 1.5 against it.
    #expect(abs(arrivals[VoxelIndex(60, 0)] - 30 * 0.5) < 15e-5)
    #expect(abs(arrivals[VoxelIndex(0, 0)] - 30 * 3.5) < 105e-5)
  }

  @Test func `a front stays within the region and goes round what is left out`() throws {
    let size = GridSize(ni: 40, nj: 40, nk: 1)
    // A wall as thick as the longest offset, with a gap at the top.
    let region = (0..<size.count).map { n in
      !(18..<22).contains(n % 40) || n / 40 < 4
    }
    let m = tensor(turned(1), across: 5)
    let metric = try AnisotropicMetric(
      size: size, spacing: SIMD3(1, 1, 1),
      tensors: (0..<size.count).map { region[$0] ? m : CostTensor(xx: .nan, xy: 0, yy: 0) },
      region: region)
    var front = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(5, 35)])
    front.march()
    let values = front.arrivalTimes.values
    #expect(zip(values, region).allSatisfy { ($0 < .infinity) == $1 })
    let path = front.minimalPath(from: VoxelPoint(35, 35))
    #expect(path.last == VoxelPoint(5, 35))
    #expect(path.contains { $0.y < 4.5 && (17.5..<22.5).contains($0.x) })
    #expect(throws: FastMarchingError.seedOutsideRegion(VoxelPoint(20, 20))) {
      try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(20, 20)])
    }
  }

  @Test func `every voxel of a grid is reached, whatever the direction`() throws {
    var random = SeededRandom(seed: 77)
    for (ni, nj) in [(1, 9), (2, 2), (3, 7), (12, 5), (25, 25)] {
      for k in 0..<40 {
        let m = tensor(turned(k), across: Double.random(in: 1...20, using: &random))
        let t = try times(constant(m, GridSize(ni: ni, nj: nj, nk: 1)), VoxelPoint(0, 0))
        #expect(t.values.allSatisfy { $0 < .infinity }, "\(ni) x \(nj), \(m)")
      }
    }
  }

  @Test func `a wall one voxel thick is not jumped over`() throws {
    let size = GridSize(ni: 30, nj: 30, nk: 1)
    for k in 0..<12 {
      // A staircase whose voxels touch at corners only.
      let region = (0..<size.count).map { $0 % 30 != $0 / 30 }
      let metric = try AnisotropicMetric(
        size: size, spacing: SIMD3(1, 1, 1),
        tensors: [CostTensor](repeating: tensor(turned(k), across: 15), count: size.count),
        region: region)
      let t = try times(metric, VoxelPoint(2, 20))
      for j in 0..<30 {
        for i in 0..<30 { #expect((t[VoxelIndex(i, j)] < .infinity) == (i < j)) }
      }
    }
  }

  @Test func `a march that stopped at a target goes on to the same times`() throws {
    let size = GridSize(ni: 90, nj: 80, nk: 1)
    for saving in [0, 0.5, 0.9] {
      let field = smoothField(size, seed: 15, ratio: 6, saving: saving)
      let metric = try AnisotropicMetric(
        size: size, spacing: SIMD3(1, 1, 1), tensors: field.tensors,
        drift: saving == 0 ? nil : field.drift)
      let whole = try times(metric, VoxelPoint(45, 40))
      for target in [VoxelIndex(60, 30), VoxelIndex(30, 45), VoxelIndex(45, 60)] {
        var front = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(45, 40)])
        let first = front.march(until: [target])
        let early = front.arrivalTime(at: target)
        let second = front.march()
        #expect(second > 0 && first > 0)
        let last = front.arrivalTime(at: target)
        #expect(saving == 0 ? early == last : early <= last * 1.001)
        #expect(
          zip(front.arrivalTimes.values, whole.values).allSatisfy { abs($0 - $1) <= 1e-5 * $1 })
      }
    }
  }

  @Test func `a cancelled march stops within a few thousand voxels`() throws {
    let metric = try constant(
      CostTensor(xx: 1, xy: 0, yy: 1), GridSize(ni: 200, nj: 200, nk: 1))
    var front = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(0, 0)])
    #expect(front.march(isCancelled: { true }) < 8192)
  }

  @Test func `a seed between voxels starts at the cost of the way to them`() throws {
    let m = CostTensor(xx: 4, xy: 1, yy: 9)
    let metric = try constant(
      m, GridSize(ni: 5, nj: 5, nk: 1), SIMD3(0.5, 2, 1), drift: SIMD2(0.2, -0.7))
    let front = try AnisotropicMarching(metric: metric, seeds: [VoxelPoint(1.25, 2.5)])
    for (i, j) in [(1, 2), (2, 2), (1, 3), (2, 3)] {
      let v = SIMD2((Double(i) - 1.25) * 0.5, (Double(j) - 2.5) * 2)
      let expected = Float(exact(m, SIMD2(0.2, -0.7), v))
      #expect(abs(front.arrivalTime(at: VoxelIndex(i, j)) - expected) < 1e-5)
    }
  }

  @Test(arguments: [(3.0, 1, 0.0), (8.0, 2, 0.0), (3.0, 3, 0.6), (1.0, 0, 0.8)])
  func `in a constant metric the path is straight`(
    ratio: Double, turns: Int, saving: Double
  ) throws {
    let t = turned(turns)
    let metric = try constant(
      tensor(t, across: ratio), GridSize(ni: 90, nj: 70, nk: 1),
      drift: saving == 0 ? nil : SIMD2<Float>(saving * SIMD2(-t.y, t.x)))
    for target in [
      VoxelPoint(80.5, 61.25), VoxelPoint(80, 10), VoxelPoint(45, 2), VoxelPoint(8, 60),
    ] {
      let seed = VoxelPoint(44, 35)
      var front = try AnisotropicMarching(metric: metric, seeds: [seed])
      front.march()
      let path = front.minimalPath(from: target)
      #expect(path.first == target)
      #expect(path.last == seed)
      let way = target.vector - seed.vector
      let length = (way * way).sum().squareRoot()
      let farthest =
        path.map { p in
          let d = p.vector - seed.vector
          return abs(d.x * way.y - d.y * way.x) / length
        }.max() ?? 0
      // The first-order front is blunt near the seed, and the path bends a little there.
      #expect(farthest < 2.5, "\(target)")
    }
  }

  @Test func `wrong input is refused with its fact`() throws {
    let size = GridSize(ni: 4, nj: 4, nk: 1)
    let unit = CostTensor(xx: 1, xy: 0, yy: 1)
    #expect(throws: AnisotropicMetricError.notFlat(GridSize(ni: 2, nj: 2, nk: 2))) {
      try constant(unit, GridSize(ni: 2, nj: 2, nk: 2))
    }
    #expect(throws: AnisotropicMetricError.spacingNotPositive(0)) {
      try constant(unit, size, SIMD3(1, 0, 1))
    }
    let indefinite = CostTensor(xx: 1, xy: 1, yy: 1)
    #expect(throws: AnisotropicMetricError.notPositiveDefinite(offset: 0, tensor: indefinite)) {
      try constant(indefinite, size)
    }
    for wrong in [Float.nan, .infinity, 0, -1] {
      #expect(throws: AnisotropicMetricError.self) {
        try constant(CostTensor(xx: wrong, xy: 0, yy: 1), size)
      }
      #expect(throws: AnisotropicMetricError.self) {
        try constant(CostTensor(xx: 1, xy: wrong.isFinite ? 2 : wrong, yy: 1), size)
      }
    }
    #expect(throws: AnisotropicMetricError.tooAnisotropic(offset: 0, ratio: 32)) {
      try constant(CostTensor(xx: 1, xy: 0, yy: 1024), size)
    }
    // The spacing counts: steps of one voxel are compared.
    #expect(throws: AnisotropicMetricError.tooAnisotropic(offset: 0, ratio: 32)) {
      try constant(unit, size, SIMD3(1, 32, 1))
    }
    _ = try constant(tensor(turned(2), across: 20), size)
    // A power of two, so that its roots are exact.
    let large = Float(sign: .plus, exponent: 70, significand: 1)
    #expect(throws: AnisotropicMetricError.costOutOfRange(offset: 0, value: 34_359_738_368)) {
      try constant(CostTensor(xx: large, xy: 0, yy: large), size)
    }
    #expect(throws: AnisotropicMetricError.driftTooStrong(offset: 0, part: 1)) {
      try constant(unit, size, drift: SIMD2(0, 1))
    }
    #expect(throws: AnisotropicMetricError.self) {
      try constant(unit, size, drift: SIMD2(.nan, 0))
    }
    let message = AnisotropicMetricError.tooAnisotropic(offset: 3, ratio: 32).description
    #expect(message.contains("20.0 times") && message.contains("32.0 times at voxel number 3"))
    let metric = try constant(unit, size)
    #expect(throws: FastMarchingError.noSeed) {
      try AnisotropicMarching(metric: metric, seeds: [])
    }
    for wrong in [VoxelPoint(4, 0), VoxelPoint(0, 0, 1), VoxelPoint(.nan, 0)] {
      #expect(throws: FastMarchingError.self) {
        try AnisotropicMarching(metric: metric, seeds: [wrong])
      }
    }
  }
}
