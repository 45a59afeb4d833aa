public import Volumes

/// The cost of travelling where it depends on the direction: at x a short step v (millimetres) takes
/// sqrt(v^T M(x) v) - w(x) . v.
///
/// M is symmetric and positive definite: travelling along its small eigenvector is cheap. The drift w
/// makes one way cheaper than the way back; it is short enough that no step is for free. The arrival
/// time u of a front is the shortest over all ways, so no step v may gain on it: grad u . v is at
/// most what v takes, and for the best one equal. The largest of (grad u + w) . v over steps with
/// v^T M v = 1 is therefore 1, that is
///
///     (grad u + w)^T D (grad u + w) = 1,  D = M^-1,
///
/// and the way that arrives at x comes along D (grad u + w).
///
/// It is laid out for the solver once and shared by every march over it: 20 bytes a voxel, 4 for each
/// neighbour that is asked without asking back (none where the directions are constant; one in the
/// mean where they turn quickly) and 12 for a drift. With M = f^2 I and no drift this is `Metric` with
/// the values f. For one slice only.
///
/// Where an offset of a voxel's stencil would leave the region on both sides or lead over a voxel
/// outside of it, the voxel is left the costs along the axes alone. So a front walks corridors one
/// voxel wide and never jumps over a wall, but beside one its cost in oblique directions is wrong.
public struct AnisotropicMetric: Sendable, Equatable {
  let grid: PaddedGrid
  /// Laid out as `grid` says; without weights in the wall and outside of the region.
  let stencils: [AnisotropicStencil]
  let unrequited: UnrequitedNeighbours
  /// What the drift saves on the steps e_0 and e_1 of the voxel's stencil; empty without a drift.
  let drifts: [SIMD2<Float>]
  /// For every voxel the most a drift saves on a step of a stencil to or from it: what depends on
  /// its time may be earlier, but by less than this.
  let driftReaches: [Float]
  /// The mean over some of the voxels, for a step of one voxel.
  let typicalCost: Float

  /// How many times as much as in the cheapest direction a step of one voxel may cost in the dearest.
  /// The stencils reach about half as many voxels, and so thick is the wall around the grid.
  public static let largestAnisotropy: Double = 20
  /// Which part of a step's cost the drift may save: the length of w measured with D.
  public static let largestDrift: Double = 0.9
  /// What a step of one voxel may cost (the geometric mean of the dearest and the cheapest), so that
  /// 32-bit floats can hold the squares.
  public static let validRange: ClosedRange<Double> = 1e-8...1e8

  /// - Parameters:
  ///   - size: One slice, `nk == 1`.
  ///   - spacing: Distance between voxel centres along i, j and k, millimetres.
  ///   - tensors: M, shape (ni, nj), i fastest.
  ///   - drift: w, same shape, time per millimetre; none when nil.
  ///   - region: Which voxels a front may enter, same shape; all of them when nil. The values of
  ///     the others do not matter.
  /// - Throws: `AnisotropicMetricError`.
  /// - Precondition: `tensors`, `drift` and `region` have one element for each voxel.
  /// - Complexity: O(n); it takes about as long as a march.
  public init(
    size: GridSize, spacing: SIMD3<Double>, tensors: [CostTensor], drift: [SIMD2<Float>]? = nil,
    region: [Bool]? = nil
  ) throws(AnisotropicMetricError) {
    precondition(tensors.count == size.count, "tensors and grid differ in size")
    precondition(drift.map { $0.count == size.count } ?? true, "drift and grid differ in size")
    precondition(region.map { $0.count == size.count } ?? true, "region and grid differ in size")
    guard size.nk == 1 else { throw .notFlat(size) }
    for axis in 0..<3 where !(spacing[axis] > 0 && spacing[axis].isFinite) {
      throw .spacingNotPositive(spacing[axis])
    }
    let h = SIMD2(spacing.x, spacing.y)
    var decomposition = SellingDecomposition()
    var steps = SIMD4<Int8>(1, 0, 0, 1)
    var reach = 1
    var flat = [AnisotropicStencil](repeating: AnisotropicStencil(), count: size.count)
    var flatDrift = [SIMD2<Float>](repeating: SIMD2(), count: drift == nil ? 0 : size.count)
    for n in 0..<size.count where region?[n] ?? true {
      let inverse = try InverseTensor(of: tensors[n], spacing: h, at: n)
      if decomposition.decompose(xx: inverse.xx, xy: inverse.xy, yy: inverse.yy) {
        let (e0, e1) = (decomposition.e0, decomposition.e1)
        steps = SIMD4(Int8(e0.x), Int8(e0.y), Int8(e1.x), Int8(e1.y))
        let longest = max(abs(e0.x), abs(e1.x), abs(e0.x + e1.x), e0.y + e1.y)
        reach = max(reach, Int(longest))
      }
      let weights = SIMD3<Float>(decomposition.weights)
      flat[n] = AnisotropicStencil(w0: weights.x, w1: weights.y, w2: weights.z, steps: steps)
      if let drift {
        let w = SIMD2<Double>(drift[n]) * h
        try inverse.check(w, at: n)
        let saved = SIMD2((w * decomposition.e0).sum(), (w * decomposition.e1).sum())
        flatDrift[n] = SIMD2<Float>(saved)
      }
    }
    let border = BorderStencils(size: size, region: region, reach: reach)
    for j in 0..<size.nj {
      for i in 0..<size.ni where border.isCutOff(i, j, flat[j * size.ni + i]) {
        let n = j * size.ni + i
        if drift != nil { flatDrift[n] = flat[n].alongAxes(flatDrift[n]) }
        flat[n] = flat[n].alongAxes
      }
    }
    grid = PaddedGrid(size: size, spacing: spacing, thickness: reach)
    guard grid.count < 1 << 32 else { throw .gridTooLarge(size) }
    stencils = grid.padded(flat, wall: AnisotropicStencil())
    drifts = drift == nil ? [] : grid.padded(flatDrift, wall: SIMD2())
    driftReaches = reaches(ofDrifts: drifts, stencils, in: grid)
    typicalCost = meanCost(ofEvery: 7, flat)
    unrequited = UnrequitedNeighbours(of: stencils, in: grid)
  }

  public var size: GridSize { grid.size }

  /// Distance between voxel centres along i, j and k, millimetres.
  public var spacing: SIMD3<Double> { grid.spacing }

  /// What a step takes at the voxel at a place of the padded arrays.
  /// - Parameter step: In voxels.
  /// - Precondition: The voxel belongs to the region.
  func cost(of step: SIMD2<Double>, at offset: Int) -> Double {
    let stencil = stencils[offset]
    let d = stencil.inverseMetric
    let squared =
      (d.yy * step.x * step.x - 2 * d.xy * step.x * step.y + d.xx * step.y * step.y)
      / (d.xx * d.yy - d.xy * d.xy)
    var saved = 0.0
    if !drifts.isEmpty {
      // The step in e_0 and e_1, which span an area of 1, counterclockwise.
      let e = SIMD4<Double>(stencil.steps)
      let parts = SIMD2(e.w * step.x - e.z * step.y, e.x * step.y - e.y * step.x)
      saved = (SIMD2<Double>(drifts[offset]) * parts).sum()
    }
    return max(squared, 0).squareRoot() - saved
  }
}

/// The matrix M of a voxel, squared time per square millimetre: without a drift a step v takes
/// sqrt(v^T M v).
public struct CostTensor: Sendable, Equatable {
  public var xx: Float
  public var xy: Float
  public var yy: Float

  public init(xx: Float, xy: Float, yy: Float) {
    self.xx = xx
    self.xy = xy
    self.yy = yy
  }
}

/// The mean over each `step`-th voxel of what a step of one voxel costs; 1 when there is none.
private func meanCost(ofEvery step: Int, _ stencils: [AnisotropicStencil]) -> Float {
  var (sum, count): (Float, Float) = (0, 0)
  for n in stride(from: 0, to: stencils.count, by: step) where !stencils[n].isEmpty {
    let s = stencils[n]
    // The determinant of D, because two offsets of a superbase span an area of one.
    let determinant = s.w0 * s.w1 + s.w0 * s.w2 + s.w1 * s.w2
    sum += 1 / max(determinant, 0).squareRoot().squareRoot()
    count += 1
  }
  return count > 0 ? sum / count : 1
}

/// D, the inverse of M, for steps counted in voxels.
private struct InverseTensor {
  let xx: Double
  let xy: Double
  let yy: Double

  @inline(__always)
  init(
    of m: CostTensor, spacing: SIMD2<Double>, at n: Int
  ) throws(AnisotropicMetricError) {
    let mxx = Double(m.xx) * spacing.x * spacing.x
    let mxy = Double(m.xy) * spacing.x * spacing.y
    let myy = Double(m.yy) * spacing.y * spacing.y
    let determinant = mxx * myy - mxy * mxy
    guard mxx > 0, myy > 0, determinant > 0, determinant < .infinity else {
      throw .notPositiveDefinite(offset: n, tensor: m)
    }
    // With eigenvalues a >= b: (a + b)^2 / (a b) = a / b + 2 + b / a. A part in 1e4 is what rounding
    // to 32 bits may add.
    let trace = mxx + myy
    let most = AnisotropicMetric.largestAnisotropy * (1 + 1e-4)
    guard trace * trace <= (most + 1 / most) * (most + 1 / most) * determinant else {
      let largest = (trace + (trace * trace - 4 * determinant).squareRoot()) / 2
      throw .tooAnisotropic(offset: n, ratio: largest / determinant.squareRoot())
    }
    let range = AnisotropicMetric.validRange
    let (low, high) = (range.lowerBound * range.lowerBound, range.upperBound * range.upperBound)
    guard determinant >= low * low, determinant <= high * high else {
      throw .costOutOfRange(offset: n, value: determinant.squareRoot().squareRoot())
    }
    let inverse = 1 / determinant
    xx = myy * inverse
    xy = -mxy * inverse
    yy = mxx * inverse
  }

  /// Refuses a drift w, time for a step of one voxel, that is too long.
  func check(_ w: SIMD2<Double>, at n: Int) throws(AnisotropicMetricError) {
    let limit = AnisotropicMetric.largestDrift * (1 + 1e-4)
    let squared = xx * w.x * w.x + 2 * xy * w.x * w.y + yy * w.y * w.y
    guard squared <= limit * limit else {
      throw .driftTooStrong(offset: n, part: squared > 0 ? squared.squareRoot() : .nan)
    }
  }
}
