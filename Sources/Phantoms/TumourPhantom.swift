import Foundation
public import Volumes

/// An axial fluid-attenuated (FLAIR-like) image of a brain with one tumour, and its truth.
///
/// Label 1 is what appears bright, tumour and swelling together, as in the public collections of
/// low-grade glioma. Slices run from the skull base to the crown.
public struct TumourPhantom: Sendable, Equatable {
  /// Two phantoms with the same seed and settings are equal voxel by voxel.
  public var seed: UInt64
  /// Voxels along i (to the left), j (to the back) and k (to the head).
  public var size = GridSize(ni: 160, nj: 160, nk: 20)
  /// Millimetres between voxel centres.
  public var spacing = SIMD3(1.2, 1.2, 5.0)
  /// About how wide the tumour is, millimetres, 15...60.
  public var diameter = 40.0
  /// Standard deviation of the noise in each channel; white matter is about 260. 0...200.
  public var noise = 9.0
  /// Natural logarithm of the coil's sensitivity near it against an average place, 0...1.
  public var biasField = 0.18

  /// The default phantom of a seed.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// Makes the image and its truth, shape (ni, nj, nk).
  /// - Throws: `PhantomError` for settings outside the ranges given above.
  /// - Complexity: O(voxels times 12).
  public func render() throws(PhantomError) -> Phantom {
    try checkFieldOfView(size, spacing, needed: SIMD3(170, 180, 60))
    try check("diameter", diameter, in: 15...60)
    try check("noise", noise, in: 0...200)
    try check("bias field", biasField, in: 0...1)
    let scene = BrainScene(seed: seed, tumour: TumourShape(seed: seed, diameter: diameter))
    let half = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)) * spacing / 2
    let (signal, labels) = Phantoms.render(
      scene, size: size, origin: SIMD3(-half.x, -half.y, TumourPhantom.middle - half.z),
      spacing: spacing, samples: Supersampling(i: 2, j: 2, k: 3))
    let acquisition = Acquisition(
      noise: noise, biasField: biasField, coil: SIMD2(0.2, 0.5), blur: 0.5, texture: 0.04)
    let voxels = acquisition.acquire(signal, geometry: geometry, frames: 1, seed: seed)
    return Phantom(
      image: Volume(geometry: geometry, voxels: voxels),
      truth: LabelVolume(geometry: geometry, voxels: labels),
      labelNames: [.init(1, "tumour")],
      description: "Synthetic FLAIR-like brain with a tumour, seed \(seed)")
  }

  /// Height of the stack's middle in the brain's coordinates: more above than below.
  private static let middle = 21.0

  /// The grid in the patient: axial, tilted by 12 degrees as a technician aligns it.
  public var geometry: Geometry {
    let tilt = 12.0 * .pi / 180
    let i = SIMD3(-1.0, 0, 0)
    let j = SIMD3(0, -cos(tilt), -sin(tilt))
    let k = SIMD3(0, -sin(tilt), cos(tilt))
    let half = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)) * spacing / 2
    let centre = SIMD3(1.5, -14.0, 32.0) + k * TumourPhantom.middle
    return Geometry(
      size: size, axes: (i * spacing.x, j * spacing.y, k * spacing.z),
      origin: WorldPoint(centre - i * half.x - j * half.y - k * half.z))
  }
}
