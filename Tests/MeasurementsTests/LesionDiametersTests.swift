import TestSupport
import Testing
import Volumes

@testable import Measurements

@Suite struct LesionDiametersTests {
  @Test func `a box has its sides' diagonals`() throws {
    let mask = labelVolume(GridSize(ni: 12, nj: 12, nk: 8), spacing: SIMD3(2, 1, 3)) {
      (2..<6).contains($0.i) && (3..<9).contains($0.j) && (1..<5).contains($0.k)
    }
    let found = try #require(LesionDiameters(mask, label: 1))
    // Borders lie between centres: corners of the hull are (4, 5) and (3, 6) voxels apart.
    #expect(abs(found.longest - (64.0 + 25).squareRoot()) < 1e-12)
    #expect(found.pieces == 1)
    #expect(found.slice == 1)
    #expect(LesionDiameters(mask, label: 2) == nil)
  }

  @Test func `an ellipsoid has the diameters of its axes`() throws {
    let spacing = SIMD3(0.8, 0.8, 2)
    let mask = labelVolume(GridSize(ni: 90, nj: 70, nk: 21), spacing: spacing) { voxel in
      let p = SIMD3(Double(voxel.i), Double(voxel.j), Double(voxel.k)) * spacing
      let q = (p - SIMD3(35, 27, 20)) / SIMD3(25, 15, 12)
      return (q * q).sum() <= 1
    }
    let found = try #require(LesionDiameters(mask, label: 1))
    #expect(abs(found.longest - 50) < 0.5)
    #expect(abs(found.perpendicular - 30) < 0.8)
    #expect(abs(found.feret - 50) < 0.5)
    #expect(abs(found.product - 1500) < 50)
    #expect(found.slice == 10)
    // Its middle is the ellipsoid's.
    #expect(abs(found.longestEnds.reduce(0) { $0 + $1.y } / 2 - 27 / 0.8) < 1)
  }

  @Test func `turned by a quarter it measures the same`() throws {
    var random = SeededRandom(seed: 4)
    var corners: [(Int, Int)] = []
    for _ in 0..<6 {
      corners.append(
        (Int.random(in: 3..<17, using: &random), Int.random(in: 3..<17, using: &random)))
    }
    func mask(_ isTurned: Bool) -> LabelVolume {
      labelVolume(GridSize(ni: 20, nj: 20, nk: 1)) { voxel in
        corners.contains { corner in
          let (i, j) = isTurned ? (voxel.j, 19 - voxel.i) : (voxel.i, voxel.j)
          return abs(i - corner.0) < 3 && abs(j - corner.1) < 3
        }
      }
    }
    let (a, b) = (
      try #require(LesionDiameters(mask(false), label: 1)),
      try #require(LesionDiameters(mask(true), label: 1))
    )
    #expect(abs(a.longest - b.longest) < 1e-9)
    #expect(abs(a.feret - a.longest) < 1e-12)
    #expect(a.perpendicular > 0 && a.perpendicular <= a.longest)
  }

  @Test func `of several pieces the largest is measured`() throws {
    let mask = labelVolume(GridSize(ni: 30, nj: 10, nk: 3)) {
      $0.j == 4 && ($0.i < 5 || (20..<28).contains($0.i)) && $0.k == 1
    }
    let found = try #require(LesionDiameters(mask, label: 1))
    #expect(found.pieces == 2)
    #expect(abs(found.longest - 8) < 1e-12)
    // From cap to cap of the row's ends, 7 and 1 voxels apart, is shorter than along the row.
    #expect(abs(found.feret - 8) < 1e-12)
  }

  @Test func `the longest diameter in space goes from any border to any other`() throws {
    var random = SeededRandom(seed: 8)
    let size = GridSize(ni: 9, nj: 9, nk: 9)
    var mask = labelVolume(size, spacing: SIMD3(1, 1.5, 2)) { $0 == VoxelIndex(4, 4, 4) }
    // A connected tangle: a walk.
    var place = VoxelIndex(4, 4, 4)
    for _ in 0..<60 {
      let step = Bool.random(using: &random) ? 1 : -1
      switch Int.random(in: 0..<3, using: &random) {
      case 0: place.i = min(max(place.i + step, 0), 8)
      case 1: place.j = min(max(place.j + step, 0), 8)
      default: place.k = min(max(place.k + step, 0), 8)
      }
      mask.voxels[size.offset(place)] = 1
    }
    var borders: [SIMD3<Double>] = []
    for n in mask.voxels.indices where mask.voxels[n] == 1 {
      let voxel = VoxelIndex(n % 9, n / 9 % 9, n / 81)
      for axis in 0..<3 {
        for side in [-1, 1] {
          var next = SIMD3(voxel.i, voxel.j, voxel.k)
          next[axis] += side
          let other = VoxelIndex(next.x, next.y, next.z)
          if size.contains(other), mask.voxels[size.offset(other)] == 1 { continue }
          var border = SIMD3(Double(voxel.i), Double(voxel.j), Double(voxel.k))
          border[axis] += Double(side) / 2
          borders.append(border * mask.geometry.spacing)
        }
      }
    }
    var longest = 0.0
    for a in borders {
      for b in borders {
        let d = a - b
        longest = max(longest, (d * d).sum().squareRoot())
      }
    }
    let found = try #require(LesionDiameters(mask, label: 1))
    #expect(found.pieces == 1)
    #expect(abs(found.feret - longest) < 1e-12)
  }

  @Test func `a single voxel is a voxel wide`() throws {
    let mask = labelVolume(GridSize(ni: 3, nj: 3, nk: 1)) { $0.i == 1 && $0.j == 1 }
    let found = try #require(LesionDiameters(mask, label: 1))
    #expect(found.longest == 1)
    #expect(found.perpendicular == 1)
  }

  @Test func `the longest chord across a triangle runs through its tip`() throws {
    let found = try #require(HullDiameter([SIMD2(0, 0), SIMD2(10, 0), SIMD2(4, 3)]))
    #expect(found.length == 10)
    #expect(abs(found.perpendicular - 3) < 1e-12)
    #expect(HullDiameter([SIMD2(1, 1)]) == nil)
    #expect(convexHull([SIMD2(0, 0), SIMD2(1, 1), SIMD2(2, 2)]).count == 2)
  }
}
