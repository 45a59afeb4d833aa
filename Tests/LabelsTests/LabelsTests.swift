import Labels
import Testing
import Volumes

@Suite struct OverlapTests {
  func mask(_ rows: String...) -> SliceMask {
    SliceMask(
      ni: rows[0].count, nj: rows.count, pixels: rows.joined().map { $0 == "#" })
  }

  @Test func `Dice counts the common area twice`() {
    #expect(diceCoefficient(mask("##.", "..."), mask(".##", "...")) == 0.5)
    #expect(diceCoefficient(mask("##"), mask("##")) == 1)
    #expect(diceCoefficient(mask("#."), mask(".#")) == 0)
  }

  @Test func `two empty masks agree`() {
    #expect(diceCoefficient(mask(".."), mask("..")) == 1)
    #expect(diceCoefficient(mask("#."), mask("..")) == 0)
  }

  @Test func `Dice of a label runs over slices and frames`() {
    let geometry = Geometry(size: GridSize(ni: 2, nj: 1, nk: 2))
    let a = LabelVolume(geometry: geometry, frames: 2, voxels: [1, 0, 1, 2, 0, 0, 0, 1])
    let b = LabelVolume(geometry: geometry, frames: 2, voxels: [1, 1, 1, 2, 0, 0, 0, 0])
    #expect(diceCoefficient(a, b, label: 1) == 2.0 * 2 / 6)
    #expect(diceCoefficient(a, b, label: 2) == 1)
    #expect(diceCoefficient(a, b, label: 9) == 1)
  }
}

@Suite struct LabelExtentTests {
  @Test func `extents are counted per label and frame in millimetres`() {
    let geometry = Geometry(
      size: GridSize(ni: 2, nj: 2, nk: 2), spacing: SIMD3(2, 5, 10))
    let labels = LabelVolume(
      geometry: geometry, frames: 2,
      voxels: [3, 3, 0, 0, 3, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 1])
    let extents = labels.extents
    #expect(extents.count == 2)
    #expect(extents[0].label == 3)
    #expect(extents[0].voxels == 3)
    #expect(extents[0].slices == 2)
    #expect(abs(extents[0].millilitres - 0.3) < 1e-12)
    #expect(abs(extents[0].squareMillimetres - 30) < 1e-12)
    #expect(extents[1].frame == 1)
    #expect(extents[1].label == 1)
  }
}

@Suite struct ConnectedComponentTests {
  @Test func `a component does not pass corners or other labels`() {
    // Two pixels of label 1 touch at a corner only.
    let slice = LabelSlice(
      ni: 4, nj: 3,
      pixels: [
        1, 0, 0, 0,
        0, 1, 2, 0,
        0, 0, 2, 2,
      ])
    #expect(slice.connectedComponent(at: 0, 0).area == 1)
    #expect(slice.connectedComponent(at: 2, 1).area == 3)
    #expect(slice.connectedComponent(at: 0, 1).area == 3)
    #expect(slice.connectedComponent(at: 3, 0).area == 4)
  }
}
