import Foundation
import TestSupport
import Testing
import Volumes

@testable import Labels

private let size = GridSize(ni: 12, nj: 10, nk: 8)

private func distance(_ a: WorldPoint, _ b: WorldPoint) -> Double {
  let d = a.vector - b.vector
  return (d * d).sum().squareRoot()
}

/// A grid turned in space by a rotation that mixes all axes, its spacing kept.
private func turned(_ spacing: SIMD3<Double>) -> Geometry {
  let i = SIMD3(2.0, 1, 2) / 3
  let j = SIMD3(-2.0, 2, 1) / 3
  let k = SIMD3(-1.0, -2, 2) / 3
  return Geometry(
    size: size, axes: (i * spacing.x, j * spacing.y, k * spacing.z),
    origin: WorldPoint(10, -20, 30))
}

/// Labels 1 and 2 here and there.
private func specks(_ geometry: Geometry, seed: UInt64) -> LabelVolume {
  var random = SeededRandom(seed: seed)
  return LabelVolume(
    geometry: geometry,
    voxels: (0..<size.count).map { n in
      let isLeft = n % size.ni < 5
      let isThere = Int.random(in: 0..<12, using: &random) == 0
      return isThere ? (isLeft ? 1 : n % size.ni > 7 ? 2 : 0) : 0
    })
}

private func gap(_ mask: LabelVolume, _ a: UInt8, _ b: UInt8) throws -> LabelGap {
  LabelGap(
    try #require(LabelCorners(mask, label: a)), try #require(LabelCorners(mask, label: b)))
}

@Suite struct LabelGapTests {
  @Test func `boxes are as far apart as their borders`() throws {
    // Label 1 reaches to x = 3 * 2.5, label 2 begins at 3 * 5.5; along y 4 voxels of 1 lie between.
    var mask = labelVolume(size, spacing: SIMD3(3, 1, 2)) { $0.i < 3 && $0.j < 3 && $0.k < 4 }
    for n in mask.voxels.indices where n % 12 >= 6 && n / 12 % 10 >= 7 { mask.voxels[n] = 2 }
    let found = try gap(mask, 1, 2)
    #expect(abs(found.distance - (81.0 + 16).squareRoot()) < 1e-12)
    #expect(abs(found.first.x - 7.5) < 1e-12)
    #expect(abs(found.second.x - 16.5) < 1e-12)
    #expect(abs(distance(found.first, found.second) - found.distance) < 1e-12)
    let back = try gap(mask, 2, 1)
    #expect(back.distance == found.distance)
    #expect(back.first.x == found.second.x)
    #expect(LabelCorners(mask, label: 7) == nil)
  }

  @Test func `voxels that share a face, an edge or a corner touch`() throws {
    for other in [VoxelIndex(3, 2, 2), VoxelIndex(3, 3, 2), VoxelIndex(3, 3, 3)] {
      var mask = LabelVolume(geometry: turned(SIMD3(1, 2, 3)))
      mask.voxels[size.offset(VoxelIndex(2, 2, 2))] = 1
      mask.voxels[size.offset(other)] = 2
      #expect(try gap(mask, 1, 2).distance < 1e-9)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `every pair of boxes compared gives the same`(_ seed: UInt64) throws {
    let spacing = SIMD3(0.7, 1.3, 2.9)
    let mask = specks(turned(spacing), seed: seed)
    var least = Double.infinity
    for a in borderVoxels(of: 1, in: mask) {
      for b in borderVoxels(of: 2, in: mask) {
        let steps = SIMD3(
          Double(abs(a.i - b.i)), Double(abs(a.j - b.j)), Double(abs(a.k - b.k)))
        let gap = pointwiseMax(steps - 1, SIMD3()) * spacing
        least = min(least, (gap * gap).sum().squareRoot())
      }
    }
    let found = try gap(mask, 1, 2)
    #expect(abs(found.distance - least) < 1e-9)
    #expect(abs(distance(found.first, found.second) - least) < 1e-9)
  }
}

@Suite struct VoxelBorderTests {
  @Test func `a point beside a box is as far as its side, edge or corner`() throws {
    let mask = labelVolume(size, spacing: SIMD3(2, 1, 1)) { $0.i == 4 && $0.j == 4 && $0.k == 4 }
    let border = try #require(VoxelBorder(mask, label: 1))
    #expect(border.nearest(to: WorldPoint(0, 4, 4)).distance == 7)
    #expect(border.nearest(to: WorldPoint(0, 4, 4)).place == WorldPoint(7, 4, 4))
    #expect(border.nearest(to: WorldPoint(12, 8.5, 4)).distance == 5)
    #expect(border.nearest(to: WorldPoint(8.9, 4.2, 3.6)).distance == 0)
    #expect(VoxelBorder(mask, label: 2) == nil)
  }

  @Test func `a point within a thick structure is inside, one in its cavity is not`() throws {
    let mask = labelVolume(GridSize(ni: 9, nj: 9, nk: 9)) { $0 != VoxelIndex(4, 4, 4) }
    let border = try #require(VoxelBorder(mask, label: 1))
    #expect(border.nearest(to: WorldPoint(2, 2, 2)).distance == 0)
    #expect(abs(border.nearest(to: WorldPoint(4.2, 4, 4)).distance - 0.3) < 1e-12)
    // A point far outside of the grid is no index.
    #expect(border.nearest(to: WorldPoint(1e6, 4, 4)).distance == 1e6 - 8.5)
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func `a line comes as near as the nearest of its points`(_ seed: UInt64) throws {
    let mask = specks(turned(SIMD3(0.7, 1.3, 2.9)), seed: seed)
    let border = try #require(VoxelBorder(mask, label: 1))
    var random = SeededRandom(seed: seed)
    for _ in 0..<8 {
      func somewhere() -> WorldPoint {
        mask.geometry.world(
          VoxelPoint(
            Double.random(in: 6...20, using: &random), Double.random(in: -9...20, using: &random),
            Double.random(in: -9...20, using: &random)))
      }
      let (a, b) = (somewhere(), somewhere())
      let found = border.nearest(toLineFrom: a, to: b)
      let count = 2000
      let sampled =
        (0...count).map { n in
          let t = Double(n) / Double(count)
          return border.nearest(to: WorldPoint(a.vector + (b.vector - a.vector) * t)).distance
        }.min() ?? 0
      let length = distance(a, b)
      #expect(found.nearest.distance <= sampled + 1e-9)
      #expect(sampled - found.nearest.distance < length / Double(count))
      let place = WorldPoint(a.vector + (b.vector - a.vector) * (found.depth / length))
      #expect(abs(distance(place, found.nearest.place) - found.nearest.distance) < 1e-9)
    }
  }

  @Test func `axes that lean are not at right angles`() {
    #expect(turned(SIMD3(1, 2, 3)).hasRightAngles)
    let leaning = Geometry(
      size: size, axes: (SIMD3(1, 0, 0), SIMD3(0.1, 1, 0), SIMD3(0, 0, 1)),
      origin: WorldPoint(0, 0, 0))
    #expect(!leaning.hasRightAngles)
  }
}

@Suite struct LineCrossingTests {
  @Test func `a line through a box enters and leaves at its sides`() {
    var mask = labelVolume(size, spacing: SIMD3(2, 1, 1)) { (3...5).contains($0.i) }
    for n in mask.voxels.indices where n % 12 == 6 { mask.voxels[n] = 2 }
    let found = mask.crossings(from: WorldPoint(-4, 3, 3), to: WorldPoint(30, 3, 3))
    #expect(found.map(\.label) == [1, 2])
    #expect(found.map(\.enter) == [9, 15])
    #expect(found.map(\.leave) == [15, 17])
    // A line that ends inside goes no farther; one beside the grid hits nothing.
    let stopped = mask.crossings(from: WorldPoint(-4, 3, 3), to: WorldPoint(7, 3, 3))
    #expect(stopped == [LineCrossing(label: 1, enter: 9, leave: 11)])
    #expect(mask.crossings(from: WorldPoint(0, 50, 0), to: WorldPoint(30, 50, 0)).isEmpty)
  }

  @Test func `a slanted line through a ball has the chord's length`() {
    let mask = ball(
      GridSize(ni: 70, nj: 70, nk: 70), spacing: SIMD3(0.5, 0.5, 0.5),
      centre: SIMD3(17, 17, 17), radius: 14)
    let direction = SIMD3(2.0, 3, 6) / 7
    let centre = SIMD3(17.0, 17, 17)
    let found = mask.crossings(
      from: WorldPoint(centre - direction * 40), to: WorldPoint(centre + direction * 30))
    #expect(abs((found.first?.enter ?? 0) - 26) < 0.5)
    #expect(abs((found.last?.leave ?? 0) - 54) < 0.5)
  }

  @Test func `backwards it crosses the same`() {
    let mask = specks(turned(SIMD3(1, 2, 3)), seed: 9)
    let (a, b) = (
      mask.geometry.world(VoxelPoint(-2, 3.1, 1.2)), mask.geometry.world(VoxelPoint(14, 6.4, 6.8))
    )
    let length = distance(a, b)
    let (forth, back) = (mask.crossings(from: a, to: b), mask.crossings(from: b, to: a))
    #expect(forth.count == back.count)
    for (one, other) in zip(forth, back.reversed()) {
      #expect(one.label == other.label)
      #expect(abs(one.enter - (length - other.leave)) < 1e-9)
    }
  }
}
