public import Volumes

/// How many voxels two sets have, and how many of them both.
public struct Overlap: Sendable, Equatable, Codable {
  public let first: Int
  public let second: Int
  public let common: Int

  /// - Precondition: No more in common than either has.
  public init(first: Int, second: Int, common: Int) {
    precondition(common >= 0 && common <= min(first, second), "what is common is in both sets")
    self.first = first
    self.second = second
    self.common = common
  }

  /// Twice the common voxels over the sum of both; 1 when both sets are empty.
  /// Source: Dice, Ecology 26 (1945) 297.
  public var dice: Double {
    first + second == 0 ? 1 : 2 * Double(common) / Double(first + second)
  }

  /// The common voxels over those of either; 1 when both sets are empty.
  /// Source: Jaccard, Bull. Soc. Vaud. Sci. Nat. 37 (1901) 547.
  public var jaccard: Double {
    first + second == 0 ? 1 : Double(common) / Double(first + second - common)
  }
}

/// Dice coefficient of two masks: twice the common area over the sum of both; 1 when both are empty.
/// - Precondition: The masks have the same size.
public func diceCoefficient(_ a: SliceMask, _ b: SliceMask) -> Double {
  precondition(a.ni == b.ni && a.nj == b.nj, "masks to be compared have the same size")
  return Overlap(a.pixels, b.pixels, of: true).dice
}

/// Dice coefficient of one label over all slices and frames; 1 when neither volume has it.
/// - Precondition: The volumes have the same size and number of frames.
public func diceCoefficient(_ a: LabelVolume, _ b: LabelVolume, label: UInt8) -> Double {
  Overlap(a, b, label: label).dice
}

extension Overlap {
  /// Of one label over all slices and frames.
  /// - Precondition: The volumes have the same size and number of frames.
  public init(_ a: LabelVolume, _ b: LabelVolume, label: UInt8) {
    precondition(
      a.size == b.size && a.frames == b.frames, "volumes to be compared have the same size")
    self.init(a.voxels, b.voxels, of: label)
  }

  fileprivate init<Value: Equatable>(_ a: [Value], _ b: [Value], of value: Value) {
    var (first, second, common) = (0, 0, 0)
    for n in a.indices {
      let inA = a[n] == value
      let inB = b[n] == value
      if inA { first += 1 }
      if inB { second += 1 }
      if inA && inB { common += 1 }
    }
    self.init(first: first, second: second, common: common)
  }
}
