public import Networks

/// What a training makes small.
public struct LossRecipe: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// One minus the Dice coefficient of probabilities: Milletari et al., 3DV 2016.
    case dice
    /// Cross-entropy and Dice in equal parts: Isensee et al., Nature Methods 18 (2021) 203.
    case crossEntropyDice = "cross_entropy_dice"
    /// Binary cross-entropy of each class, weighted, and Dice.
    case bceDice = "bce_dice"
    /// One minus intersection over union (Jaccard): Rahman and Wang, ISVC 2016.
    case iou
    /// Cross-entropy in which voxels that are right already count little: Lin et al., ICCV 2017,
    /// exponent 2.
    case focal
  }

  public var kind: Kind
  /// How logits become probabilities.
  public var answer: Answer
  /// Of binary cross-entropy against Dice, 0 to 1; `bceDice` alone.
  public var bceWeight: Double
  /// Whether overlap is counted over all images of a batch together instead of image by image.
  /// Slices without the label then do no harm.
  public var isBatchwise: Bool
  /// Whether the background is one of the classes whose overlap counts.
  public var countsBackground: Bool

  enum CodingKeys: String, CodingKey {
    case kind, answer
    case bceWeight = "bce_weight"
    case isBatchwise = "batchwise"
    case countsBackground = "counts_background"
  }

  public init(
    kind: Kind, answer: Answer = .softmax, bceWeight: Double = 0.5, isBatchwise: Bool = true,
    countsBackground: Bool = false
  ) {
    self.kind = kind
    self.answer = answer
    self.bceWeight = bceWeight
    self.isBatchwise = isBatchwise
    self.countsBackground = countsBackground
  }

  var problem: String? {
    if !(0...1).contains(bceWeight) {
      return "the weight of binary cross-entropy is \(bceWeight); it is from 0 to 1"
    }
    if answer == .sigmoid, [.crossEntropyDice, .focal].contains(kind) {
      return "\(kind.rawValue) compares classes that exclude each other and needs softmax"
    }
    return nil
  }
}
