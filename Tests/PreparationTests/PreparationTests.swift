import Foundation
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

  @Test func `a spacing wider than the image leaves one voxel in its middle`() throws {
    let line = volume(GridSize(ni: 9, nj: 1, nk: 1)) { $0.x / 8 }
    let prepared = try recipe(spacing: [100, 100, 100]).prepare(
      name: "line", channels: [line], labels: nil)
    #expect(prepared.size == GridSize(ni: 1, nj: 1, nk: 1))
    // Smoothing and interpolation are symmetric, so is the ramp; what is left is a Float's rounding.
    #expect(abs(prepared.values[0] - 0.5) < 1e-5)
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

  @Test func `each channel is normalised by itself`() throws {
    let size = GridSize(ni: 5, nj: 4, nk: 3)
    let first = volume(size) { $0.x + $0.y }
    let second = volume(size) { 1000 - 3 * ($0.x + $0.y) }
    let prepared = try recipe(normalisation: .zScore).prepare(
      name: "pair", channels: [first, second], labels: nil)
    #expect(prepared.channels == 2)
    for n in 0..<size.count {
      #expect(abs(prepared.values[n] + prepared.values[size.count + n]) < 1e-5)
    }
  }

  @Test func `slice by slice, each slice has its own mean and deviation`() throws {
    let stack = volume(GridSize(ni: 6, nj: 6, nk: 3)) { $0.x * ($0.z + 1) + 100 * $0.z }
    let prepared = try recipe(normalisation: .zScore, isPerSlice: true).prepare(
      name: "stack", channels: [stack], labels: nil)
    for k in 0..<3 {
      let slice = prepared.values[k * 36..<(k + 1) * 36]
      #expect(abs(slice.reduce(0, +) / 36) < 1e-5)
      #expect(abs(slice.reduce(0) { $0 + $1 * $1 } / 36 - 1) < 1e-5)
    }
  }

  @Test(arguments: [
    Normalisation.zScore, .percentiles(low: 1, high: 99),
  ])
  func `a constant image becomes 0, whatever the grid`(normalisation: Normalisation) throws {
    let flat = volume(GridSize(ni: 9, nj: 8, nk: 7)) { _ in 0.1 }
    for spacing in [nil, 0.7, 1.9] as [Double?] {
      let prepared = try recipe(
        spacing: [spacing, spacing, spacing], normalisation: normalisation
      ).prepare(name: "flat", channels: [flat], labels: nil)
      #expect(prepared.values.allSatisfy { $0 == 0 })
    }
  }

  @Test func `bad recipes are refused with what to do`() {
    let bad = [
      recipe(4, patch: [8, 8, 8, 8]), recipe(spacing: [1, 1]), recipe(spacing: [0, 1, 1]),
      recipe(spacing: [.nan, 1, 1]), recipe(spacing: [1, .infinity, 1]), recipe(patch: [8, 8]),
      recipe(patch: [8, 8, 0]), recipe(patch: [1 << 40, 1 << 40, 1]),
      recipe(normalisation: .percentiles(low: 5, high: 5)),
      recipe(normalisation: .percentiles(low: -1, high: 50)),
      recipe(normalisation: .percentiles(low: 1, high: 100.5)),
      recipe(normalisation: .percentiles(low: .nan, high: 99)),
      recipe(normalisation: .range(low: 3, high: 3)),
      recipe(normalisation: .range(low: 0, high: .infinity)),
    ]
    for recipe in bad {
      #expect(throws: PreparationError.self, "\(recipe)") { try recipe.validate() }
    }
    #expect(
      PreparationError.badRecipe(reason: "its spacing is wrong. Choose 1").description
        == "the recipe cannot be used: its spacing is wrong. Choose 1.")
  }

  @Test func `parts that lie elsewhere are refused`() throws {
    let size = GridSize(ni: 4, nj: 4, nk: 4)
    let first = volume(size) { $0.x }
    let wider = volume(size, spacing: SIMD3(1, 1, 1.1)) { $0.x }
    #expect(
      throws: PreparationError.geometriesDiffer(
        name: "case", part: "channel 2", first: size, other: size)
    ) {
      try recipe().prepare(name: "case", channels: [first, wider], labels: nil)
    }
    let larger = GridSize(ni: 4, nj: 5, nk: 4)
    #expect(
      throws: PreparationError.geometriesDiffer(
        name: "case", part: "the labels", first: size, other: larger)
    ) {
      try recipe().prepare(
        name: "case", channels: [first], labels: labelVolume(larger) { _ in 0 })
    }
    let rounded = labelVolume(size, spacing: SIMD3(1, 1, 1.000001)) { _ in 1 }
    #expect(throws: Never.self, "the rounding of a file is no other place") {
      try recipe().prepare(name: "case", channels: [first], labels: rounded)
    }
  }

  @Test func `an image that would not fit in memory is refused before it is made`() {
    let still = volume(GridSize(ni: 8, nj: 8, nk: 8)) { $0.x }
    for spacing in [1e-4, 1e-300] {
      #expect {
        try recipe(spacing: [spacing, spacing, spacing]).prepare(
          name: "fine", channels: [still], labels: nil)
      } throws: { error in
        guard case PreparationError.tooLarge = error else { return false }
        return "\(error)".contains("coarser spacing")
      }
    }
  }

  @Test func `a channel without any finite intensity is refused by its number`() {
    let size = GridSize(ni: 2, nj: 2, nk: 2)
    #expect(throws: PreparationError.nothingFinite(name: "empty", channel: 2)) {
      try recipe().prepare(
        name: "empty", channels: [volume(size) { $0.x }, volume(size) { _ in .nan }], labels: nil)
    }
  }

  @Test func `a recipe's JSON has these keys and comes back`() throws {
    let written = PreparationRecipe(
      dimensions: 3, spacing: [1.5, nil, 8], patch: [16, 128, 96],
      normalisation: .percentiles(low: 0.5, high: 99.5), isPerSlice: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(written), as: UTF8.self)
        == #"{"dimensions":3,"normalisation":{"percentiles":{"high":99.5,"low":0.5}},"#
        + #""patch":[16,128,96],"per_slice":true,"spacing":[1.5,null,8]}"#)
    let read = try JSONDecoder().decode(PreparationRecipe.self, from: encoder.encode(written))
    #expect(read == written)
    let zScore = try encoder.encode(Normalisation.zScore)
    #expect(String(decoding: zScore, as: UTF8.self) == #"{"z_score":{}}"#)
  }
}
