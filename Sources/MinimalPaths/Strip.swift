import Volumes

/// The ground along a closed curve, unrolled: columns follow the curve, rows cross it from inside
/// to outside.
struct Strip {
  /// Pixels between rows, and between columns (nearly).
  static let rowStep = 0.5

  /// Points of the curve, one a column, and the unit normals there, outwards.
  let centres: [SIMD2<Double>]
  let normals: [SIMD2<Double>]
  /// Offset of a row from the curve: (row - middle) * rowStep.
  let middle: Int
  let rowCount: Int
  /// Smoothed intensity at each place, shape (rows, columns), rows fastest.
  let values: [Float]

  /// Differences that smoothed noise makes by itself, twice: smaller ones are no edges.
  let leastContrast: Double
  let leastGradient: Double

  var columnCount: Int { centres.count }

  /// - Parameters:
  ///   - centres: A closed curve, a pixel from point to point (`resampled`).
  ///   - halfWidth: Pixels the strip reaches to each side.
  ///   - image: Smoothed, normalised.
  init(along centres: [SIMD2<Double>], halfWidth: Double, of image: SampledImage) {
    self.centres = centres
    normals = outwardNormals(centres)
    middle = Int((halfWidth / Self.rowStep).rounded(.up))
    rowCount = 2 * middle + 1
    // White noise of 1, smoothed by 1 pixel, has a standard deviation of 0.28; of its gradient the
    // 90th percentile is 0.33.
    leastContrast = max(0.56 * image.noise, 0.01)
    leastGradient = max(0.66 * image.noise, 0.01)
    var values: [Float] = []
    values.reserveCapacity(rowCount * centres.count)
    for (c, n) in zip(centres, normals) {
      for row in 0..<rowCount {
        values.append(image.value(at: c + Self.rowStep * Double(row - middle) * n))
      }
    }
    self.values = values
  }

  func offset(ofRow row: Int) -> Double { offset(ofRow: Double(row)) }

  func offset(ofRow row: Double) -> Double { (row - Double(middle)) * Self.rowStep }

  func row(atOffset offset: Double) -> Int {
    min(max(middle + Int((offset / Self.rowStep).rounded()), 0), rowCount - 1)
  }

  /// Intensity, rows beyond the strip as its last ones.
  func value(_ column: Int, _ row: Int) -> Float {
    values[column * rowCount + min(max(row, 0), rowCount - 1)]
  }

  /// The point `offset` pixels outside of the curve.
  func point(_ column: Int, offset: Double) -> SIMD2<Double> {
    centres[column] + offset * normals[column]
  }

  /// The column nearest to a point and the point's offset there.
  func place(of p: SIMD2<Double>) -> (column: Int, offset: Double) {
    let column = nearestIndex(centres, to: p)
    let d = p - centres[column]
    return (column, d.x * normals[column].x + d.y * normals[column].y)
  }

  /// Standard deviation of the intensities; not below what noise makes of nothing.
  var contrast: Double {
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return max((squares / count).squareRoot(), leastContrast)
  }

  /// Where a curve nearby lies in each column.
  /// - Parameter nearest: The curve's point nearest to each column's middle.
  func offsets(of curve: [SIMD2<Double>], nearest: [Int]) -> [Double] {
    centres.indices.map { column in
      let d = curve[nearest[column]] - centres[column]
      return d.x * normals[column].x + d.y * normals[column].y
    }
  }
}

/// A closed curve at equal distances of about one pixel.
func resampled(_ curve: [SIMD2<Double>]) -> [SIMD2<Double>] {
  var lengths: [Double] = []
  var total = 0.0
  for n in curve.indices {
    lengths.append(total)
    total += squaredLength(curve[(n + 1) % curve.count] - curve[n]).squareRoot()
  }
  let count = max(12, Int(total.rounded()))
  var result: [SIMD2<Double>] = []
  var n = 0
  for k in 0..<count {
    let target = total * Double(k) / Double(count)
    while n + 1 < curve.count, lengths[n + 1] <= target { n += 1 }
    let end = n + 1 < curve.count ? lengths[n + 1] : total
    let f = end > lengths[n] ? (target - lengths[n]) / (end - lengths[n]) : 0
    result.append(curve[n] + f * (curve[(n + 1) % curve.count] - curve[n]))
  }
  return result
}

/// Unit normals of a closed curve, outwards, from tangents smoothed over about three points.
func outwardNormals(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
  let count = points.count
  let side: Double = signedArea(points) >= 0 ? 1 : -1
  return points.indices.map { n in
    var tangent = SIMD2<Double>()
    for k in -4...4 {
      let weight = exponential(-Double(k * k) / 4.5)
      let next: SIMD2<Double> = points[(n + k + 1 + 2 * count) % count]
      let previous: SIMD2<Double> = points[(n + k - 1 + 2 * count) % count]
      tangent += weight * (next - previous)
    }
    let length = squaredLength(tangent).squareRoot()
    guard length > 0 else { return SIMD2(1, 0) }
    return side * SIMD2(tangent.y, -tangent.x) / length
  }
}

/// The point of a curve next to `p`.
func nearestIndex(_ curve: [SIMD2<Double>], to p: SIMD2<Double>) -> Int {
  var best = (index: 0, distance: Double.infinity)
  for n in curve.indices {
    let d = squaredLength(curve[n] - p)
    if d < best.distance { best = (n, d) }
  }
  return best.index
}

/// Area inside of a closed curve, > 0 when it turns from x to y.
func signedArea(_ curve: [SIMD2<Double>]) -> Double {
  var area = 0.0
  for n in curve.indices {
    let (a, b) = (curve[n], curve[(n + 1) % curve.count])
    area += a.x * b.y - b.x * a.y
  }
  return area / 2
}

/// Values around a closed curve, smoothed by a Gaussian.
/// - Parameter sigma: Places, > 0.
func smoothed(_ values: [Double], sigma: Double) -> [Double] {
  let reach = Int((3 * sigma).rounded(.up))
  let kernel = (-reach...reach).map { exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
  let sum = kernel.reduce(0, +)
  let count = values.count
  return values.indices.map { n in
    (-reach...reach).reduce(0.0) {
      $0 + kernel[$1 + reach] * values[(n + $1 + reach * count) % count]
    } / sum
  }
}
