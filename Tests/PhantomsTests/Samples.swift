import Phantoms
import Volumes

/// A whole heart on a coarse grid, so that a test takes a moment in a debug build.
func coarseHeart(seed: UInt64 = 1) -> CardiacPhantom {
  var phantom = CardiacPhantom(seed: seed)
  phantom.size = GridSize(ni: 44, nj: 40, nk: 7)
  phantom.spacing = SIMD3(4, 4, 15)
  phantom.frames = 3
  return phantom
}

func coarseBrain(seed: UInt64 = 1) -> TumourPhantom {
  var phantom = TumourPhantom(seed: seed)
  phantom.size = GridSize(ni: 48, nj: 48, nk: 8)
  phantom.spacing = SIMD3(4, 4, 12)
  return phantom
}

func coarseAbdomen(seed: UInt64 = 1) -> AbdomenPhantom {
  var phantom = AbdomenPhantom(seed: seed)
  phantom.size = GridSize(ni: 64, nj: 52, nk: 10)
  phantom.spacing = SIMD3(5, 5, 12)
  return phantom
}

/// Rendered once for all tests that need no special settings.
let heartOfSeedOne = Result { try coarseHeart().render() }

extension Phantom {
  /// Number of voxels of `label` in one frame.
  func count(_ label: UInt8, frame: Int = 0) -> Int {
    let n = truth.size.count
    return truth.voxels[frame * n..<(frame + 1) * n].count { $0 == label }
  }

  /// Millilitres of `label` in one frame.
  func millilitres(_ label: UInt8, frame: Int = 0) -> Double {
    Double(count(label, frame: frame)) * truth.geometry.voxelVolume / 1000
  }

  /// Mean intensity over all frames where the truth is `label`.
  func meanIntensity(_ label: UInt8) -> Double {
    var sum = 0.0
    var n = 0
    for (value, voxel) in zip(image.voxels, truth.voxels) where voxel == label {
      sum += Double(value)
      n += 1
    }
    return n > 0 ? sum / Double(n) : 0
  }

  /// Mean world position of `label` in the first frame, millimetres.
  func centre(_ label: UInt8) -> SIMD3<Double> {
    var sum = SIMD3<Double>()
    let size = truth.size
    for k in 0..<size.nk {
      for j in 0..<size.nj {
        for i in 0..<size.ni where truth.voxels[size.offset(VoxelIndex(i, j, k))] == label {
          sum += truth.geometry.world(VoxelPoint(Double(i), Double(j), Double(k))).vector
        }
      }
    }
    return sum / Double(max(count(label), 1))
  }

  /// Whether every voxel is a whole number that fits sixteen bits.
  var isStorableAsInt16: Bool {
    image.voxels.allSatisfy { $0 >= 0 && $0 <= 32767 && $0 == $0.rounded() }
  }
}
