import TestSupport
import Testing
import Volumes

@testable import Labels

@Suite struct SurfaceDistancesTests {
  private let size = GridSize(ni: 20, nj: 16, nk: 12)

  private func cube(
    _ from: VoxelIndex, side: Int, _ spacing: SIMD3<Double> = SIMD3(1, 1, 1)
  ) -> LabelVolume {
    labelVolume(size, spacing: spacing) {
      ($0.i - from.i >= 0 && $0.i - from.i < side) && ($0.j - from.j >= 0 && $0.j - from.j < side)
        && ($0.k - from.k >= 0 && $0.k - from.k < side)
    }
  }

  private func distances(_ a: LabelVolume, _ b: LabelVolume) throws -> SurfaceDistances {
    try #require(SurfaceDistances(LabelPair(a, b, label: 1)))
  }

  @Test(arguments: [SIMD3<Double>(1, 1, 1), SIMD3(0.7, 1.3, 10), SIMD3(1.5625, 1.5625, 5)])
  func `a cube of one voxel is as far from its shifted twin as it was shifted`(
    _ spacing: SIMD3<Double>
  ) throws {
    let found = try distances(
      cube(VoxelIndex(3, 3, 3), side: 1, spacing), cube(VoxelIndex(7, 5, 6), side: 1, spacing))
    let d = SIMD3(4, 2, 3) * spacing
    let expected = (d * d).sum().squareRoot()
    for value in [
      found.hausdorff, found.hausdorff95, found.average, found.averageFromFirst,
      found.averageFromSecond,
    ] {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test func `a cube pushed along an axis is that far away at its front alone`() throws {
    // Of the 56 border voxels of a cube of side 4, 16 on the face ahead are 1, 2 or 3 away from
    // the other's border; the mean follows by counting.
    let a = cube(VoxelIndex(2, 2, 2), side: 4)
    let found = try distances(a, cube(VoxelIndex(5, 2, 2), side: 4))
    #expect(found.hausdorff == 3)
    #expect(found.averageFromFirst == found.averageFromSecond)
    #expect(found.average == found.averageFromFirst)
    #expect(found.fromFirst.count == 56)
  }

  @Test func `two balls with one centre are as far apart as their radii differ`() throws {
    let size = GridSize(ni: 60, nj: 60, nk: 60)
    let centre = SIMD3(30.0, 30, 30)
    let found = try distances(
      ball(size, centre: centre, radius: 20), ball(size, centre: centre, radius: 14))
    // Voxels on either border lie up to a voxel inside of the sphere.
    #expect(abs(found.hausdorff - 6) < 1)
    #expect(abs(found.average - 6) < 0.25)
    #expect(found.hausdorff95 <= found.hausdorff)
    #expect(found.average < found.hausdorff95)
  }

  @Test func `distances do not depend on which mask is first, on mirrors or on the box's place`()
    throws
  {
    var random = SeededRandom(seed: 3)
    let one = labelVolume(size, spacing: SIMD3(1, 2, 3)) { _ in
      Int.random(in: 0..<9, using: &random) == 0
    }
    let other = labelVolume(size, spacing: SIMD3(1, 2, 3)) { _ in
      Int.random(in: 0..<30, using: &random) == 0
    }
    let found = try distances(one, other)
    let swapped = try distances(other, one)
    #expect(found.fromFirst == swapped.fromSecond)
    #expect(found.hausdorff95 == swapped.hausdorff95)
    func mirrored(_ volume: LabelVolume) -> LabelVolume {
      labelVolume(size, spacing: SIMD3(1, 2, 3)) {
        volume.voxels[size.offset(VoxelIndex(19 - $0.i, 15 - $0.j, 11 - $0.k))] == 1
      }
    }
    let mirror = try distances(mirrored(one), mirrored(other))
    #expect(mirror.fromFirst.sorted() == found.fromFirst.sorted())
  }

  @Test func `far away masks are measured as exactly as near ones`() throws {
    // So far that questions one by one would cost more than whole slices do.
    let size = GridSize(ni: 40, nj: 200, nk: 3)
    let spacing = SIMD3(0.5, 1.25, 8)
    let a = labelVolume(size, spacing: spacing) { $0.j < 12 && $0.i % 3 != 1 }
    let b = labelVolume(size, spacing: spacing) { $0.j > 180 && ($0.i + $0.j) % 4 != 0 }
    let found = try distances(a, b)
    let (from, to) = (border(a), border(b))
    #expect(found.fromFirst.count == from.count)
    let wanted = from.map { p in
      (to.map { q in ((p - q) * (p - q)).sum() }.min() ?? 0).squareRoot()
    }
    for (one, other) in zip(found.fromFirst, wanted) { #expect(abs(one - other) < 1e-9) }
  }

  /// The border by its definition, voxel by voxel, millimetres.
  private func border(_ volume: LabelVolume) -> [SIMD3<Double>] {
    let size = volume.size
    func isIn(_ i: Int, _ j: Int, _ k: Int) -> Bool {
      let voxel = VoxelIndex(i, j, k)
      return size.contains(voxel) && volume.voxels[size.offset(voxel)] == 1
    }
    var result: [SIMD3<Double>] = []
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        for i in 0..<size.ni where isIn(i, j, k) {
          let isInside =
            isIn(i - 1, j, k) && isIn(i + 1, j, k) && isIn(i, j - 1, k) && isIn(i, j + 1, k)
            && isIn(i, j, k - 1) && isIn(i, j, k + 1)
          if !isInside {
            result.append(SIMD3(Double(i), Double(j), Double(k)) * volume.geometry.spacing)
          }
        }
      }
    }
    return result
  }

  @Test func `in one slice borders are lines`() throws {
    let flat = GridSize(ni: 20, nj: 20, nk: 1)
    let a = labelVolume(flat) { (4...12).contains($0.i) && (4...12).contains($0.j) }
    let b = labelVolume(flat) { $0 == VoxelIndex(8, 8) }
    let found = try distances(a, b)
    // The border of 9 x 9 pixels has 32; its corners are farthest from the middle, 4 the nearest.
    #expect(found.fromFirst.count == 32)
    #expect(found.fromFirst.min() == 4)
    #expect(found.fromSecond == [4])
    let slice = try #require(SurfaceDistances(LabelPair(a, b, label: 1, slice: 0)))
    #expect(slice == found)
  }

  @Test func `one slice of a volume is what it is by itself`() throws {
    let a = ball(size, centre: SIMD3(8, 8, 5), radius: 5)
    let b = ball(size, centre: SIMD3(10, 7, 6), radius: 4)
    let one = LabelPair(a, b, label: 1, slice: 5)
    let k5 = { (volume: LabelVolume) in
      LabelVolume(
        geometry: Geometry(size: GridSize(ni: 20, nj: 16, nk: 1)),
        voxels: volume.slice(5).pixels)
    }
    let other = LabelPair(k5(a), k5(b), label: 1)
    #expect(one.overlap == other.overlap)
    #expect(SurfaceDistances(one) == SurfaceDistances(other))
    #expect(surfaceDice(one, tolerance: 1) == surfaceDice(other, tolerance: 1))
  }

  @Test func `an empty mask is at no distance`() {
    let empty = labelVolume(size) { _ in false }
    #expect(SurfaceDistances(LabelPair(empty, empty, label: 1)) == nil)
    #expect(
      SurfaceDistances(LabelPair(empty, cube(VoxelIndex(1, 1, 1), side: 2), label: 1)) == nil)
  }

  @Test func `percentiles lie between sorted values as numpy's do`() {
    #expect(percentile(0.95, of: [7]) == 7)
    #expect(percentile(0.5, of: [4, 1, 3, 2]) == 2.5)
    #expect(percentile(0, of: [4, 1, 3, 2]) == 1)
    #expect(percentile(1, of: [4, 1, 3, 2]) == 4)
    var random = SeededRandom(seed: 11)
    for _ in 0..<50 {
      let values = (0..<Int.random(in: 2..<60, using: &random)).map { _ in
        Double(Int.random(in: 0..<20, using: &random))
      }
      let sorted = values.sorted()
      let place = 0.95 * Double(values.count - 1)
      let low = Int(place)
      let expected =
        sorted[low]
        + (place - Double(low)) * (sorted[min(low + 1, sorted.count - 1)] - sorted[low])
      #expect(abs(percentile(0.95, of: values) - expected) < 1e-12)
    }
  }

  @Test func `a frame of a cine is measured by itself`() {
    let geometry = Geometry(size: GridSize(ni: 3, nj: 1, nk: 1))
    let a = LabelVolume(geometry: geometry, frames: 2, voxels: [1, 0, 0, 1, 0, 0])
    let b = LabelVolume(geometry: geometry, frames: 2, voxels: [1, 0, 0, 0, 0, 1])
    #expect(SurfaceDistances(LabelPair(a, b, label: 1, frame: 0))?.hausdorff == 0)
    #expect(SurfaceDistances(LabelPair(a, b, label: 1, frame: 1))?.hausdorff == 2)
    #expect(LabelPair(a, b, label: 1, frame: 1).overlap.dice == 0)
  }
}
