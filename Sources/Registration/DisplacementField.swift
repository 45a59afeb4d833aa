import MinimalPaths
import Volumes

/// Where the pixels of one slice lie in another: pixel (i, j) at (i + x, j + y), in pixels.
public struct DisplacementField: Sendable, Equatable {
  public let ni: Int
  public let nj: Int
  /// Shape (ni, nj), i fastest.
  public internal(set) var x: [Float]
  public internal(set) var y: [Float]

  /// Every pixel where it is.
  public init(ni: Int, nj: Int) {
    precondition(ni > 0 && nj > 0, "a field has pixels")
    (self.ni, self.nj) = (ni, nj)
    x = [Float](repeating: 0, count: ni * nj)
    y = x
  }

  /// Values of the other slice where this one's pixels lie; linear between pixels, outside of it as
  /// at its border.
  /// - Precondition: The other slice has the same size.
  public func pulled(_ values: [Float]) -> [Float] {
    precondition(values.count == x.count, "both slices have the same size")
    var result = [Float](repeating: 0, count: x.count)
    for n in result.indices {
      result[n] = sampled(
        values, Float(n % ni) + x[n], Float(n / ni) + y[n], ni, nj)
    }
    return result
  }

  /// First by this field, from there on by another.
  /// - Precondition: The other has the same size.
  public func followed(by other: DisplacementField) -> DisplacementField {
    var result = self
    let (onX, onY) = (pulled(other.x), pulled(other.y))
    for n in result.x.indices {
      result.x[n] += onX[n]
      result.y[n] += onY[n]
    }
    return result
  }

  /// The same on a grid of other size over the same ground.
  func resized(ni: Int, nj: Int) -> DisplacementField {
    var result = DisplacementField(ni: ni, nj: nj)
    let (stepX, stepY) = (Float(self.ni) / Float(ni), Float(self.nj) / Float(nj))
    for n in result.x.indices {
      let u = (Float(n % ni) + 0.5) * stepX - 0.5
      let v = (Float(n / ni) + 0.5) * stepY - 0.5
      result.x[n] = sampled(x, u, v, self.ni, self.nj) / stepX
      result.y[n] = sampled(y, u, v, self.ni, self.nj) / stepY
    }
    return result
  }

  /// - Parameter sigma: Pixels.
  mutating func smooth(sigma: Double) {
    let size = GridSize(ni: ni, nj: nj, nk: 1)
    let deviations = SIMD3(sigma, sigma, 0)
    x = gaussianSmoothed(x, size: size, sigma: deviations, replacement: 0)
    y = gaussianSmoothed(y, size: size, sigma: deviations, replacement: 0)
  }
}

/// Linear between pixels; outside as at the border.
@inline(__always)
func sampled(_ values: [Float], _ x: Float, _ y: Float, _ ni: Int, _ nj: Int) -> Float {
  let u = min(max(x, 0), Float(ni - 1))
  let v = min(max(y, 0), Float(nj - 1))
  let (i, j) = (min(Int(u), max(ni - 2, 0)), min(Int(v), max(nj - 2, 0)))
  let (fx, fy) = (u - Float(i), v - Float(j))
  let (right, down) = (ni > 1 ? 1 : 0, nj > 1 ? ni : 0)
  let n = j * ni + i
  let top = values[n] + fx * (values[n + right] - values[n])
  let bottom = values[n + down] + fx * (values[n + down + right] - values[n + down])
  return top + fy * (bottom - top)
}
