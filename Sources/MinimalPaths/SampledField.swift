/// Values of a slice's pixels, to sample between them at positions in pixels of equal sides.
struct SampledField: Sendable {
  let ni: Int
  let nj: Int
  /// Equal-sided pixels per voxel along i and j.
  let scale: SIMD2<Double>
  private let values: [Float]

  /// - Parameter values: Shape (ni, nj), i fastest.
  init(_ values: [Float], ni: Int, nj: Int, scale: SIMD2<Double>) {
    self.values = values
    self.ni = ni
    self.nj = nj
    self.scale = scale
  }

  /// Linear between pixels; outside of the slice as at its border.
  func value(at p: SIMD2<Double>) -> Float {
    let x = min(max(p.x / scale.x, 0), Double(ni - 1))
    let y = min(max(p.y / scale.y, 0), Double(nj - 1))
    let (i, j) = (min(Int(x), max(ni - 2, 0)), min(Int(y), max(nj - 2, 0)))
    let (fx, fy) = (Float(x - Double(i)), Float(y - Double(j)))
    let n = j * ni + i
    let right = ni > 1 ? 1 : 0
    let down = nj > 1 ? ni : 0
    let top = values[n] + fx * (values[n + right] - values[n])
    let bottom = values[n + down] + fx * (values[n + down + right] - values[n + down])
    return top + fy * (bottom - top)
  }
}
