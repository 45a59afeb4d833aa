/// A colour of eight bits a channel, sRGB.
public struct Colour: Sendable, Hashable {
  /// 0...255.
  public var red: UInt8
  /// 0...255.
  public var green: UInt8
  /// 0...255.
  public var blue: UInt8

  /// - Parameters: The channels, 0...255.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The grey of one level, 0 black ... 255 white.
  public init(grey: UInt8) { self.init(grey, grey, grey) }

  /// Reads "#RRGGBB", upper or lower case; nil for anything else.
  public init?(hex: String) {
    let digits = hex.utf8.dropFirst().map { Character(UnicodeScalar($0)).hexDigitValue }
    let values = digits.compactMap { $0 }
    guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6, values.count == 6 else {
      return nil
    }
    self.init(
      UInt8(values[0] * 16 + values[1]), UInt8(values[2] * 16 + values[3]),
      UInt8(values[4] * 16 + values[5]))
  }

  /// "#RRGGBB" in capitals.
  public var hex: String {
    [red, green, blue].reduce("#") { text, channel in
      let digits = String(channel, radix: 16, uppercase: true)
      return text + (channel < 16 ? "0" + digits : digits)
    }
  }

  /// This colour with `share` (0...1) of `other` mixed in.
  func mixed(with other: Colour, share: Double) -> Colour {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * min(max(share, 0), 1)).rounded())
    }
    return Colour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}

extension Colour {
  /// No light.
  public static let black = Colour(0, 0, 0)
  /// All light.
  public static let white = Colour(255, 255, 255)
  /// Behind figures: nearly black, so that dark parts of an image still end visibly.
  public static let background = Colour(0x14, 0x16, 0x1A)
  /// Text on `background` or over an image.
  public static let text = Colour(0xC8, 0xCC, 0xD2)
  /// A curve that was traced.
  public static let curve = Colour(0xFF, 0x4D, 0x4D)
  /// The outline of a reference mask.
  public static let truth = Colour(0x3D, 0x9B, 0xFF)
  /// What a person clicked.
  public static let click = Colour(0xFF, 0xE1, 0x4A)
}
