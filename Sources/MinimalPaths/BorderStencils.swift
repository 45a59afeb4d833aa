import Volumes

/// Stencils where the grid or the region ends.
///
/// A long offset may lead over voxels that a front must not enter, and near corners both ends of one
/// may lie outside, so that no front would ever arrive. Such a voxel asks its four neighbours
/// instead, at what a step along each axis takes: there the metric has the axes' directions only.
struct BorderStencils {
  let size: GridSize
  let region: [Bool]?
  /// The longest component of an offset.
  let reach: Int

  /// Whether the stencil of a voxel cannot stay.
  func isCutOff(_ i: Int, _ j: Int, _ stencil: AnisotropicStencil) -> Bool {
    let isFar =
      i >= reach && i < size.ni - reach && j >= reach && j < size.nj - reach && region == nil
    if isFar || stencil.isEmpty { return false }
    let (s, w) = (SIMD4<Int>(truncatingIfNeeded: stencil.steps), stencil.weights)
    return isCutOff(i, j, s.x, s.y, w.x) || isCutOff(i, j, s.z, s.w, w.y)
      || isCutOff(i, j, s.x + s.z, s.y + s.w, w.z)
  }

  private func isCutOff(_ i: Int, _ j: Int, _ a: Int, _ b: Int, _ weight: Float) -> Bool {
    // One voxel along an axis is what a cut off voxel would get.
    if weight == 0 || a * a + b * b == 1 { return false }
    let (behind, ahead) = (isFree(i - a, j - b), isFree(i + a, j + b))
    return !behind && !ahead || behind && !isOpen(i, j, -a, -b) || ahead && !isOpen(i, j, a, b)
  }

  private func isFree(_ i: Int, _ j: Int) -> Bool {
    size.contains(VoxelIndex(i, j)) && region?[j * size.ni + i] ?? true
  }

  /// Whether all voxels that touch the way from (i, j) along (a, b) are free, at half steps.
  private func isOpen(_ i: Int, _ j: Int, _ a: Int, _ b: Int) -> Bool {
    if region == nil { return true }
    let parts = 2 * max(abs(a), abs(b))
    for part in 1..<parts {
      let x = Double(a * part) / Double(parts)
      let y = Double(b * part) / Double(parts)
      for dj in [Int(y.rounded(.down)), Int(y.rounded(.up))] {
        for di in [Int(x.rounded(.down)), Int(x.rounded(.up))] where !isFree(i + di, j + dj) {
          return false
        }
      }
    }
    return true
  }
}

extension AnisotropicStencil {
  /// The four neighbours, a step along an axis at the cost it has in this stencil's metric.
  var alongAxes: AnisotropicStencil {
    let d = inverseMetric
    let determinant = d.xx * d.yy - d.xy * d.xy
    // 1 / M_xx, and M is the inverse of D.
    return AnisotropicStencil(
      w0: Float(determinant / d.yy), w1: Float(determinant / d.xx), w2: 0,
      steps: SIMD4(1, 0, 0, 1))
  }

  /// D for steps in voxels.
  var inverseMetric: (xx: Double, xy: Double, yy: Double) {
    let w = SIMD3<Double>(weights)
    let s = SIMD4<Double>(steps)
    let (e0, e1) = (s.lowHalf, s.highHalf)
    let e2 = e0 + e1
    return (
      w.x * e0.x * e0.x + w.y * e1.x * e1.x + w.z * e2.x * e2.x,
      w.x * e0.x * e0.y + w.y * e1.x * e1.y + w.z * e2.x * e2.y,
      w.x * e0.y * e0.y + w.y * e1.y * e1.y + w.z * e2.y * e2.y
    )
  }

  /// What a drift saves on steps along the axes, from what it saves on e_0 and e_1; shortened where
  /// it would save more than a metric of the axes allows.
  func alongAxes(_ saved: SIMD2<Float>) -> SIMD2<Float> {
    let s = SIMD4<Float>(steps)
    // e_0 and e_1 span an area of 1, counterclockwise.
    let w = SIMD2(s.w * saved.x - s.y * saved.y, s.x * saved.y - s.z * saved.x)
    let axes = alongAxes
    let limit = Float(AnisotropicMetric.largestDrift)
    let part = max(axes.w0 * w.x * w.x + axes.w1 * w.y * w.y, 0).squareRoot()
    return part > limit ? w * (limit / part) : w
  }
}
