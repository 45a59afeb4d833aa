import TestSupport
import Testing
import Volumes

@testable import MinimalPaths

@Suite struct SimplePolygonTests {
  func points(_ p: (Double, Double)...) -> [SlicePoint] { p.map { SlicePoint($0.0, $0.1) } }

  @Test func `a simple polygon is left as it is`() {
    let square = points((0, 0), (4, 0), (4, 4), (0, 4))
    #expect(simplePolygon(square) == square)
    #expect(isSimplePolygon(square))
  }

  @Test func `a figure of eight keeps its larger loop`() throws {
    let eight = points((0, 0), (10, 10), (10, 0), (0, 10), (-20, 5))
    #expect(!isSimplePolygon(eight))
    let polygon = try #require(simplePolygon(eight))
    #expect(isSimplePolygon(polygon))
    #expect(Set(polygon) == Set(points((0, 0), (5, 5), (0, 10), (-20, 5))))
  }

  @Test func `a spike that runs out and back is cut off`() {
    let spiked = points((0, 0), (2, 0), (2, -7), (2, 0), (4, 0), (4, 4), (0, 4))
    let polygon = simplePolygon(spiked)
    #expect(polygon.map(isSimplePolygon) == true)
    #expect(polygon?.contains(SlicePoint(2, -7)) == false)
  }

  @Test func `a vertex that touches another segment is resolved`() throws {
    let touching = points((0, 0), (10, 0), (10, 10), (5, 0), (0, 10))
    let polygon = try #require(simplePolygon(touching))
    #expect(isSimplePolygon(polygon))
  }

  @Test func `points on one line have no polygon`() {
    #expect(simplePolygon(points((0, 0), (1, 1), (2, 2), (5, 5))) == nil)
    #expect(simplePolygon(points((0, 0), (1, 1))) == nil)
    #expect(simplePolygon([]) == nil)
  }

  @Test func `any random closed walk becomes simple`() {
    var random = SeededRandom(seed: 7)
    var polygons = 0
    for round in 0..<300 {
      let range = round % 2 == 0 ? 0.0...30.0 : 0.0...3.0
      let count = Int.random(in: 3...40, using: &random)
      // Every other round on whole numbers, where touching and overlapping are common.
      let walk = (0..<count).map { _ in
        let x = Double.random(in: range, using: &random)
        let y = Double.random(in: range, using: &random)
        return round % 3 == 0 ? SlicePoint(x.rounded(), y.rounded()) : SlicePoint(x, y)
      }
      if let polygon = simplePolygon(walk) {
        #expect(isSimplePolygon(polygon), "round \(round)")
        #expect(simplePolygon(polygon) == polygon)
        polygons += 1
      }
    }
    #expect(polygons > 250)
  }
}

@Suite struct PolygonFillTests {
  @Test func `centres inside are filled, centres on the line belong to lower indices`() {
    // A square from 1 to 4: its left and upper border centres count as outside, the others in.
    let mask = SliceMask(
      ni: 6, nj: 6,
      inside: [SlicePoint(1, 1), SlicePoint(4, 1), SlicePoint(4, 4), SlicePoint(1, 4)])
    for j in 0..<6 {
      for i in 0..<6 { #expect(mask[i, j] == ((2...4) ~= i && (2...4) ~= j)) }
    }
  }

  @Test func `two polygons with a common border share no pixel and miss none`() {
    let left = SliceMask(
      ni: 9, nj: 9,
      inside: [SlicePoint(0.5, 0.5), SlicePoint(3, 0.5), SlicePoint(6, 7), SlicePoint(0.5, 7)])
    let right = SliceMask(
      ni: 9, nj: 9,
      inside: [SlicePoint(3, 0.5), SlicePoint(8, 0.5), SlicePoint(8, 7), SlicePoint(6, 7)])
    let both = SliceMask(
      ni: 9, nj: 9,
      inside: [SlicePoint(0.5, 0.5), SlicePoint(8, 0.5), SlicePoint(8, 7), SlicePoint(0.5, 7)])
    for n in both.pixels.indices {
      #expect(both.pixels[n] == (left.pixels[n] != right.pixels[n]))
      #expect(!(left.pixels[n] && right.pixels[n]))
    }
  }

  @Test func `the direction of travel does not matter`() {
    let polygon = [SlicePoint(0.3, 0.2), SlicePoint(7.7, 2), SlicePoint(3, 7.5)]
    #expect(
      SliceMask(ni: 9, nj: 9, inside: polygon)
        == SliceMask(ni: 9, nj: 9, inside: polygon.reversed()))
  }

  @Test func `a hole is turned over`() {
    var mask = SliceMask(
      ni: 9, nj: 9,
      inside: [
        SlicePoint(0.5, 0.5), SlicePoint(7.5, 0.5), SlicePoint(7.5, 7.5), SlicePoint(0.5, 7.5),
      ])
    #expect(mask.area == 49)
    mask.toggle(
      inside: [
        SlicePoint(2.5, 2.5), SlicePoint(4.5, 2.5), SlicePoint(4.5, 4.5), SlicePoint(2.5, 4.5),
      ])
    #expect(mask.area == 45)
    #expect(!mask[3, 3])
  }

  @Test func `a polygon reaching out of the slice fills what lies inside of it`() {
    let mask = SliceMask(
      ni: 4, nj: 3,
      inside: [
        SlicePoint(-100, -100), SlicePoint(100, -100), SlicePoint(100, 100), SlicePoint(-100, 100),
      ])
    #expect(mask.area == 12)
  }

  @Test func `the area of a filled circle is that of the circle`() {
    let circle = circlePoints(x: 32.3, y: 31.6, radius: 25, count: 400)
    let mask = SliceMask(ni: 64, nj: 64, inside: circle)
    // Gauss's circle problem: the error is of the order of the radius.
    #expect(abs(Double(mask.area) - 3.14159265 * 625) < 25)
  }
}

@Suite struct MaskOutlineTests {
  func refilled(_ mask: SliceMask) -> SliceMask {
    var result = SliceMask(ni: mask.ni, nj: mask.nj)
    for outline in mask.outlines { result.toggle(inside: outline) }
    return result
  }

  @Test func `one pixel has a diamond around it`() {
    var mask = SliceMask(ni: 3, nj: 3)
    mask[1, 1] = true
    #expect(mask.outlines.count == 1)
    #expect(
      Set(mask.outlines[0])
        == [SlicePoint(0.5, 1), SlicePoint(1.5, 1), SlicePoint(1, 0.5), SlicePoint(1, 1.5)])
  }

  @Test func `filling the outlines of any mask gives it back`() {
    var random = SeededRandom(seed: 13)
    for density in [0.1, 0.5, 0.9] {
      for _ in 0..<30 {
        let pixels = (0..<15 * 11).map { _ in Double.random(in: 0...1, using: &random) < density }
        let mask = SliceMask(ni: 15, nj: 11, pixels: pixels)
        #expect(refilled(mask) == mask)
        for outline in mask.outlines { #expect(isSimplePolygon(outline)) }
      }
    }
  }

  @Test func `a ring has an outer and an inner outline`() {
    var mask = SliceMask(ni: 5, nj: 5)
    for j in 1...3 { for i in 1...3 { mask[i, j] = true } }
    mask[2, 2] = false
    #expect(mask.outlines.count == 2)
  }
}
