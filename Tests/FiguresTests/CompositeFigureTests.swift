import Figures
import Testing
import Volumes

private func flat(_ ni: Int, _ nj: Int, _ value: Float = 0.5) -> ImageSlice {
  ImageSlice(ni: ni, nj: nj, pixels: [Float](repeating: value, count: ni * nj))
}

private func holds(_ raster: Raster, _ colour: Colour) -> Bool {
  (0..<raster.height).contains { y in (0..<raster.width).contains { raster[$0, y] == colour } }
}

private let unitWindow = DisplayWindow(level: 0.5, width: 1)

@Suite struct SliceGridTests {
  @Test func `a grid has a place for every figure`() {
    let figure = SliceFigure(flat(10, 8), window: unitWindow)
    let grid = SliceGrid([figure, figure, figure], columns: 2).drawing()
    // Gaps of six pixels around and between two columns of 10 and two rows of 8 pixels.
    #expect((grid.width, grid.height) == (38, 34))
    let grey = (0..<grid.height).reduce(0) { sum, y in
      sum + (0..<grid.width).count { grid[$0, y] == Colour(grey: 128) }
    }
    #expect(grey == 240)
  }

  @Test func `captions, title, legend and note make the picture taller only`() {
    let plain = SliceFigure(flat(80, 40), window: unitWindow)
    var named = plain
    named.caption = "slice 3"
    let small = SliceGrid([plain]).drawing()
    var grid = SliceGrid([named], legend: [FigureLabel(1, name: "RV"), FigureLabel(3, name: "LV")])
    grid.title = "patient"
    grid.note = "research"
    let large = grid.drawing()
    #expect(large.width == small.width)
    #expect(large.height > small.height + 40)
    #expect(holds(large, .white))
  }

  @Test func `a margin is in millimetres and ends at the border of the slice`() {
    let slice = ImageSlice(
      ni: 20, nj: 20, spacing: SIMD2(2, 4), pixels: [Float](repeating: 0, count: 400))
    let region = SliceRegion(i: 10..<12, j: 1..<3).widened(by: 8, in: slice)
    #expect(region == SliceRegion(i: 6..<16, j: 0..<5))
  }
}

@Suite struct ThreePanelFigureTests {
  @Test func `the panels show arrival times, clicks and curve, and the truth`() {
    var times = flat(30, 20, 0)
    for j in 0..<20 { for i in 0..<30 { times[i, j] = i < 25 ? Float(i) : .infinity } }
    var truth = SliceMask(ni: 30, nj: 20)
    for j in 5..<15 { for i in 5..<15 { truth[i, j] = true } }
    let square = [
      SlicePoint(8, 8), SlicePoint(20, 8), SlicePoint(20, 16), SlicePoint(8, 16),
    ]
    var figure = ThreePanelFigure(
      SliceFigure(flat(30, 20), window: unitWindow, scale: 5), arrivalTime: times,
      clicks: [square[0], square[2]], curve: square, truth: truth)
    figure.isoLineCount = 3
    let picture = figure.drawing()
    #expect(picture.width == 3 * 150 + 4 * 6)
    func panel(_ n: Int) -> Raster {
      var cut = Raster(width: 150, height: 100)
      cut.blit(picture, x: -(6 + n * 156), y: -17)
      return cut
    }
    #expect(panel(0)[2, 50] == ColourMap.colour(0))
    #expect(panel(0)[148, 50] == ColourMap.missing)
    #expect(!holds(panel(0), .curve))
    #expect(holds(panel(1), .curve) && holds(panel(1), .click) && !holds(panel(1), .truth))
    #expect(holds(panel(2), .curve) && !holds(panel(2), .click))
    // The left side of the truth, between columns 4 and 5, covers three quarters of a pixel.
    #expect(panel(2)[24, 50].blue > 200)
  }

  @Test func `arrival times that are nowhere finite are drawn as missing`() {
    let figure = ThreePanelFigure(
      SliceFigure(flat(6, 6), window: unitWindow), arrivalTime: flat(6, 6, .infinity), clicks: [],
      curve: [])
    #expect(holds(figure.drawing(), ColourMap.missing))
  }

  @Test func `an iso-line of a ramp is straight and where the ramp says`() {
    var ramp = flat(5, 4)
    for j in 0..<4 { for i in 0..<5 { ramp[i, j] = Float(i) } }
    let pieces = ramp.isoLines(at: 1.25)
    #expect(pieces.count == 3)
    #expect(pieces.allSatisfy { $0.0.x == 1.25 && $0.1.x == 1.25 })
    #expect(ramp.isoLines(at: 9).isEmpty)
  }

  @Test func `an iso-line keeps away from infinity and cuts a saddle twice`() {
    #expect(
      ImageSlice(ni: 2, nj: 2, pixels: [0, 2, .infinity, 2]).isoLines(at: 1).isEmpty)
    let saddle = ImageSlice(ni: 2, nj: 2, pixels: [0, 2, 2, 1]).isoLines(at: 1.2)
    #expect(saddle.count == 2)
    // The mean, 1.25, is above the level, so each low corner is cut off by itself.
    #expect(saddle.allSatisfy { abs($0.0.x - $0.1.x) < 1 && abs($0.0.y - $0.1.y) < 1 })
  }

  @Test func `the region around labels holds all of them and no more`() {
    var one = LabelSlice(ni: 40, nj: 30)
    one[10, 12] = 1
    var other = LabelSlice(ni: 40, nj: 30)
    other[14, 13] = 2
    #expect(SliceRegion(around: [one, other]) == SliceRegion(i: 10..<15, j: 12..<14))
    #expect(SliceRegion(around: [LabelSlice(ni: 4, nj: 4)]) == nil)
  }
}
