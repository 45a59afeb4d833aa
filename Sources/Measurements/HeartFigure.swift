public import Figures

/// A heart's numbers as a picture: volumes over the frames, and below them the wall's thickness at
/// the ends of diastole and systole and its thickening, by segment.
public struct HeartFigure: Sendable {
  private let curve: VolumeCurve
  private let endDiastole: WallThickness?
  private let endSystole: WallThickness?
  /// Numbers below the title.
  private let summary: String

  public init(
    curve: VolumeCurve, summary: String, endDiastole: WallThickness?, endSystole: WallThickness?
  ) {
    self.curve = curve
    self.summary = summary
    self.endDiastole = endDiastole
    self.endSystole = endSystole
  }

  private static let width = 1200
  private static let margin = 36
  private static let chartHeight = 300
  private static let radius = 150.0

  /// The finished picture.
  public func drawing() -> Raster {
    let top = 58 + VolumeCurve.headHeight
    let middle = top + Self.chartHeight + VolumeCurve.footHeight
    let eyes = eyes
    let eyeHeight = BullsEye.headHeight + Int(2 * Self.radius) + BullsEye.footHeight + 20
    var raster = Raster(
      width: Self.width, height: middle + (eyes.isEmpty ? 0 : eyeHeight) + 36,
      background: .background)
    let scale = ChartFrame.textScale
    raster.drawText(
      Raster.fitted(summary, width: Self.width - 2 * Self.margin, scale: scale), x: Self.margin,
      y: 20, colour: .white, scale: scale)
    let left = Self.margin + ChartFrame.numberWidth(curve.vertical) + 10
    curve.draw(
      on: &raster,
      in: ChartFrame(
        x: left, y: top, width: Self.width - left - Self.margin, height: Self.chartHeight))
    let column = Double(Self.width) / Double(max(eyes.count, 1))
    for (n, eye) in eyes.enumerated() {
      eye.draw(
        on: &raster,
        centre: SIMD2(
          (Double(n) + 0.5) * column, Double(middle + BullsEye.headHeight) + Self.radius + 8),
        radius: Self.radius)
    }
    raster.drawText(
      "Measurement for research, to be checked by a physician.", x: Self.margin,
      y: raster.height - 26, scale: scale)
    return raster
  }

  private var eyes: [BullsEye] {
    let moments = [("wall at ED, mm", endDiastole), ("wall at ES, mm", endSystole)]
    let greatest = moments.compactMap { $0.1?.segments.map(\.mean).max() }.max() ?? 1
    let top = max((greatest / 2).rounded(.up) * 2, 2)
    var eyes = moments.compactMap { title, thickness in
      thickness.map { thickness in
        BullsEye(
          title: title,
          values: Dictionary(
            uniqueKeysWithValues: thickness.segments.map { ($0.segment, $0.mean) }),
          decimals: 1, scale: 0...top)
      }
    }
    if let endDiastole, let endSystole {
      let values = endSystole.thickening(since: endDiastole)
      let most = max(((values.values.max() ?? 0) / 20).rounded(.up) * 20, 20)
      let least = min(((values.values.min() ?? 0) / 20).rounded(.down) * 20, 0)
      eyes.append(
        BullsEye(title: "thickening, %", values: values, decimals: 0, scale: least...most))
    }
    return eyes
  }
}

extension WallThickness {
  /// How much thicker segments are than at an earlier moment, per cent of the mean there.
  public func thickening(since earlier: WallThickness) -> [HeartSegment: Double] {
    var values: [HeartSegment: Double] = [:]
    for now in segments {
      guard let then = earlier.segments.first(where: { $0.segment == now.segment }) else {
        continue
      }
      values[now.segment] = 100 * (now.mean - then.mean) / then.mean
    }
    return values
  }
}
