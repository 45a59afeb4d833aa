public import Volumes

/// An axial T2-weighted image of the upper abdomen with suppressed fat, and its truth.
///
/// Labels: 1 liver, 2 right kidney, 3 left kidney, 4 spleen.
/// Source of the label names: Kavur et al., Medical Image Analysis 69 (2021) 101950 (CHAOS).
public struct AbdomenPhantom: Sendable, Equatable {
  /// Two phantoms with the same seed and settings are equal voxel by voxel.
  public var seed: UInt64
  /// Voxels along i (to the left), j (to the back) and k (to the head).
  public var size = GridSize(ni: 160, nj: 128, nk: 20)
  /// Millimetres between voxel centres.
  public var spacing = SIMD3(2.0, 2.0, 6.0)
  /// Standard deviation of the noise in each channel; the liver is about 310. 0...200.
  public var noise = 10.0
  /// Natural logarithm of the coil's sensitivity near it against an average place, 0...1.
  public var biasField = 0.25

  /// The default phantom of a seed.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// Makes the image and its truth, shape (ni, nj, nk).
  /// - Throws: `PhantomError` for settings outside the ranges given above.
  /// - Complexity: O(voxels times 12).
  public func render() throws(PhantomError) -> Phantom {
    try checkFieldOfView(size, spacing, needed: SIMD3(280, 200, 90))
    try check("noise", noise, in: 0...200)
    try check("bias field", biasField, in: 0...1)
    let half = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)) * spacing / 2
    let (signal, labels) = Phantoms.render(
      AbdomenScene(seed: seed), size: size, origin: -half, spacing: spacing,
      samples: Supersampling(i: 2, j: 2, k: 3))
    let acquisition = Acquisition(
      noise: noise, biasField: biasField, coil: SIMD2(0.1, 0.3), blur: 0.5, texture: 0.05)
    let voxels = acquisition.acquire(signal, geometry: geometry, frames: 1, seed: seed)
    return Phantom(
      image: Volume(geometry: geometry, voxels: voxels),
      truth: LabelVolume(geometry: geometry, voxels: labels),
      labelNames: [
        .init(AbdomenScene.Organ.liver, "liver"),
        .init(AbdomenScene.Organ.rightKidney, "right kidney"),
        .init(AbdomenScene.Organ.leftKidney, "left kidney"),
        .init(AbdomenScene.Organ.spleen, "spleen"),
      ],
      description: "Synthetic T2-like abdomen with suppressed fat, seed \(seed)")
  }

  /// The grid in the patient: axial, to the left, the back and the head.
  public var geometry: Geometry {
    let half = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)) * spacing / 2
    let centre = SIMD3(3.0, 18.0, -120.0)
    return Geometry(
      size: size,
      axes: (SIMD3(-spacing.x, 0, 0), SIMD3(0, -spacing.y, 0), SIMD3(0, 0, spacing.z)),
      origin: WorldPoint(centre + SIMD3(half.x, half.y, -half.z)))
  }
}
