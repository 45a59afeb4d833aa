/// What can be wrong with a recipe, with the size of an image for a network, or with a model file.
public enum NetworkError: Error, Equatable, Sendable {
  /// No network of that name is known.
  case unknownNetwork(String, known: [String])
  /// A recipe that no network can be built from; `reason` says why.
  case badRecipe(network: String, reason: String)
  /// A size with too few or too many axes.
  case wrongAxes(network: String, dimensions: Int, size: [Int])
  /// A size with an axis of no voxels, or with more voxels than can be computed with.
  case wrongSize([Int])
  /// A size that does not survive the network's halvings.
  case notDivisible(network: String, size: [Int], divisors: [Int])
  /// A level that the network cannot be pruned to.
  case noSuchLevel(network: String, level: Int, levels: Int)
  /// Weights do not hold a tensor of the network.
  case weightMissing(name: String)
  /// A tensor has another number of values than the network's.
  case weightCount(name: String, expected: Int, found: Int)
  /// A tensor holds infinities or NaN.
  case weightNotFinite(name: String)
  /// A tensor has another shape than the network's.
  case weightShape(name: String, expected: [Int], found: [Int])
  /// Tensors that the network does not have are among its weights.
  case unknownWeights(names: [String], network: String)
  /// A network without the encoder that pretrained weights are for.
  case noResNetEncoder(network: String)
  /// Bytes that are no ONNX model, or damaged.
  case malformed(reason: String)
  /// Bytes that are no safetensors file, or damaged.
  case malformedSafetensors(reason: String)
  /// An ONNX model of another program's, which does not say what network it is.
  case noRecipe
  /// An entry of a model's metadata that cannot be understood or contradicts another.
  case badMetadata(key: String, reason: String)
}

extension NetworkError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .unknownNetwork(let name, let known):
      return "there is no network \"\(name)\". Choose one of \(known.joined(separator: ", "))."
    case .badRecipe(let network, let reason):
      return "\(network): \(reason)."
    case .wrongAxes(let network, let dimensions, let size):
      return "\(network) works in \(dimensions) dimensions, but the size \(sizeText(size)) has "
        + "\(size.count). Give \(dimensions) numbers."
    case .wrongSize(let size):
      return "the size \(sizeText(size)) is none of an image: each axis has at least one voxel, "
        + "all together at most \(Network.voxelLimit)."
    case .notDivisible(let network, let size, let divisors):
      let next = zip(size, divisors).map { ($0 + $1 - 1) / $1 * $1 }
      return "\(network) halves its image and needs multiples of \(sizeText(divisors)), but the "
        + "size is \(sizeText(size)). Pad it to \(sizeText(next))."
    case .noSuchLevel(let network, let level, let levels):
      return "this \(network) cannot be pruned to level \(level): "
        + (levels == 1
          ? "it has one output. Build it with deep supervision." : "it has levels 1 to \(levels).")
    case .weightMissing(let name):
      return "the weights lack \(name). Use a file of the same network."
    case .weightCount(let name, let expected, let found):
      return "\(name) has \(found) values where the network has \(expected). "
        + "Use a file of the same network."
    case .weightNotFinite(let name):
      return "\(name) holds values that are not finite. The training diverged; "
        + "repeat it with a smaller learning rate."
    case .weightShape(let name, let expected, let found):
      return "\(name) has the shape \(sizeText(found)) where the network has "
        + "\(sizeText(expected)). Use a file of the same network."
    case .unknownWeights(let names, let network):
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "\(network) has no \(names.prefix(3).joined(separator: ", "))\(more). Use weights of "
        + "the same network, or correct its recipe."
    case .noResNetEncoder(let network):
      return "\(network) has no ResNet-18 encoder for pretrained weights. Use unet-resnet18, or "
        + "unet++ with the encoder resnet18."
    case .malformed(let reason):
      return "this is no ONNX model or a damaged one: \(reason). Copy the file again."
    case .malformedSafetensors(let reason):
      return "this is no safetensors file or a damaged one: \(reason). Copy the file again."
    case .noRecipe:
      return "the model is another program's: its metadata have no \"\(ONNXFile.recipeKey)\". "
        + "Use a file that contourist wrote."
    case .badMetadata(let key, let reason):
      return "the model's metadata are damaged: \"\(key)\" \(reason). Use the original file."
    }
  }
}

/// "256 x 256", in the order of the tensor's axes.
func sizeText(_ size: [Int]) -> String { size.map(String.init).joined(separator: " x ") }
