import Foundation
import Volumes

/// A lobed tumour with the swelling around it, in the coordinates of `BrainScene`.
struct TumourShape {
  private let lobes: [(centre: SIMD3<Double>, radius: Double)]
  private let cyst: (centre: SIMD3<Double>, radius: Double)
  private let noise: SmoothNoise
  private let reach: Double
  private let middle: SIMD3<Double>

  /// - Parameter diameter: About how wide the whole is, millimetres.
  init(seed: UInt64, diameter: Double) {
    var random = SplitMix64.part("tumour", of: seed)
    noise = SmoothNoise(.part("tumour edge", of: seed))
    let side = random.uniform() < 0.5 ? -1.0 : 1.0
    let centre = SIMD3(
      side * random.uniform(26...34), random.uniform(-34...30), random.uniform(14...30))
    middle = centre
    reach = 1.3 * diameter
    let main = 0.37 * diameter
    var lobes = [(centre, main)]
    for _ in 0..<5 {
      let angle = random.uniform(0...2 * .pi)
      let away = main * random.uniform(0.75...1.25)
      let height = main * random.uniform(-0.5...0.5)
      // Longer from front to back, as the white matter's tracts are.
      let step = SIMD3(0.7 * cos(angle), 1.15 * sin(angle), 0) * away + SIMD3(0, 0, height)
      lobes.append((centre + step, main * random.uniform(0.45...0.75)))
    }
    self.lobes = lobes
    let shift = SIMD3(random.uniform(-3...3), random.uniform(-3...3), random.uniform(-3...3))
    cyst = (centre + shift, main * random.uniform(0.25...0.45))
  }

  /// 0 in healthy tissue, 1 within the tumour; the edge at one half is the truth's.
  func extent(_ p: SIMD3<Double>) -> Double {
    let d = p - middle
    guard (d * d).sum() < reach * reach else { return 0 }
    // Soft union: lobes that touch flow into each other.
    var sum = 0.0
    for lobe in lobes {
      let away = p - lobe.centre
      let depth = lobe.radius - (away * away).sum().squareRoot()
      sum += exp(depth / 3)
    }
    let fingers = noise.fractal(p, scale: 9)
    return smoothStep(-4, 4, 3 * log(max(sum, 1e-9)) + 7 * fingers)
  }

  /// Signal of fully changed tissue: bright, uneven, with a darker middle.
  func signal(_ p: SIMD3<Double>) -> Double {
    let d = p - cyst.centre
    let wobble = 2 * noise.value(p.x / 7, p.y / 7 + 9, p.z / 9)
    let core = smoothStep(-1.5, 2, cyst.radius - (d * d).sum().squareRoot() + wobble)
    let bright = 440 + 95 * noise.fractal(p + SIMD3(50, 0, 0), scale: 12)
    return mix(bright, 340, core)
  }
}
