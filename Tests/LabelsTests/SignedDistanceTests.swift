import Labels
import Testing
import Volumes

@Suite struct SignedDistanceTests {
  @Test func `from the border, half a pixel from the nearest centres, below zero inside`() throws {
    var mask = SliceMask(ni: 7, nj: 1)
    for i in 2...4 { mask[i, 0] = true }
    // The one row lies beside the outside above and below.
    let found = try #require(signedDistances(of: mask, spacing: SIMD2(1, 9)))
    #expect(found == [1.5, 0.5, -0.5, -1.5, -0.5, 0.5, 1.5].map { Float($0) })
  }

  @Test func `a disc's distances are those from its circle`() throws {
    var mask = SliceMask(ni: 61, nj: 61)
    for n in mask.pixels.indices {
      let (x, y) = (Double(n % 61) - 30, Double(n / 61) - 30)
      mask.pixels[n] = x * x + y * y < 20 * 20
    }
    let found = try #require(signedDistances(of: mask, spacing: SIMD2(0.5, 0.5)))
    for n in found.indices {
      let (x, y) = (Double(n % 61) - 30, Double(n / 61) - 30)
      let exact = 0.5 * ((x * x + y * y).squareRoot() - 20)
      #expect(abs(Double(found[n]) - exact) < 0.5)
    }
  }

  @Test func `what fills the slice ends at its border, and nothing has no distance`() throws {
    let full = SliceMask(ni: 3, nj: 3, pixels: [Bool](repeating: true, count: 9))
    #expect(
      try #require(signedDistances(of: full, spacing: SIMD2(2, 2)))
        == [-1, -1, -1, -1, -3, -1, -1, -1, -1].map { Float($0) })
    #expect(signedDistances(of: SliceMask(ni: 3, nj: 3), spacing: SIMD2(1, 1)) == nil)
  }
}
