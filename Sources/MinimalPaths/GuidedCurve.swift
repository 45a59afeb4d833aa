/// The curve that clicks suggest together with a network's outline.
///
/// The outline's error across itself is a Gaussian process along it, the larger the farther the
/// clicks are from it; the clicks tell it at their places, with noise. So where clicks and network
/// agree the border is expected near the network's, and where they do not it follows the clicks.
/// Source: Rasmussen, Williams, Gaussian Processes for Machine Learning (2006), chapters 2 and 5.
struct GuidedCurve: Sendable {
  /// Closed, about a pixel from point to point.
  let points: [SIMD2<Double>]
  /// Of the border about each point across the curve, the width of the probabilities' fall included.
  let deviations: [Double]
  /// How far the network's outline is off, standard deviation, as the clicks say.
  let error: Double
  /// Of each click given all others, together; comparable with `SmoothPrior`'s.
  let logLikelihood: Double

  /// Tried for the error's standard deviation, pixels.
  private static let errors = [0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6]
  private static let harmonicCount = 8
  /// The farthest that an outline is moved, pixels.
  private static let farthest = 12.0

  /// - Parameter machineSeeds: The numbers of clicks that are no person's and say nothing on how far
  ///   the network is off, unless there are no others.
  /// - Returns: Nil where clicks and network disagree: nothing is more likely inside than not, the
  ///   clicks do not go around it in order, or they lie too far from its outline.
  init?(
    through all: [SIMD2<Double>], _ ground: GuidanceGround, machineSeeds: Set<Int> = [],
    parameters: GuidanceParameters
  ) {
    let own = all.indices.filter { !machineSeeds.contains($0) }.map { all[$0] }
    let clicks = own.isEmpty ? all : own
    let fits = ground.outlines.map { outline in
      clicks.reduce(0.0) { sum, click in
        sum + min(squaredLength(outline[nearestIndex(outline, to: click)] - click), 400)
      }
    }
    guard let chosen = fits.indices.min(by: { fits[$0] < fits[$1] }) else { return nil }
    let outline = ground.outlines[chosen]
    let normals = outwardNormals(outline)
    let places = clicks.map { nearestIndex(outline, to: $0) }
    guard clicks.count <= 2 || isAround(places, of: outline.count) else { return nil }
    let errors = zip(clicks, places).map { click, place in
      let d = click - outline[place]
      return d.x * normals[place].x + d.y * normals[place].y
    }
    let kernel = (0..<outline.count).map {
      Self.kernel(Double($0) / Double(outline.count), parameters.errorHarmonics)
    }
    func covariance(_ a: Int, _ b: Int) -> Double {
      kernel[(a - b + outline.count) % outline.count]
    }
    // Along the outline a click tells nothing: its place there is taken as clicked.
    let along = -Double(clicks.count) * logarithm(parameters.noise)
    var best: (score: Double, error: Double, factor: CholeskyFactor)?
    for error in Self.errors {
      var matrix = SymmetricMatrix(count: clicks.count)
      for a in clicks.indices {
        for b in 0...a { matrix[a, b] = error * error * covariance(places[a], places[b]) }
        matrix[a, a] += parameters.noise * parameters.noise
      }
      let factor = matrix.choleskyFactor()
      let solved = factor.solve(errors.map { SIMD2($0, 0) })
      let fit = zip(errors, solved).reduce(0) { $0 + $1.0 * $1.1.x }
      let likelihood = -0.5 * fit - 0.5 * factor.logDeterminant
      let surprise = logarithm(error / parameters.expectedError) / parameters.errorSpread
      let score = likelihood - 0.5 * surprise * surprise
      if score > best?.score ?? -.infinity { best = (score, error, factor) }
    }
    let radius = (abs(signedArea(all)) / .pi).squareRoot()
    let largest = max(parameters.largestShare * radius, parameters.leastError)
    guard let best, best.error <= largest else { return nil }
    let variance = best.error * best.error
    let weights = best.factor.solve(errors.map { SIMD2($0, 0) })
    var points: [SIMD2<Double>] = []
    var deviations: [Double] = []
    for n in outline.indices {
      let similarity = places.map { variance * covariance(n, $0) }
      let moved = zip(similarity, weights).reduce(0) { $0 + $1.0 * $1.1.x }
      let known = best.factor.solve(similarity.map { SIMD2($0, 0) })
      let explained = zip(similarity, known).reduce(0) { $0 + $1.0 * $1.1.x }
      points.append(outline[n] + min(max(moved, -Self.farthest), Self.farthest) * normals[n])
      let width = parameters.widthShare * ground.width(at: outline[n], across: normals[n])
      deviations.append((max(variance - explained, 0) + width * width).squareRoot())
    }
    error = best.error
    self.points = points
    self.deviations = deviations
    logLikelihood = zip(weights, best.factor.inverseDiagonal).reduce(along) {
      $0 - 0.5 * $1.0.x * $1.0.x / $1.1 + 0.5 * logarithm($1.1)
    }
  }

  /// Correlation of the errors `t` of the way around apart.
  private static func kernel(_ t: Double, _ reach: Double) -> Double {
    var (sum, whole) = (1.0, 1.0)
    for m in 1...harmonicCount {
      let share = Double(m) / reach
      let weight = 2 / (1 + share * share * share * share)
      sum += weight * cosine(turns: Double(m) * t)
      whole += weight
    }
    return sum / whole
  }
}

/// Whether places go once around a closed curve, in one direction; neighbours may be swapped a little.
private func isAround(_ places: [Int], of count: Int) -> Bool {
  let tolerated = 3
  func goesAround(_ places: [Int]) -> Bool {
    var sum = 0
    for n in places.indices {
      var way = (places[(n + 1) % places.count] - places[n] + count) % count
      if way >= count - tolerated { way -= count }
      sum += way
    }
    return sum == count
  }
  return goesAround(places) || goesAround(places.reversed())
}
