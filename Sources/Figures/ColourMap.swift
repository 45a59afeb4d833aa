/// Colours for numbers: from dark violet over teal to light yellow.
///
/// Lightness rises evenly (CIE L* from 14 to 90), so that the order of values survives a grey
/// print and red-green weakness. The control points are our own.
public enum ColourMap {
  private static let controlPoints = [
    Colour(0x2A, 0x16, 0x58), Colour(0x34, 0x40, 0x8F), Colour(0x2A, 0x6A, 0x9C),
    Colour(0x22, 0x8F, 0x96), Colour(0x3F, 0xB3, 0x7E), Colour(0x98, 0xCF, 0x55),
    Colour(0xF4, 0xE6, 0x63),
  ]

  /// Where there is no number: dark grey.
  public static let missing = Colour(grey: 0x38)

  /// The colour of `share`, 0 for the least and 1 for the greatest value; beyond them the ends.
  /// Infinity and NaN are `missing`.
  public static func colour(_ share: Double) -> Colour {
    guard share.isFinite else { return missing }
    let position = min(max(share, 0), 1) * Double(controlPoints.count - 1)
    let n = min(Int(position), controlPoints.count - 2)
    return controlPoints[n].mixed(with: controlPoints[n + 1], share: position - Double(n))
  }
}
