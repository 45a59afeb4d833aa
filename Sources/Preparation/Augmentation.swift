/// Random changes that make more images of the few there are. Every part may be left out, here and
/// in its JSON, and then does nothing; a part that is there happens with its `probability`.
///
/// The geometric parts are one map from patch to image, along which image and labels are read
/// together: the deformation, then flips, rotation and scaling about the middle of the patch, in
/// millimetres. The intensity parts follow channel by channel, first what a scanner does (bias
/// field, blur, noise), then what a display does (contrast, brightness, gamma). All their ranges
/// are drawn from uniformly, and those of intensities are in units of the normalised image.
public struct Augmentation: Codable, Sendable, Equatable {
  public var rotation: Rotation?
  public var scaling: Scaling?
  public var shift: Shift?
  public var flips: Flips?
  public var elastic: Elastic?
  public var biasField: BiasField?
  public var blur: Blur?
  public var ricianNoise: Noise?
  public var gaussianNoise: Noise?
  public var contrast: Contrast?
  public var brightness: Brightness?
  public var gamma: Gamma?

  enum CodingKeys: String, CodingKey {
    case rotation, scaling, shift, flips, elastic
    case biasField = "bias_field"
    case blur
    case ricianNoise = "rician_noise"
    case gaussianNoise = "gaussian_noise"
    case contrast, brightness, gamma
  }

  public init(
    rotation: Rotation? = nil, scaling: Scaling? = nil, shift: Shift? = nil, flips: Flips? = nil,
    elastic: Elastic? = nil, biasField: BiasField? = nil, blur: Blur? = nil,
    ricianNoise: Noise? = nil, gaussianNoise: Noise? = nil, contrast: Contrast? = nil,
    brightness: Brightness? = nil, gamma: Gamma? = nil
  ) {
    self.rotation = rotation
    self.scaling = scaling
    self.shift = shift
    self.flips = flips
    self.elastic = elastic
    self.biasField = biasField
    self.blur = blur
    self.ricianNoise = ricianNoise
    self.gaussianNoise = gaussianNoise
    self.contrast = contrast
    self.brightness = brightness
    self.gamma = gamma
  }

  /// Images as they are.
  public static let none = Augmentation()

  /// Whether patches can be drawn with this augmentation.
  /// - Throws: `PreparationError.badAugmentation`.
  public func validate() throws(PreparationError) {
    let probabilities: [(String, Double?)] = [
      ("rotation", rotation?.probability), ("scaling", scaling?.probability),
      ("shift", shift?.probability), ("flips along i", flips?.i), ("flips along j", flips?.j),
      ("flips along k", flips?.k), ("elastic", elastic?.probability),
      ("bias_field", biasField?.probability), ("blur", blur?.probability),
      ("rician_noise", ricianNoise?.probability), ("gaussian_noise", gaussianNoise?.probability),
      ("contrast", contrast?.probability), ("brightness", brightness?.probability),
      ("gamma", gamma?.probability), ("gamma's inverted", gamma?.invertedProbability),
    ]
    for case (let part, let probability?) in probabilities
    where !(probability >= 0 && probability <= 1) {
      throw .badAugmentation(
        reason: "\(part) has the probability \(probability). Choose 0 to 1")
    }
    let ranges: [(String, ClosedRange<Double>?, ClosedRange<Double>)] = [
      ("rotation.degrees", rotation?.degrees, -360...360),
      ("rotation.tilt_degrees", rotation?.tiltDegrees, -360...360),
      ("scaling.factor", scaling?.factor, 0.1...10), ("shift.fraction", shift?.fraction, -1...1),
      ("elastic.standard_deviation", elastic?.standardDeviation, 0...1000),
      ("bias_field.strength", biasField?.strength, 0...3), ("blur.sigma", blur?.sigma, 0...100),
      ("rician_noise.sigma", ricianNoise?.sigma, 0...1000),
      ("gaussian_noise.sigma", gaussianNoise?.sigma, 0...1000),
      ("contrast.factor", contrast?.factor, 0...100),
      ("brightness.offset", brightness?.offset, -1000...1000),
      ("gamma.exponent", gamma?.exponent, 0.01...100),
    ]
    for case (let key, let range?, let limits) in ranges
    where !(range.lowerBound >= limits.lowerBound && range.upperBound <= limits.upperBound) {
      throw .badAugmentation(
        reason: "\(key) goes from \(range.lowerBound) to \(range.upperBound). Stay within "
          + "\(limits.lowerBound) and \(limits.upperBound)")
    }
    if let elastic, !(elastic.controlSpacing >= 2 && elastic.controlSpacing <= 10000) {
      throw .badAugmentation(
        reason: "elastic.control_spacing is \(elastic.controlSpacing) voxels. Choose 2 to 10000")
    }
    if let biasField, !(1...3).contains(biasField.order) {
      throw .badAugmentation(reason: "bias_field.order is \(biasField.order). Choose 1, 2 or 3")
    }
  }
}

extension Augmentation {
  /// Rotation in millimetres: voxels that are longer than wide do not shear it.
  public struct Rotation: Codable, Sendable, Equatable {
    public var probability: Double
    /// About k; positive from i towards j.
    public var degrees: ClosedRange<Double>
    /// About i and about j, drawn apart; nil for none. Not used with two dimensions.
    public var tiltDegrees: ClosedRange<Double>?

    enum CodingKeys: String, CodingKey {
      case probability, degrees
      case tiltDegrees = "tilt_degrees"
    }

    public init(
      probability: Double, degrees: ClosedRange<Double>, tiltDegrees: ClosedRange<Double>? = nil
    ) {
      self.probability = probability
      self.degrees = degrees
      self.tiltDegrees = tiltDegrees
    }
  }

  /// Enlargement by one factor along all axes; below 1 things get smaller.
  public struct Scaling: Codable, Sendable, Equatable {
    public var probability: Double
    public var factor: ClosedRange<Double>

    public init(probability: Double, factor: ClosedRange<Double>) {
      self.probability = probability
      self.factor = factor
    }
  }

  /// Movement by a fraction of the patch, drawn for each axis; positive towards larger indices.
  public struct Shift: Codable, Sendable, Equatable {
    public var probability: Double
    public var fraction: ClosedRange<Double>

    public init(probability: Double, fraction: ClosedRange<Double>) {
      self.probability = probability
      self.fraction = fraction
    }
  }

  /// The probability of a mirror image along each axis; k is not used with two dimensions.
  public struct Flips: Codable, Sendable, Equatable {
    public var i: Double
    public var j: Double
    public var k: Double

    public init(i: Double = 0, j: Double = 0, k: Double = 0) {
      self.i = i
      self.j = j
      self.k = k
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      i = try container.decodeIfPresent(Double.self, forKey: .i) ?? 0
      j = try container.decodeIfPresent(Double.self, forKey: .j) ?? 0
      k = try container.decodeIfPresent(Double.self, forKey: .k) ?? 0
    }
  }

  /// A smooth deformation that never folds: see `ElasticField`.
  public struct Elastic: Codable, Sendable, Equatable {
    public var probability: Double
    /// Distance between control points in voxels, along each axis as many millimetres as along the
    /// axis with the finest spacing.
    public var controlSpacing: Double
    /// Standard deviation of the control points' displacements, in voxels of the finest spacing.
    public var standardDeviation: ClosedRange<Double>

    enum CodingKeys: String, CodingKey {
      case probability
      case controlSpacing = "control_spacing"
      case standardDeviation = "standard_deviation"
    }

    public init(
      probability: Double, controlSpacing: Double, standardDeviation: ClosedRange<Double>
    ) {
      self.probability = probability
      self.controlSpacing = controlSpacing
      self.standardDeviation = standardDeviation
    }
  }

  /// The slow change of brightness over an MR image: the exponential of a polynomial whose terms,
  /// Legendre's up to `order`, have coefficients from -strength to strength.
  public struct BiasField: Codable, Sendable, Equatable {
    public var probability: Double
    /// 1 to 3.
    public var order: Int
    public var strength: ClosedRange<Double>

    public init(probability: Double, order: Int, strength: ClosedRange<Double>) {
      self.probability = probability
      self.order = order
      self.strength = strength
    }
  }

  /// Smoothing by a Gaussian whose standard deviation is in voxels of the finest spacing; within
  /// the slice alone with two dimensions.
  public struct Blur: Codable, Sendable, Equatable {
    public var probability: Double
    public var sigma: ClosedRange<Double>

    public init(probability: Double, sigma: ClosedRange<Double>) {
      self.probability = probability
      self.sigma = sigma
    }
  }

  /// Noise of the standard deviation `sigma`; for Rician noise, that of each of its two parts.
  public struct Noise: Codable, Sendable, Equatable {
    public var probability: Double
    public var sigma: ClosedRange<Double>

    public init(probability: Double, sigma: ClosedRange<Double>) {
      self.probability = probability
      self.sigma = sigma
    }
  }

  /// Distances from the patch's mean, multiplied.
  public struct Contrast: Codable, Sendable, Equatable {
    public var probability: Double
    public var factor: ClosedRange<Double>

    public init(probability: Double, factor: ClosedRange<Double>) {
      self.probability = probability
      self.factor = factor
    }
  }

  /// A number that is added.
  public struct Brightness: Codable, Sendable, Equatable {
    public var probability: Double
    public var offset: ClosedRange<Double>

    public init(probability: Double, offset: ClosedRange<Double>) {
      self.probability = probability
      self.offset = offset
    }
  }

  /// A power of the patch's intensities, scaled to 0 to 1 and back.
  public struct Gamma: Codable, Sendable, Equatable {
    public var probability: Double
    public var exponent: ClosedRange<Double>
    /// How often, where it happens, it is the negative image that is raised to the power.
    public var invertedProbability: Double

    enum CodingKeys: String, CodingKey {
      case probability, exponent
      case invertedProbability = "inverted_probability"
    }

    public init(
      probability: Double, exponent: ClosedRange<Double>, invertedProbability: Double = 0
    ) {
      self.probability = probability
      self.exponent = exponent
      self.invertedProbability = invertedProbability
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      probability = try container.decode(Double.self, forKey: .probability)
      exponent = try container.decode(ClosedRange<Double>.self, forKey: .exponent)
      invertedProbability =
        try container.decodeIfPresent(Double.self, forKey: .invertedProbability) ?? 0
    }
  }
}
