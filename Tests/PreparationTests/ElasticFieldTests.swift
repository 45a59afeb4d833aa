import Testing
import Volumes

@testable import Preparation

@Suite struct ElasticFieldTests {
  /// Displacements of all voxels of the patch, shape (nk, nj, ni).
  private func displacements(_ field: ElasticField, _ patch: GridSize) -> [SIMD3<Double>] {
    var row = DisplacedRow(count: patch.ni)
    var result: [SIMD3<Double>] = []
    for k in 0..<patch.nk {
      for j in 0..<patch.nj {
        field.fill(&row, j: j, k: k)
        result += (0..<patch.ni).map { i in
          let d = row.displacements
          return SIMD3(
            Double(d[i]), Double(d[patch.ni + i]), Double(d[2 * patch.ni + i]))
        }
      }
    }
    return result
  }

  /// So large a deviation that every control point lies at its bound.
  private func wild(
    _ patch: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), controlSpacing: Double,
    isPlanar: Bool, seed: UInt64
  ) -> ElasticField {
    var random = SplitMix64(seed: seed)
    return ElasticField(
      controlSpacing: controlSpacing, standardDeviation: 1000, patch: patch, spacing: spacing,
      isPlanar: isPlanar, random: &random)
  }

  @Test func `no deformation of a slice folds or goes beyond its bound`() {
    let patch = GridSize(ni: 60, nj: 50, nk: 1)
    for seed in 1...20 {
      let u = displacements(
        wild(patch, controlSpacing: 8, isPlanar: true, seed: UInt64(seed)), patch)
      #expect(u.allSatisfy { $0.z == 0 && max(abs($0.x), abs($0.y)) <= 3.2 + 1e-5 })
      var least = Double.infinity
      for j in 0..<49 {
        for i in 0..<59 {
          let n = j * 60 + i
          let (di, dj) = (u[n + 1] - u[n], u[n + 60] - u[n])
          least = min(least, (1 + di.x) * (1 + dj.y) - di.y * dj.x)
        }
      }
      #expect(least > 0, "seed \(seed)")
    }
  }

  @Test func `no deformation of a volume folds, whatever the spacing`() {
    let patch = GridSize(ni: 30, nj: 28, nk: 20)
    for seed in 1...10 {
      // 8 voxels of 1 mm are 4 along k.
      let field = wild(
        patch, spacing: SIMD3(1, 1, 2), controlSpacing: 8, isPlanar: false, seed: UInt64(seed))
      let u = displacements(field, patch)
      #expect(u.allSatisfy { max(abs($0.x), abs($0.y)) <= 3.2 + 1e-5 && abs($0.z) <= 1.6 + 1e-5 })
      var least = Double.infinity
      for k in 0..<19 {
        for j in 0..<27 {
          for i in 0..<29 {
            let n = (k * 28 + j) * 30 + i
            let a = u[n + 1] - u[n] + SIMD3(1, 0, 0)
            let b = u[n + 30] - u[n] + SIMD3(0, 1, 0)
            let c = u[n + 840] - u[n] + SIMD3(0, 0, 1)
            let cross = SIMD3(
              b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
            least = min(least, (a * cross).sum())
          }
        }
      }
      #expect(least > 0, "seed \(seed)")
    }
  }

  @Test func `a deformation is smooth: its second differences are those of its control grid`() {
    let patch = GridSize(ni: 64, nj: 1, nk: 1)
    let u = displacements(wild(patch, controlSpacing: 16, isPlanar: true, seed: 3), patch)
    // The second derivative of a B-spline is one of second differences of coefficients, at most
    // 4 * 6.4 voxels, over the square of the spacing.
    for i in 1..<63 {
      let second = u[i + 1].x - 2 * u[i].x + u[i - 1].x
      #expect(abs(second) < 25.6 / 256 + 1e-4)
    }
  }

  @Test func `the deviation of displacements follows the asked one`() {
    let patch = GridSize(ni: 400, nj: 400, nk: 1)
    var random = SplitMix64(seed: 7)
    let field = ElasticField(
      controlSpacing: 10, standardDeviation: 1, patch: patch, spacing: SIMD3(1, 1, 1),
      isPlanar: true, random: &random)
    let u = displacements(field, patch)
    let variance = u.reduce(0) { $0 + $1.x * $1.x + $1.y * $1.y } / Double(2 * u.count)
    // The mean square of the weights along one axis is 151/315; of 3400 control
    // numbers the mean square has a standard error of 2.4 %, of neighbours blended about twice that.
    let expected = 151.0 / 315 * 151 / 315
    #expect(abs(variance / expected - 1) < 0.1)
  }
}
