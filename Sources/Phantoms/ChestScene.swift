import Foundation

/// What surrounds the heart in a short-axis view: chest wall, lung, liver, stomach, aorta, spine.
///
/// Millimetres with the left ventricle's axis at (0, 0): x from the sternum to the spine, y
/// downwards, z from the base to the apex. No labels.
struct ChestScene: Scene {
  let noise: SmoothNoise
  let detail: SmoothNoise

  init(seed: UInt64) {
    noise = SmoothNoise(.part("chest", of: seed))
    detail = SmoothNoise(.part("chest detail", of: seed))
  }

  func tissue(at point: SIMD3<Double>) -> Tissue {
    let (x, y, z) = (point.x, point.y, point.z)
    let slow = noise.value(x / 45, y / 45, z / 45)
    let depth = ellipseDepth(x - 16, y - 22, 118, 165) + 6 * slow
    if depth < 0 { return Tissue(signal: 0) }
    if depth < 1.8 { return Tissue(signal: 320) }
    let fatThickness = 13 + 7 * noise.value(x / 50 + 9, y / 50, z / 60)
    if depth < fatThickness {
      let strand = abs(detail.value(x / 11, y / 5, z / 20))
      return Tissue(signal: strand < 0.03 ? 560 : 780)
    }
    if depth < fatThickness + 11 {
      return Tissue(signal: wall(x, y, z, depth: depth - fatThickness))
    }
    let wave = 5 * noise.value(x / 25, 3, z / 25)
    let diaphragm = 44 + 0.0045 * (x + 12) * (x + 12) - 0.12 * (z - 30) + wave
    if y > diaphragm {
      return Tissue(signal: belly(x, y, z, depth: y - diaphragm))
    }
    return Tissue(signal: thorax(x, y, z, toDiaphragm: diaphragm - y))
  }

  /// Muscle with ribs cut across.
  private func wall(_ x: Double, _ y: Double, _ z: Double, depth: Double) -> Double {
    let period = (y + 0.3 * x + 0.4 * z) / 27
    let along = (period - period.rounded()) * 27
    let rib = ellipseDepth(along, depth - 6, 7, 4.2)
    if rib > 1.3 { return 330 }
    if rib > 0 { return 45 }
    if depth > 9.5 { return 420 }
    return 150 + 60 * detail.value(x / 3, y / 6, z / 9)
  }

  private func thorax(_ x: Double, _ y: Double, _ z: Double, toDiaphragm: Double) -> Double {
    let wave = noise.value(x / 22, y / 22, z / 30 + 9)
    let aorta = ellipseDepth(x - 66, y - 30, 12.5, 12)
    if aorta > 0 { return mix(120, 590, smoothStep(0.8, 2, aorta)) }
    if let spine = spine(x, y, z) { return spine }
    // The fat pad in front of the right ventricle and what lies behind the sternum.
    let pad = x + 58 + 14 * wave + 0.09 * abs(y - 12)
    if pad < 0 { return 640 + 160 * wave }
    if toDiaphragm < 1.5 { return 90 }
    if x < 40, toDiaphragm < 5 + 8 * wave { return 600 }
    let behind = ellipseDepth(x - 62, y - 22, 22, 26) + 6 * wave
    if behind > 0 { return 300 + 200 * wave }
    return lung(x, y, z)
  }

  private func lung(_ x: Double, _ y: Double, _ z: Double) -> Double {
    // Vessels are ridges of two noises at once: thin, branching, denser towards the root.
    // Turned against each other, so that the noises' lattices do not show.
    let a = detail.value(0.09 * x + 0.06 * y, 0.09 * y - 0.06 * x, z / 12 + 0.02 * x)
    let b = detail.value(0.1 * x - 0.04 * y + 13, 0.1 * y + 0.04 * x, z / 12 - 0.03 * y)
    let root = smoothStep(75, 15, ((x - 30) * (x - 30) + (y + 42) * (y + 42)).squareRoot())
    let width = 0.05 + 0.09 * root
    let vessel = smoothStep(width, 0.4 * width, (a * a + b * b).squareRoot())
    return 24 + 10 * a + vessel * (180 + 330 * root)
  }

  private func spine(_ x: Double, _ y: Double, _ z: Double) -> Double? {
    let body = ellipseDepth(x - 94, y - 38, 21, 19)
    guard body > 0 else { return nil }
    if body < 1.5 { return 60 }
    return 230 + 90 * detail.value(x / 4, y / 4, z / 8)
  }

  /// Below the diaphragm.
  private func belly(_ x: Double, _ y: Double, _ z: Double, depth: Double) -> Double {
    if depth < 1.4 { return 70 }
    if let spine = spine(x, y, z) { return spine }
    let wave = noise.value(x / 18, y / 18 + 7, z / 24)
    let aorta = ellipseDepth(x - 66, y - 34, 12.5, 12)
    if aorta > 0 { return mix(120, 590, smoothStep(0.8, 2, aorta)) }
    let liver = ellipseDepth(x + 42, y - 92 + 0.2 * z, 58, 50) + 7 * wave
    if liver > 0 {
      let a = detail.value(x / 13, y / 13, z / 18)
      let b = detail.value(x / 13 + 7, y / 13 + 3, z / 18 + 9)
      let vessel = smoothStep(0.13, 0.05, (a * a + b * b).squareRoot())
      return mix(70, 175 + 20 * a + 190 * vessel, smoothStep(0, 1, liver))
    }
    let stomach = ellipseDepth(x - 30, y - 76 + 0.25 * z, 25, 17) + 5 * wave
    if stomach > 0 {
      let fold = detail.value(x / 5, y / 5, z / 12)
      return stomach < 3 ? 150 : 290 + 150 * fold
    }
    let spleen = ellipseDepth(x - 76, y - 84, 19, 27) + 4 * wave
    if spleen > 0 { return mix(80, 215, smoothStep(0, 1.2, spleen)) }
    let loop = detail.value(x / 8, y / 8, z / 14)
    return loop > 0.22 ? 190 : 610 + 170 * wave
  }
}
