/// How a network's logits become probabilities.
public enum Answer: String, Codable, Sendable, CaseIterable {
  /// Channel 0 is the background, the others the labels in their order; a voxel has one of them.
  case softmax
  /// A channel for each label, each by itself; the background is what is left.
  case sigmoid
}
