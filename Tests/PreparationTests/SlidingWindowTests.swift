import Testing
import Volumes

@testable import Preparation

@Suite struct SlidingWindowTests {
  private func noise(_ size: GridSize, channels: Int = 1) -> PreparedImage {
    var random = SplitMix64(seed: 4)
    return PreparedImage(
      name: "noise", channels: channels, size: size, spacing: SIMD3(1, 1, 1),
      values: (0..<channels * size.count).map { _ in Float(random.uniform()) }, labels: nil)
  }

  private let grid = GridSize(ni: 21, nj: 17, nk: 9)

  /// Windows of every kind: whole, overlapping, touching, larger than the grid.
  private var kinds: [SlidingWindow] {
    [
      SlidingWindow(grid: grid, dimensions: 2, divisors: [8, 8]),
      SlidingWindow(grid: grid, dimensions: 2, window: [8, 12], divisors: [4, 4], overlap: 0.25),
      SlidingWindow(grid: grid, dimensions: 3, divisors: [4, 8, 8]),
      SlidingWindow(grid: grid, dimensions: 3, window: [4, 8, 8], divisors: [2, 2, 2]),
      SlidingWindow(
        grid: grid, dimensions: 3, window: [16, 8, 32], divisors: [1, 1, 1], overlap: 0),
    ]
  }

  @Test func `a whole slice is one window, padded to what the network needs`() {
    let windows = SlidingWindow(grid: grid, dimensions: 2, divisors: [8, 16])
    #expect(windows.window == [24, 32])
    #expect(windows.starts == (0..<9).map { VoxelIndex(-5, -3, $0) })
  }

  @Test func `windows are spread evenly and end with the grid`() {
    let windows = SlidingWindow(
      grid: GridSize(ni: 20, nj: 9, nk: 3), dimensions: 3, window: [3, 5, 8],
      divisors: [1, 1, 4], overlap: 0.5)
    // Along i 12 voxels in steps of at most 4, along j 4 in steps of at most 2.5.
    #expect(
      windows.starts == [0, 2, 4].flatMap { j in [0, 4, 8, 12].map { VoxelIndex($0, j, 0) } })
  }

  @Test func `a window is rounded up to multiples of the divisors`() {
    let windows = SlidingWindow(
      grid: grid, dimensions: 3, window: [3, 9, 16], divisors: [2, 4, 16])
    #expect(windows.window == [4, 12, 16])
  }

  @Test func `a constant answer stays constant, whatever the windows`() {
    for windows in kinds {
      let scores = windows.run(noise(grid), classes: 2) { _, window in
        let count = window.reduce(1, *)
        return [Float](repeating: 0.25, count: count) + [Float](repeating: 0.75, count: count)
      }
      #expect(scores.count == 2 * grid.count)
      // Weights sum to 1 but for the rounding of eight Floats.
      #expect(scores[..<grid.count].allSatisfy { abs($0 - 0.25) < 1e-6 })
      #expect(scores[grid.count...].allSatisfy { abs($0 - 0.75) < 1e-6 })
    }
  }

  @Test func `a network that answers with its image gives the image`() {
    let whole = noise(grid, channels: 3)
    for windows in kinds {
      let scores = windows.run(whole, classes: 3) { values, _ in values }
      #expect(zip(scores, whole.values).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func `one window for all gives its answer bit for bit`() {
    let whole = noise(grid)
    for windows in [kinds[0], kinds[2]] {
      #expect(windows.run(whole, classes: 1) { values, _ in values } == whole.values)
    }
  }

  @Test func `outside of the grid there is the channel's lowest intensity`() {
    let small = PreparedImage(
      name: "", channels: 2, size: GridSize(ni: 3, nj: 1, nk: 1), spacing: SIMD3(1, 1, 1),
      values: [4, 5, 6, -1, -2, -3], labels: nil)
    let windows = SlidingWindow(grid: small.size, dimensions: 2, divisors: [2, 4])
    var seen: [[Float]] = []
    _ = windows.run(small, classes: 2) { values, window in
      #expect(window == [2, 4])
      seen.append(values)
      return values
    }
    #expect(seen == [[4, 5, 6, 4, 4, 4, 4, 4, -1, -2, -3, -3, -3, -3, -3, -3]])
  }

  @Test func `where windows overlap the nearer middle counts more`() {
    let line = noise(GridSize(ni: 12, nj: 1, nk: 1))
    let windows = SlidingWindow(
      grid: line.size, dimensions: 2, window: [1, 8], divisors: [1, 1], overlap: 0.5)
    var number: Float = -1
    let scores = windows.run(line, classes: 1) { _, _ in
      number += 1
      return [Float](repeating: number, count: 8)
    }
    #expect(Array(scores[..<4]) == [0, 0, 0, 0])
    #expect(Array(scores[8...]) == [1, 1, 1, 1])
    // Gaussians of deviation 1 about 3.5 and 7.5: exp(-0.5 (n - 7.5)^2) over the sum of both.
    for (n, expected) in zip(4..<8, [0.002473, 0.119203, 0.880797, 0.997527] as [Float]) {
      #expect(abs(scores[n] - expected) < 1e-5)
    }
  }

  private struct Broken: Error, Equatable {}

  @Test func `what a prediction throws ends the run`() {
    #expect(throws: Broken()) {
      try kinds[1].run(noise(grid), classes: 1) { (_, _) throws(Broken) in throw Broken() }
    }
  }

  @Test func `mirror images see all sides and are mirrored back`() {
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    var seen: [[Float]] = []
    let mean = meanOverMirrorImages(values, window: [2, 3], axes: [0, 1]) { values, window in
      #expect(window == [2, 3])
      seen.append(values)
      return values + values.map { -$0 }
    }
    #expect(
      seen == [[1, 2, 3, 4, 5, 6], [4, 5, 6, 1, 2, 3], [3, 2, 1, 6, 5, 4], [6, 5, 4, 3, 2, 1]])
    #expect(mean == values + values.map { -$0 })
  }

  @Test func `mirror images make an answer that knows left from right symmetric`() {
    let size = GridSize(ni: 3, nj: 2, nk: 2)
    let mean = meanOverMirrorImages(
      [Float](repeating: 0, count: 12), window: [2, 2, 3], axes: [0, 2]
    ) { _, _ in (0..<12).map { Float($0) } }
    // Along k and i the mean of both sides remains, along j the step of 3.
    let expected = (0..<size.count).map { 4 + 3 * Float($0 / 3 % 2) }
    #expect(zip(mean, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
