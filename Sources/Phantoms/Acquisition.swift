import Foundation
import Volumes

/// What the scanner does to the tissue's signal: coil sensitivity, blur, noise, whole numbers.
struct Acquisition {
  /// Standard deviation of the noise in each of the two channels, intensity units.
  let noise: Double
  /// Natural logarithm of the sensitivity between the brightest and an average place.
  let biasField: Double
  /// Direction in voxel axes, i then j, towards the coil that receives best.
  let coil: SIMD2<Double>
  /// Standard deviation of the point spread in the plane, voxels.
  let blur: Double
  /// Relative amplitude of the slow variation of tissue.
  let texture: Double

  /// - Parameters:
  ///   - signal: Shape (ni, nj, nk, frames), the tissue's signal.
  ///   - seed: The phantom's seed.
  /// - Returns: Same shape, whole numbers from 0 to 32767.
  func acquire(
    _ signal: [Float], geometry: Geometry, frames: Int, seed: UInt64
  ) -> [Float] {
    let size = geometry.size
    let gain = self.gain(geometry, seed: seed)
    var random = SplitMix64.part("noise", of: seed)
    var result = signal
    for plane in 0..<frames * size.nk {
      let start = plane * size.sliceCount
      let gainStart = (plane % size.nk) * size.sliceCount
      var slice = Array(signal[start..<start + size.sliceCount])
      for n in slice.indices { slice[n] *= gain[gainStart + n] }
      blurInPlane(&slice, size)
      for n in slice.indices {
        let (a, b) = random.normalPair()
        let real = Double(slice[n]) + noise * a
        let imaginary = noise * b
        let magnitude = (real * real + imaginary * imaginary).squareRoot()
        result[start + n] = Float(min(magnitude.rounded(), 32767))
      }
    }
    return result
  }

  /// Coil sensitivity times texture. Shape (ni, nj, nk).
  private func gain(_ geometry: Geometry, seed: UInt64) -> [Float] {
    let size = geometry.size
    let slow = SmoothNoise(.part("coil", of: seed))
    let mottle = SmoothNoise(.part("texture", of: seed))
    var gain = [Float](repeating: 1, count: size.count)
    var n = 0
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        for i in 0..<size.ni {
          let x = 2 * Double(i) / Double(size.ni) - 1
          let y = 2 * Double(j) / Double(size.nj) - 1
          let z = Double(k) / Double(size.nk)
          let sensitivity =
            0.7 * (x * coil.x + y * coil.y) - 0.35 * (x * x + y * y)
            + 0.6 * slow.value(x + 4, y + 4, z)
          let p = SIMD3(Double(i), Double(j), Double(k)) * geometry.spacing
          let tissue = mottle.fractal(p, scale: 14)
          gain[n] = Float(exp(biasField * sensitivity) * (1 + texture * tissue))
          n += 1
        }
      }
    }
    return gain
  }

  private func blurInPlane(_ slice: inout [Float], _ size: GridSize) {
    guard blur > 0 else { return }
    let reach = max(1, Int((3 * blur).rounded(.up)))
    let weights = (-reach...reach).map { exp(-0.5 * pow(Double($0) / blur, 2)) }
    let total = weights.reduce(0, +)
    let kernel = weights.map { Float($0 / total) }
    var row = slice
    for j in 0..<size.nj {
      for i in 0..<size.ni {
        var sum: Float = 0
        for (n, weight) in kernel.enumerated() {
          sum += weight * slice[j * size.ni + min(max(i + n - reach, 0), size.ni - 1)]
        }
        row[j * size.ni + i] = sum
      }
    }
    for j in 0..<size.nj {
      for i in 0..<size.ni {
        var sum: Float = 0
        for (n, weight) in kernel.enumerated() {
          sum += weight * row[min(max(j + n - reach, 0), size.nj - 1) * size.ni + i]
        }
        slice[j * size.ni + i] = sum
      }
    }
  }
}
