/// How a label is drawn: a colour, and a line pattern for eyes that tell few colours apart.
public struct LabelColour: Sendable, Hashable {
  /// Of outline and fill.
  public var colour: Colour
  /// Of the outline.
  public var pattern: LinePattern

  /// A colour and a pattern of one's own choice.
  public init(_ colour: Colour, _ pattern: LinePattern) {
    self.colour = colour
    self.pattern = pattern
  }

  /// The colour of a structure by its name, in any case; of other names by `value`.
  ///
  /// Sources: RV red, myocardium blue, LV green as in the ISMRM tutorial; the rest from the
  /// colour-blind safe palette of Okabe and Ito 2008, its dark blue lightened for dark images.
  public init(name: String, value: UInt8) {
    let words = name.lowercased().split { " _-".contains($0) }
    self = LabelColour.named[words.joined(separator: " ")] ?? LabelColour(value: value)
  }

  /// The colour of a label that has no name of its own here.
  public init(value: UInt8) {
    let n = (Int(value) + 254) % 255
    let colours = LabelColour.palette
    let patterns = LabelColour.patterns
    // The second time round the colours, each meets another pattern.
    self.init(colours[n % colours.count], patterns[(n + n / colours.count) % patterns.count])
  }

  private static let patterns: [LinePattern] = [
    .solid, .longDashes, .dots, .dashDot, .shortDashes,
  ]

  private static let palette = [
    Colour(0xE6, 0x9F, 0x00), Colour(0x56, 0xB4, 0xE9), Colour(0xF0, 0xE4, 0x42),
    Colour(0xCC, 0x79, 0xA7), Colour(0x00, 0xB0, 0x86), Colour(0xE8, 0x6A, 0x1C),
    Colour(0x4C, 0x8D, 0xFF), Colour(0xD9, 0xD9, 0xD9),
  ]

  private static let named: [String: LabelColour] = {
    let rightVentricle = LabelColour(Colour(0xF0, 0x48, 0x48), .longDashes)
    let myocardium = LabelColour(Colour(0x4A, 0x9C, 0xFF), .dots)
    let leftVentricle = LabelColour(Colour(0x37, 0xD0, 0x6A), .solid)
    let rightKidney = LabelColour(Colour(0xF5, 0xDD, 0x42), .longDashes)
    let leftKidney = LabelColour(Colour(0xB0, 0x74, 0x3E), .dashDot)
    let tumour = LabelColour(Colour(0xFF, 0x4F, 0xD8), .shortDashes)
    return [
      "rv": rightVentricle, "right ventricle": rightVentricle,
      "myo": myocardium, "myocardium": myocardium,
      "lv": leftVentricle, "left ventricle": leftVentricle,
      "liver": LabelColour(Colour(0x4A, 0x9C, 0xFF), .solid),
      "right kidney": rightKidney, "kidney right": rightKidney,
      "left kidney": leftKidney, "kidney left": leftKidney,
      "spleen": LabelColour(Colour(0xFF, 0x9A, 0x2E), .dots),
      "tumour": tumour, "tumor": tumour,
    ]
  }()
}
