/// A closed outline's deviation from a circle: a short Fourier series in the angle.
struct Outline {
  /// Cosine and sine amplitudes of the first to the sixth harmonic, then two zeros.
  private var cosines = SIMD8<Double>()
  private var sines = SIMD8<Double>()

  /// An outline that changes smoothly with `height`.
  /// - Parameters:
  ///   - height: Position along the axis; a step of 1 gives an independent shape.
  ///   - channel: Keeps the outlines of several surfaces apart.
  ///   - strength: Factor on all amplitudes.
  init(_ noise: SmoothNoise, height: Double, channel: Double, strength: Double) {
    let amplitudes = SIMD8<Double>(0.02, 0.12, 0.07, 0.04, 0.025, 0.015, 0, 0)
    for m in 0..<6 {
      let row = channel * 7 + Double(m) + 0.5
      cosines[m] = strength * amplitudes[m] * noise.value(height, row, 0.5)
      sines[m] = strength * amplitudes[m] * noise.value(height, row, 8.5)
    }
  }

  /// The relative deviation in the direction (x, y), which has length 1.
  func deviation(_ x: Double, _ y: Double) -> Double {
    var c = x
    var s = y
    var sum = 0.0
    for m in 0..<6 {
      sum += cosines[m] * c + sines[m] * s
      // The angle sum turns harmonic m into m + 1 without a trigonometric function.
      (c, s) = (c * x - s * y, s * x + c * y)
    }
    return sum
  }
}
