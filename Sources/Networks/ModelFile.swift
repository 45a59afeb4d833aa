/// A model file of this program's: a network with its weights and what is known about them.
///
///     let model = try ModelFile.decode(bytes)
///     model.card.labels
public struct ModelFile: Sendable, Equatable {
  public let card: ModelCard
  /// As far as the file has it: without outputs that only training needs, pruned where it was.
  public let network: Network
  /// By the names in `network.parameters`.
  public let weights: [String: [Float]]

  /// - Throws: `NetworkError.noRecipe` for another program's model; `.malformed`, `.badMetadata`,
  ///   `.unknownNetwork`, `.badRecipe`, `.weightMissing`, `.weightCount`, `.weightNotFinite` for
  ///   damaged ones.
  public static func decode(_ bytes: [UInt8]) throws(NetworkError) -> ModelFile {
    try ModelFile(ONNXFile.decode(bytes))
  }

  /// - Throws: As `decode`, but for `.malformed`.
  public init(_ file: ONNXFile) throws(NetworkError) {
    card = try ModelCard(metadata: file.metadata)
    let whole = try Network(card.recipe)
    network = try Self.part(of: whole, with: file.tensors)
    weights = try network.weights(in: file.tensors)
  }

  /// The deepest pruned network that has all its tensors; the whole one's answer where none has.
  private static func part(
    of whole: Network, with tensors: [String: WeightTensor]
  ) throws(NetworkError) -> Network {
    for level in (1...whole.outputs.count).reversed() {
      let network = try whole.pruned(to: level)
      if network.parameters.allSatisfy({ tensors[$0.name] != nil }) { return network }
    }
    return try whole.pruned(to: whole.outputs.count)
  }
}
