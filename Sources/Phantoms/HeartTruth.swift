import Volumes

/// What a phantom's heart holds in one frame, millilitres.
///
/// The truth mask holds exactly the volumes asked for, voxel by voxel. The surfaces that the image
/// was drawn from enclose somewhat less or more: a thick slice at the base is labelled as a whole
/// or not at all, and how much of it lies below the base nobody sees in the mask.
public struct HeartTruth: Sendable, Equatable, Codable {
  /// Of the left cavity, the left wall and the right cavity.
  public struct Millilitres: Sendable, Equatable, Codable {
    public let left: Double
    public let wall: Double
    public let right: Double

    init(_ millilitres: SIMD3<Double>) {
      left = millilitres.x
      wall = millilitres.y
      right = millilitres.z
    }
  }

  /// Of the mask's voxels.
  public let labelled: Millilitres
  /// Within the surfaces, by integration.
  public let enclosed: Millilitres

  init(_ shape: HeartShape, _ heart: HeartFrame, fullness: Double, voxelVolume: Double) {
    func count(_ label: UInt8) -> Double { Double(heart.labels.count { $0 == label }) }
    labelled = Millilitres(
      SIMD3(count(HeartLabel.left), count(HeartLabel.myocardium), count(HeartLabel.right))
        * voxelVolume / 1000)
    let step = 0.5
    let planes = Int((shape.length + shape.wallThickness) / step) + 1
    enclosed = Millilitres(
      (0..<planes).reduce(SIMD3()) { sum, n in
        let plane = HeartPlane(shape, z: (Double(n) + 0.5) * step, fullness: fullness)
        return sum + plane.areas(heart.sizes) * step / 1000
      })
  }
}
