public import Volumes

/// How much of one frame a label takes.
public struct LabelExtent: Sendable, Equatable {
  public let label: UInt8
  public let frame: Int
  /// Number of voxels.
  public let voxels: Int
  /// Slices in which the label occurs.
  public let slices: Int
  /// Volume in millilitres.
  public let millilitres: Double
  /// Sum of the areas in all slices, square millimetres.
  public let squareMillimetres: Double

  public init(
    label: UInt8, frame: Int, voxels: Int, slices: Int, millilitres: Double,
    squareMillimetres: Double
  ) {
    self.label = label
    self.frame = frame
    self.voxels = voxels
    self.slices = slices
    self.millilitres = millilitres
    self.squareMillimetres = squareMillimetres
  }
}

extension LabelVolume {
  /// The extent of every label in every frame where it occurs, by frame and label.
  public var extents: [LabelExtent] {
    var result: [LabelExtent] = []
    let pixelArea = geometry.spacing.x * geometry.spacing.y
    for frame in 0..<frames {
      var voxelCount = [Int](repeating: 0, count: 256)
      var sliceCount = [Int](repeating: 0, count: 256)
      for k in 0..<size.nk {
        var inSlice = [Int](repeating: 0, count: 256)
        for value in slice(k, frame: frame).pixels { inSlice[Int(value)] += 1 }
        for label in 1..<256 where inSlice[label] > 0 {
          voxelCount[label] += inSlice[label]
          sliceCount[label] += 1
        }
      }
      for label in 1..<256 where voxelCount[label] > 0 {
        result.append(
          LabelExtent(
            label: UInt8(label), frame: frame, voxels: voxelCount[label],
            slices: sliceCount[label],
            millilitres: Double(voxelCount[label]) * geometry.voxelVolume / 1000,
            squareMillimetres: Double(voxelCount[label]) * pixelArea))
      }
    }
    return result
  }
}
