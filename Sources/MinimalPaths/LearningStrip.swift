/// A strip with its features, from which the weights of the outline model are learned.
package struct LearningStrip {
  package let rowCount: Int
  package let columnCount: Int
  /// Feature by feature, each of shape (rows, columns), rows fastest.
  package let features: [[Double]]
  /// As in `StripEvidence`.
  package let nearness: [Double]
  package let clicks: [(column: Int, offset: Double)]
  /// Middle and outward normal of each column, equal-sided pixels.
  package let centres: [SIMD2<Double>]
  package let normals: [SIMD2<Double>]
  /// Equal-sided pixels per voxel along i and j.
  package let scale: SIMD2<Double>

  init(
    _ evidence: StripEvidence, clicks: [(column: Int, offset: Double)], scale: SIMD2<Double>
  ) {
    rowCount = evidence.strip.rowCount
    columnCount = evidence.strip.columnCount
    features = evidence.features()
    nearness = evidence.nearness
    self.clicks = clicks
    centres = evidence.strip.centres
    normals = evidence.strip.normals
    self.scale = scale
  }
}
