import Volumes

/// What one point of a body is made of.
struct Tissue {
  /// Signal before the scanner's effects.
  var signal: Double
  /// Label from 0 to 7, 0 for background.
  var label: UInt8 = 0
}

/// A body whose tissue is known at every point.
protocol Scene {
  /// The tissue at a point in the scene's own millimetres.
  func tissue(at point: SIMD3<Double>) -> Tissue
}

/// How many points of a voxel are looked at along i, j and k to blend the tissues within it.
struct Supersampling {
  let i: Int
  let j: Int
  let k: Int

  var count: Int { i * j * k }

  /// Position of sample `n` of `count` within a voxel, from -0.5 to 0.5.
  static func offset(_ n: Int, of count: Int) -> Double {
    (Double(n) + 0.5) / Double(count) - 0.5
  }
}

/// Renders a still scene: the mean signal of each voxel and the label most of its points carry.
/// - Parameters:
///   - origin: The scene's position of voxel (0, 0, 0), millimetres.
///   - spacing: Millimetres per voxel; the scene's axes run along i, j and k.
/// - Returns: Two arrays of shape (ni, nj, nk).
/// - Complexity: O(voxels times samples).
func render(
  _ scene: some Scene, size: GridSize, origin: SIMD3<Double>, spacing: SIMD3<Double>,
  samples: Supersampling
) -> (signal: [Float], labels: [UInt8]) {
  var signal = [Float](repeating: 0, count: size.count)
  var labels = [UInt8](repeating: 0, count: size.count)
  var n = 0
  for k in 0..<size.nk {
    for j in 0..<size.nj {
      for i in 0..<size.ni {
        var sum = 0.0
        var votes = SIMD8<UInt8>()
        for c in 0..<samples.k {
          let z = Double(k) + Supersampling.offset(c, of: samples.k)
          for b in 0..<samples.j {
            let y = Double(j) + Supersampling.offset(b, of: samples.j)
            for a in 0..<samples.i {
              let x = Double(i) + Supersampling.offset(a, of: samples.i)
              let tissue = scene.tissue(at: origin + SIMD3(x, y, z) * spacing)
              sum += tissue.signal
              votes[Int(tissue.label)] &+= 1
            }
          }
        }
        signal[n] = Float(sum / Double(samples.count))
        labels[n] = winner(votes)
        n += 1
      }
    }
  }
  return (signal, labels)
}

/// The label with most votes; the smaller one when two have as many.
private func winner(_ votes: SIMD8<UInt8>) -> UInt8 {
  var best = 0
  for label in 1..<8 where votes[label] > votes[best] { best = label }
  return UInt8(best)
}
