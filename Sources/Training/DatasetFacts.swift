public import Datasets
public import Volumes

/// What a recipe depends on: how a data set's images are made.
public struct DatasetFacts: Sendable, Equatable {
  public let layout: DatasetLayout
  public let channels: Int
  /// Without the background.
  public let labels: Int
  /// Of the images, axis by axis, millimetres.
  public let medianSpacing: SIMD3<Double>
  /// Extent of the images, axis by axis, millimetres.
  public let medianExtent: SIMD3<Double>

  public init(
    layout: DatasetLayout, channels: Int, labels: Int, medianSpacing: SIMD3<Double>,
    medianExtent: SIMD3<Double>
  ) {
    self.layout = layout
    self.channels = channels
    self.labels = labels
    self.medianSpacing = medianSpacing
    self.medianExtent = medianExtent
  }

  /// Looks at some of the cases: medians need no more.
  /// - Throws: What reading a case throws.
  public init(_ dataset: Dataset, cases: [DatasetCase]) throws {
    precondition(!cases.isEmpty, "there are cases to look at")
    let step = max(1, cases.count / Self.lookedAt)
    let geometries = try stride(from: 0, to: cases.count, by: step).map {
      try cases[$0].load().labels.geometry
    }
    func medians(_ values: [SIMD3<Double>]) -> SIMD3<Double> {
      var medians = SIMD3<Double>()
      for axis in 0..<3 { medians[axis] = values.map { $0[axis] }.sorted()[values.count / 2] }
      return medians
    }
    self.init(
      layout: dataset.layout, channels: dataset.channels.count, labels: dataset.labels.count,
      medianSpacing: medians(geometries.map(\.spacing)),
      medianExtent: medians(
        geometries.map {
          $0.spacing * SIMD3(Double($0.size.ni), Double($0.size.nj), Double($0.size.nk))
        }))
  }

  private static let lookedAt = 20
}
