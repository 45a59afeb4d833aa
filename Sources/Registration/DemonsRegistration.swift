import MinimalPaths
public import Volumes

/// How one slice is laid onto another.
public struct RegistrationParameters: Sendable, Equatable {
  /// Coarse to fine, each twice as fine as the one before; a coarse one has 16 pixels at least.
  public var levels = 3
  /// Of each level.
  public var iterations = 40
  /// Standard deviation of the smoothing of each step, pixels: how like a fluid.
  public var fluidSigma = 1.5
  /// And of the whole field after each step: how like an elastic.
  public var elasticSigma = 2.0
  /// The farthest that one step moves a pixel.
  public var largestStep = 1.0

  public init() {}
}

/// Where the pixels of `fixed` lie in `moving`: the smooth field that makes intensities alike.
///
/// The demons: each pixel is pulled along the intensities' gradients of both slices by the difference,
/// the steps and the field are smoothed by Gaussians. From coarse to fine. Intensities of each slice
/// are first brought to mean 0 and deviation 1.
/// - Parameter start: A field near the one wanted, to be refined on the finest level alone.
/// - Precondition: Both slices, and the start, have the same size.
/// - Complexity: O(n) for n pixels, each level and iteration.
/// Source: Vercauteren, Pennec, Perchant, Ayache, NeuroImage 45 (2009) S61. We differ: fields are
/// added instead of composed.
public func displacementField(
  from fixed: ImageSlice, to moving: ImageSlice, start: DisplacementField? = nil,
  parameters: RegistrationParameters = RegistrationParameters()
) -> DisplacementField {
  precondition(fixed.ni == moving.ni && fixed.nj == moving.nj, "both slices have the same size")
  var levels = [(fixed: Level(fixed), moving: Level(moving))]
  while levels.count < parameters.levels, let last = levels.last, last.fixed.isDivisible {
    levels.append((last.fixed.halved(), last.moving.halved()))
  }
  if start != nil { levels.removeLast(levels.count - 1) }
  var field =
    start
    ?? DisplacementField(
      ni: levels[levels.count - 1].fixed.ni, nj: levels[levels.count - 1].fixed.nj)
  for level in levels.reversed() {
    if field.ni != level.fixed.ni || field.nj != level.fixed.nj {
      field = field.resized(ni: level.fixed.ni, nj: level.fixed.nj)
    }
    for _ in 0..<parameters.iterations {
      var step = demonsStep(level.fixed, level.moving, field, parameters.largestStep)
      step.smooth(sigma: parameters.fluidSigma)
      for n in field.x.indices {
        field.x[n] += step.x[n]
        field.y[n] += step.y[n]
      }
      field.smooth(sigma: parameters.elasticSigma)
    }
  }
  return field
}

/// A slice at one resolution.
private struct Level {
  let ni: Int
  let nj: Int
  let values: [Float]

  /// Mean 0 and deviation 1; what is no number counts as the mean.
  init(_ slice: ImageSlice) {
    (ni, nj) = (slice.ni, slice.nj)
    var (sum, squares, count) = (0.0, 0.0, 0)
    for v in slice.pixels where v.isFinite {
      sum += Double(v)
      squares += Double(v) * Double(v)
      count += 1
    }
    let mean = count > 0 ? sum / Double(count) : 0
    let deviation = max(count > 0 ? squares / Double(count) - mean * mean : 0, 0).squareRoot()
    let unit = deviation > 0 ? 1 / deviation : 0
    values = slice.pixels.map { $0.isFinite ? Float((Double($0) - mean) * unit) : 0 }
  }

  private init(ni: Int, nj: Int, values: [Float]) {
    (self.ni, self.nj, self.values) = (ni, nj, values)
  }

  var isDivisible: Bool { min(ni, nj) >= 32 }

  /// Means of four pixels; an odd last column or row counts twice.
  func halved() -> Level {
    let (wide, high) = ((ni + 1) / 2, (nj + 1) / 2)
    var result = [Float](repeating: 0, count: wide * high)
    for j in 0..<high {
      for i in 0..<wide {
        let (i1, j1) = (min(2 * i + 1, ni - 1), min(2 * j + 1, nj - 1))
        let top = values[2 * j * ni + 2 * i] + values[2 * j * ni + i1]
        let bottom = values[j1 * ni + 2 * i] + values[j1 * ni + i1]
        result[j * wide + i] = (top + bottom) / 4
      }
    }
    return Level(ni: wide, nj: high, values: result)
  }
}

/// By how much each pixel is pulled.
private func demonsStep(
  _ fixed: Level, _ moving: Level, _ field: DisplacementField, _ largest: Double
) -> DisplacementField {
  let (ni, nj) = (fixed.ni, fixed.nj)
  let warped = field.pulled(moving.values)
  var step = DisplacementField(ni: ni, nj: nj)
  // A step is at most half of what balances difference and gradient.
  let balance = Float(1 / (4 * largest * largest))
  for j in 0..<nj {
    let (up, down) = (max(j - 1, 0), min(j + 1, nj - 1))
    for i in 0..<ni {
      let n = j * ni + i
      let (left, right) = (j * ni + max(i - 1, 0), j * ni + min(i + 1, ni - 1))
      let (above, below) = (up * ni + i, down * ni + i)
      let gx =
        (fixed.values[right] - fixed.values[left] + warped[right] - warped[left]) / 4
      let gy =
        (fixed.values[below] - fixed.values[above] + warped[below] - warped[above]) / 4
      let difference = fixed.values[n] - warped[n]
      let weight = gx * gx + gy * gy + difference * difference * balance
      guard weight > 1e-9 else { continue }
      step.x[n] = difference * gx / weight
      step.y[n] = difference * gy / weight
    }
  }
  return step
}
