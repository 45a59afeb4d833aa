extension Raster {
  /// Draws straight lines from point to point, anti-aliased, with round joins and ends.
  /// - Parameters:
  ///   - points: Positions in pixels from the top left corner; not finite ones are left out, and
  ///     ones beyond a million pixels are moved to there.
  ///   - closed: Whether the last point is joined to the first.
  ///   - width: Pixels, > 0.
  ///   - opacity: 0...1.
  ///   - pattern: Dashes; counted from the first point.
  public mutating func drawPolyline(
    _ points: [SIMD2<Double>], closed: Bool = false, width: Double = 1, colour: Colour,
    opacity: Double = 1, pattern: LinePattern = .solid
  ) {
    drawPolylines(
      [points], closed: closed, width: width, colour: colour, opacity: opacity, pattern: pattern)
  }

  /// Draws several lines as one, so that where they cross a translucent colour is not darker.
  mutating func drawPolylines(
    _ lines: [[SIMD2<Double>]], closed: Bool, width: Double, colour: Colour, opacity: Double,
    pattern: LinePattern = .solid
  ) {
    guard width > 0, width.isFinite else { return }
    let limit = SIMD2(1e6, 1e6)
    let usable = lines.map { line in
      line.filter(\.isFinite).map { pointwiseMin(pointwiseMax($0, -limit), limit) }
    }
    let margin = width / 2 + 1
    guard
      var coverage = Coverage(
        around: usable.flatMap { $0 }, margin: margin, pictureWidth: self.width,
        pictureHeight: height)
    else { return }
    for line in usable {
      add(line, closed: closed, width: width, pattern: pattern, to: &coverage)
    }
    blend(coverage, colour: colour, opacity: opacity)
  }

  private func add(
    _ line: [SIMD2<Double>], closed: Bool, width: Double, pattern: LinePattern,
    to coverage: inout Coverage
  ) {
    guard let first = line.first else { return }
    var corners = line
    if closed || line.count == 1 { corners.append(first) }
    let low = SIMD2(-width - 2, -width - 2)
    let high = SIMD2(Double(self.width), Double(height)) - low
    var travelled = 0.0
    for (from, to) in zip(corners, corners.dropFirst()) {
      let step = to - from
      let length = (step * step).sum().squareRoot()
      defer { travelled += length }
      if pattern.lengths.isEmpty || length == 0 {
        if length > 0 || line.count == 1 {
          coverage.addSegment(from: from, to: to, width: width)
        }
        continue
      }
      // Dashes are counted only where they can be seen; a far point would make millions.
      guard let seen = segmentRange(from: from, to: to, insideLow: low, high: high) else {
        continue
      }
      let inked = pattern.ink(
        from: travelled + seen.0 * length, to: travelled + seen.1 * length, inset: width / 2)
      for (start, end) in inked {
        coverage.addSegment(
          from: from + step * ((start - travelled) / length),
          to: from + step * ((end - travelled) / length), width: width)
      }
    }
  }

  /// Draws a circular line, anti-aliased; `radius` runs to the middle of the line.
  /// - Parameters: Lengths in pixels; `centre` from the top left corner; `opacity` 0...1.
  public mutating func drawRing(
    centre: SIMD2<Double>, radius: Double, width: Double = 1, colour: Colour, opacity: Double = 1
  ) {
    drawCircle(centre, radius, width, filled: false, colour, opacity)
  }

  /// Draws a filled circle, anti-aliased.
  /// - Parameters: Lengths in pixels; `centre` from the top left corner; `opacity` 0...1.
  public mutating func drawDisc(
    centre: SIMD2<Double>, radius: Double, colour: Colour, opacity: Double = 1
  ) {
    drawCircle(centre, radius, 0, filled: true, colour, opacity)
  }

  private mutating func drawCircle(
    _ centre: SIMD2<Double>, _ radius: Double, _ lineWidth: Double, filled: Bool,
    _ colour: Colour, _ opacity: Double
  ) {
    guard radius > 0, radius.isFinite, lineWidth.isFinite,
      var coverage = Coverage(
        around: [centre], margin: radius + lineWidth / 2 + 1, pictureWidth: width,
        pictureHeight: height)
    else { return }
    coverage.addCircle(centre: centre, radius: radius, width: lineWidth, filled: filled)
    blend(coverage, colour: colour, opacity: opacity)
  }
}
