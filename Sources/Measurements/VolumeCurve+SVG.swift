import Figures

extension VolumeCurve {
  /// The curve as a vector drawing for a report, dark on white.
  public var svg: String {
    let (horizontal, vertical) = (horizontal, vertical)
    let frame = (x: 70.0, y: 60.0, width: 600.0, height: 300.0)
    func x(_ number: Double) -> Double { frame.x + horizontal.share(number) * frame.width }
    func y(_ volume: Double) -> Double {
      frame.y + (1 - vertical.share(volume)) * frame.height
    }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 430" width="700" height="430" \
      font-family="sans-serif" font-size="14">
      """,
      "<title>\(escaped(title))</title>",
      "<rect width=\"700\" height=\"430\" fill=\"#FFFFFF\"/>",
      text(title, 70, 26, size: 16),
    ]
    for tick in vertical.ticks {
      parts.append(line(frame.x, y(tick.value), frame.x + frame.width, y(tick.value), "#DDDDDD"))
      parts.append(text(tick.text, frame.x - 8, y(tick.value) + 5, anchor: "end"))
    }
    for tick in horizontal.ticks {
      let bottom = frame.y + frame.height
      parts.append(line(x(tick.value), bottom, x(tick.value), bottom + 6, "#333333"))
      parts.append(text(tick.text, x(tick.value), bottom + 22, anchor: "middle"))
    }
    parts.append(
      text(horizontalName, frame.x + frame.width / 2, frame.y + frame.height + 48, anchor: "middle")
    )
    parts.append(text("mL", frame.x - 8, frame.y - 13, anchor: "end"))
    for (n, mark) in marks.enumerated() {
      let place = x(Double(mark.frame))
      parts.append(
        line(place, frame.y, place, frame.y + frame.height, "#333333", dashes: "6 3"))
      parts.append(
        text(mark.name, place + 4, frame.y + frame.height - 6 - 18 * Double(n)))
    }
    for (n, curve) in self.lines.enumerated() {
      let colour = curve.style.colour.darkened.hex
      let dashes = curve.style.pattern.lengths.map { number($0) }.joined(separator: " ")
      let points = curve.points.map { "\(number(x(Double($0.frame)))),\(number(y($0.volume)))" }
      parts.append(
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" "
          + "stroke-width=\"2.5\"\(dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")/>")
      for point in curve.points {
        parts.append(
          "<circle cx=\"\(number(x(Double(point.frame))))\" cy=\"\(number(y(point.volume)))\" "
            + "r=\"3.5\" fill=\"\(colour)\"><title>\(escaped(curve.name)), "
            + "\(escaped(horizontalName)) \(point.frame): "
            + "\(number(point.volume)) mL</title></circle>")
      }
      let left = frame.x + frame.width - 60
      let row = frame.y - 28 + Double(n) * 18
      parts.append(line(left, row - 5, left + 30, row - 5, colour, width: 2.5, dashes: dashes))
      parts.append(text(curve.name, left + 36, row))
    }
    parts.append("</svg>")
    return parts.joined(separator: "\n") + "\n"
  }
}

private func line(
  _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String, width: Double = 1,
  dashes: String = ""
) -> String {
  "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" "
    + "stroke=\"\(colour)\" stroke-width=\"\(number(width))\""
    + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"") + "/>"
}

private func text(
  _ words: String, _ x: Double, _ y: Double, anchor: String = "start", size: Int = 14
) -> String {
  "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-size=\"\(size)\" "
    + "fill=\"#222222\">\(escaped(words))</text>"
}

/// With two decimals, which is a fiftieth of a pixel.
private func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

private func escaped(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}

extension Colour {
  /// For white ground.
  fileprivate var darkened: Colour {
    func dark(_ channel: UInt8) -> UInt8 { UInt8(Int(channel) * 3 / 4) }
    return Colour(dark(red), dark(green), dark(blue))
  }
}
