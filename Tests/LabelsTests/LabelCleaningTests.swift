import Labels
import Testing
import Volumes

@Suite struct LabelCleaningTests {
  /// Slices as rows of digits, "." for background; voxels of 10 x 10 x 10 mm are a millilitre.
  func labels(_ slices: [[String]]) -> LabelVolume {
    LabelVolume(
      geometry: Geometry(
        size: GridSize(ni: slices[0][0].count, nj: slices[0].count, nk: slices.count),
        spacing: SIMD3(10, 10, 10)),
      voxels: slices.joined().joined().map { UInt8(String($0)) ?? 0 })
  }

  @Test func `the largest component stays, over faces and through slices`() {
    var found = labels([["11.1", "..2."], ["1..1", "...1"]])
    found.keepLargestComponent(of: 1)
    #expect(found == labels([["11..", "..2."], ["1...", "...."]]))
    // The first of equally large ones; a label that is not there changes nothing.
    var equal = labels([["1.1.1"]])
    equal.keepLargestComponent(of: 1)
    equal.keepLargestComponent(of: 7)
    #expect(equal == labels([["1...."]]))
  }

  @Test func `each frame has its own largest component`() {
    var found = LabelVolume(
      geometry: Geometry(size: GridSize(ni: 4, nj: 1, nk: 1)), frames: 2,
      voxels: [1, 1, 0, 1, 1, 0, 1, 1])
    found.keepLargestComponent(of: 1)
    #expect(found.voxels == [1, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test func `components below a volume go`() {
    let before = labels([["11.1.22", "1..1...", ".1....."]])
    var found = before
    found.removeComponents(of: 1, smallerThan: 2)
    #expect(found == labels([["11.1.22", "1..1...", "......."]]))
    found.removeComponents(of: 1, smallerThan: 3)
    #expect(found == labels([["11...22", "1......", "......."]]))
    found.removeComponents(of: 2, smallerThan: 2.5)
    #expect(found.labels == [1])
    found = before
    found.removeComponents(of: 1, smallerThan: 0)
    #expect(found == before)
  }

  @Test func `holes are filled that the label closes alone`() {
    var found = labels([["1111", "1.11", "1121", "1111"]])
    found.fillHoles(of: 1)
    #expect(found == labels([["1111", "1111", "1121", "1111"]]))
    // One that touches another label, and one that is open at the border.
    for rows in [["1111", "1..1", "1121", "1111"], ["1.11", "1.11", "1111", "1111"]] {
      var other = labels([rows])
      other.fillHoles(of: 1)
      #expect(other == labels([rows]))
    }
  }

  @Test func `in a volume a hole is closed on all sides`() {
    let full = ["111", "111", "111"]
    let ring = ["111", "1.1", "111"]
    var closed = labels([full, ring, full])
    closed.fillHoles(of: 1)
    #expect(closed == labels([full, full, full]))
    var open = labels([ring, ring, full])
    open.fillHoles(of: 1)
    #expect(open == labels([ring, ring, full]))
  }
}
