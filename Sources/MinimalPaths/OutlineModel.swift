import Volumes

/// The closed contour that a few clicks on a structure's border suggest together with the image.
///
/// First the smooth curve the clicks suggest alone (`SmoothPrior`). Then the border is looked for in
/// a wide strip along that curve, by what the clicks teach about it (`StripEvidence`), and again in
/// a narrow strip along what was found. Near a click the contour stays near it; clicks are taken to
/// be off by a pixel, and may be passed at their side.
struct OutlineModel: Sendable {
  private let image: SampledImage
  private let parameters: OutlineModelParameters

  init(slice: ImageSlice, parameters: OutlineModelParameters) {
    image = SampledImage(slice)
    self.parameters = parameters
  }

  /// A dense closed line, about a pixel from point to point.
  /// - Parameters:
  ///   - clicks: In order around the structure, three or more, in voxels.
  ///   - forbidden: Where neighbours lie.
  func line(through clicks: [SlicePoint], avoiding forbidden: ForbiddenGround?) -> [SlicePoint] {
    let points = clicks.map { SIMD2($0.x, $0.y) * image.scale }
    let prior = SmoothPrior(
      through: points, noise: parameters.noise, temper: parameters.temper)
    let smooth = (0..<Self.priorPointCount).map {
      prior.point(at: Double($0) / Double(Self.priorPointCount))
    }
    let near = resampled(smooth)
    let radius = (abs(signedArea(smooth)) / .pi).squareRoot()
    let width = halfWidth(longestWay: longestWay(along: near, between: points), radius: radius)
    let found = border(
      along: near, halfWidth: width, points, parameters.wide, prior: nil, forbidden)
    let line = border(
      along: resampled(found), halfWidth: parameters.narrowHalfWidth, points, parameters.narrow,
      prior: smooth, forbidden)
    return line.map { image.voxel($0) }
  }

  private static let priorPointCount = 256

  /// How far from the smooth curve the border may lie: the farther, the longer the way between two
  /// clicks; less in a small structure.
  private func halfWidth(longestWay: Double, radius: Double) -> Double {
    let width = min(parameters.gapShare * longestWay, parameters.radiusShare * radius)
    return min(max(width + 2, 4), 24)
  }

  /// The likeliest border in a strip along a curve.
  /// - Parameter prior: The smooth curve, when `curve` is not it.
  private func border(
    along curve: [SIMD2<Double>], halfWidth: Double, _ points: [SIMD2<Double>],
    _ weights: EvidenceWeights, prior: [SIMD2<Double>]?, _ forbidden: ForbiddenGround?
  ) -> [SIMD2<Double>] {
    let strip = Strip(along: curve, halfWidth: halfWidth, of: image)
    let places = points.map(strip.place)
    let evidence = StripEvidence(
      strip, clicks: alignedPlaces(places, in: strip, noise: parameters.alignmentNoise))
    var energy = evidence.energy(weights, priorOffsets: prior.map(strip.offsets))
    forbidden?.add(to: &energy, of: strip)
    let rows = strip.rowCount
    for place in places {
      for row in 0..<rows {
        let d = abs(strip.offset(ofRow: row) - place.offset)
        let pulled = d / parameters.pull
        energy[place.column * rows + row] +=
          pulled * pulled / 2 + max(0, d - parameters.farthest) * Self.strongestPull
      }
    }
    let path = closedPath(
      energy, rows: rows, columns: strip.columnCount,
      bending: parameters.bending * Strip.rowStep * Strip.rowStep)
    let outward = prior == nil ? 0 : parameters.outward
    let offsets = smoothed(path.map { strip.offset(ofRow: $0) }, sigma: 1)
    return strip.centres.indices.map { strip.point($0, offset: offsets[$0] + outward) }
  }

  /// Energy of a pixel beyond what a click may be passed at: more than any evidence.
  private static let strongestPull = 1000.0

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
}

/// What the outline model is made of. Lengths are in pixels, of the geometric mean of both spacings.
///
/// Chosen on half of the patients of ACDC and TCGA-LGG, tested on the other half.
package struct OutlineModelParameters: Sendable, Hashable {
  /// How far a click is off along an axis, standard deviation, for the smooth curve.
  package var noise = 0.8
  /// How much the clicks decide on the roughness against what is expected of outlines.
  package var temper = 0.2
  /// The same as `noise`, for the border: how strongly it is pulled to a click.
  package var pull = 0.4
  /// How far a click may be passed at.
  package var farthest = 1.5
  /// How far a click's profile may be moved across the border to agree with the others.
  package var alignmentNoise = 0.6
  /// Half-width of the wide strip, as a part of the longest way between clicks.
  package var gapShare = 0.24
  /// And as a part of the radius of the circle of the same area.
  package var radiusShare = 0.66
  package var narrowHalfWidth = 5.0
  /// Energy of a step of one pixel to the side from one column to the next.
  package var bending = 0.87
  /// Outlines came out too small by this; the cause is not known.
  package var outward = 0.16
  package var wide = EvidenceWeights(
    gradient: 6, profile: 24, region: 0.2, localRegion: 0.02, offset: 0.6)
  package var narrow = EvidenceWeights(
    gradient: 2.9, profile: 2.8, region: 0.07, localRegion: 0.06, offset: 0.6, prior: 0.14)

  package init() {}

  /// By name, for experiments.
  package static let named:
    [String: any WritableKeyPath<OutlineModelParameters, Double> & Sendable] = [
      "noise": \.noise, "temper": \.temper, "pull": \.pull, "farthest": \.farthest,
      "align": \.alignmentNoise,
      "gap": \.gapShare, "radius": \.radiusShare, "narrow": \.narrowHalfWidth,
      "bending": \.bending, "outward": \.outward, "wide.gradient": \.wide.gradient,
      "wide.profile": \.wide.profile, "wide.region": \.wide.region,
      "wide.local": \.wide.localRegion, "wide.offset": \.wide.offset,
      "narrow.gradient": \.narrow.gradient, "narrow.profile": \.narrow.profile,
      "narrow.region": \.narrow.region, "narrow.local": \.narrow.localRegion,
      "narrow.offset": \.narrow.offset, "narrow.prior": \.narrow.prior,
    ]
}
