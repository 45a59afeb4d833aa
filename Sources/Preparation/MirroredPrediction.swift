import Volumes

/// The mean of a network's answers to a window and to its mirror images, each mirrored back: 2 to
/// the power of the number of axes predictions, for use within `SlidingWindow.run`.
/// - Parameters:
///   - values: Shape (channels, window).
///   - axes: Axes of the window to mirror, each once, counted from 0 in the tensor's order.
///   - predict: As in `SlidingWindow.run`.
/// - Returns: Shape (classes, window).
/// - Throws: What `predict` throws.
public func meanOverMirrorImages<Failure: Error>(
  _ values: [Float], window: [Int], axes: [Int],
  predict: (_ values: [Float], _ window: [Int]) throws(Failure) -> [Float]
) throws(Failure) -> [Float] {
  precondition(
    Set(axes).count == axes.count && axes.allSatisfy(window.indices.contains),
    "axes to mirror are axes of the window")
  let images = 1 << axes.count
  var sum: [Float] = []
  for image in 0..<images {
    let chosen = axes.indices.filter { image >> $0 & 1 == 1 }.map { axes[$0] }
    let scores = mirrored(
      try predict(mirrored(values, window: window, axes: chosen), window), window: window,
      axes: chosen)
    if sum.isEmpty { sum = [Float](repeating: 0, count: scores.count) }
    for n in sum.indices { sum[n] += scores[n] / Float(images) }
  }
  return sum
}

/// Mirror images along `axes` of all channels of a window.
private func mirrored(_ values: [Float], window: [Int], axes: [Int]) -> [Float] {
  if axes.isEmpty { return values }
  let size = GridSize(tensor: window)
  let missing = 3 - window.count
  let flips = (0..<3).map { axes.contains($0 - missing) }
  var result = values
  var write = 0
  for channel in 0..<values.count / size.count {
    for k in 0..<size.nk {
      let slice = channel * size.nk + (flips[0] ? size.nk - 1 - k : k)
      for j in 0..<size.nj {
        let row = (slice * size.nj + (flips[1] ? size.nj - 1 - j : j)) * size.ni
        for i in 0..<size.ni {
          result[write] = values[row + (flips[2] ? size.ni - 1 - i : i)]
          write += 1
        }
      }
    }
  }
  return result
}
