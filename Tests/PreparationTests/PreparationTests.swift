import Testing
import Volumes

@testable import Preparation

@Suite struct PreparationTests {
  @Test func `an image at the target spacing is copied bit for bit`() throws {
    var random = SplitMix64(seed: 1)
    let size = GridSize(ni: 7, nj: 5, nk: 3)
    let still = volume(size, spacing: SIMD3(0.7, 0.8, 3)) { _ in random.uniform() }
    let labels = labelVolume(size, spacing: SIMD3(0.7, 0.8, 3)) { $0.x > 2 ? 2 : 0 }
    let prepared = try recipe(spacing: [0.7, 0.80001, 3]).prepare(
      name: "still", channels: [still], labels: labels)
    #expect(prepared.values == still.voxels)
    #expect(prepared.labels == labels.voxels)
    #expect(prepared.spacing == SIMD3(0.7, 0.8, 3))
  }

  @Test func `the new grid has the rounded count, the asked spacing and the same middle`() throws {
    let geometry = Geometry(size: GridSize(ni: 10, nj: 9, nk: 4), spacing: SIMD3(1, 2, 5))
    let change = try GridChange(recipe(spacing: [3, nil, 2]), geometry, channels: 1, name: "")
    #expect(change.size == GridSize(ni: 3, nj: 9, nk: 10))
    #expect(change.spacing == SIMD3(3, 2, 2))
    // Three voxels of 3 mm in a field of 10 mm: the middle one at 4.5, the others 3 voxels away.
    #expect((0..<3).map(change.axes[0].oldPosition) == [1.5, 4.5, 7.5])
    #expect(change.axes[0].newPosition(0) == -0.5)
    #expect(change.axes[1].isSame)
  }

  @Test func `two dimensions leave the distance between slices as it is`() throws {
    let stack = volume(GridSize(ni: 8, nj: 8, nk: 3), spacing: SIMD3(1, 1, 8)) { _ in 0.5 }
    let prepared = try recipe(2, spacing: [2, 2, 1]).prepare(
      name: "stack", channels: [stack], labels: nil)
    #expect(prepared.size == GridSize(ni: 4, nj: 4, nk: 3))
    #expect(prepared.spacing == SIMD3(2, 2, 8))
    #expect(prepared.labels == nil)
  }

  @Test func `what is not finite becomes the channel's lowest intensity`() throws {
    var still = volume(GridSize(ni: 4, nj: 1, nk: 1)) { 0.2 + 0.1 * $0.x }
    still.voxels[1] = .nan
    still.voxels[2] = -.greatestFiniteMagnitude
    let prepared = try recipe().prepare(name: "torn", channels: [still], labels: nil)
    #expect(prepared.values == [0.2, 0.2, 0.2, 0.5])
  }
}
