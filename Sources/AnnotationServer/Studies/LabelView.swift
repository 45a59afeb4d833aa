import Annotation
import Figures

/// A structure as the pages draw it.
struct LabelView: Encodable {
  let value: Int
  let name: String
  /// "#rrggbb".
  let colour: String
  /// Ink and gap in turn, pixels; empty for a solid line.
  let pattern: [Double]

  init(_ entry: LabelTable.Entry) {
    let drawn = LabelColour(name: entry.name, value: entry.value)
    value = Int(entry.value)
    name = entry.name
    colour = entry.color?.lowercased() ?? drawn.colour.hexadecimal
    pattern = drawn.pattern.lengths
  }
}

extension Colour {
  var hexadecimal: String {
    "#" + Annotation.hex([red, green, blue])
  }
}
