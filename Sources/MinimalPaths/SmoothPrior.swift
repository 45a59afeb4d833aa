import Volumes

/// The smooth closed curve that clicks suggest without an image.
///
/// Outlines are taken for a Gaussian process on the circle: x and y are sums of harmonics whose
/// variances fall with the third power of the frequency, times a roughness that is chosen by the
/// clicks themselves (largest marginal likelihood). Clicks are noisy, so the curve passes near
/// them, not through.
/// Source: Rasmussen, Williams, Gaussian Processes for Machine Learning (2006), chapters 2 and 5.
struct SmoothPrior: Sendable {
  /// Coefficients of x and y: constant, then cosine and sine of each harmonic.
  private let x: Harmonics
  private let y: Harmonics
  private let variances: [Double]
  private let factor: CholeskyFactor
  /// Where the clicks lie on the curve, 0..<1, ascending from 0.
  let parameters: [Double]
  /// How wavy the clicks say the outline is; part of its size.
  let roughness: Double
  /// Inverse of the clicks' covariance times their distances from their centre.
  private let weights: [SIMD2<Double>]

  /// Tried for the roughness, and what is expected before seeing clicks.
  private static let roughnesses = [0.25, 0.35, 0.5, 0.7, 1, 1.4]
  private static let expectedRoughness = 0.35
  private static let roughnessSpread = 0.7
  private static let harmonicCount = 16

  /// - Parameters:
  ///   - points: In order, three or more, in a plane of equal units along both axes.
  ///   - noise: How far a click is off along an axis, standard deviation, same unit, > 0.
  ///   - temper: Weight of the clicks' likelihood against what is expected of the roughness.
  init(through points: [SIMD2<Double>], noise: Double, temper: Double) {
    let count = Double(points.count)
    let centre = points.reduce(SIMD2(), +) / count
    let spread = points.reduce(0) { $0 + squaredLength($1 - centre) } / count
    let radius = max(2 * noise, spread.squareRoot())
    let parameters = Self.parameters(of: points)
    var best: (score: Double, weights: [SIMD2<Double>], factor: CholeskyFactor, roughness: Double)?
    for roughness in Self.roughnesses {
      let variances = Self.variances(radius: radius, roughness: roughness)
      var kernel = SymmetricMatrix(count: points.count)
      for a in points.indices {
        for b in 0...a {
          kernel[a, b] = Self.kernel(parameters[a] - parameters[b], variances)
        }
        kernel[a, a] += noise * noise
      }
      let factor = kernel.choleskyFactor()
      let weights = factor.solve(points.map { $0 - centre })
      let fit = zip(points, weights).reduce(0) {
        $0 + ($1.0.x - centre.x) * $1.1.x + ($1.0.y - centre.y) * $1.1.y
      }
      // Of x and y together.
      let likelihood = -0.5 * fit - factor.logDeterminant
      let surprise = logarithm(roughness / Self.expectedRoughness) / Self.roughnessSpread
      let score = temper * likelihood - 0.5 * surprise * surprise
      if score > best?.score ?? -.infinity { best = (score, weights, factor, roughness) }
    }
    guard let best else { preconditionFailure("there are roughnesses to try") }
    self.parameters = parameters
    roughness = best.roughness
    weights = best.weights
    factor = best.factor
    variances = Self.variances(radius: radius, roughness: roughness)
    x = Harmonics(best.weights.map(\.x), at: parameters, variances, constant: centre.x)
    y = Harmonics(best.weights.map(\.y), at: parameters, variances, constant: centre.y)
  }

  /// The curve at `t`, of period 1.
  func point(at t: Double) -> SIMD2<Double> { SIMD2(x.value(at: t), y.value(at: t)) }

  /// Logarithm of how likely each click is given all others, together, up to a constant of their
  /// number.
  /// Source: Rasmussen, Williams (2006), section 5.4.2.
  var logLikelihood: Double {
    zip(weights, factor.inverseDiagonal).reduce(0) {
      $0 - 0.5 * squaredLength($1.0) / $1.1 + logarithm($1.1)
    }
  }

  /// Variance of the curve along an axis at `t`, given the clicks.
  func variance(at t: Double) -> Double {
    let similarity = parameters.map { Self.kernel($0 - t, variances) }
    let known = factor.solve(similarity.map { SIMD2($0, 0) })
    let explained = zip(similarity, known).reduce(0) { $0 + $1.0 * $1.1.x }
    return max(Self.kernel(0, variances) - explained, 0)
  }

  /// Position of each click along the curve: chord lengths, longer ones counting a little less.
  private static func parameters(of points: [SIMD2<Double>]) -> [Double] {
    var sum = 0.0
    var sums: [Double] = []
    for n in points.indices {
      sums.append(sum)
      let chord = squaredLength(points[(n + 1) % points.count] - points[n]).squareRoot()
      // chord^0.75
      sum += max(chord.squareRoot() * chord.squareRoot().squareRoot(), 1e-9)
    }
    return sums.map { $0 / sum }
  }

  /// Variance of the constant, then of each harmonic.
  private static func variances(radius: Double, roughness: Double) -> [Double] {
    let squared = radius * radius
    return (0...harmonicCount).map { m in
      switch m {
      case 0: return squared * 1e4
      case 1: return squared * 1e2
      default: return squared * roughness * roughness / Double(m * m * m)
      }
    }
  }

  private static func kernel(_ t: Double, _ variances: [Double]) -> Double {
    // cos(m a) by the recurrence of Chebyshev.
    let c = cosine(turns: t)
    var (previous, current) = (1.0, c)
    var sum = variances[0]
    for variance in variances.dropFirst() {
      sum += 2 * variance * current
      (previous, current) = (current, 2 * c * current - previous)
    }
    return sum
  }
}

/// A periodic function as a sum of harmonics.
private struct Harmonics: Sendable {
  private let constant: Double
  private let cosines: [Double]
  private let sines: [Double]

  /// The mean of the process given `weights` at `parameters`.
  init(_ weights: [Double], at parameters: [Double], _ variances: [Double], constant: Double) {
    var cosines = [Double](repeating: 0, count: variances.count - 1)
    var sines = cosines
    for (weight, t) in zip(weights, parameters) {
      for m in cosines.indices {
        let turns = Double(m + 1) * t
        cosines[m] += 2 * variances[m + 1] * weight * cosine(turns: turns)
        sines[m] += 2 * variances[m + 1] * weight * sine(turns: turns)
      }
    }
    self.constant = constant + variances[0] * weights.reduce(0, +)
    self.cosines = cosines
    self.sines = sines
  }

  func value(at t: Double) -> Double {
    let (c, s) = (cosine(turns: t), sine(turns: t))
    var (cm, sm) = (c, s)
    var sum = constant
    for m in cosines.indices {
      sum += cosines[m] * cm + sines[m] * sm
      (cm, sm) = (cm * c - sm * s, sm * c + cm * s)
    }
    return sum
  }
}

func squaredLength(_ v: SIMD2<Double>) -> Double { v.x * v.x + v.y * v.y }
