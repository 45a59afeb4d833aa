public import Labels
public import Volumes

/// How well a mask of one structure agrees with a reference, in one frame or one slice.
///
/// Where a mask is empty: both empty agree (Dice, Jaccard and surface Dice are 1), one empty does
/// not (they are 0); there is no distance in either case, and no difference in per cent of a
/// reference that is empty.
public struct LabelScore: Sendable, Equatable, Codable {
  public let label: UInt8
  /// Voxels of the prediction, the reference, and both.
  public let overlap: Overlap
  /// Millimetres; nil where one of the masks is empty.
  public let hausdorff: Double?
  public let hausdorff95: Double?
  /// Average symmetric surface distance, and its two directions.
  public let averageDistance: Double?
  public let averageFromPrediction: Double?
  public let averageFromReference: Double?
  /// At the tolerance asked for.
  public let surfaceDice: Double
  public let millilitres: Double
  public let referenceMillilitres: Double

  /// - Parameters:
  ///   - slice: One slice alone; nil for the whole frame.
  ///   - tolerance: Of the surface Dice, millimetres.
  /// - Precondition: The volumes have the same size and number of frames; frame and slice exist.
  /// - Complexity: O(n) for n voxels.
  public init(
    _ prediction: LabelVolume, _ reference: LabelVolume, label: UInt8, frame: Int = 0,
    slice: Int? = nil, tolerance: Double
  ) {
    let pair =
      slice.map { LabelPair(prediction, reference, label: label, slice: $0, frame: frame) }
      ?? LabelPair(prediction, reference, label: label, frame: frame)
    let distances = SurfaceDistances(pair)
    self.label = label
    overlap = pair.overlap
    hausdorff = distances?.hausdorff
    hausdorff95 = distances?.hausdorff95
    averageDistance = distances?.average
    averageFromPrediction = distances?.averageFromFirst
    averageFromReference = distances?.averageFromSecond
    surfaceDice = Labels.surfaceDice(pair, tolerance: tolerance)
    let voxel = reference.geometry.voxelVolume / 1000
    millilitres = Double(overlap.first) * voxel
    referenceMillilitres = Double(overlap.second) * voxel
  }

  /// Of a label that neither mask has.
  init(absent label: UInt8) {
    self.label = label
    overlap = Overlap(first: 0, second: 0, common: 0)
    hausdorff = nil
    hausdorff95 = nil
    averageDistance = nil
    averageFromPrediction = nil
    averageFromReference = nil
    surfaceDice = 1
    millilitres = 0
    referenceMillilitres = 0
  }

  public var dice: Double { overlap.dice }
  public var jaccard: Double { overlap.jaccard }
  /// Whether neither mask has the structure.
  public var isAbsent: Bool { overlap.first + overlap.second == 0 }
  /// Of the prediction from the reference, millilitres.
  public var volumeDifference: Double { millilitres - referenceMillilitres }
  /// In per cent of the reference; nil where that is empty.
  public var volumeDifferencePercent: Double? {
    overlap.second == 0
      ? nil : 100 * Double(overlap.first - overlap.second) / Double(overlap.second)
  }
}
