import Foundation

/// What stays the same over the cycle: lengths, directions and the irregularity of the outlines.
///
/// Heart coordinates are millimetres: x and y in the short-axis plane with the left ventricle's
/// axis at 0, z along the axis from the end-diastolic base (0) towards the apex.
struct HeartShape {
  /// Length of the left cavity at the end of diastole, millimetres.
  let length: Double
  /// Thickness of the left wall at the end of diastole, millimetres.
  let wallThickness: Double
  /// How far the base comes down until the end of systole, millimetres.
  let baseDescent: Double
  /// Unit vector from the left ventricle to the right one, in the plane.
  let toRight: SIMD2<Double>
  let noise: SmoothNoise
}

/// The surfaces of the heart where one plane cuts them, at one moment.
struct HeartPlane {
  /// Position along the left cavity, 0 at the base and 1 at the apex; negative above the base.
  let height: Double
  let fullness: Double
  let position: Double
  /// Millimetres above the base, 0 below it.
  let distanceAboveBase: Double
  private let cavityScale: Double
  private let wallScale: Double
  private let rightScale: Double
  private let rightCentre: SIMD2<Double>
  private let toRight: SIMD2<Double>
  private let cavityOutline: Outline
  private let wallOutline: Outline
  private let rightOutline: Outline

  /// - Parameters:
  ///   - z: Position of the plane, millimetres from the end-diastolic base.
  ///   - fullness: 1 at the end of diastole, 0 at the end of systole.
  init(_ shape: HeartShape, z: Double, fullness: Double) {
    let base = shape.baseDescent * (1 - fullness)
    // The apex hardly moves: the wall inside it thickens by about 3 mm.
    let apex = shape.length - 3 * (1 - fullness)
    let outerApex = shape.length + 0.7 * shape.wallThickness
    height = (z - base) / (apex - base)
    let outerHeight = (z - base) / (outerApex - base)
    position = z
    distanceAboveBase = max(base - z, 0)
    self.fullness = fullness
    toRight = shape.toRight
    cavityScale = profile(height, power: 2.3)
    wallScale = profile(outerHeight, power: 2.3)
    rightScale = profile(height / 0.93, power: 1.7)
    rightCentre = shape.toRight * 26 * wallScale
    let h = max(height, 0) * 2.2
    let contracted = 1 - fullness
    cavityOutline = Outline(shape.noise, height: h, channel: 0, strength: 1 + 0.5 * contracted)
    wallOutline = Outline(shape.noise, height: h + 0.2, channel: 0, strength: 0.75)
    rightOutline = Outline(shape.noise, height: h, channel: 1, strength: 1.5)
  }

  /// Whether the plane lies above the base, where the atria and great vessels are.
  var isAboveBase: Bool { height < 0 }

  /// The size each surface would need for it to pass through (x, y): x the left cavity's radius,
  /// y the outer radius of the left wall, z the right cavity's half width, all millimetres at
  /// the base. A point is inside a surface whose size is larger.
  func sizes(at x: Double, _ y: Double) -> SIMD3<Double> {
    guard height >= 0, wallScale > 0 else { return SIMD3(repeating: .infinity) }
    let r = (x * x + y * y).squareRoot()
    let c = r > 1e-9 ? x / r : 1
    let s = r > 1e-9 ? y / r : 0
    let cavity =
      cavityScale > 0 ? r / (cavityScale * (1 + cavityOutline.deviation(c, s))) : .infinity
    let wall = r / (wallScale * (1 + wallOutline.deviation(c, s)))
    guard rightScale > 0 else { return SIMD3(cavity, wall, .infinity) }
    let dx = x - rightCentre.x
    let dy = y - rightCentre.y
    let along = dx * toRight.x + dy * toRight.y
    let across = (dy * toRight.x - dx * toRight.y) / 1.28
    let q = (along * along + across * across).squareRoot()
    let rc = q > 1e-9 ? along / q : 1
    let rs = q > 1e-9 ? across / q : 0
    return SIMD3(cavity, wall, q / (rightScale * (1 + rightOutline.deviation(rc, rs))))
  }

  /// Turns a difference of `sizes` into millimetres of this plane.
  var scales: SIMD3<Double> { SIMD3(cavityScale, wallScale, rightScale) }
}

extension HeartPlane {
  /// Areas that the surfaces of these sizes enclose in the plane, square millimetres: x the left
  /// cavity, y the wall, z the right cavity, each without what belongs to those before it.
  func areas(_ sizes: SIMD3<Double>) -> SIMD3<Double> {
    guard height >= 0, wallScale > 0 else { return SIMD3() }
    let count = 180
    let step = 2 * Double.pi / Double(count)
    var areas = SIMD3<Double>()
    // Sizes grow evenly with the distance from a surface's centre.
    let borders = (0..<count).map { n in
      let angle = Double(n) * step
      let needed = self.sizes(at: cos(angle), sin(angle))
      let cavity = sizes.x / needed.x
      let border = max(sizes.y / needed.y, cavity)
      areas.x += cavity * cavity / 2 * step
      areas.y += (border * border - cavity * cavity) / 2 * step
      return border
    }
    guard rightScale > 0 else { return areas }
    let rings = 60
    for n in 0..<count {
      let angle = (Double(n) + 0.5) * step
      let direction = SIMD2(cos(angle), sin(angle))
      let away =
        sizes.z / self.sizes(at: rightCentre.x + direction.x, rightCentre.y + direction.y).z
      for ring in 0..<rings {
        let radius = (Double(ring) + 0.5) / Double(rings) * away
        let place = rightCentre + direction * radius
        let around = atan2(place.y, place.x) / step + Double(count)
        let nearest = Int(around.rounded()) % count
        guard (place * place).sum() > borders[nearest] * borders[nearest] else { continue }
        areas.z += radius * away / Double(rings) * step
      }
    }
    return areas
  }
}

/// Radius along the axis relative to the base: a blunt half egg.
private func profile(_ height: Double, power: Double) -> Double {
  guard height >= 0, height < 1 else { return height < 0 ? 1 : 0 }
  return (1 - pow(height, power)).squareRoot()
}
