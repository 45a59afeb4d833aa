import Foundation
import Volumes

/// A head in a fluid-attenuated image: fluid is dark, grey matter a little brighter than white.
///
/// Millimetres with the brain's middle at (0, 0, 0): x to the left, y to the back, z to the head.
struct BrainScene: Scene {
  let noise: SmoothNoise
  let folds: SmoothNoise
  let tumour: TumourShape
  private let ventricles: [Rod]

  private static let brainRadii = SIMD3(62.0, 79.0, 66.0)
  private static let fluid = 45.0
  private static let white = 240.0
  private static let grey = 322.0

  init(seed: UInt64, tumour: TumourShape) {
    noise = SmoothNoise(.part("brain", of: seed))
    folds = SmoothNoise(.part("folds", of: seed))
    self.tumour = tumour
    var random = SplitMix64.part("ventricles", of: seed)
    ventricles = [-1.0, 1.0].flatMap { side in
      let width = random.uniform(0.85...1.2)
      let front = SIMD3(side * 10, -32, 8.0)
      let middle = SIMD3(side * 7, -8, 17.0)
      let back = SIMD3(side * 15, 24, 13.0)
      let horn = SIMD3(side * 20, 44, 4.0)
      return [
        Rod(from: front, to: middle, radius: 3.6 * width, 4.6 * width),
        Rod(from: middle, to: back, radius: 4.6 * width, 5.2 * width),
        Rod(from: back, to: horn, radius: 5.2 * width, 2 * width),
      ]
    }
  }

  func tissue(at point: SIMD3<Double>) -> Tissue {
    let uneven = 2.2 * noise.value(point.x / 48, point.y / 48, point.z / 48)
    // The head is a little wider behind than in front.
    var shaped = point
    shaped.x /= 1 + 0.0012 * point.y
    let depth = ellipsoidDepth(shaped, BrainScene.brainRadii) + uneven
    guard depth < 0 else { return brain(point, depth: depth) }
    return Tissue(signal: cover(point, outside: -depth))
  }

  /// Fluid, skull with its marrow, fat of the scalp and skin, from inside out.
  private func cover(_ p: SIMD3<Double>, outside: Double) -> Double {
    let local = noise.value(p.x / 20 + 5, p.y / 20, p.z / 20)
    let fluid = 1.6 + local
    if outside < fluid { return BrainScene.fluid }
    if outside < fluid + 1.4 { return 25 }
    let skull = fluid + 6.5 + 2 * local
    if outside < skull - 1.6 { return 150 + 90 * local }
    if outside < skull { return 20 }
    let scalp = skull + 5 + 2 * noise.value(p.x / 50, p.y / 50 + 9, p.z / 50)
    if outside < scalp { return 450 + 120 * local }
    return outside < scalp + 1.6 ? 330 : 0
  }

  private func brain(_ p: SIMD3<Double>, depth: Double) -> Tissue {
    if let fluid = fluidSpaces(p, depth: depth) { return Tissue(signal: fluid) }
    let healthy = parenchyma(p, depth: depth)
    let change = tumour.extent(p)
    // Fluid in a sulcus stays dark, so it is not tumour either.
    guard change > 0.02, healthy > 130 else { return Tissue(signal: healthy) }
    let signal = mix(healthy, tumour.signal(p), change)
    return Tissue(signal: signal, label: change > 0.5 ? 1 : 0)
  }

  /// Ventricles, the fissure between the hemispheres and the cisterns around the brain stem.
  private func fluidSpaces(_ p: SIMD3<Double>, depth: Double) -> Double? {
    var ventricle = -100.0
    for rod in ventricles { ventricle = max(ventricle, rod.depth(p)) }
    ventricle += 1.2 * noise.value(p.x / 8, p.y / 8, p.z / 10)
    if ventricle > 0 {
      let plexus = folds.value(p.x / 2.5, p.y / 2.5, p.z / 5)
      return ventricle > 1.5 && plexus > 0.45 && p.y > 5 ? 260 : BrainScene.fluid
    }
    let third = ellipsoidDepth(p - SIMD3(0, -2, 2), SIMD3(2.2, 13, 9))
    if third > 0 { return BrainScene.fluid }
    let sway = 1.3 * noise.value(3, p.y / 14, p.z / 14)
    let bridge = p.z < 24 && abs(p.y + 4) < 40
    if p.z > -8 || p.y < -20, !bridge {
      let width = 0.7 + 0.7 * noise.value(9, p.y / 9, p.z / 9) + smoothStep(10, 0, depth)
      let away = abs(p.x + sway)
      if away < 0.45 { return 130 }
      if away < width + 0.45 { return BrainScene.fluid }
    }
    let stem = ellipseDepth(p.x, p.y - 12, 15, 13)
    let gap = 3 + 6 * noise.value(p.x / 9, p.y / 9, p.z / 12 + 4)
    if p.z < -12, stem < 0, stem > -gap { return BrainScene.fluid }
    return nil
  }

  private func parenchyma(_ p: SIMD3<Double>, depth: Double) -> Double {
    let mottle = noise.value(p.x / 6, p.y / 6, p.z / 8)
    let white = BrainScene.white * (1 + 0.05 * mottle)
    let grey = BrainScene.grey * (1 + 0.06 * mottle)
    if p.z < -12 {
      if ellipseDepth(p.x, p.y - 12, 15, 13) > 0 { return white * 1.03 }
      if p.y > 14 + 0.2 * abs(p.x) { return cerebellum(p, white: white, grey: grey) }
    }
    if let nucleus = nuclei(p) { return mix(white, grey, nucleus) }
    return cortex(p, depth: depth, white: white, grey: grey)
  }

  /// Thin leaves of cortex around white matter.
  private func cerebellum(_ p: SIMD3<Double>, white: Double, grey: Double) -> Double {
    let around = ellipsoidDepth(p - SIMD3(0, 38, -30), SIMD3(46, 30, 22))
    guard around > 0 else {
      return around > -1.5 ? BrainScene.fluid : grey
    }
    let leaf = sin(around * 1.25 + 3 * noise.value(p.x / 12, p.y / 12, p.z / 12))
    let inner = smoothStep(8, 15, around)
    return mix(grey - 75 * smoothStep(0.75, 1, leaf), white, inner)
  }

  /// How much a point belongs to the caudate, the lentiform nucleus, the thalamus or the insula.
  private func nuclei(_ p: SIMD3<Double>) -> Double? {
    let x = abs(p.x)
    let q = SIMD3(x, p.y, p.z)
    let depth = max(
      ellipsoidDepth(q - SIMD3(13.5, -22, 10), SIMD3(4.5, 10, 9)),
      ellipsoidDepth(q - SIMD3(24, -8, 4), SIMD3(6, 15, 9)),
      ellipsoidDepth(q - SIMD3(10, 6, 6), SIMD3(8, 12, 9)))
    guard depth > -1.5 else { return nil }
    return 0.7 * smoothStep(-1.5, 1.5, depth)
  }

  /// A folded ribbon: sulci where a smooth function is near zero, grey matter on both sides.
  private func cortex(
    _ p: SIMD3<Double>, depth: Double, white: Double, grey: Double
  ) -> Double {
    // Warping the function turns its round level lines into winding ones.
    let bend = 7.0
    let wx = p.x + bend * noise.value(p.x / 17, p.y / 17 + 3, p.z / 22)
    let wy = p.y + bend * noise.value(p.x / 17 + 7, p.y / 17, p.z / 22)
    let fold = folds.value(
      0.100 * wx + 0.075 * wy, 0.100 * wy - 0.075 * wx + 9, p.z / 17 + 0.2)
    // About millimetres from the bottom line of the sulcus.
    let away = abs(fold) * 10
    // A fold of the brain runs 10 to 25 mm deep.
    let bottom = 19 + 9 * noise.value(p.x / 24, p.y / 24 + 5, p.z / 24)
    let open = smoothStep(bottom, bottom - 6, depth)
    let width = 0.28 + 0.5 * smoothStep(12, 0, depth)
    let sulcus = open * smoothStep(width + 0.55, width, away)
    // The sylvian fissure on both sides is the deepest and widest.
    let sylvian = ellipsoidDepth(
      SIMD3(abs(p.x) - 45, p.y + 14 + 0.5 * (abs(p.x) - 45), p.z - 1), SIMD3(12, 4.2, 7))
    let ribbon = max(
      smoothStep(4.4, 3, depth),
      smoothStep(4, 2.6, away) * smoothStep(bottom + 4, bottom, depth))
    let matter = mix(white, grey, ribbon)
    return mix(matter, BrainScene.fluid, max(sulcus, smoothStep(-0.3, 1, sylvian + 2 * fold)))
  }
}
