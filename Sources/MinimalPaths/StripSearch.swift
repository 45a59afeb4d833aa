/// The border in one strip: what was looked at on the way, and what came out.
struct StripSearch {
  let evidence: StripEvidence
  /// Where the clicks lie, before they are aligned.
  let places: [(column: Int, offset: Double)]
  /// Shape (rows, columns), rows fastest: of the evidence, the clicks and the neighbours.
  let energy: [Double]
  let posterior: StripPosterior
  /// Of each column the expected offset, smoothed, and the point there.
  let offsets: [Double]
  let points: [SIMD2<Double>]
  /// Of each column: how likely the border is near the expected place.
  let confidences: [Double]

  /// Energy of a pixel beyond what a click may be passed at: more than any evidence.
  private static let strongestPull = 1000.0
  /// A border within so many pixels is where it should be.
  private static let tolerance = 1.0

  /// - Parameters:
  ///   - clicks: Column and offset of each.
  ///   - farthest: How far a click may be passed at, pixels.
  ///   - pull: What a network's outline adds.
  init(
    _ evidence: StripEvidence, clicks places: [(column: Int, offset: Double)],
    weights: EvidenceWeights, farthest: Double, avoiding forbidden: ForbiddenGround?,
    pulledTo pull: GuidancePull? = nil
  ) {
    let strip = evidence.strip
    let rows = strip.rowCount
    var energy = evidence.energy(weights)
    forbidden?.add(to: &energy, of: strip)
    pull?.add(to: &energy, of: strip)
    for place in places {
      for row in 0..<rows {
        let d = abs(strip.offset(ofRow: row) - place.offset)
        energy[place.column * rows + row] +=
          weights.pull * d * d / 2 + max(0, d - farthest) * Self.strongestPull
      }
    }
    let posterior = StripPosterior(
      energy: energy, rows: rows, columns: strip.columnCount,
      bending: weights.bending * Strip.rowStep * Strip.rowStep)
    let expected = posterior.expectedRows
    let offsets = smoothed(expected.map { strip.offset(ofRow: $0) }, sigma: 1)
    self.evidence = evidence
    self.places = places
    self.energy = energy
    self.posterior = posterior
    self.offsets = offsets
    points = strip.centres.indices.map { strip.point($0, offset: offsets[$0]) }
    confidences = expected.indices.map {
      posterior.likelihood($0, near: expected[$0], within: Self.tolerance / Strip.rowStep)
    }
  }
}
