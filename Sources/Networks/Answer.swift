import Foundation

/// How a network's logits become probabilities.
public enum Answer: String, Codable, Sendable, CaseIterable {
  /// Channel 0 is the background, the others the labels in their order; a voxel has one of them.
  case softmax
  /// A channel for each label, each by itself; the background is what is left.
  case sigmoid

  /// Turns logits into probabilities in place.
  /// - Parameter values: Shape (classes, voxels), finite.
  public func makeProbabilities(_ values: inout [Float], classes: Int) {
    let voxels = values.count / classes
    var values = values.mutableSpan
    switch self {
    case .sigmoid:
      for n in values.indices { values[n] = 1 / (1 + exp(-values[n])) }
    case .softmax:
      for n in 0..<voxels {
        var largest = values[n]
        for c in 1..<classes { largest = max(largest, values[c * voxels + n]) }
        var sum: Float = 0
        for c in 0..<classes {
          // Less the largest, so that none overflows.
          let power = exp(values[c * voxels + n] - largest)
          values[c * voxels + n] = power
          sum += power
        }
        for c in 0..<classes { values[c * voxels + n] /= sum }
      }
    }
  }
}
