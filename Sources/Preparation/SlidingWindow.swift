import Foundation
public import Volumes

/// The windows in which a network sees an image that is larger than what it was made for, and how
/// their scores become those of the image: where windows overlap, means weighted by a Gaussian, as
/// a network knows least at its border.
///
/// Source: Isensee et al., Nature Methods 18 (2021) 203; as there the Gaussian's standard deviation
/// is an eighth of the window, and the windows are spread evenly.
public struct SlidingWindow: Sendable, Equatable {
  /// The prepared image's grid.
  public let grid: GridSize
  /// Size of each window in the order of the tensor's axes, (j, i) or (k, j, i).
  public let window: [Int]
  private let size: GridSize
  private let i: WindowAxis
  private let j: WindowAxis
  private let k: WindowAxis

  /// - Parameters:
  ///   - grid: With two dimensions each slice is an image of its own.
  ///   - window: In the order of the tensor's axes; nil for the whole slice or volume. Rounded up to
  ///     multiples of `divisors`. Where the grid is smaller it lies in the middle, padded.
  ///   - divisors: What a network needs its axes to be multiples of, in the tensor's order.
  ///   - overlap: The least share of a window that its neighbour covers too, 0..<1.
  /// - Precondition: As many entries as `dimensions`, 2 or 3, all above 0.
  public init(
    grid: GridSize, dimensions: Int, window: [Int]? = nil, divisors: [Int], overlap: Double = 0.5
  ) {
    let wanted = window ?? grid.tensor(dimensions: dimensions)
    precondition(
      dimensions == 2 || dimensions == 3, "a network works in two dimensions or in three")
    precondition(
      wanted.count == dimensions && divisors.count == dimensions
        && (wanted + divisors).allSatisfy { $0 > 0 },
      "a window has a size above 0 and a divisor along each axis")
    precondition(overlap >= 0 && overlap < 1, "windows overlap by a share of 0 to below 1")
    self.grid = grid
    self.window = zip(wanted, divisors).map { ($0 + $1 - 1) / $1 * $1 }
    size = GridSize(tensor: self.window)
    i = WindowAxis(count: grid.ni, window: size.ni, overlap: overlap)
    j = WindowAxis(count: grid.nj, window: size.nj, overlap: overlap)
    k = WindowAxis(count: grid.nk, window: size.nk, overlap: overlap)
  }

  /// Each window's first voxel, k slowest; negative where the window reaches beyond the grid.
  public var starts: [VoxelIndex] {
    k.starts.flatMap { k in
      j.starts.flatMap { j in i.starts.map { i in VoxelIndex(i, j, k) } }
    }
  }

  /// Scores of a whole image, window by window.
  /// - Parameters:
  ///   - image: On the grid that the windows were made for.
  ///   - padding: What lies outside, for each channel; nil for its lowest intensity.
  ///   - predict: Gets the values, shape (channels, window), and the window; returns the scores,
  ///     shape (classes, window).
  /// - Returns: Shape (classes, nk, nj, ni).
  /// - Throws: What `predict` throws.
  public func run<Failure: Error>(
    _ image: PreparedImage, classes: Int, padding: [Float]? = nil,
    predict: (_ values: [Float], _ window: [Int]) throws(Failure) -> [Float]
  ) throws(Failure) -> [Float] {
    precondition(image.size == grid, "windows are made for the image's grid")
    let padding = padding ?? image.lowestValues
    precondition(padding.count == image.channels, "each channel is padded by a value of its own")
    var result = [Float](repeating: 0, count: classes * grid.count)
    for k in k.starts.indices {
      for j in j.starts.indices {
        for i in i.starts.indices {
          let start = VoxelIndex(self.i.starts[i], self.j.starts[j], self.k.starts[k])
          var values: [Float] = []
          values.reserveCapacity(image.channels * size.count)
          for channel in 0..<image.channels {
            values += cropped(
              image.values, from: channel * grid.count, size: grid, start: start, window: size,
              padding: padding[channel])
          }
          let scores = try predict(values, window)
          precondition(
            scores.count == classes * size.count, "a prediction fills its window for each class")
          add(scores, classes: classes, at: (i, j, k), to: &result)
        }
      }
    }
    return result
  }

  private func add(
    _ scores: [Float], classes: Int, at number: (i: Int, j: Int, k: Int), to result: inout [Float]
  ) {
    let insideI = i.inside(number.i)
    let weightsI = i.weights[number.i]
    for label in 0..<classes {
      for row in k.inside(number.k) {
        for line in j.inside(number.j) {
          let weight = k.weights[number.k][row] * j.weights[number.j][line]
          let read = ((label * size.nk + row) * size.nj + line) * size.ni
          let write =
            ((label * grid.nk + k.starts[number.k] + row) * grid.nj + j.starts[number.j] + line)
            * grid.ni + i.starts[number.i]
          for n in insideI { result[write + n] += weight * weightsI[n] * scores[read + n] }
        }
      }
    }
  }
}

/// The windows along one axis.
private struct WindowAxis: Equatable {
  let count: Int
  let window: Int
  let starts: [Int]
  /// Shape (starts, window). All windows' weights at a voxel sum to 1; as windows lie on a grid, so
  /// do the products over the axes.
  let weights: [[Float]]

  init(count: Int, window: Int, overlap: Double) {
    self.count = count
    self.window = window
    let room = count - window
    if room <= 0 {
      starts = [-(-room / 2)]
    } else {
      let step = max(1, Double(window) * (1 - overlap))
      let gaps = Int((Double(room) / step).rounded(.up))
      starts = (0...gaps).map { Int((Double($0 * room) / Double(gaps)).rounded()) }
    }
    let middle = Double(window - 1) / 2
    let deviation = Double(window) / 8
    let gaussian = (0..<window).map { n in
      exp(-0.5 * (Double(n) - middle) * (Double(n) - middle) / (deviation * deviation))
    }
    var sums = [Double](repeating: 0, count: count)
    for start in starts {
      for n in 0..<window where start + n >= 0 && start + n < count {
        sums[start + n] += gaussian[n]
      }
    }
    weights = starts.map { start in
      (0..<window).map { n in
        start + n >= 0 && start + n < count ? Float(gaussian[n] / sums[start + n]) : 0
      }
    }
  }

  /// The voxels of a window that lie in the grid, counted in the window.
  func inside(_ number: Int) -> Range<Int> {
    let start = starts[number]
    return max(0, -start)..<min(window, count - start)
  }
}
