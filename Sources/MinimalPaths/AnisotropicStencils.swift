import Volumes

/// What a voxel asks of its neighbours: three pairs x - e_k, x + e_k and their weights. 16 bytes.
///
/// The offsets are those of `SellingDecomposition`: e_2 = e_0 + e_1. Without weights outside of the
/// region and in the wall.
struct AnisotropicStencil: Equatable, Sendable, BitwiseCopyable {
  /// Alone, the step e_k costs one over the square root of its weight.
  var w0: Float = 0
  var w1: Float = 0
  var w2: Float = 0
  /// The x and y of e_0, then those of e_1, in voxels.
  var steps = SIMD4<Int8>()

  /// At least two weights of a stencil are above zero.
  var isEmpty: Bool { w0 + w1 == 0 }

  /// The steps in one number, to compare.
  var code: UInt32 { unsafeBitCast(steps, to: UInt32.self) }

  var weights: SIMD3<Float> { SIMD3(w0, w1, w2) }

  /// How far x + e_0 and x + e_1 are from x in arrays whose rows are `row` long.
  @inline(__always)
  func distances(_ row: Int) -> (Int, Int) {
    (Int(steps.x) &+ row &* Int(steps.y), Int(steps.z) &+ row &* Int(steps.w))
  }

  /// Whether a neighbour at the distance of an offset, d or -d, takes part.
  @inline(__always)
  func asks(_ d: Int, _ row: Int) -> Bool {
    let (d0, d1) = distances(row)
    return d == d0 && w0 > 0 || d == d1 && w1 > 0 || d == d0 + d1 && w2 > 0
  }
}

/// For every voxel y the voxels x that have y in their stencil but are not in the stencil of y:
/// with the stencil of y these are all whose time depends on the time of y.
///
/// Where neighbouring voxels share their offsets there are none. Compressed rows.
struct UnrequitedNeighbours: Equatable, Sendable {
  /// Row y is `entries[starts[y]..<starts[y + 1]]`.
  let starts: [UInt32]
  /// Places of voxels in the padded arrays.
  let entries: [UInt32]
  let longestRow: Int

  /// - Parameter stencils: Laid out with a wall as thick as the longest offset.
  init(of stencils: [AnisotropicStencil], in grid: PaddedGrid) {
    let row = grid.rowStride
    var pairs: [UInt64] = []
    let span = stencils.span
    for j in 0..<grid.size.nj {
      let first = grid.offset(VoxelIndex(0, j))
      for x in first..<first + grid.size.ni {
        let stencil = span[x]
        let (d0, d1) = stencil.distances(row)
        let code = stencil.code
        @inline(__always)
        func note(_ d: Int, _ weight: Float) {
          let (behind, ahead) = (span[x - d], span[x + d])
          // Mostly all are alike, and this is all there is to do.
          if behind.code == code && ahead.code == code || weight == 0 { return }
          if !behind.isEmpty && !behind.asks(d, row) { pairs.append(entry(x - d, x)) }
          if !ahead.isEmpty && !ahead.asks(d, row) { pairs.append(entry(x + d, x)) }
        }
        note(d0, stencil.w0)
        note(d1, stencil.w1)
        note(d0 + d1, stencil.w2)
      }
    }
    // Counted two places further, so that filling in leaves the starts where they belong.
    var starts = [UInt32](repeating: 0, count: stencils.count + 2)
    for pair in pairs { starts[Int(pair >> 32) + 2] += 1 }
    longestRow = Int(starts.max() ?? 0)
    for y in 2..<starts.count { starts[y] += starts[y - 1] }
    var entries = [UInt32](repeating: 0, count: pairs.count)
    for pair in pairs {
      let next = Int(pair >> 32) + 1
      entries[Int(starts[next])] = UInt32(truncatingIfNeeded: pair)
      starts[next] += 1
    }
    starts.removeLast()
    self.starts = starts
    self.entries = entries
  }
}

@inline(__always)
private func entry(_ y: Int, _ x: Int) -> UInt64 {
  UInt64(truncatingIfNeeded: y) << 32 | UInt64(truncatingIfNeeded: x)
}

/// For every voxel the most that a drift saves on a step to or from it that a stencil asks.
func reaches(
  ofDrifts drifts: [SIMD2<Float>], _ stencils: [AnisotropicStencil], in grid: PaddedGrid
) -> [Float] {
  if drifts.isEmpty { return [] }
  var result = [Float](repeating: 0, count: grid.count)
  for j in 0..<grid.size.nj {
    let first = grid.offset(VoxelIndex(0, j))
    for x in first..<first + grid.size.ni where !stencils[x].isEmpty {
      let (d0, d1) = stencils[x].distances(grid.rowStride)
      let saved = drifts[x]
      for (d, most) in [(d0, abs(saved.x)), (d1, abs(saved.y)), (d0 + d1, abs(saved.sum()))] {
        result[x - d] = max(result[x - d], most)
        result[x + d] = max(result[x + d], most)
      }
    }
  }
  return result
}
