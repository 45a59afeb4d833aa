import Volumes

/// Displacements of a patch's voxels: a uniform cubic B-spline over a coarse grid of random ones.
///
/// No component of a control point's displacement exceeds 0.4 of the grid's spacing. Below 1 / 2.48
/// of it (1 / 2.05 in two dimensions) the map x -> x + displacement(x) is one to one, so nothing
/// folds; and as the B-spline's weights are positive and sum to 1, no voxel moves further either.
/// Sources: Rueckert et al., IEEE TMI 18 (1999) 712; Choi and Lee, Graphical Models 62 (2000) 411,
/// for the bounds.
struct ElasticField {
  /// Largest displacement in control spacings.
  static let bound = 0.4

  /// Shape (3, nk, nj, ni) of the control grid, i fastest; voxels along i, j and k.
  private let displacements: [Float]
  private let controls: GridSize
  private let tables: (i: AxisTable, j: AxisTable, k: AxisTable)

  /// - Parameters:
  ///   - controlSpacing: In voxels of the finest axis; the other axes get as many millimetres.
  ///   - standardDeviation: Of the control points' displacements before they are bounded, in voxels
  ///     of the finest axis.
  init(
    controlSpacing: Double, standardDeviation: Double, patch: GridSize, spacing: SIMD3<Double>,
    isPlanar: Bool, random: inout SplitMix64
  ) {
    let finest = isPlanar ? min(spacing.x, spacing.y) : spacing.min()
    let voxels = finest / spacing
    let counts = [patch.ni, patch.nj, patch.nk]
    let axes = (0..<3).map { axis in
      isPlanar && axis == 2
        ? AxisTable(taps: 1, sources: [0], weights: [1])
        : ElasticField.table(count: counts[axis], spacing: controlSpacing * voxels[axis])
    }
    tables = (axes[0], axes[1], axes[2])
    let sizes = axes.map { ($0.sources.last ?? 0) + 1 }
    controls = GridSize(ni: sizes[0], nj: sizes[1], nk: sizes[2])
    let limit = ElasticField.bound * controlSpacing
    var drawn = [Float](repeating: 0, count: 3 * controls.count)
    for axis in 0..<(isPlanar ? 2 : 3) {
      for n in axis * controls.count..<(axis + 1) * controls.count {
        let displacement = standardDeviation * Double(random.normal())
        drawn[n] = Float(min(max(displacement, -limit), limit) * voxels[axis])
      }
    }
    displacements = drawn
  }

  /// The four control points around each voxel; the first of all lies one spacing before voxel 0.
  private static func table(count: Int, spacing: Double) -> AxisTable {
    var sources: [Int] = []
    var weights: [Float] = []
    for n in 0..<count {
      let knots = Double(n) / spacing
      let first = Int(knots)
      sources += first..<first + 4
      weights += cubicSplineWeights(knots - Double(first))
    }
    return AxisTable(taps: 4, sources: sources, weights: weights)
  }

  /// Displacements of one row of the patch.
  func fill(_ row: inout DisplacedRow, j: Int, k: Int) {
    let n = controls.ni
    if row.blended.count != 3 * n { row.blended = [Float](repeating: 0, count: 3 * n) }
    for i in row.blended.indices { row.blended[i] = 0 }
    for c in k * tables.k.taps..<(k + 1) * tables.k.taps {
      for b in 4 * j..<4 * j + 4 {
        let weight = tables.k.weights[c] * tables.j.weights[b]
        for axis in 0..<3 {
          let slice = axis * controls.nk + tables.k.sources[c]
          let read = (slice * controls.nj + tables.j.sources[b]) * n
          for i in 0..<n { row.blended[axis * n + i] += weight * displacements[read + i] }
        }
      }
    }
    interpolate(row.blended, into: &row.displacements)
  }

  /// Displacements along a row from the control grid's, blended along the other axes already.
  private func interpolate(_ blended: [Float], into displacements: inout [Float]) {
    let (sources, weights) = (tables.i.sources.span, tables.i.weights.span)
    let controlled = blended.span
    var out = displacements.mutableSpan
    let count = tables.i.targets
    for axis in 0..<3 {
      for i in 0..<count {
        let first = axis * controls.ni + sources[4 * i]
        var sum = weights[4 * i] * controlled[first]
        for tap in 1..<4 { sum += weights[4 * i + tap] * controlled[first + tap] }
        out[axis * count + i] = sum
      }
    }
  }
}

/// The displacements of one row of a patch.
struct DisplacedRow {
  /// Shape (3, ni): voxels along i, then j, then k.
  var displacements: [Float]
  /// Shape (3, control grid's ni).
  var blended: [Float] = []

  init(count: Int) { displacements = [Float](repeating: 0, count: 3 * count) }
}
