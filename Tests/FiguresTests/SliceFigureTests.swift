import Figures
import Testing
import Volumes

private let unitWindow = DisplayWindow(level: 0.5, width: 1)

private func blank(_ ni: Int, _ nj: Int, spacing: SIMD2<Double> = SIMD2(1, 1)) -> ImageSlice {
  ImageSlice(ni: ni, nj: nj, spacing: spacing, pixels: [Float](repeating: 0, count: ni * nj))
}

private func mask(_ rows: [String]) -> SliceMask {
  SliceMask(ni: rows[0].count, nj: rows.count, pixels: rows.joined().map { $0 == "#" })
}

@Suite struct SliceFigureTests {
  @Test func `nearest enlargement repeats every pixel`() {
    let slice = ImageSlice(ni: 2, nj: 1, pixels: [0, 1])
    let picture = SliceFigure(slice, window: unitWindow, scale: 2, interpolation: .nearest)
      .drawing()
    #expect((picture.width, picture.height) == (4, 2))
    #expect((0..<4).map { picture[$0, 1].red } == [0, 0, 255, 255])
  }

  @Test func `bilinear enlargement rises between pixel centres only`() {
    let slice = ImageSlice(ni: 2, nj: 1, pixels: [0, 1])
    let picture = SliceFigure(slice, window: unitWindow, scale: 2).drawing()
    // Centres of the picture's pixels lie at -0.25, 0.25, 0.75 and 1.25 of the slice's.
    #expect((0..<4).map { picture[$0, 0].red } == [0, 64, 191, 255])
  }

  @Test func `one NaN stays one black pixel`() {
    let slice = ImageSlice(ni: 3, nj: 1, pixels: [1, .nan, 1])
    let picture = SliceFigure(slice, window: unitWindow, scale: 2).drawing()
    #expect((0..<6).map { picture[$0, 0].red } == [255, 255, 0, 0, 255, 255])
  }

  @Test func `shares are drawn in the map's colours, and none where they are zero`() {
    var figure = SliceFigure(blank(3, 1), window: unitWindow, scale: 1, interpolation: .nearest)
    figure.shares = ImageSlice(ni: 3, nj: 1, pixels: [0, 0.5, 1])
    let picture = figure.drawing()
    #expect(picture[0, 0] == .black)
    let bright = ColourMap.colour(1)
    #expect(abs(Double(picture[2, 0].red) - 0.75 * Double(bright.red)) < 1)
    #expect(picture[1, 0] != picture[2, 0])
  }

  @Test func `pixels with unequal sides are drawn in their true shape`() {
    let slice = blank(4, 3, spacing: SIMD2(0.5, 1.5))
    let picture = SliceFigure(slice, window: unitWindow, scale: 2).drawing()
    #expect((picture.width, picture.height) == (8, 18))
  }

  @Test func `spacing that makes no sense counts as one millimetre`() {
    let slice = blank(4, 3, spacing: SIMD2(.nan, 0))
    let picture = SliceFigure(slice, window: unitWindow, scale: 2).drawing()
    #expect((picture.width, picture.height) == (8, 6))
  }

  @Test func `a whole number is drawn at the centre of its enlarged pixel`() {
    var figure = SliceFigure(blank(5, 3), window: unitWindow, scale: 5)
    figure.contours = [FigureContour([SlicePoint(1, 1), SlicePoint(3, 1)], closed: false)]
    let picture = figure.drawing()
    #expect(picture[7, 7] == .curve)
    #expect(picture[17, 7] == .curve)
    #expect(picture[7, 5] == .black)
    #expect(picture[7, 6] == picture[7, 8])
  }

  @Test func `a region moves contours along with the image`() {
    var slice = blank(9, 9)
    slice[5, 6] = 1
    var figure = SliceFigure(slice, window: unitWindow, scale: 3, interpolation: .nearest)
    figure.region = SliceRegion(i: 4..<8, j: 5..<8)
    #expect(figure.drawing()[4, 4] == .white)
    figure.contours = [FigureContour([SlicePoint(5, 6)], closed: false)]
    #expect((figure.drawing().width, figure.drawing().height) == (12, 9))
    #expect(figure.drawing()[4, 4] == .curve)
  }

  @Test func `labels are filled at a fifth and touch no other pixel`() {
    var labels = LabelSlice(ni: 3, nj: 1)
    labels[1, 0] = 3
    var figure = SliceFigure(blank(3, 1), window: unitWindow, scale: 4)
    figure.labels = labels
    figure.legend = [FigureLabel(3, name: "LV", style: LabelColour(.white, .solid))]
    figure.labelOutlines = false
    let picture = figure.drawing()
    #expect((0..<12).map { picture[$0, 2].red } == [0, 0, 0, 0, 51, 51, 51, 51, 0, 0, 0, 0])
  }

  @Test func `a seed is a ring that leaves the image inside visible`() {
    var figure = SliceFigure(blank(5, 5), window: unitWindow, scale: 5)
    figure.seeds = [SlicePoint(2, 2), SlicePoint(.nan, 0), SlicePoint(1e200, -1e200)]
    let picture = figure.drawing()
    #expect(picture[12, 12] == .black)
    #expect(picture[12, 8] == .click)
  }

  @Test func `caption and scale bar lie in their corners`() {
    var figure = SliceFigure(blank(100, 60, spacing: SIMD2(2, 2)), window: unitWindow, scale: 2)
    figure.caption = "slice 3"
    figure.scaleBar = true
    let picture = figure.drawing()
    func ink(_ columns: Range<Int>, _ rows: Range<Int>) -> Int {
      rows.reduce(0) { sum, y in sum + columns.count { picture[$0, y] == .text } }
    }
    #expect(ink(0..<60, 0..<20) > 20)
    #expect(ink(100..<200, 0..<60) == 0)
    // 50 mm are the longest round length below 30 % of 200 mm; at 1 px/mm 50 px, 2 px thick.
    #expect(ink(140..<200, 114..<120) == 100)
  }

  @Test func `a picture too small for its texts is drawn without them`() {
    var figure = SliceFigure(blank(3, 3), window: unitWindow)
    figure.caption = "a long caption"
    figure.scaleBar = true
    #expect(figure.drawing().pixels.allSatisfy { $0 == 0 })
  }
}

@Suite struct OutlineTests {
  @Test func `the outline of one pixel runs between it and its neighbours`() {
    let loops = mask(["...", ".#.", "..."]).pixelBorders()
    #expect(
      loops.map(Set.init) == [
        [
          SlicePoint(0.5, 0.5), SlicePoint(1.5, 0.5), SlicePoint(1.5, 1.5), SlicePoint(0.5, 1.5),
        ]
      ])
    #expect(loops.first?.count == 4)
  }

  @Test func `a hole has a loop of its own and the areas of the loops add up to the mask`() {
    let ring = mask(["#####", "#...#", "#.#.#", "#...#", "#####"])
    let loops = ring.pixelBorders()
    #expect(loops.count == 3)
    let areas = loops.map { loop in
      zip(loop, loop.dropFirst() + loop.prefix(1)).reduce(0) { sum, pair in
        sum + (pair.0.x * pair.1.y - pair.1.x * pair.0.y) / 2
      }
    }
    #expect(areas.sorted() == [-9, 1, 25])
    #expect(Int(areas.reduce(0, +)) == ring.area)
  }

  @Test func `sides are named by what the indices increase towards`() {
    let sides = PatientSides(orientation: "LPS")
    #expect(sides?.left == "R")
    #expect(sides?.right == "L")
    #expect(sides?.top == "A")
    #expect(sides?.bottom == "P")
    #expect(PatientSides(orientation: "SIR")?.left == "I")
    #expect(PatientSides(orientation: "XYZ") == nil)
  }

  @Test func `pixels that touch at a corner have outlines of their own`() {
    #expect(mask(["#.", ".#"]).pixelBorders().map(\.count) == [4, 4])
    #expect(mask([".#", "#."]).pixelBorders().map(\.count) == [4, 4])
  }

  @Test func `a full mask is outlined at the border and an empty one not at all`() {
    #expect(mask(["##", "##"]).pixelBorders().first?.contains(SlicePoint(-0.5, 1.5)) == true)
    #expect(mask(["..", ".."]).pixelBorders().isEmpty)
  }

  @Test func `an outline is drawn on the border of the enlarged pixels`() {
    var figure = SliceFigure(blank(3, 3), window: unitWindow, scale: 6)
    figure.contours = mask(["...", ".#.", "..."]).pixelBorders().map {
      FigureContour($0, colour: .white)
    }
    let picture = figure.drawing()
    #expect(picture[9, 9] == .black)
    // 1.5 px across the border between columns 5 and 6: three quarters on either side.
    #expect((4..<8).map { picture[$0, 9].red } == [0, 191, 191, 0])
  }
}
