import Figures
import Foundation

/// A value for each segment of the left ventricle's wall as rings: the base outside, the apex
/// inside, the anterior wall up and the septum on the left, as seen from the apex.
///
/// Source: the layout of Cerqueira et al., Circulation 105 (2002) 539.
struct BullsEye {
  let title: String
  let values: [HeartSegment: Double]
  let decimals: Int
  /// What the least and the greatest colour mean.
  let scale: ClosedRange<Double>

  /// Radii of the rings' inner borders and of the outermost, as shares of the whole.
  private static let radii: [HeartSegment.Level: ClosedRange<Double>] = [
    .basal: 0.73...1, .mid: 0.46...0.73, .apical: 0.19...0.46,
  ]
  /// Above the rings, and below them the bar of colours.
  static let headHeight = 62
  static let footHeight = 62

  /// Draws it in a square with the rings' centre and radius, pixels.
  func draw(on raster: inout Raster, centre: SIMD2<Double>, radius: Double) {
    let text = ChartFrame.textScale
    func write(_ words: String, _ x: Double, _ y: Double, colour: Colour = .text, halo: Double = 0)
    {
      raster.drawText(
        words, x: Int(x) - Raster.textWidth(words, scale: text) / 2, y: Int(y) - 7, colour: colour,
        scale: text, halo: halo)
    }
    fill(&raster, centre, radius)
    let line = Colour.background
    for share in [0.19, 0.46, 0.73, 1] {
      raster.drawRing(centre: centre, radius: radius * share, width: 2, colour: line)
    }
    for segment in HeartSegment.allCases {
      guard let ring = Self.radii[segment.level] else { continue }
      let ends = [ring.lowerBound, ring.upperBound].map {
        centre + direction(segment.angles.lowerBound) * radius * $0
      }
      raster.drawPolyline(ends, width: 2, colour: line)
      let middle = (segment.angles.lowerBound + segment.angles.upperBound) / 2
      let place =
        centre + direction(middle) * radius * (ring.lowerBound + ring.upperBound) / 2
      // Two digits and a decimal do not fit between the rings.
      let words =
        values[segment].map { String(format: "%.\($0 < 9.95 ? decimals : 0)f", $0) } ?? "-"
      write(words, place.x, place.y, colour: .white, halo: 0.75)
    }
    write(title, centre.x, centre.y - radius - 44, colour: .white)
    write("anterior", centre.x, centre.y - radius - 16)
    for (letters, side) in [("SEPTUM", -1.0), ("LATERAL", 1)] {
      // Upright letters beside the rings, one below the other.
      for (n, letter) in letters.enumerated() {
        write(
          String(letter), centre.x + side * (radius + 16),
          centre.y + (Double(n) - Double(letters.count - 1) / 2) * 20)
      }
    }
    write("inferior", centre.x, centre.y + radius + 16)
    drawBar(on: &raster, x: centre.x, y: centre.y + radius + 36, width: radius)
  }

  /// The unit vector on the picture of degrees from the septum towards the anterior wall.
  private func direction(_ degrees: Double) -> SIMD2<Double> {
    let angle = degrees * .pi / 180
    return SIMD2(-cos(angle), -sin(angle))
  }

  private func fill(_ raster: inout Raster, _ centre: SIMD2<Double>, _ radius: Double) {
    let reach = Int(radius.rounded(.up))
    for y in -reach...reach {
      for x in -reach...reach {
        let (column, row) = (Int(centre.x) + x, Int(centre.y) + y)
        guard column >= 0, row >= 0, column < raster.width, row < raster.height else { continue }
        let share = Double(x * x + y * y).squareRoot() / radius
        guard share <= 1 else { continue }
        guard let level = Self.radii.first(where: { $0.value.contains(share) })?.key else {
          raster[column, row] = ColourMap.missing
          continue
        }
        let angle = atan2(-Double(y), -Double(x)) * 180 / .pi
        raster[column, row] = colour(values[HeartSegment(level, angle: angle)])
      }
    }
  }

  private func colour(_ value: Double?) -> Colour {
    value.map {
      ColourMap.colour(($0 - scale.lowerBound) / (scale.upperBound - scale.lowerBound))
    } ?? ColourMap.missing
  }

  private func drawBar(on raster: inout Raster, x: Double, y: Double, width: Double) {
    let left = Int(x - width / 2)
    for n in 0..<Int(width) {
      raster.fillRectangle(
        x: left + n, y: Int(y), width: 1, height: 10, colour: ColourMap.colour(Double(n) / width))
    }
    let text = ChartFrame.textScale
    let ends = [scale.lowerBound, scale.upperBound].map { String(format: "%.0f", $0) }
    raster.drawText(
      ends[0], x: left - 8 - Raster.textWidth(ends[0], scale: text), y: Int(y) - 2, scale: text)
    raster.drawText(ends[1], x: left + Int(width) + 8, y: Int(y) - 2, scale: text)
  }
}
