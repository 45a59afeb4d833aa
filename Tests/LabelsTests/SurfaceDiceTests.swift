import TestSupport
import Testing
import Volumes

@testable import Labels

@Suite struct SurfaceElementsTests {
  @Test func `a corner, an edge and a face cut off have the areas of geometry`() {
    let areas = SurfaceElements.areas(spacing: SIMD3(1, 1, 1))
    // A triangle of sides sqrt(1/2); a rectangle of 1 by sqrt(1/2); a square.
    #expect(abs(areas[0b1] - 3.0.squareRoot() / 8) < 1e-12)
    #expect(abs(areas[0b11] - 0.5.squareRoot()) < 1e-12)
    #expect(abs(areas[0b1111] - 1) < 1e-12)
    // Three corners at right angles to a fourth: a regular hexagon of sides sqrt(1/2).
    #expect(abs(areas[0b1_0111] - 3 * 3.0.squareRoot() / 4) < 1e-12)
    // Two opposite corners: two triangles.
    #expect(abs(areas[0b1000_0001] - 2 * areas[0b1]) < 1e-12)
    #expect(areas[0] == 0)
    #expect(areas[255] == 0)
  }

  @Test func `inside and outside have one surface`() {
    let areas = SurfaceElements.areas(spacing: SIMD3(0.7, 1.3, 3.1))
    for cell in 0..<256 { #expect(abs(areas[cell] - areas[255 - cell]) < 1e-12, "\(cell)") }
  }

  @Test func `mirrored and turned cells have the same areas in a cube`() {
    let areas = SurfaceElements.areas(spacing: SIMD3(1, 1, 1))
    func moved(_ cell: Int, _ corner: (Int) -> Int) -> Int {
      (0..<8).reduce(0) { $0 | (cell >> $1 & 1) << corner($1) }
    }
    for cell in 0..<256 {
      // Against i; i and j exchanged; i to j to k to i.
      #expect(abs(areas[cell] - areas[moved(cell) { $0 ^ 1 }]) < 1e-12)
      #expect(
        abs(areas[cell] - areas[moved(cell) { $0 & 4 | ($0 & 1) << 1 | $0 >> 1 & 1 }]) < 1e-12)
      #expect(abs(areas[cell] - areas[moved(cell) { ($0 << 1 | $0 >> 2) & 7 }]) < 1e-12)
    }
  }

  @Test func `a larger voxel has a larger surface, by its faces`() {
    let wide = SurfaceElements.areas(spacing: SIMD3(2, 3, 5))
    #expect(abs(wide[0b1111] - 6) < 1e-12)
    #expect(abs(wide[0b0011_0011] - 10) < 1e-12)
    #expect(abs(wide[0b0101_0101] - 15) < 1e-12)
  }

  @Test func `lengths in a slice are those of the lines through it`() {
    let lengths = SurfaceElements.lengths(spacing: SIMD3(3, 4, 99))
    let expected = [0, 2.5, 2.5, 3, 2.5, 4, 5, 2.5, 2.5, 5, 4, 2.5, 3, 2.5, 2.5, 0]
    for (found, wanted) in zip(lengths, expected) { #expect(abs(found - wanted) < 1e-12) }
  }
}

@Suite struct SurfaceDiceTests {
  private let size = GridSize(ni: 24, nj: 24, nk: 10)

  private func box(_ from: Int, _ spacing: SIMD3<Double> = SIMD3(1, 1, 1)) -> LabelVolume {
    labelVolume(size, spacing: spacing) {
      (from..<from + 8).contains($0.i) && (5..<13).contains($0.j) && (2..<8).contains($0.k)
    }
  }

  private func dice(_ a: LabelVolume, _ b: LabelVolume, _ tolerance: Double) -> Double {
    surfaceDice(LabelPair(a, b, label: 1), tolerance: tolerance)
  }

  @Test func `equal masks agree at any tolerance, shifted ones from the shift on`() {
    #expect(dice(box(4), box(4), 0) == 1)
    #expect(dice(box(4), box(7), 3) == 1)
    #expect(dice(box(4), box(7), 2.9) < 1)
    #expect(dice(box(4), box(7), 0) < dice(box(4), box(7), 1))
    let spacing = SIMD3(0.1, 1, 1)
    // Three times 0.1 is not quite 0.3 in binary.
    #expect(dice(box(4, spacing), box(7, spacing), 0.3) == 1)
  }

  @Test func `it is symmetric and never outside of 0 to 1`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<10 {
      let a = labelVolume(size) { _ in Int.random(in: 0..<20, using: &random) == 0 }
      let b = labelVolume(size) { _ in Int.random(in: 0..<20, using: &random) == 0 }
      let found = dice(a, b, 1)
      #expect((0...1).contains(found))
      #expect(abs(found - dice(b, a, 1)) < 1e-12)
    }
  }

  @Test func `empty masks agree with each other alone`() {
    let empty = labelVolume(size) { _ in false }
    #expect(dice(empty, empty, 1) == 1)
    #expect(dice(empty, box(4), 1000) == 0)
    #expect(dice(box(4), empty, 1000) == 0)
  }
}
