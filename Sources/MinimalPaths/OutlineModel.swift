import Volumes

/// The closed contour that a few clicks on a structure's border suggest together with the image.
///
/// First the smooth curve the clicks suggest alone (`SmoothPrior`). Then the border is looked for in
/// a wide strip along that curve, by what the clicks teach about it (`StripEvidence`), and again in
/// a narrow strip along what was found. Where two borders compete it runs where the least area is
/// at stake (`StripPosterior`). Near a click the contour stays near it; clicks are taken to be off
/// by a pixel, and may be passed at their side.
struct OutlineModel: Sendable {
  private let image: SampledImage
  private let parameters: OutlineModelParameters

  init(slice: ImageSlice, parameters: OutlineModelParameters) {
    image = SampledImage(slice)
    self.parameters = parameters
  }

  /// A dense closed line, about a pixel from point to point.
  struct Line: Sendable {
    let points: [SlicePoint]
    /// Of each point: how likely the border is there, 0 to 1.
    let confidences: [Double]
  }

  /// The outline through or beside some clicks.
  /// - Parameters:
  ///   - clicks: In order around the structure, three or more, in voxels.
  ///   - forbidden: Where neighbours lie.
  func line(through clicks: [SlicePoint], avoiding forbidden: ForbiddenGround?) -> Line {
    let draft = Draft(clicks, scale: image.scale, parameters: parameters)
    let wide = search(draft.wideCurve, draft.wideHalfWidth, draft, parameters.wide, forbidden)
    let narrow = search(
      resampled(wide.points), parameters.narrowHalfWidth, draft, parameters.narrow, forbidden)
    let confidences = narrow.points.indices.map { n in
      let before = nearestIndex(wide.points, to: narrow.points[n])
      // Squared they say best how often arcs are within two pixels (`contourist-bench confidence`).
      let product = wide.confidences[before] * narrow.confidences[n]
      return product * product
    }
    return Line(points: narrow.points.map { image.voxel($0) }, confidences: confidences)
  }

  /// The wide and the narrow strip of some clicks, for learning the weights.
  func strips(through clicks: [SlicePoint]) -> [LearningStrip] {
    let draft = Draft(clicks, scale: image.scale, parameters: parameters)
    let wide = search(draft.wideCurve, draft.wideHalfWidth, draft, parameters.wide, nil)
    return [
      (draft.wideCurve, draft.wideHalfWidth),
      (resampled(wide.points), parameters.narrowHalfWidth),
    ].map { curve, halfWidth in
      let (evidence, places) = evidence(along: curve, halfWidth, draft)
      return LearningStrip(evidence, clicks: places, scale: image.scale)
    }
  }

  private func evidence(
    along curve: [SIMD2<Double>], _ halfWidth: Double, _ draft: Draft
  ) -> (StripEvidence, places: [(column: Int, offset: Double)]) {
    let strip = Strip(along: curve, halfWidth: halfWidth, of: image)
    let places = draft.clicks.map(strip.place)
    let evidence = StripEvidence(
      strip, clicks: alignedPlaces(places, in: strip, noise: parameters.alignmentNoise),
      expectation: draft.expectation(in: strip))
    return (evidence, places)
  }

  /// The likeliest border in a strip along a curve.
  private func search(
    _ curve: [SIMD2<Double>], _ halfWidth: Double, _ draft: Draft, _ weights: EvidenceWeights,
    _ forbidden: ForbiddenGround?
  ) -> (points: [SIMD2<Double>], confidences: [Double]) {
    let (evidence, places) = evidence(along: curve, halfWidth, draft)
    let strip = evidence.strip
    var energy = evidence.energy(weights)
    forbidden?.add(to: &energy, of: strip)
    let rows = strip.rowCount
    for place in places {
      for row in 0..<rows {
        let d = abs(strip.offset(ofRow: row) - place.offset)
        energy[place.column * rows + row] +=
          weights.pull * d * d / 2 + max(0, d - parameters.farthest) * Self.strongestPull
      }
    }
    let posterior = StripPosterior(
      energy: energy, rows: rows, columns: strip.columnCount,
      bending: weights.bending * Strip.rowStep * Strip.rowStep)
    let expected = posterior.expectedRows
    let offsets = smoothed(expected.map { strip.offset(ofRow: $0) }, sigma: 1)
    return (
      strip.centres.indices.map { strip.point($0, offset: offsets[$0]) },
      expected.indices.map {
        posterior.likelihood($0, near: expected[$0], within: Self.tolerance / Strip.rowStep)
      }
    )
  }

  /// Energy of a pixel beyond what a click may be passed at: more than any evidence.
  private static let strongestPull = 1000.0
  /// A border within so many pixels is where it should be.
  private static let tolerance = 1.0
}

/// What the clicks suggest before the image is asked.
private struct Draft {
  /// In equal-sided pixels, as all here.
  let clicks: [SIMD2<Double>]
  let wideCurve: [SIMD2<Double>]
  let wideHalfWidth: Double
  /// Points of the smooth curve and its standard deviation there.
  private let smooth: [SIMD2<Double>]
  private let deviations: [Double]

  private static let pointCount = 256
  /// Standard deviation of the border about a smooth curve, squared: outlines are ragged.
  private static let raggedness = 0.25

  init(_ points: [SlicePoint], scale: SIMD2<Double>, parameters: OutlineModelParameters) {
    clicks = points.map { $0.scaled(scale) }
    let prior = SmoothPrior(through: clicks, noise: parameters.noise, temper: parameters.temper)
    let places = (0..<Self.pointCount).map { Double($0) / Double(Self.pointCount) }
    smooth = places.map(prior.point)
    deviations = places.map { (prior.variance(at: $0) + Self.raggedness).squareRoot() }
    wideCurve = resampled(smooth)
    // The longer the way between two clicks, the farther the border may lie from the smooth curve;
    // less in a small structure.
    let radius = (abs(signedArea(smooth)) / .pi).squareRoot()
    let width = min(
      parameters.gapShare * longestWay(along: wideCurve, between: clicks),
      parameters.radiusShare * radius)
    wideHalfWidth = min(max(width + 2, 4), 24)
  }

  func expectation(in strip: Strip) -> StripExpectation {
    let nearest = strip.centres.map { nearestIndex(smooth, to: $0) }
    return StripExpectation(
      offsets: strip.offsets(of: smooth, nearest: nearest),
      deviations: nearest.map { deviations[$0] })
  }
}

/// Along the curve, the longest way from one click to the next.
private func longestWay(
  along line: [SIMD2<Double>], between points: [SIMD2<Double>]
) -> Double {
  let places = points.map { nearestIndex(line, to: $0) }.sorted()
  var gap = 0
  for n in places.indices {
    let next = n + 1 < places.count ? places[n + 1] : places[0] + line.count
    gap = max(gap, next - places[n])
  }
  return Double(gap)
}
