import Volumes

/// How the outline model comes from clicks to a line, step by step, for pictures and experiments.
///
/// Points are in voxels; offsets and deviations are in equal-sided pixels, outside > 0.
package struct OutlineExplanation: Sendable, Encodable {
  /// The curve the clicks suggest alone, and how far the border is from it, standard deviation.
  package let smooth: [[Double]]
  package let deviations: [Double]
  package let wide: Stage
  package let narrow: Stage
  /// What came out, before it is made a simple contour; of each point how sure it is, 0 to 1.
  package let line: [[Double]]
  package let confidences: [Double]

  /// One strip. Lists of places have the shape (rows, columns), rows fastest.
  package struct Stage: Sendable, Encodable {
    package let rows: Int
    package let columns: Int
    /// Middle of each column, and the step of a pixel outwards.
    package let centres: [[Double]]
    package let normals: [[Double]]
    /// Offset of each row.
    package let offsets: [Double]
    /// Column and offset of each click: as clicked, and where its profile agrees with the others'.
    package let clicks: [[Double]]
    package let alignedClicks: [[Double]]
    /// Of each column, 1 at a click.
    package let nearness: [Double]
    package let intensities: [Float]
    package let features: [Feature]
    /// Energy of a squared pixel from the click in its column, and of a step of one pixel.
    package let pull: Double
    package let bending: Double
    package let energy: [Double]
    /// How likely the border is at each place; the sum of each column is 1.
    package let likelihoods: [Double]
    /// Of each column, smoothed.
    package let expectedOffsets: [Double]
    /// Of each column: how likely the border is within a pixel of what is expected.
    package let confidences: [Double]
  }

  /// What one feature says, and its weights as in `EvidenceWeights`.
  package struct Feature: Sendable, Encodable {
    package let name: String
    package let always: Double
    package let nearClicks: Double
    package let fewClicks: Double
    package let values: [Double]
  }

  init(
    smooth: [SIMD2<Double>], deviations: [Double], line: OutlineModel.Line, wide: Stage,
    narrow: Stage, _ image: SampledImage
  ) {
    self.smooth = smooth.map { pair($0 / image.scale) }
    self.deviations = deviations
    self.wide = wide
    self.narrow = narrow
    self.line = line.points.map { [$0.x, $0.y] }
    confidences = line.confidences
  }
}

extension OutlineExplanation.Stage {
  init(_ search: StripSearch, _ weights: EvidenceWeights, _ image: SampledImage) {
    let evidence = search.evidence
    let strip = evidence.strip
    rows = strip.rowCount
    columns = strip.columnCount
    centres = strip.centres.map { pair($0 / image.scale) }
    normals = strip.normals.map { pair($0 / image.scale) }
    offsets = (0..<strip.rowCount).map { strip.offset(ofRow: $0) }
    clicks = search.places.map { [Double($0.column), $0.offset] }
    alignedClicks = evidence.clicks.map { [Double($0.column), $0.offset] }
    nearness = evidence.nearness
    intensities = strip.values
    features = zip(StripFeature.allCases, evidence.features()).map { feature, values in
      let n = feature.rawValue
      return OutlineExplanation.Feature(
        name: String(describing: feature), always: weights.always[n],
        nearClicks: weights.nearClicks[n], fewClicks: weights.fewClicks[n], values: values)
    }
    (pull, bending) = (weights.pull, weights.bending)
    energy = search.energy
    likelihoods = search.posterior.likelihoods
    expectedOffsets = search.offsets
    confidences = search.confidences
  }
}

private func pair(_ p: SIMD2<Double>) -> [Double] { [p.x, p.y] }
