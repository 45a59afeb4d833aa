import Figures
import Testing

/// The red channel as rows, for pictures small enough to write down.
private func red(_ raster: Raster) -> [[UInt8]] {
  (0..<raster.height).map { y in (0..<raster.width).map { raster[$0, y].red } }
}

@Suite struct RasterTests {
  @Test func `a line one pixel wide through pixel centres fills exactly those pixels`() {
    var raster = Raster(width: 5, height: 3)
    raster.drawPolyline([SIMD2(1.5, 1.5), SIMD2(3.5, 1.5)], colour: .white)
    #expect(red(raster) == [[0, 0, 0, 0, 0], [0, 255, 255, 255, 0], [0, 0, 0, 0, 0]])
  }

  @Test func `a line between two rows is shared evenly by them`() {
    var raster = Raster(width: 3, height: 4)
    raster.drawPolyline([SIMD2(-5, 2), SIMD2(8, 2)], colour: .white)
    #expect(red(raster) == [[0, 0, 0], [128, 128, 128], [128, 128, 128], [0, 0, 0]])
  }

  @Test func `a closed polyline covers its last side and leaves the inside alone`() {
    let corners = [SIMD2(1.5, 1.5), SIMD2(4.5, 1.5), SIMD2(4.5, 3.5), SIMD2(1.5, 3.5)]
    var open = Raster(width: 6, height: 5)
    open.drawPolyline(corners, colour: .white)
    var closed = Raster(width: 6, height: 5)
    closed.drawPolyline(corners, closed: true, colour: .white)
    #expect(
      red(closed) == [
        [0, 0, 0, 0, 0, 0], [0, 255, 255, 255, 255, 0], [0, 255, 0, 0, 255, 0],
        [0, 255, 255, 255, 255, 0], [0, 0, 0, 0, 0, 0],
      ])
    #expect(open[1, 2] == .black)
  }

  @Test func `a translucent line is no darker where it crosses itself`() {
    var raster = Raster(width: 9, height: 9)
    raster.drawPolyline(
      [SIMD2(0, 4.5), SIMD2(9, 4.5), SIMD2(4.5, 9), SIMD2(4.5, 0)], colour: .white, opacity: 0.2)
    #expect(raster[4, 4].red == 51)
    #expect(raster[2, 4].red == 51)
  }

  @Test func `a pattern leaves its gaps empty`() {
    var raster = Raster(width: 12, height: 1)
    raster.drawPolyline(
      [SIMD2(0, 0.5), SIMD2(12, 0.5)], colour: .white, pattern: LinePattern(lengths: [4, 2]))
    let row = red(raster)[0]
    #expect([1, 2, 7, 8].allSatisfy { row[$0] == 255 })
    #expect([4, 5, 10, 11].allSatisfy { row[$0] < 40 })
  }

  @Test func `a pattern goes on around corners as if the line were straight`() {
    let pattern = LinePattern(lengths: [5, 3])
    var whole = Raster(width: 30, height: 3)
    whole.drawPolyline([SIMD2(1, 1.5), SIMD2(29, 1.5)], colour: .white, pattern: pattern)
    var pieces = Raster(width: 30, height: 3)
    pieces.drawPolyline(
      (0...28).map { SIMD2(1 + Double($0), 1.5) }, colour: .white, pattern: pattern)
    for n in whole.pixels.indices {
      // Rounding of the summed lengths may move the last bit.
      #expect(abs(Int(whole.pixels[n]) - Int(pieces.pixels[n])) <= 1)
    }
  }

  @Test func `circles are symmetric and have the right area`() {
    var disc = Raster(width: 21, height: 21)
    disc.drawDisc(centre: SIMD2(10.5, 10.5), radius: 6, colour: .white)
    var ring = Raster(width: 21, height: 21)
    ring.drawRing(centre: SIMD2(10.5, 10.5), radius: 6, width: 1.5, colour: .white)
    for raster in [disc, ring] {
      let rows = red(raster)
      #expect(rows == rows.reversed())
      #expect(rows == rows.map { $0.reversed() })
      #expect((0..<21).allSatisfy { n in rows.map { $0[n] } == rows[n] })
    }
    let area = red(disc).joined().reduce(0.0) { $0 + Double($1) } / 255
    #expect(abs(area - 36 * Double.pi) < 1)
    #expect(ring[10, 10] == .black)
    #expect(ring[10, 4] == .white)
  }

  @Test func `a rectangle is cut off at the edges and mixed by its opacity`() {
    var raster = Raster(width: 3, height: 2)
    raster.fillRectangle(x: 1, y: -4, width: .max, height: 5, colour: .white, opacity: 0.2)
    raster.fillRectangle(x: 7, y: 0, width: 2, height: 2, colour: .white)
    #expect(red(raster) == [[0, 51, 51], [0, 0, 0]])
  }

  @Test func `a picture copied over an edge is cut off`() {
    var raster = Raster(width: 3, height: 2)
    var small = Raster(width: 2, height: 2, background: .white)
    small[1, 1] = Colour(9, 8, 7)
    raster.blit(small, x: -1, y: 0)
    #expect(red(raster) == [[255, 0, 0], [9, 0, 0]])
    raster.blit(small, x: 40, y: -9)
    #expect(red(raster) == [[255, 0, 0], [9, 0, 0]])
  }

  @Test func `points that are not finite are passed over`() {
    var raster = Raster(width: 5, height: 1)
    raster.drawPolyline(
      [SIMD2(0.5, 0.5), SIMD2(.nan, 3), SIMD2(2, .infinity), SIMD2(4.5, 0.5)], colour: .white)
    #expect(red(raster) == [[255, 255, 255, 255, 255]])
    let before = raster
    raster.drawPolyline([SIMD2(.nan, .nan)], closed: true, colour: .curve)
    raster.drawPolyline([], closed: true, colour: .curve)
    raster.drawDisc(centre: SIMD2(.infinity, 0), radius: 2, colour: .curve)
    raster.drawRing(centre: SIMD2(0, 0), radius: .nan, colour: .curve)
    #expect(raster == before)
  }

  @Test(arguments: [LinePattern.solid, .dots, .dashDot])
  func `points far outside neither crash nor take long`(pattern: LinePattern) {
    var raster = Raster(width: 8, height: 8)
    let far = [SIMD2(-1e300, 4.5), SIMD2(1e300, 4.5), SIMD2(1e300, 1e300), SIMD2(-1e9, -1e9)]
    raster.drawPolyline(far, closed: false, width: 1, colour: .white, pattern: pattern)
    raster.drawRing(centre: SIMD2(-1e12, 1e12), radius: 3, colour: .white)
    raster.drawText("far", x: .max, y: .min)
    #expect(raster[3, 1] == .black)
    #expect((0..<8).contains { raster[$0, 4].red > 100 })
  }
}

@Suite struct TextTests {
  @Test func `the width of a text is the sum of its characters and the gaps between`() {
    #expect(Raster.textWidth("") == 0)
    #expect(Raster.textWidth("H") == 5)
    #expect(Raster.textWidth("i") == 1)
    #expect(Raster.textWidth("Hi") == 7)
    #expect(Raster.textWidth("Hi", scale: 3) == 21)
    #expect(Raster.textWidth("111") == Raster.textWidth("888"))
    #expect(Raster.textHeight(scale: 2) == 18)
  }

  @Test func `a capital is drawn in the cells of the font`() {
    var raster = Raster(width: 5, height: 9)
    raster.drawText("H", x: 0, y: 0, colour: .white)
    let rows = red(raster).map { String($0.map { $0 == 255 ? "#" : "." as Character }) }
    #expect(
      rows == [
        "#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#", ".....", ".....",
      ])
  }

  @Test func `every printable character but the space leaves ink within its width`() {
    for code in UInt8(33)..<127 {
      let text = String(Character(UnicodeScalar(code)))
      var raster = Raster(width: Raster.textWidth(text, scale: 2) + 2, height: 18)
      raster.drawText(text, x: 0, y: 0, colour: .white, scale: 2)
      let rows = red(raster)
      // A dot alone is a disc two pixels wide, which fills no pixel wholly.
      #expect(rows.joined().contains { $0 > 200 }, "\(text) is empty")
      #expect(rows.allSatisfy { $0.suffix(2) == [0, 0] }, "\(text) is wider than it says")
    }
  }

  @Test func `characters beyond ASCII are drawn as a box`() {
    var accented = Raster(width: 9, height: 9)
    accented.drawText("é", x: 0, y: 0)
    var greek = Raster(width: 9, height: 9)
    greek.drawText("µ", x: 0, y: 0)
    #expect(accented == greek)
    #expect(accented != Raster(width: 9, height: 9))
  }
}
