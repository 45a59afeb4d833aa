import Foundation
import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

/// A box of unit extent along x in which the speed is 1 + gradient x, whose times are known.
struct LinearSpeed {
  let gradient: Double
  let size: GridSize
  let spacing: SIMD3<Double>

  /// - Parameter spacing: As parts of the spacing along i.
  init(gradient: Double, _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1)) {
    self.gradient = gradient
    self.size = size
    self.spacing = spacing / Double(size.ni - 1)
  }

  func speed(_ x: Double) -> Double { 1 + gradient * x * spacing.x }

  /// - Parameters: voxel coordinates.
  func exactTime(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let d = (a - b) * spacing
    let squared = (d * d).sum()
    if gradient == 0 { return squared.squareRoot() }
    let argument = 1 + gradient * gradient * squared / (2 * speed(a.x) * speed(b.x))
    return acosh(argument) / abs(gradient)
  }

  func metric() throws -> Metric {
    let values = (0..<size.count).map { Float(1 / speed(Double($0 % size.ni))) }
    return try Metric(size: size, spacing: spacing, values: values)
  }

  /// The largest error of the march over all voxels, or those that `counts` chooses by the exact
  /// times from each seed.
  func largestError(
    _ seeds: VoxelPoint..., order: FastMarching.Order = .second,
    counts: ([Double]) -> Bool = { _ in true }
  ) throws -> Double {
    var front = try FastMarching(metric: metric(), seeds: seeds, order: order)
    front.march()
    let times = front.arrivalTimes
    var largest = 0.0
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        for i in 0..<size.ni {
          let place = SIMD3(Double(i), Double(j), Double(k))
          let exact = seeds.map { exactTime($0.vector, place) }
          guard counts(exact), let earliest = exact.min() else { continue }
          largest = max(largest, abs(Double(times[VoxelIndex(i, j, k)]) - earliest))
        }
      }
    }
    return largest
  }
}

/// The least order of convergence seen at any halving of the spacing.
func leastOrder(_ errors: [Double]) -> Double {
  zip(errors, errors.dropFirst()).map { log2($0 / $1) }.min() ?? 0
}

@Suite struct SecondOrderConvergenceTests {
  /// Times below 1.5, some ten roundings for each of 129 voxels on a way, most of them cancel.
  let rounding = 2e-6

  @Test(arguments: [17, 33, 65, 129])
  func `at constant speed the times of a square are exact`(n: Int) throws {
    let box = LinearSpeed(gradient: 0, GridSize(ni: n, nj: n, nk: 1))
    let c = Double(n / 2)
    #expect(try box.largestError(VoxelPoint(c, c)) < rounding)
    #expect(try box.largestError(VoxelPoint(0, 0)) < rounding)
    #expect(try box.largestError(VoxelPoint(0.3 * c, 0.41 * c)) < rounding)
    // The same check must find the first order wrong.
    #expect(try box.largestError(VoxelPoint(c, c), order: .first) > 100 * rounding)
  }

  @Test func `at constant speed the times of a box of flat voxels are exact`() throws {
    let box = LinearSpeed(
      gradient: 0, GridSize(ni: 21, nj: 17, nk: 9), spacing: SIMD3(1, 0.7, 2.5))
    #expect(try box.largestError(VoxelPoint(10, 8, 4)) < rounding)
    #expect(try box.largestError(VoxelPoint(0, 16, 8)) < rounding)
    #expect(try box.largestError(VoxelPoint(3.2, 5.7, 1.4)) < rounding)
  }

  @Test(arguments: [
    (0.5, SIMD3(0.5, 0.5, 0)), (0.5, SIMD3(0, 0, 0)), (0.5, SIMD3(0.75, 0.25, 0)),
    (-0.5, SIMD3(0.25, 0.5, 0)), (4, SIMD3(0.25, 0.5, 0)),
  ])
  func `the largest error over a square falls with the square of the spacing`(
    gradient: Double, seed: SIMD3<Double>
  ) throws {
    let errors = try [17, 33, 65, 129].map { n in
      try LinearSpeed(gradient: gradient, GridSize(ni: n, nj: n, nk: 1))
        .largestError(VoxelPoint(seed * Double(n - 1)))
    }
    #expect(leastOrder(errors) >= 1.8, "\(errors)")
  }

  @Test(arguments: [SIMD3(0.5, 0.5, 0.5), SIMD3(0, 0, 0)])
  func `the largest error over a cube falls with the square of the spacing`(
    seed: SIMD3<Double>
  ) throws {
    let errors = try [17, 33, 65].map { n in
      try LinearSpeed(gradient: 0.5, GridSize(ni: n, nj: n, nk: n))
        .largestError(VoxelPoint(seed * Double(n - 1)))
    }
    #expect(leastOrder(errors) >= 1.8, "\(errors)")
  }

  @Test func `the largest error falls so with voxels that are not square`() throws {
    let errors = try [17, 33, 65, 129].map { n in
      try LinearSpeed(
        gradient: 0.5, GridSize(ni: n, nj: (n - 1) / 2 + 1, nk: 1), spacing: SIMD3(1, 2.5, 1)
      ).largestError(VoxelPoint(Double(n / 2), Double(n / 4)))
    }
    #expect(leastOrder(errors) >= 1.8, "\(errors)")
    let solid = try [17, 33].map { n in
      try LinearSpeed(
        gradient: 0.5, GridSize(ni: n, nj: n, nk: n / 2), spacing: SIMD3(1, 0.8, 2.5)
      ).largestError(VoxelPoint(Double(n / 2), Double(n / 2), Double(n / 4)))
    }
    #expect(leastOrder(solid) >= 1.8, "\(solid)")
  }

  @Test(arguments: [SIMD3(0.3, 0.4, 0), SIMD3(0.5, 0.5, 0), SIMD3(0.9, 0, 0)])
  func `the largest error falls so with a seed between voxels`(part: SIMD3<Double>) throws {
    // The same place within its voxel in every grid.
    let errors = try [17, 33, 65, 129].map { n in
      try LinearSpeed(gradient: 0.5, GridSize(ni: n, nj: n, nk: 1))
        .largestError(VoxelPoint(SIMD3(Double(n / 2), Double(n / 2), 0) + part))
    }
    #expect(leastOrder(errors) >= 1.8, "\(errors)")
  }

  @Test func `the largest error falls so with several seeds, but where their fronts meet`() throws {
    // There the times have a ridge, which no difference crosses well; but no way goes on from it.
    var beside: [Double] = []
    var everywhere: [Double] = []
    for n in [17, 33, 65, 129] {
      let box = LinearSpeed(gradient: 0.5, GridSize(ni: n, nj: n, nk: 1))
      let last = Double(n - 1)
      let a = VoxelPoint(0.25 * last, 0.25 * last)
      let b = VoxelPoint(0.75 * last, 0.5 * last)
      everywhere.append(try box.largestError(a, b))
      beside.append(try box.largestError(a, b) { abs($0[0] - $0[1]) > 0.2 })
    }
    #expect(leastOrder(beside) >= 1.8, "\(beside)")
    #expect(leastOrder(everywhere) >= 0.7, "\(everywhere)")
  }
}
