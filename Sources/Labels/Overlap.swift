public import Volumes

/// Dice coefficient of two masks: twice the common area over the sum of both; 1 when both are empty.
/// - Precondition: The masks have the same size.
public func diceCoefficient(_ a: SliceMask, _ b: SliceMask) -> Double {
  precondition(a.ni == b.ni && a.nj == b.nj, "masks to be compared have the same size")
  return diceCoefficient(a.pixels, b.pixels, of: true)
}

/// Dice coefficient of one label over all slices and frames; 1 when neither volume has it.
/// - Precondition: The volumes have the same size and number of frames.
public func diceCoefficient(_ a: LabelVolume, _ b: LabelVolume, label: UInt8) -> Double {
  precondition(
    a.size == b.size && a.frames == b.frames, "volumes to be compared have the same size")
  return diceCoefficient(a.voxels, b.voxels, of: label)
}

private func diceCoefficient<Value: Equatable>(
  _ a: [Value], _ b: [Value], of value: Value
) -> Double {
  var common = 0
  var sum = 0
  for n in a.indices {
    let inA = a[n] == value
    let inB = b[n] == value
    if inA && inB { common += 1 }
    sum += (inA ? 1 : 0) + (inB ? 1 : 0)
  }
  return sum == 0 ? 1 : 2 * Double(common) / Double(sum)
}
