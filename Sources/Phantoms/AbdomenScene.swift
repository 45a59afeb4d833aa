import Foundation
import Volumes

/// The upper abdomen in a fat-suppressed T2-weighted image: fat is dark, fluid bright.
///
/// Millimetres with the middle of the body at (0, 0, 0): x to the patient's left, y to the back,
/// z to the head.
struct AbdomenScene: Scene {
  /// Label values of the abdominal challenge's magnetic resonance images.
  enum Organ {
    static let liver: UInt8 = 1
    static let rightKidney: UInt8 = 2
    static let leftKidney: UInt8 = 3
    static let spleen: UInt8 = 4
  }

  let noise: SmoothNoise
  let detail: SmoothNoise
  private let vessels: [Rod]
  private let kidneyShift: (right: SIMD3<Double>, left: SIMD3<Double>)
  private let liverRadii: SIMD3<Double>

  init(seed: UInt64) {
    noise = SmoothNoise(.part("abdomen", of: seed))
    detail = SmoothNoise(.part("abdomen detail", of: seed))
    var random = SplitMix64.part("organs", of: seed)
    func shift() -> SIMD3<Double> {
      SIMD3(random.uniform(-4...4), random.uniform(-4...4), random.uniform(-8...8))
    }
    kidneyShift = (shift(), shift())
    let growth = random.uniform(0.93...1.07)
    liverRadii = SIMD3(66, 72, 68) * growth
    vessels = liverVessels(.part("liver vessels", of: seed))
  }

  func tissue(at p: SIMD3<Double>) -> Tissue {
    let slow = noise.value(p.x / 60, p.y / 60, p.z / 60)
    let depth = ellipseDepth(p.x, p.y, 150, 106) + 5 * slow
    if depth < 0 { return Tissue(signal: 0) }
    if depth < 2 { return Tissue(signal: 170) }
    let fat = 13 + 7 * noise.value(p.x / 70 + 5, p.y / 70, p.z / 90)
    if depth < fat {
      let strand = abs(detail.value(p.x / 12, p.y / 6, p.z / 20)) < 0.04
      return Tissue(signal: strand ? 120 : 62)
    }
    if depth < fat + 9 { return Tissue(signal: bodyWall(p, depth: depth - fat)) }
    if let spine = spine(p) { return Tissue(signal: spine) }
    let lung = 48 - 0.0035 * ((abs(p.x) - 62) * (abs(p.x) - 62) + p.y * p.y) - p.z + 3 * slow
    if let vessel = greatVessels(p) { return Tissue(signal: vessel) }
    if lung < -3 { return Tissue(signal: aboveDiaphragm(p)) }
    if let kidney = kidneys(p) { return kidney }
    if lung > 0, let organ = liver(p) ?? spleen(p) { return organ }
    return Tissue(signal: bowel(p, slow: slow))
  }

  /// The underside of the heart between the lungs.
  private func aboveDiaphragm(_ p: SIMD3<Double>) -> Double {
    let wobble = 4 * noise.value(p.x / 20, p.y / 20 + 8, p.z / 20)
    let heart = ellipseDepth(p.x - 22, p.y + 42, 58, 34) + wobble
    if heart > 10 { return 90 + 50 * wobble / 4 }
    if heart > 0 { return heart < 1.5 ? 60 : 260 }
    let behind = ellipseDepth(p.x, p.y - 2, 30, 22) + wobble
    if behind > 0 { return 110 }
    let vessel = detail.value(0.09 * p.x + 0.06 * p.y, 0.09 * p.y - 0.06 * p.x, p.z / 12)
    return 20 + 120 * smoothStep(0.5, 0.7, vessel)
  }

  /// Muscle with ribs cut obliquely.
  private func bodyWall(_ p: SIMD3<Double>, depth: Double) -> Double {
    let angle = atan2(p.y, p.x)
    let rib = sin(angle * 15 + p.z / 9)
    if rib > 0.55, depth > 2, depth < 7 { return 210 }
    if rib > 0.4, depth > 1, depth < 8 { return 45 }
    return 125 + 50 * detail.value(p.x / 4, p.y / 4, p.z / 8)
  }

  private func spine(_ p: SIMD3<Double>) -> Double? {
    let mottle = detail.value(p.x / 3.5, p.y / 3.5, p.z / 7)
    let canal = ellipseDepth(p.x, p.y - 56, 9, 7.5)
    if canal > 0 { return ellipseDepth(p.x, p.y - 57, 4.5, 3.5) > 0 ? 420 : 860 }
    let body = ellipseDepth(p.x, p.y - 30, 21, 17)
    if body > 0 {
      let disc = abs(p.z / 34 - (p.z / 34).rounded()) * 34 < 4
      if body < 1.5 { return 60 }
      return disc ? 330 + 90 * smoothStep(5, 9, body) : 235 + 90 * mottle
    }
    if ellipseDepth(abs(p.x) - 8, p.y - 66, 7, 7) > 0 { return 55 + 40 * mottle }
    if ellipseDepth(p.x, p.y - 78, 3.5, 13) > 0 { return 60 }
    let muscle = ellipseDepth(abs(p.x) - 31, p.y - 66, 27, 17)
    let strand = abs(detail.value(p.x / 8, p.y / 8 + 5, p.z / 20))
    if muscle > 0 { return strand < 0.06 ? 80 : 135 + 40 * mottle }
    let psoas = ellipseDepth(abs(p.x) - 31, p.y - 36, 11, 14)
    return psoas > 0 && p.z < 10 ? 140 + 40 * mottle : nil
  }

  /// The aorta flows fast and turns dark; the slower cava and the veins to the liver are bright.
  private func greatVessels(_ p: SIMD3<Double>) -> Double? {
    let aorta = ellipseDepth(p.x - 12, p.y - 3, 10, 10)
    if aorta > 0 { return aorta < 1.8 ? 260 : 45 }
    let cava = ellipseDepth(p.x + 20, p.y - 4, 12, 9)
    if cava > 0 { return cava < 1.2 ? 200 : 430 + 90 * detail.value(p.x / 6, p.y / 6, p.z / 9) }
    let portal = Rod(
      from: SIMD3(12, -18, -12), to: SIMD3(-36, -16, 10), radius: 6.5, 6
    ).depth(p)
    return portal > 0 ? 470 : nil
  }

  private func kidneys(_ p: SIMD3<Double>) -> Tissue? {
    if p.x < 0 {
      let q = p - SIMD3(-63, 36, -22) - kidneyShift.right
      return kidney(SIMD3(-q.x, q.y, q.z), label: Organ.rightKidney)
    }
    return kidney(p - SIMD3(62, 36, -12) - kidneyShift.left, label: Organ.leftKidney)
  }

  /// A kidney whose sinus opens towards negative x.
  private func kidney(_ p: SIMD3<Double>, label: UInt8) -> Tissue? {
    let wobble = 2 * noise.value(p.x / 16 + 3, p.y / 16, p.z / 16 + Double(label))
    // The front edge points towards the middle of the body.
    let turned = SIMD3(
      0.82 * p.x + 0.57 * p.y + 0.12 * p.z, 0.82 * p.y - 0.57 * p.x, p.z - 0.12 * p.x)
    let depth = ellipsoidDepth(turned, SIMD3(27, 22, 44)) + wobble
    let sinus = ellipsoidDepth(turned + SIMD3(17, 0, 0), SIMD3(17, 7, 20)) + 1.5 * wobble
    guard depth > 0 else { return nil }
    if sinus > 0 {
      let calyx = detail.value(p.x / 5, p.y / 5, p.z / 7)
      return Tissue(signal: calyx > 0.1 ? 560 : 130, label: depth > 5 ? label : 0)
    }
    let pyramid = detail.value(p.x / 7 + 9, p.y / 7, p.z / 7)
    let medulla = smoothStep(6, 8, depth) * smoothStep(-0.1, 0.15, pyramid)
    return Tissue(signal: mix(640, 745, medulla) + 40 * pyramid, label: label)
  }

  private func liver(_ p: SIMD3<Double>) -> Tissue? {
    let wave = 5 * noise.value(p.x / 32, p.y / 32 + 4, p.z / 32)
    let right = ellipsoidDepth(p - SIMD3(-74, -6, 14), liverRadii)
    let left = ellipsoidDepth(p - SIMD3(-6, -48, 26), SIMD3(66, 27, 34))
    // Both lobes flow into each other, and the right kidney presses in from below.
    let depth = max(right, left) + max(0, 3 - abs(right - left) / 3) + wave
    let hollow = ellipsoidDepth(p - SIMD3(-52, 42, -24) - kidneyShift.right, SIMD3(37, 35, 54))
    let gallbladder = ellipsoidDepth(p - SIMD3(-50, -44, -14), SIMD3(13, 17, 20))
    if gallbladder > 0 { return Tissue(signal: gallbladder < 1.5 ? 300 : 820) }
    guard depth > 0, hollow < 0 else { return nil }
    var vessel = -10.0
    for rod in vessels { vessel = max(vessel, rod.depth(p)) }
    let mottle = detail.value(p.x / 5, p.y / 5, p.z / 8)
    let flesh = 310 * (1 + 0.06 * mottle)
    return Tissue(signal: mix(flesh, 530, smoothStep(-0.6, 0.5, vessel)), label: Organ.liver)
  }

  private func spleen(_ p: SIMD3<Double>) -> Tissue? {
    let wave = 3 * noise.value(p.x / 24 + 8, p.y / 24, p.z / 24)
    let outer = ellipsoidDepth(p - SIMD3(93, 24, 20), SIMD3(31, 46, 46)) + wave
    let inner = ellipsoidDepth(p - SIMD3(70, 8, 20), SIMD3(31, 46, 60))
    guard outer > 0, inner < 0 else { return nil }
    let mottle = detail.value(p.x / 5, p.y / 5 + 3, p.z / 8)
    return Tissue(signal: 600 * (1 + 0.05 * mottle), label: Organ.spleen)
  }

  /// Stomach, pancreas and loops of bowel in dark fat.
  private func bowel(_ p: SIMD3<Double>, slow: Double) -> Double {
    let fine = detail.value(p.x / 5, p.y / 5, p.z / 10)
    let stomach = ellipsoidDepth(p - SIMD3(56, -34, 30), SIMD3(40, 32, 34)) + 8 * slow
    if stomach > 0 {
      if stomach < 4 { return 300 + 120 * fine }
      return p.y < -48 ? 20 : 480 + 180 * fine
    }
    let pancreas = Rod(
      from: SIMD3(-22, -24, -20), to: SIMD3(52, -8, 4), radius: 13, 9
    ).depth(p)
    if pancreas + 4 * fine > 0 { return 330 + 90 * fine }
    // Loops: level bands of a smooth function, walls where it changes fast.
    let loop = noise.value(0.045 * p.x + 0.03 * p.y, 0.045 * p.y - 0.03 * p.x + 7, p.z / 30)
    let content = noise.value(p.x / 26 + 4, p.y / 26 + 4, p.z / 26)
    let back = 26 - 0.0022 * p.x * p.x + 30 * content + 20 * slow
    if p.y < back, abs(loop) > 0.09 {
      if abs(loop) < 0.15 || back - p.y < 2.5 { return 270 + 60 * fine }
      return content > 0.25 ? 30 : 350 + 350 * content + 160 * fine
    }
    return 75 + 45 * fine
  }
}

/// A branching tree from the liver's hilum into its right and left lobes.
private func liverVessels(_ random: SplitMix64) -> [Rod] {
  var random = random
  var rods: [Rod] = []
  func grow(_ start: SIMD3<Double>, _ direction: SIMD3<Double>, _ radius: Double, _ rest: Int) {
    let length = 15 + 2.2 * radius + random.uniform(-3...3)
    let end = start + direction * length
    rods.append(Rod(from: start, to: end, radius: radius, radius * 0.8))
    guard rest > 0 else { return }
    for turn in [-1.0, 1.0] {
      let bend = SIMD3(
        turn * direction.y + random.uniform(-0.5...0.5),
        -turn * direction.x + random.uniform(-0.5...0.5), random.uniform(-0.7...0.7))
      let next = direction + bend * random.uniform(0.45...0.8)
      let unit = next / (next * next).sum().squareRoot()
      grow(end, unit, radius * random.uniform(0.68...0.84), rest - 1)
    }
  }
  grow(SIMD3(-38, -16, 10), SIMD3(-0.9, 0.1, 0.4), 4.8, 5)
  grow(SIMD3(-38, -20, 12), SIMD3(0.2, -0.85, 0.45), 3.6, 3)
  // The hepatic veins gather below the diaphragm.
  grow(SIMD3(-28, 2, 44), SIMD3(-0.85, -0.35, -0.35), 4.4, 3)
  grow(SIMD3(-42, -4, -4), SIMD3(-0.8, 0.3, -0.5), 3.6, 3)
  return rods
}
