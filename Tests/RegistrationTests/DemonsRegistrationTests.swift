import Foundation
import TestSupport
import Testing
import Volumes

@testable import Registration

@Suite struct DemonsRegistrationTests {
  /// A bright ellipse with a dark core, soft at its borders.
  func slice(
    x: Double = 40, y: Double = 36, scale: Double = 1, gain: Float = 1, offset: Float = 0
  ) -> ImageSlice {
    let (ni, nj) = (84, 72)
    func soft(_ d: Double) -> Float { Float(1 / (1 + exp(d))) }
    return ImageSlice(
      ni: ni, nj: nj,
      pixels: (0..<ni * nj).map { n in
        let (dx, dy) = ((Double(n % ni) - x) / scale, (Double(n / ni) - y) / (0.8 * scale))
        let r = (dx * dx + dy * dy).squareRoot()
        return offset + gain * (100 * soft((r - 18) * scale) - 70 * soft((r - 8) * scale))
      })
  }

  /// Mean distance from where pixels between the given radii should have gone to where they went.
  func error(
    _ field: DisplacementField, radii: ClosedRange<Double>, x: Double = 40, y: Double = 36,
    wanted: (SIMD2<Double>) -> SIMD2<Double>
  ) -> Double {
    var (sum, count) = (0.0, 0.0)
    for n in field.x.indices {
      let d = SIMD2(Double(n % field.ni) - x, Double(n / field.ni) - y)
      let r = (d.x * d.x + d.y * d.y / 0.64).squareRoot()
      guard radii.contains(r) else { continue }
      let off = SIMD2(Double(field.x[n]), Double(field.y[n])) - wanted(d)
      sum += (off.x * off.x + off.y * off.y).squareRoot()
      count += 1
    }
    return sum / count
  }

  @Test func `a slice lies on itself`() {
    let field = displacementField(from: slice(), to: slice())
    #expect(field.x.allSatisfy { abs($0) < 1e-3 } && field.y.allSatisfy { abs($0) < 1e-3 })
  }

  @Test(arguments: [(3.0, 0.0), (-2, 4), (0.5, -0.3)])
  func `what moved is found where it went`(dx: Double, dy: Double) {
    let field = displacementField(from: slice(), to: slice(x: 40 + dx, y: 36 + dy))
    // Across the border; along it nothing shows, but smoothness.
    #expect(error(field, radii: 6...20) { _ in SIMD2(dx, dy) } < 0.7)
  }

  @Test func `what shrank is found towards its middle`() {
    let field = displacementField(from: slice(), to: slice(scale: 0.8))
    // 3.6 pixels; a smooth field stays behind where everything runs together.
    #expect(error(field, radii: 16...20) { -0.2 * $0 } < 1.3)
    #expect(error(DisplacementField(ni: 84, nj: 72), radii: 16...20) { -0.2 * $0 } > 3)
  }

  @Test func `brightness and contrast do not matter`() {
    let plain = displacementField(from: slice(), to: slice(x: 43))
    let bright = displacementField(from: slice(), to: slice(x: 43, gain: 7, offset: 300))
    #expect(zip(plain.x, bright.x).allSatisfy { abs($0 - $1) < 0.02 })
  }

  @Test func `a good start is refined, not lost`() {
    let (a, b) = (slice(), slice(x: 52, y: 36))
    var start = DisplacementField(ni: a.ni, nj: a.nj)
    for n in start.x.indices { start.x[n] = 11 }
    let field = displacementField(from: a, to: b, start: start)
    #expect(error(field, radii: 6...20) { _ in SIMD2(12, 0) } < 0.7)
  }

  @Test func `even slices and those that are no numbers give no displacement`() {
    let even = ImageSlice(ni: 20, nj: 9, pixels: [Float](repeating: 5, count: 180))
    let broken = ImageSlice(ni: 20, nj: 9, pixels: [Float](repeating: .nan, count: 180))
    for pair in [(even, even), (even, broken), (broken, broken)] {
      let field = displacementField(from: pair.0, to: pair.1)
      #expect(field == DisplacementField(ni: 20, nj: 9))
    }
    let single = ImageSlice(ni: 1, nj: 1, pixels: [3])
    #expect(displacementField(from: single, to: single) == DisplacementField(ni: 1, nj: 1))
  }
}

@Suite struct DisplacementFieldTests {
  func shift(_ x: Float, _ y: Float) -> DisplacementField {
    var field = DisplacementField(ni: 6, nj: 5)
    for n in field.x.indices { (field.x[n], field.y[n]) = (x, y) }
    return field
  }

  @Test func `values are taken from where the pixels lie, at the border from the border`() {
    let ramp = (0..<30).map { Float($0 % 6) + 10 * Float($0 / 6) }
    let moved = shift(1.5, 0).pulled(ramp)
    #expect(moved[6...11] == [11.5, 12.5, 13.5, 14.5, 15, 15])
    #expect(shift(0, -9).pulled(ramp)[12..<18] == [0, 1, 2, 3, 4, 5])
  }

  @Test func `one way after the other is both`() {
    let both = shift(1, 0).followed(by: shift(0.5, 2))
    #expect(both.x.allSatisfy { $0 == 1.5 } && both.y.allSatisfy { $0 == 2 })
  }

  @Test func `on a finer grid the way is as far`() {
    let fine = shift(1, -2).resized(ni: 12, nj: 10)
    #expect(fine.x.allSatisfy { $0 == 2 } && fine.y.allSatisfy { $0 == -4 })
  }

  @Test func `slices agree with themselves, their negatives and nothing else`() {
    let slice = ImageSlice(ni: 3, nj: 2, pixels: [1, 2, 3, 4, 5, 9])
    let all = SliceMask(ni: 3, nj: 2, pixels: [Bool](repeating: true, count: 6))
    #expect(abs(correlation(of: slice, with: slice.pixels, in: all) - 1) < 1e-12)
    #expect(abs(correlation(of: slice, with: slice.pixels.map { 3 - 2 * $0 }, in: all) + 1) < 1e-12)
    #expect(correlation(of: slice, with: [Float](repeating: 2, count: 6), in: all) == 0)
    #expect(correlation(of: slice, with: slice.pixels, in: SliceMask(ni: 3, nj: 2)) == 0)
  }
}
