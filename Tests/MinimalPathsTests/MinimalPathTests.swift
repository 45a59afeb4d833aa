import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct MinimalPathTests {
  func path(_ metric: Metric, from: VoxelPoint, to: VoxelPoint) throws -> [VoxelPoint] {
    var front = try FastMarching(metric: metric, seeds: [to])
    front.march()
    return front.arrivalTimes.minimalPath(from: from)
  }

  @Test func `in a uniform metric the path is nearly straight`() throws {
    let size = GridSize(ni: 60, nj: 50, nk: 1)
    let metric = try Metric(
      size: size, spacing: SIMD3(1, 1, 1), values: [Float](repeating: 1, count: size.count))
    let path = try path(metric, from: VoxelPoint(50.5, 41.25), to: VoxelPoint(5, 8))
    #expect(path.first == VoxelPoint(50.5, 41.25))
    #expect(path.last == VoxelPoint(5, 8))
    for p in path {
      // Distance from the line through both ends; the first-order scheme bends it a little.
      let d = abs((p.x - 5) * (41.25 - 8) - (p.y - 8) * (50.5 - 5)) / 56.35
      #expect(d < 1.5)
    }
  }

  @Test func `a path through a volume ends at the seed and stays inside`() throws {
    let size = GridSize(ni: 20, nj: 18, nk: 9)
    var random = SeededRandom(seed: 21)
    let metric = try Metric(
      size: size, spacing: SIMD3(1, 1, 3),
      values: (0..<size.count).map { _ in Float.random(in: 0.1...2, using: &random) })
    let path = try path(metric, from: VoxelPoint(18, 16, 8), to: VoxelPoint(1, 2, 0.5))
    #expect(path.last == VoxelPoint(1, 2, 0.5))
    for p in path {
      #expect(p.x >= 0 && p.x <= 19 && p.y >= 0 && p.y <= 17 && p.z >= 0 && p.z <= 8)
    }
  }

  @Test func `a cheap valley is followed rather than the straight way`() throws {
    // A valley along three sides of a square; the straight way crosses expensive ground.
    let size = GridSize(ni: 40, nj: 40, nk: 1)
    var values = [Float](repeating: 50, count: size.count)
    for n in 5...34 {
      values[5 * 40 + n] = 0.1
      values[n * 40 + 5] = 0.1
      values[n * 40 + 34] = 0.1
    }
    let metric = try Metric(size: size, spacing: SIMD3(1, 1, 1), values: values)
    let path = try path(metric, from: VoxelPoint(5, 34), to: VoxelPoint(34, 34))
    for p in path {
      let fromValley = min(abs(p.x - 5), abs(p.x - 34), abs(p.y - 5))
      #expect(fromValley <= 1)
    }
    #expect(path.contains { abs($0.y - 5) < 1 })
  }

  @Test func `a corridor one voxel wide is walked to its end`() throws {
    let size = GridSize(ni: 64, nj: 3, nk: 1)
    var values = [Float](repeating: 1e6, count: size.count)
    for i in 0..<64 { values[64 + i] = 0.01 }
    let metric = try Metric(size: size, spacing: SIMD3(1, 1, 1), values: values)
    let path = try path(metric, from: VoxelPoint(63, 1), to: VoxelPoint(0, 1))
    #expect(path.last == VoxelPoint(0, 1))
    #expect(path.allSatisfy { abs($0.y - 1) < 0.01 })
  }

  @Test func `spacing decides which way is shorter`() throws {
    // Voxels are 10 mm high: a path between two corners prefers few steps along j, and on
    // uniform ground is straight in millimetres.
    let size = GridSize(ni: 41, nj: 5, nk: 1)
    let metric = try Metric(
      size: size, spacing: SIMD3(1, 10, 1), values: [Float](repeating: 1, count: size.count))
    let path = try path(metric, from: VoxelPoint(40, 4), to: VoxelPoint(0, 0))
    let middle = try #require(path.min { abs($0.x - 20) < abs($1.x - 20) })
    #expect(abs(middle.y - 2) < 0.5)
  }
}
