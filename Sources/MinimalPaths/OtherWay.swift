import Volumes

extension Metric {
  /// The metric for another way between two clicks: dear around the lines that are taken.
  ///
  /// Around each line lies a lens that begins close to the clicks, where every way must pass, and
  /// widens away from them: who left a line is driven well clear of it. Its middle is a wall that is
  /// crossed only where nothing else is left. Elsewhere the cost is squared (1 at the
  /// dearest voxel): whoever asks for
  /// another way means another edge, be it a long one, rather than a short cut over open ground.
  /// - Parameters:
  ///   - lines: In voxels.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  func avoiding(
    _ lines: [[SlicePoint]], from start: SlicePoint, to end: SlicePoint, scale: SIMD2<Double>
  ) -> Metric {
    let (a, b) = (start.scaled(scale), end.scaled(scale))
    // The beginning of the lenses; nearer for clicks side by side, or nothing would be in the way.
    let free = min(Lens.free, 0.2 * squaredLength(b - a).squareRoot())
    let values = self.values
    let dearest = values.max() ?? 1
    let plain = values.map { max($0 / dearest * ($0 / dearest), Self.validRange.lowerBound) }
    var raised = plain
    for line in lines {
      for q in densified(line.map { $0.scaled(scale) }, step: 0.5) {
        let room = min(squaredLength(q - a), squaredLength(q - b)).squareRoot() - free
        guard room > 0 else { continue }
        let width = min(Lens.halfWidth, room)
        forEachPixel(around: q, within: max(width, Lens.wall), scale: scale) { n, distance in
          let dearer =
            distance < Lens.wall
            ? Lens.wallCost : Lens.cost * Float(max(0, 1 - distance / width))
          raised[n] = max(raised[n], plain[n] + dearer)
        }
      }
    }
    guard let metric = try? Metric(size: size, spacing: spacing, values: raised) else {
      preconditionFailure("squared shares of the dearest voxel are in range, lenses too")
    }
    return metric
  }

  /// Visits the pixels of a slice at most `reach` from a point, with their place and distance.
  private func forEachPixel(
    around q: SIMD2<Double>, within reach: Double, scale: SIMD2<Double>,
    _ visit: (Int, Double) -> Void
  ) {
    let low = ((q - reach) / scale).rounded(.up)
    let high = ((q + reach) / scale).rounded(.down)
    let columns = max(0, Int(low.x))..<max(0, Int(low.x), min(size.ni, Int(high.x) + 1))
    for j in max(0, Int(low.y))..<max(0, Int(low.y), min(size.nj, Int(high.y) + 1)) {
      for i in columns {
        let distance = squaredLength(SIMD2(Double(i), Double(j)) * scale - q).squareRoot()
        if distance <= reach { visit(j * size.ni + i, distance) }
      }
    }
  }
}

/// Pixels, and costs beside those of open ground, 1.
private enum Lens {
  /// Around a click, where every way must pass.
  static let free = 2.0
  static let halfWidth = 4.0
  /// Half-width of a wall through which no front of four neighbours leaks.
  static let wall = 0.75
  static let cost: Float = 10
  static let wallCost: Float = 1000
}
