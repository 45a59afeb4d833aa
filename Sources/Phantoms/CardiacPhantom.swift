import Foundation
public import Volumes

/// A short-axis cine magnetic resonance image of one heart cycle with its truth.
///
///     var phantom = CardiacPhantom(seed: 3)
///     phantom.ejectionFraction = 0.25
///     let cine = try phantom.render()
///
/// Labels are those of the Automated Cardiac Diagnosis Challenge: 1 right ventricle, 2
/// myocardium, 3 left ventricle with its papillary muscles. Slices run from above the base,
/// where nothing is labelled, to below the apex. Frame 0 is the end of diastole.
/// Source of the label convention: Bernard et al., IEEE Trans. Med. Imaging 37 (2018) 2514.
public struct CardiacPhantom: Sendable, Equatable {
  /// Two phantoms with the same seed and settings are equal voxel by voxel.
  public var seed: UInt64
  /// Voxels along i (sternum to spine), j (downwards) and k (base to apex).
  public var size = GridSize(ni: 128, nj: 128, nk: 10)
  /// Millimetres between voxel centres.
  public var spacing = SIMD3(1.6, 1.6, 10.0)
  /// Number of frames of the cycle, at least 2.
  public var frames = 10
  /// Part of the left ventricle's blood that is ejected, 0.1...0.75.
  public var ejectionFraction = 0.6
  /// Left ventricle at the end of diastole, millilitres, 60...260.
  public var endDiastolicVolume = 130.0
  /// Part of the right ventricle's blood that is ejected, 0.1...0.75.
  public var rightEjectionFraction = 0.52
  /// Right ventricle at the end of diastole, millilitres, 60...260.
  public var rightEndDiastolicVolume = 135.0
  /// Left wall at the end of diastole, millimetres, 6...15; the wall's mass stays the same.
  public var wallThickness = 9.0
  /// Standard deviation of the noise in each channel; blood is about 600. 0...200.
  public var noise = 12.0
  /// Natural logarithm of the coil's sensitivity near it against an average place, 0...1.
  public var biasField = 0.3
  /// Standard deviation of each slice's displacement in the plane, millimetres, 0...3.
  public var breathing = 1.0

  /// The default phantom of a seed.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// The frame with the smallest left ventricle.
  public var endSystolicFrame: Int { HeartCycle(frames: max(frames, 2)).endSystolicFrame }

  /// Makes the image and its truth, shape (ni, nj, nk, frames).
  /// - Throws: `PhantomError` for settings outside the ranges given above.
  /// - Complexity: O(voxels times 27).
  public func render() throws(PhantomError) -> Phantom {
    try checkParameters()
    let grid = heartGrid
    let shape = heartShape
    let chest = chestSignal(grid)
    var signal: [Float] = []
    var labels: [UInt8] = []
    var truths: [HeartTruth] = []
    var wallCount: Int?
    for frame in 0..<frames {
      let fullness = HeartCycle(frames: frames).fullness(frame: frame)
      var counts = voxelCounts(fullness)
      counts.myocardium = wallCount
      let heart = solveHeart(shape, grid: grid, fullness: fullness, counts: counts)
      wallCount = wallCount ?? heart.labels.count { $0 == HeartLabel.myocardium }
      let tissue = HeartTissue(
        shape: shape, sizes: heart.sizes, frame: frame,
        detail: SmoothNoise(.part("heart detail", of: seed)), papillary: papillaryDirections)
      signal += beat(tissue, grid: grid, fullness: fullness, over: chest)
      labels += heart.labels
      truths.append(
        HeartTruth(shape, heart, fullness: fullness, voxelVolume: geometry.voxelVolume))
    }
    let acquisition = Acquisition(
      noise: noise, biasField: biasField, coil: SIMD2(-0.9, -0.4), blur: 0.55, texture: 0.06)
    let voxels = acquisition.acquire(signal, geometry: geometry, frames: frames, seed: seed)
    return Phantom(
      image: Volume(geometry: geometry, frames: frames, voxels: voxels),
      truth: LabelVolume(geometry: geometry, frames: frames, voxels: labels),
      labelNames: [
        .init(HeartLabel.right, "right ventricle"), .init(HeartLabel.myocardium, "myocardium"),
        .init(HeartLabel.left, "left ventricle"),
      ],
      description: "Synthetic short-axis cine of one heart cycle, seed \(seed)", heart: truths)
  }

  /// The grid in the patient: an oblique short axis that looks from the base along the heart's
  /// axis to the left, the front and the feet.
  public var geometry: Geometry {
    let k = unit(SIMD3(-0.62, 0.60, -0.50))
    let feet = SIMD3(0.0, 0.0, -1.0)
    let j = unit(feet - k * (feet * k).sum())
    // Left and to the back; with slices from base to apex the axes are left-handed.
    let i = SIMD3(k.y * j.z - k.z * j.y, k.z * j.x - k.x * j.z, k.x * j.y - k.y * j.x)
    let centre = SIMD3(-28.0, 22.0, 41.0)
    let half = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1)) * spacing / 2
    return Geometry(
      size: size, axes: (i * spacing.x, j * spacing.y, k * spacing.z),
      origin: WorldPoint(centre - i * half.x - j * half.y - k * half.z))
  }
}

extension CardiacPhantom {
  private func checkParameters() throws(PhantomError) {
    guard frames >= 2 else { throw .tooFewFrames(frames) }
    try check("ejection fraction", ejectionFraction, in: 0.1...0.75)
    try check("right ejection fraction", rightEjectionFraction, in: 0.1...0.75)
    try check("end-diastolic volume", endDiastolicVolume, in: 60...260)
    try check("right end-diastolic volume", rightEndDiastolicVolume, in: 60...260)
    try check("wall thickness", wallThickness, in: 6...15)
    try check("spacing along k", spacing.z, in: 2...20)
    // The widest hearts may push against the chest wall, but must not leave the image.
    let wide = min(widening, 1.3)
    let long = 50 + 0.7 * wallThickness + 2 * spacing.z
    try checkFieldOfView(size, spacing, needed: SIMD3(150 * wide, 130 * wide, long))
    try check("noise", noise, in: 0...200)
    try check("bias field", biasField, in: 0...1)
    try check("breathing", breathing, in: 0...3)
  }

  /// Length of the left cavity at the end of diastole, millimetres.
  private var length: Double {
    // One slice stays free at each end of the stack, and the apex keeps clear of the last.
    let room = Double(size.nk - 2) * spacing.z - 0.7 * wallThickness
    return min(74 * cbrt(endDiastolicVolume / 130), room)
  }

  private var widening: Double {
    let volume = max(endDiastolicVolume, rightEndDiastolicVolume)
    return max(1, (volume / 135 * 74 / max(length, 1)).squareRoot())
  }

  private var heartShape: HeartShape {
    var random = SplitMix64.part("heart", of: seed)
    let tilt = random.uniform(-0.22...0.22)
    return HeartShape(
      length: length, wallThickness: wallThickness,
      baseDescent: 0.15 * length * ejectionFraction / 0.6,
      toRight: SIMD2(-cos(tilt), sin(tilt)),
      noise: SmoothNoise(.part("outlines", of: seed)))
  }

  private var heartGrid: HeartGrid {
    var random = SplitMix64.part("breathing", of: seed)
    let field = SIMD2(Double(size.ni - 1) * spacing.x, Double(size.nj - 1) * spacing.y)
    let origins = (0..<size.nk).map { k in
      let (dx, dy) = random.normalPair()
      let limit = 2 * breathing
      let x = min(max(dx * breathing, -limit), limit)
      let y = min(max(dy * breathing, -limit), limit)
      // The left ventricle lies right of the middle, so that the right one fits too.
      return SIMD3(
        x - 0.5 * field.x - 21, y - 0.5 * field.y + 4, (Double(k) - 0.6) * spacing.z)
    }
    return HeartGrid(
      size: size, spacing: spacing, origins: origins,
      samples: Supersampling(i: 3, j: 3, k: 3), widening: widening)
  }

  private var papillaryDirections: [SIMD2<Double>] {
    var random = SplitMix64.part("papillary", of: seed)
    let upper = random.uniform(-1.15 ... -0.75)
    let lower = random.uniform(0.8...1.25)
    return [SIMD2(cos(upper), sin(upper)), SIMD2(cos(lower), sin(lower))]
  }

  private func voxelCounts(_ fullness: Double) -> HeartVoxelCounts {
    let millilitre = 1000 / (spacing.x * spacing.y * spacing.z)
    let left = endDiastolicVolume * (1 - ejectionFraction * (1 - fullness))
    let right = rightEndDiastolicVolume * (1 - rightEjectionFraction * (1 - fullness))
    return HeartVoxelCounts(
      left: Int((left * millilitre).rounded()), right: Int((right * millilitre).rounded()))
  }

  /// The surroundings as if there were no heart. Shape (ni, nj, nk).
  private func chestSignal(_ grid: HeartGrid) -> [Float] {
    let scene = ChestScene(seed: seed)
    var result: [Float] = []
    for k in 0..<size.nk {
      result +=
        Phantoms.render(
          scene, size: GridSize(ni: size.ni, nj: size.nj, nk: 1), origin: grid.origins[k],
          spacing: spacing, samples: grid.samples
        ).signal
    }
    return result
  }

  /// One frame of the heart laid over its surroundings. Shape (ni, nj, nk).
  private func beat(
    _ tissue: HeartTissue, grid: HeartGrid, fullness: Double, over chest: [Float]
  ) -> [Float] {
    var result = chest
    let samples = grid.samples
    for k in 0..<size.nk {
      let planes = grid.planes(tissue.shape, k, fullness: fullness)
      // Beyond the outer apex only the surroundings show.
      guard planes.contains(where: { $0.isAboveBase || $0.scales.y > 0 }) else { continue }
      let origin = grid.origins[k]
      let reach = grid.reach(k)
      for j in reach.j {
        for i in reach.i {
          var sum = 0.0
          var covered = 0
          for c in 0..<samples.k {
            for b in 0..<samples.j {
              let dy = Supersampling.offset(b, of: samples.j)
              let y = origin.y + (Double(j) + dy) * spacing.y
              for a in 0..<samples.i {
                let dx = Supersampling.offset(a, of: samples.i)
                let x = origin.x + (Double(i) + dx) * spacing.x
                if let value = tissue.signal(planes[grid.plane(a, b, c)], x, y) {
                  sum += value
                  covered += 1
                }
              }
            }
          }
          let n = (k * size.nj + j) * size.ni + i
          let rest = Double(samples.count - covered) * Double(chest[n])
          result[n] = Float((sum + rest) / Double(samples.count))
        }
      }
    }
    return result
  }
}

private func unit(_ v: SIMD3<Double>) -> SIMD3<Double> { v / (v * v).sum().squareRoot() }
