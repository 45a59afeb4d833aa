import Figures
import Testing
import Volumes

@Suite struct DisplayWindowTests {
  @Test func `a window maps its ends to black and white and its level to the middle`() {
    let window = DisplayWindow(level: 40, width: 400)
    #expect(window.grey(-160) == 0)
    #expect(window.grey(240) == 255)
    #expect(window.grey(40) == 128)
    #expect(window.grey(-60) == 64)  // a quarter of 255, rounded
    #expect(window.grey(-1000) == 0)
    #expect(window.grey(3000) == 255)
  }

  @Test func `NaN is black and infinities are the ends`() {
    let window = DisplayWindow(level: 0, width: 1)
    #expect(window.grey(.nan) == 0)
    #expect(window.grey(.infinity) == 255)
    #expect(window.grey(-.infinity) == 0)
  }

  @Test func `the automatic window runs from the 1st to the 99th percentile of finite voxels`() {
    let values = (0...100).map { Float($0) }.reversed() + [.nan, .infinity, -.infinity]
    let window = DisplayWindow(intensities: values)
    #expect(abs(window.level - 50) < 1e-9)
    #expect(abs(window.width - 98) < 1e-9)
  }

  @Test func `a constant image is mid-grey`() {
    let slice = ImageSlice(ni: 2, nj: 2, pixels: [7, 7, 7, 7])
    let window = DisplayWindow(slice)
    #expect(window.grey(7) == 128)
    let picture = SliceFigure(slice, window: window).drawing()
    #expect(picture.pixels.allSatisfy { $0 == 128 })
  }

  @Test func `a slice without any finite voxel is shown without a crash`() {
    let slice = ImageSlice(ni: 2, nj: 1, pixels: [.nan, .nan])
    let picture = SliceFigure(slice, window: DisplayWindow(slice)).drawing()
    #expect(picture.pixels.allSatisfy { $0 == 0 })
  }

  @Test func `a nearly empty slice is not shown as two greys only`() {
    let window = DisplayWindow(
      intensities: [Float](repeating: 0, count: 1000) + [50, 100])
    #expect(window.grey(0) == 0)
    #expect(window.grey(50) == 128)
    #expect(window.grey(100) == 255)
  }
}

@Suite struct LabelColourTests {
  @Test(arguments: ["#000000", "#FFFFFF", "#0A10FE", "#4A9CFF"])
  func `a colour survives the way to text and back`(hex: String) {
    #expect(Colour(hex: hex)?.hex == hex)
    #expect(Colour(hex: hex.lowercased())?.hex == hex)
  }

  @Test(arguments: ["", "#", "000000", "#12345", "#1234567", "#12345G", "#+12345", "#ÄÄÄ"])
  func `text that is no colour is refused`(hex: String) {
    #expect(Colour(hex: hex) == nil)
  }

  @Test func `structures are coloured by name in any case`() {
    #expect(LabelColour(name: "rv", value: 9) == LabelColour(name: "Right Ventricle", value: 1))
    #expect(LabelColour(name: "MYO", value: 2) == LabelColour(name: "myocardium", value: 5))
    #expect(
      LabelColour(name: "right_kidney", value: 2) == LabelColour(name: "RIGHT KIDNEY", value: 3))
    #expect(LabelColour(name: "tumor", value: 2) == LabelColour(name: "Tumour", value: 3))
    #expect(LabelColour(name: "something", value: 4) == LabelColour(value: 4))
    let rv = LabelColour(name: "RV", value: 1).colour
    let myo = LabelColour(name: "MYO", value: 2).colour
    let lv = LabelColour(name: "LV", value: 3).colour
    #expect(rv.red > rv.green && rv.red > rv.blue)
    #expect(myo.blue > myo.red && myo.blue > myo.green)
    #expect(lv.green > lv.red && lv.green > lv.blue)
  }

  @Test func `labels of one image differ in pattern where their colours differ in red and green`() {
    let heart = ["RV", "MYO", "LV"].map { LabelColour(name: $0, value: 1).pattern }
    let belly = ["liver", "right kidney", "left kidney", "spleen", "tumour"].map {
      LabelColour(name: $0, value: 1).pattern
    }
    #expect(Set(heart).count == 3)
    #expect(Set(belly).count == 5)
  }

  @Test func `the first forty unnamed labels all look different`() {
    #expect(Set((1...40).map { LabelColour(value: UInt8($0)) }).count == 40)
  }

  @Test func `a line that a machine drew has wide gaps whatever its pattern`() {
    for pattern in [LinePattern.solid, .longDashes, .dots, .dashDot, .shortDashes] {
      let gaps = pattern.machineMade.lengths.enumerated().filter { !$0.offset.isMultiple(of: 2) }
      #expect(!gaps.isEmpty && gaps.allSatisfy { $0.element >= 6 })
    }
  }

  @Test func `the colour map grows lighter with every step`() {
    func lightness(_ colour: Colour) -> Double {
      0.2126 * Double(colour.red) + 0.7152 * Double(colour.green) + 0.0722 * Double(colour.blue)
    }
    let steps = (0...64).map { lightness(ColourMap.colour(Double($0) / 64)) }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ColourMap.colour(.infinity) == ColourMap.missing)
    #expect(ColourMap.colour(.nan) == ColourMap.missing)
    #expect(ColourMap.colour(-3) == ColourMap.colour(0))
  }
}
