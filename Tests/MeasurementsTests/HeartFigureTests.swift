import Figures
import Foundation
import Testing
import Volumes

@testable import Measurements

@Suite struct HeartFigureTests {
  private func curve(_ title: String = "heart") throws -> VolumeCurve {
    let moments = (0..<6).map { frame in
      HeartMoment(frame: frame, left: 120 - 10 * Double(frame), wall: 90, right: 100)
    }
    return VolumeCurve(title: title, moments, try HeartFunction(moments))
  }

  @Test func `the curve is well-formed SVG with a point for each frame and the marks`() throws {
    let svg = try curve("<heart> & \"co\"").svg
    let parser = XMLCounter()
    #expect(parser.parse(svg))
    #expect(parser.counts["circle"] == 12)
    #expect(parser.counts["polyline"] == 2)
    #expect(svg.contains(">ED</text>"))
    #expect(svg.contains("&lt;heart&gt; &amp; &quot;co&quot;"))
  }

  @Test func `with segments the picture has the rings, without them the curve alone`() throws {
    let wall = try WallThickness(
      DrawnHeart().mask(), DrawnHeart.labels, frame: 0, turn: .clockwise)
    let full = HeartFigure(
      curve: try curve(), summary: "numbers", endDiastole: wall, endSystole: wall
    ).drawing()
    let plain = HeartFigure(
      curve: try curve(), summary: "numbers", endDiastole: nil, endSystole: nil
    ).drawing()
    #expect(full.width == 1200)
    #expect(full.height > plain.height + 300)
  }

  @Test func `a ring's part has the colour of its value`() {
    var raster = Raster(width: 400, height: 500, background: .background)
    BullsEye(
      title: "t", values: [.basalAnterior: 10, .apicalSeptal: 0], decimals: 0, scale: 0...10
    ).draw(on: &raster, centre: SIMD2(200, 250), radius: 150)
    // Up near the rim, to the left near the centre, and to the right where there is no value.
    #expect(raster[215, 115] == ColourMap.colour(1))
    #expect(raster[150, 238] == ColourMap.colour(0))
    #expect(raster[250, 238] == ColourMap.missing)
  }
}

/// Counts elements of a text that must be XML.
private final class XMLCounter {
  var counts: [String: Int] = [:]

  /// Enough of XML for what is written here: elements that close in order.
  func parse(_ text: String) -> Bool {
    var open: [String] = []
    for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = part.firstIndex(of: ">") else { return false }
      let tag = part[..<end]
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { return false }
        continue
      }
      let name = String(tag.prefix { $0 != " " && $0 != "/" })
      counts[name, default: 0] += 1
      if !tag.hasSuffix("/") { open.append(name) }
    }
    return open.isEmpty
  }
}
