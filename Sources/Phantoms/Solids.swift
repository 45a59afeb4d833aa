/// How deep a point lies inside an ellipsoid centred at the origin, about millimetres.
///
/// Positive inside. Exact on the surface and to first order beside it, which is where it is used.
func ellipsoidDepth(_ point: SIMD3<Double>, _ radii: SIMD3<Double>) -> Double {
  let p = point / radii
  let f = (p * p).sum().squareRoot()
  let q = p / radii
  let slope = (q * q).sum().squareRoot()
  // At the centre the gradient vanishes; the smallest radius is the true depth there.
  guard slope > 1e-9, f > 1e-9 else { return radii.min() }
  return min((1 - f) * f / slope, radii.max())
}

/// The same for an ellipse in the plane.
func ellipseDepth(_ x: Double, _ y: Double, _ rx: Double, _ ry: Double) -> Double {
  let px = x / rx
  let py = y / ry
  let f = (px * px + py * py).squareRoot()
  let slope = (px * px / (rx * rx) + py * py / (ry * ry)).squareRoot()
  guard slope > 1e-9, f > 1e-9 else { return min(rx, ry) }
  return min((1 - f) * f / slope, max(rx, ry))
}

/// A rod with round ends whose radius changes evenly from one end to the other, millimetres.
struct Rod {
  let start: SIMD3<Double>
  let end: SIMD3<Double>
  let startRadius: Double
  let endRadius: Double
  private let direction: SIMD3<Double>
  private let inverseSquaredLength: Double

  init(
    from start: SIMD3<Double>, to end: SIMD3<Double>, radius startRadius: Double,
    _ endRadius: Double
  ) {
    self.start = start
    self.end = end
    self.startRadius = startRadius
    self.endRadius = endRadius
    direction = end - start
    inverseSquaredLength = 1 / max((direction * direction).sum(), 1e-9)
  }

  /// Depth below the surface, positive inside.
  func depth(_ point: SIMD3<Double>) -> Double {
    let d = point - start
    let t = min(max((d * direction).sum() * inverseSquaredLength, 0), 1)
    let away = d - direction * t
    return mix(startRadius, endRadius, t) - (away * away).sum().squareRoot()
  }
}
