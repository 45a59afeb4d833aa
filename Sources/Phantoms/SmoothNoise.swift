import Volumes

/// A smooth random function of space: random values on a lattice, blended between the points.
///
/// Source: value noise after Perlin, SIGGRAPH 1985; the lattice repeats every 32 units.
struct SmoothNoise {
  private static let side = 32
  /// Shape (32, 32, 32), values from -1 to 1.
  private let lattice: [Float]

  init(_ random: SplitMix64) {
    var random = random
    lattice = (0..<SmoothNoise.side * SmoothNoise.side * SmoothNoise.side).map { _ in
      Float(random.uniform(-1...1))
    }
  }

  /// The value at a point in lattice units, from -1 to 1; its standard deviation is about 0.3.
  func value(_ x: Double, _ y: Double, _ z: Double) -> Double {
    let fx = x.rounded(.down)
    let fy = y.rounded(.down)
    let fz = z.rounded(.down)
    let u = SmoothNoise.fade(x - fx)
    let v = SmoothNoise.fade(y - fy)
    let w = SmoothNoise.fade(z - fz)
    let i0 = Int(fx) & 31
    let i1 = (i0 + 1) & 31
    let j0 = (Int(fy) & 31) << 5
    let j1 = (j0 + 32) & 0x3E0
    let k0 = (Int(fz) & 31) << 10
    let k1 = (k0 + 1024) & 0x7C00
    let a = mix(lattice[i0 | j0 | k0], lattice[i1 | j0 | k0], u)
    let b = mix(lattice[i0 | j1 | k0], lattice[i1 | j1 | k0], u)
    let c = mix(lattice[i0 | j0 | k1], lattice[i1 | j0 | k1], u)
    let d = mix(lattice[i0 | j1 | k1], lattice[i1 | j1 | k1], u)
    return Double(mix(mix(a, b, v), mix(c, d, v), w))
  }

  /// The same at `point / scale`, with half as much again of detail at half the scale.
  func fractal(_ point: SIMD3<Double>, scale: Double) -> Double {
    let p = point / scale
    // Offsets keep the lattice points of the two octaves apart.
    return (value(p.x, p.y, p.z) + 0.5 * value(2 * p.x + 11.3, 2 * p.y + 5.7, 2 * p.z + 17.1))
      / 1.5
  }

  private static func fade(_ t: Double) -> Float { Float(t * t * t * (t * (t * 6 - 15) + 10)) }
}

private func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

func mix(_ a: Double, _ b: Double, _ t: Double) -> Double { a + (b - a) * t }

/// 0 up to `low`, 1 from `high` on, smooth between.
func smoothStep(_ low: Double, _ high: Double, _ x: Double) -> Double {
  let t = min(max((x - low) / (high - low), 0), 1)
  return t * t * (3 - 2 * t)
}
