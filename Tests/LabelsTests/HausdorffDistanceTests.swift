import Labels
import TestSupport
import Testing
import Volumes

@Suite struct HausdorffDistanceTests {
  private func volume(
    _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), labelled: (VoxelIndex) -> Bool
  ) -> LabelVolume {
    labelVolume(size, spacing: spacing, label: 3, where: labelled)
  }

  @Test func `two voxels are as far apart as their centres in millimetres`() {
    let size = GridSize(ni: 9, nj: 7, nk: 5)
    let spacing = SIMD3(1.5, 2, 10)
    let a = volume(size, spacing: spacing) { $0 == VoxelIndex(1, 1, 1) }
    let b = volume(size, spacing: spacing) { $0 == VoxelIndex(5, 3, 2) }
    let expected = (6.0 * 6 + 4 * 4 + 10 * 10).squareRoot()
    #expect(hausdorffDistance(a, b, label: 3) == expected)
    #expect(hausdorffDistance(b, a, label: 3) == expected)
  }

  @Test func `a box grown by three voxels on one side is three voxels away`() {
    let size = GridSize(ni: 20, nj: 20, nk: 6)
    let a = volume(size) { (4...9).contains($0.i) && (5...12).contains($0.j) }
    let b = volume(size) { (4...12).contains($0.i) && (5...12).contains($0.j) }
    #expect(hausdorffDistance(a, b, label: 3) == 3)
    #expect(hausdorffDistance(a, a, label: 3) == 0)
  }

  @Test func `where one lacks the label there is no distance`() {
    let size = GridSize(ni: 4, nj: 4, nk: 1)
    let a = volume(size) { $0.i == 2 }
    #expect(hausdorffDistance(a, volume(size) { _ in false }, label: 3) == nil)
    #expect(hausdorffDistance(a, a, label: 2) == nil)
  }

  @Test func `distances of random sets are those found by looking at every pair`() {
    var random = SeededRandom(seed: 7)
    let size = GridSize(ni: 8, nj: 6, nk: 4)
    let spacing = SIMD3(0.7, 1.3, 4)
    for _ in 0..<20 {
      let a = volume(size, spacing: spacing) { _ in Int.random(in: 0..<12, using: &random) == 0 }
      let b = volume(size, spacing: spacing) { _ in Int.random(in: 0..<12, using: &random) == 0 }
      // Single voxels are nearly all border, so borders need no second implementation here.
      let (from, to) = (points(a), points(b))
      guard !from.isEmpty, !to.isEmpty else { continue }
      let found = hausdorffDistance(a, b, label: 3) ?? -1
      #expect(abs(found - max(farthest(from, to), farthest(to, from))) < 1e-9)
    }
  }

  private func points(_ volume: LabelVolume) -> [SIMD3<Double>] {
    volume.voxels.indices.filter { volume.voxels[$0] == 3 }.map { n in
      let size = volume.size
      return volume.geometry.spacing
        * SIMD3(
          Double(n % size.ni), Double(n / size.ni % size.nj), Double(n / size.sliceCount))
    }
  }

  private func farthest(_ from: [SIMD3<Double>], _ to: [SIMD3<Double>]) -> Double {
    from.map { p in
      to.map { q in ((p - q) * (p - q)).sum() }.min() ?? .infinity
    }.max().map { $0.squareRoot() } ?? 0
  }
}
