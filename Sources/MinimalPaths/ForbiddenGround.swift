import Volumes

/// How deep each place of a slice lies on the sides of neighbours where a contour must not run.
struct ForbiddenGround: Sendable {
  private let ni: Int
  private let nj: Int
  private let scale: SIMD2<Double>
  /// Shape (ni, nj), i fastest: equal-sided pixels from the nearest border, above zero on the
  /// forbidden side; farther than `reach` is `reach`.
  private let depths: [Float]

  /// Pixels: deeper ground is forbidden enough.
  private static let reach = 8.0
  /// Of the outline model, beyond what is tolerated and squared for the first pixel of it: three
  /// pixels deep (20) evidence does not reach any more, only a click does.
  private static let energyPerPixel = 10.0
  /// A neighbour's outline is half a pixel off as well.
  private static let tolerated = 0.5
  /// Of the edge metric, whose open ground costs about 1.2.
  private static let costPerPixel: Float = 4

  /// - Parameters:
  ///   - barriers: One or more.
  ///   - scale: Equal-sided pixels per voxel along i and j.
  init(_ barriers: [Neighbours.Barrier], ni: Int, nj: Int, scale: SIMD2<Double>) {
    self.ni = ni
    self.nj = nj
    self.scale = scale
    var depths = [Float](repeating: -Float(Self.reach), count: ni * nj)
    for barrier in barriers {
      let distances = squaredDistances(
        to: barrier.region.outlines, ni: ni, nj: nj, scale: scale, reach: Self.reach)
      let inside = barrier.region.mask(ni: ni, nj: nj)
      for n in depths.indices {
        let distance = distances[n].squareRoot()
        depths[n] = max(
          depths[n], inside.pixels[n] == barrier.forbidsInside ? distance : -distance)
      }
    }
    self.depths = depths
  }

  /// Adds what each place of a strip costs an outline beside its evidence.
  /// - Parameter energy: Shape (rows, columns), rows fastest.
  func add(to energy: inout [Double], of strip: Strip) {
    for column in 0..<strip.columnCount {
      for row in 0..<strip.rowCount {
        let p = strip.point(column, offset: strip.offset(ofRow: row))
        energy[column * strip.rowCount + row] +=
          Self.energyPerPixel * onset(depth(at: p) - Self.tolerated)
      }
    }
  }

  /// The metric, dearer the deeper a voxel lies.
  func raised(_ metric: Metric) -> Metric {
    let values = zip(metric.values, depths).map { $0 + Self.costPerPixel * max(0, $1) }
    guard let raised = try? Metric(size: metric.size, spacing: metric.spacing, values: values)
    else { preconditionFailure("a metric stays in range when it is raised a little") }
    return raised
  }

  /// Linear between pixels, outside of the slice as at its border.
  private func depth(at p: SIMD2<Double>) -> Double {
    let x = min(max(p.x / scale.x, 0), Double(ni - 1))
    let y = min(max(p.y / scale.y, 0), Double(nj - 1))
    let (i, j) = (min(Int(x), max(ni - 2, 0)), min(Int(y), max(nj - 2, 0)))
    let (fx, fy) = (x - Double(i), y - Double(j))
    func row(_ j: Int) -> Double {
      let a = Double(depths[j * ni + i])
      return a + fx * (Double(depths[j * ni + min(i + 1, ni - 1)]) - a)
    }
    let top = row(j)
    return top + fy * (row(min(j + 1, nj - 1)) - top)
  }
}

/// From each pixel centre to the nearest of some closed polylines, squared equal-sided pixels; at
/// most `reach` squared.
private func squaredDistances(
  to outlines: [[SlicePoint]], ni: Int, nj: Int, scale: SIMD2<Double>, reach: Double
) -> [Float] {
  var result = [Float](repeating: Float(reach * reach), count: ni * nj)
  for outline in outlines {
    var a = outline[outline.count - 1].scaled(scale)
    for b in outline.map({ $0.scaled(scale) }) {
      let low = (pointwiseMin(a, b) - reach) / scale
      let high = (pointwiseMax(a, b) + reach) / scale
      let limit = SIMD2(Double(ni), Double(nj))
      let first = low.rounded(.up).clamped(lowerBound: SIMD2(), upperBound: limit)
      let end = (high.rounded(.down) + 1).clamped(lowerBound: first, upperBound: limit)
      for j in Int(first.y)..<Int(end.y) {
        for i in Int(first.x)..<Int(end.x) {
          let d = nearestOnSegment(SIMD2(Double(i), Double(j)) * scale, a, b).squaredDistance
          result[j * ni + i] = min(result[j * ni + i], Float(d))
        }
      }
      a = b
    }
  }
  return result
}

/// Squared at first, then growing evenly.
private func onset(_ depth: Double) -> Double {
  guard depth > 0 else { return 0 }
  return depth < 1 ? depth * depth / 2 : depth - 0.5
}
