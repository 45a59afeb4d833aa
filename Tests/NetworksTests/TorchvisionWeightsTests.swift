import Networks
import Testing

@Suite struct TorchvisionWeightsTests {
  /// Tensors with torchvision's names and shapes; each has a number of its own but the first, which
  /// is not the same everywhere.
  func resNet18() throws -> [String: WeightTensor] {
    let network = try Network(NetworkRecipe(network: "unet-resnet18", inputChannels: 3))
    var tensors: [String: WeightTensor] = [
      "fc.weight": WeightTensor(shape: [2, 1], values: [1, 2]),
      "bn1.num_batches_tracked": WeightTensor(shape: [], values: [9]),
    ]
    for (n, parameter) in network.parameters.enumerated()
    where parameter.name.hasPrefix("encoder.") {
      tensors[String(parameter.name.dropFirst(8))] = WeightTensor(
        shape: parameter.shape,
        values: n == 0
          ? (0..<parameter.count).map { Float($0 % 97) }
          : Array(repeating: Float(n), count: parameter.count))
    }
    return tensors
  }

  @Test(arguments: [1, 5]) func `every tensor of the encoder gets its values`(
    _ channels: Int
  ) throws {
    let tensors = try resNet18()
    let network = try Network(
      NetworkRecipe(network: "unet-resnet18", inputChannels: channels, classes: 4))
    let weights = try network.weights(fromTorchvision: tensors)
    let encoder = network.parameters.filter { $0.name.hasPrefix("encoder.") }
    // 20 convolutions, each with a norm of four tensors.
    #expect(encoder.count == 100)
    #expect(Set(weights.keys) == Set(encoder.map(\.name)))
    for parameter in encoder {
      #expect(weights[parameter.name]?.count == parameter.count, "\(parameter.name)")
    }
    #expect(
      weights["encoder.layer4.1.bn2.running_var"] == tensors["layer4.1.bn2.running_var"]?.values)
    #expect(
      weights["encoder.layer2.0.downsample.0.weight"]
        == tensors["layer2.0.downsample.0.weight"]?.values)

    let colours = try #require(tensors["conv1.weight"]?.values)
    let values = try #require(weights["encoder.conv1.weight"])
    for output in [0, 1, 63] {
      for n in [0, 1, 48] {
        func colour(_ c: Int) -> Float { colours[(output * 3 + c) * 49 + n] }
        let expected =
          channels == 1
          ? [colour(0) + colour(1) + colour(2)]
          : (0..<channels).map { colour($0 % 3) * 3 / Float(channels) }
        for channel in 0..<channels {
          #expect(values[(output * channels + channel) * 49 + n] == expected[channel])
        }
      }
    }
  }

  @Test func `the nested network takes the same encoder`() throws {
    let nested = try Network(NetworkRecipe(network: "unet++", encoder: .resnet18))
    #expect(try nested.weights(fromTorchvision: resNet18()).count == 100)
  }

  @Test func `a network without the encoder, and tensors that do not fit, are refused`() throws {
    var tensors = try resNet18()
    #expect(throws: NetworkError.noResNetEncoder(network: "unet")) {
      try Network(NetworkRecipe(network: "unet")).weights(fromTorchvision: tensors)
    }
    let network = try Network(NetworkRecipe(network: "unet-resnet18"))
    let first = try #require(tensors["conv1.weight"])
    tensors["conv1.weight"] = WeightTensor(
      shape: [64, 1, 7, 7], values: Array(first.values[..<(64 * 49)]))
    #expect(
      throws: NetworkError.weightShape(
        name: "conv1.weight", expected: [64, 3, 7, 7], found: [64, 1, 7, 7])
    ) { try network.weights(fromTorchvision: tensors) }
    tensors["conv1.weight"] = first
    tensors["bn1.bias"] = WeightTensor(shape: [8, 8], values: Array(repeating: 0, count: 64))
    #expect(
      throws: NetworkError.weightShape(name: "bn1.bias", expected: [64], found: [8, 8])
    ) { try network.weights(fromTorchvision: tensors) }
    tensors["bn1.bias"] = WeightTensor(shape: [64], values: Array(repeating: .nan, count: 64))
    #expect(throws: NetworkError.weightNotFinite(name: "bn1.bias")) {
      try network.weights(fromTorchvision: tensors)
    }
    tensors["bn1.bias"] = nil
    #expect(throws: NetworkError.weightMissing(name: "bn1.bias")) {
      try network.weights(fromTorchvision: tensors)
    }
  }
}
