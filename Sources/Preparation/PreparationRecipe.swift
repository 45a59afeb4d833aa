/// How a volume becomes what a network sees; saved with the model, so that a new image is prepared
/// as the training images were.
public struct PreparationRecipe: Codable, Sendable, Equatable {
  /// 2: each slice is an image of its own. 3: the volume is one.
  public var dimensions: Int
  /// Millimetres between voxels along i, j and k; nil leaves an axis as it is in the image. With
  /// two dimensions k is always left.
  public var spacing: [Double?]
  /// Size of a training image in voxels, in the order of the tensor's axes: (j, i) or (k, j, i).
  public var patch: [Int]
  public var normalisation: Normalisation
  /// Whether intensities are normalised slice by slice instead of over the volume.
  public var isPerSlice: Bool

  enum CodingKeys: String, CodingKey {
    case dimensions, spacing, patch, normalisation
    case isPerSlice = "per_slice"
  }

  public init(
    dimensions: Int, spacing: [Double?], patch: [Int], normalisation: Normalisation,
    isPerSlice: Bool = false
  ) {
    self.dimensions = dimensions
    self.spacing = spacing
    self.patch = patch
    self.normalisation = normalisation
    self.isPerSlice = isPerSlice
  }
}

/// What happens to intensities, channel by channel.
public enum Normalisation: Codable, Sendable, Equatable {
  /// The two percentiles (0 to 100) become 0 and 1; what lies outside is clipped.
  case percentiles(low: Double, high: Double)
  /// Mean 0, standard deviation 1.
  case zScore
  /// Mean 0, standard deviation 1 of the voxels above the image's mean, which leaves out the air
  /// around a head (as torchio's `ZNormalization.mean` does).
  case foregroundZScore
  /// A fixed range, such as Hounsfield units, becomes 0 to 1; what lies outside is clipped.
  case range(low: Double, high: Double)
  /// What lies outside of a fixed range is clipped; then a fixed mean becomes 0 and a fixed standard
  /// deviation 1, as nnU-Net has it for CT.
  case fixedZScore(low: Double, high: Double, mean: Double, deviation: Double)

  enum CodingKeys: String, CodingKey {
    case percentiles
    case zScore = "z_score"
    case foregroundZScore = "foreground_z_score"
    case range
    case fixedZScore = "fixed_z_score"
  }
}
