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
  ///   - guidance: What a network says.
  ///   - machineSeeds: The numbers of clicks that are no person's.
  func line(
    through clicks: [SlicePoint], avoiding forbidden: ForbiddenGround?,
    guidedBy guidance: GuidanceGround? = nil, machineSeeds: Set<Int> = []
  ) -> Line {
    steps(
      through: clicks, avoiding: forbidden, guidedBy: guidance, machineSeeds: machineSeeds
    ).line
  }

  /// The wide and the narrow strip of some clicks, for learning the weights.
  func strips(through clicks: [SlicePoint]) -> [LearningStrip] {
    let steps = steps(through: clicks, avoiding: nil)
    return [steps.wide, steps.narrow].map {
      LearningStrip($0.evidence, clicks: $0.places, scale: image.scale)
    }
  }

  /// How the outline of some clicks comes about, for people.
  func explanation(through clicks: [SlicePoint]) -> OutlineExplanation {
    let steps = steps(through: clicks, avoiding: nil)
    return OutlineExplanation(
      smooth: steps.draft.smooth, deviations: steps.draft.deviations, line: steps.line,
      wide: OutlineExplanation.Stage(steps.wide, parameters.wide, image),
      narrow: OutlineExplanation.Stage(steps.narrow, parameters.narrow, image), image)
  }

  /// All that is found on the way to a line.
  private struct Steps {
    let draft: Draft
    let wide: StripSearch
    let narrow: StripSearch
    let line: Line
  }

  private func steps(
    through clicks: [SlicePoint], avoiding forbidden: ForbiddenGround?,
    guidedBy guidance: GuidanceGround? = nil, machineSeeds: Set<Int> = []
  ) -> Steps {
    let draft = Draft(
      clicks, scale: image.scale, guidance, machineSeeds: machineSeeds, parameters: parameters)
    let wide = search(draft.wideCurve, draft.wideHalfWidth, draft, parameters.wide, forbidden)
    let narrow = search(
      resampled(wide.points), parameters.narrowHalfWidth, draft, parameters.narrow, forbidden)
    let confidences = narrow.points.indices.map { n in
      let before = nearestIndex(wide.points, to: narrow.points[n])
      // Squared they say best how often arcs are within two pixels (`contourist-bench confidence`).
      let product = wide.confidences[before] * narrow.confidences[n]
      return product * product
    }
    let line = Line(points: narrow.points.map { image.voxel($0) }, confidences: confidences)
    return Steps(draft: draft, wide: wide, narrow: narrow, line: line)
  }

  /// The border in a strip along a curve.
  private func search(
    _ curve: [SIMD2<Double>], _ halfWidth: Double, _ draft: Draft, _ weights: EvidenceWeights,
    _ forbidden: ForbiddenGround?
  ) -> StripSearch {
    let strip = Strip(along: curve, halfWidth: halfWidth, of: image)
    let places = draft.clicks.map(strip.place)
    let expectation = draft.expectation(in: strip)
    let evidence = StripEvidence(
      strip, clicks: alignedPlaces(places, in: strip, noise: parameters.alignmentNoise),
      expectation: expectation)
    let pull = GuidancePull(
      expectation: expectation, energy: parameters.guidance.energy,
      reach: parameters.guidance.reach)
    return StripSearch(
      evidence, clicks: places, weights: weights, farthest: parameters.farthest,
      avoiding: forbidden, pulledTo: draft.isGuided ? pull : nil)
  }
}

/// What the clicks suggest before the image is asked.
private struct Draft {
  /// In equal-sided pixels, as all here.
  let clicks: [SIMD2<Double>]
  let wideCurve: [SIMD2<Double>]
  let wideHalfWidth: Double
  /// Points of the smooth curve and its standard deviation there.
  let smooth: [SIMD2<Double>]
  let deviations: [Double]
  /// Whether that is the curve of clicks and network together.
  let isGuided: Bool

  private static let pointCount = 256
  /// Standard deviation of the border about a smooth curve, squared: outlines are ragged.
  private static let raggedness = 0.25

  init(
    _ points: [SlicePoint], scale: SIMD2<Double>, _ guidance: GuidanceGround?,
    machineSeeds: Set<Int>, parameters: OutlineModelParameters
  ) {
    let clicks = points.map { $0.scaled(scale) }
    self.clicks = clicks
    let prior = SmoothPrior(through: clicks, noise: parameters.noise, temper: parameters.temper)
    let guided = guidance.flatMap {
      GuidedCurve(
        through: clicks, $0, machineSeeds: machineSeeds, parameters: parameters.guidance)
    }
    // Clicks of a machine's would agree with the network whatever the person's say.
    if let guided,
      !machineSeeds.isEmpty
        || guided.logLikelihood > prior.logLikelihood + parameters.guidance.odds
    {
      isGuided = true
      smooth = guided.points
      let deviations = guided.deviations.map { ($0 * $0 + Self.raggedness).squareRoot() }
      self.deviations = deviations
      wideCurve = resampled(smooth)
      let width = parameters.guidance.stripDeviations * (deviations.max() ?? 0)
      wideHalfWidth = min(max(width + 2, 4), 24)
      return
    }
    isGuided = false
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
