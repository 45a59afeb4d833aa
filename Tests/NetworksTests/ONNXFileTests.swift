import Networks
import TestSupport
import Testing

@Suite struct ONNXFileTests {
  func tiny(_ name: String) throws -> (Network, [String: [Float]], [UInt8]) {
    let network = try Network(tinyRecipe(name))
    let weights = network.initialWeights(seed: 5)
    let bytes = try ONNXFile.encode(
      network, weights: weights, metadata: ["labels": "LV, RV", "licence": "CC0", "": ""])
    return (network, weights, bytes)
  }

  @Test(arguments: ["unet", "resunet", "unet3d"])
  func `weights and metadata come back as they were`(_ name: String) throws {
    let (network, weights, bytes) = try tiny(name)
    let file = try ONNXFile.decode(bytes)
    #expect(try file.weights(of: network) == weights)
    #expect(file.metadata == ["labels": "LV, RV", "licence": "CC0", "": ""])
    for parameter in network.parameters {
      #expect(file.tensors[parameter.name]?.shape == parameter.shape)
    }
    #expect(file.tensors.count == network.parameters.count)
  }

  @Test func `the same network is written to the same bytes`() throws {
    #expect(try tiny("unet").2 == tiny("unet").2)
  }

  @Test func `outputs that only training needs are not written`() throws {
    let network = try Network(tinyRecipe("unet++"))
    let bytes = try ONNXFile.encode(
      network, weights: network.initialWeights(seed: 1), metadata: [:])
    let file = try ONNXFile.decode(bytes)
    #expect(file.tensors["head.2.weight"] != nil)
    #expect(file.tensors["head.1.weight"] == nil)
    #expect(throws: NetworkError.weightMissing(name: "head.1.weight")) {
      try file.weights(of: network)
    }
    #expect(try file.weights(of: network.pruned(to: 2)).count == file.tensors.count)
  }

  @Test func `weights that are missing, of another size or not finite are not written`() throws {
    var (network, weights, _) = try tiny("unet")
    func encode() throws -> [UInt8] {
      try ONNXFile.encode(network, weights: weights, metadata: [:])
    }
    let values = try #require(weights["head.bias"])
    weights["head.bias"] = nil
    #expect(throws: NetworkError.weightMissing(name: "head.bias")) { try encode() }
    weights["head.bias"] = values + [0]
    #expect(throws: NetworkError.weightCount(name: "head.bias", expected: 3, found: 4)) {
      try encode()
    }
    weights["head.bias"] = [0, .nan, 0]
    #expect(throws: NetworkError.weightNotFinite(name: "head.bias")) { try encode() }
  }

  @Test func `the weights of another network are refused`() throws {
    let file = try ONNXFile.decode(try tiny("unet").2)
    var wider = try tinyRecipe("unet")
    wider.channels[0] = 5
    #expect(
      throws: NetworkError.weightShape(
        name: "encoder.0.0.conv.weight", expected: [5, 1, 3, 3], found: [4, 1, 3, 3])
    ) { try file.weights(of: Network(wider)) }
  }

  @Test func `bytes that are no model are refused`() {
    for bytes: [UInt8] in [[], [0], Array("not a model".utf8), Array(repeating: 0xFF, count: 99)] {
      #expect(throws: NetworkError.self) { try ONNXFile.decode(bytes) }
    }
  }

  /// The bytes of a protocol buffer's field: key, length, content.
  func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    precondition(content.count < 128)
    return [number << 3 | 2, UInt8(content.count)] + content
  }

  /// A model of one node with a tensor "w" of the dimensions given and of `bytes` zeros.
  func model(dimensions: [[UInt8]], bytes: Int, copies: Int = 1) -> [UInt8] {
    let tensor =
      dimensions.flatMap { [1 << 3] + $0 } + [2 << 3, 1] + field(8, Array("w".utf8))
      + field(9, Array(repeating: 0, count: bytes))
    let graph =
      field(1, field(4, Array("Relu".utf8))) + (0..<copies).flatMap { _ in field(5, tensor) }
    return [1 << 3, 8] + field(7, graph) + field(8, [2 << 3, 17])
  }

  @Test func `a tensor's shape has to agree with its bytes before memory is taken`() throws {
    let tensor = try #require(
      ONNXFile.decode(model(dimensions: [[2], [3]], bytes: 24)).tensors["w"])
    #expect(tensor.shape == [2, 3])
    #expect(tensor.values == [0, 0, 0, 0, 0, 0])
    #expect(try ONNXFile.decode(model(dimensions: [], bytes: 4)).tensors["w"]?.values == [0])
    let huge: [UInt8] = Array(repeating: 0xFF, count: 7) + [0x7F]  // 2^56 - 1
    let negative: [UInt8] = Array(repeating: 0xFF, count: 9) + [0x01]  // -1
    for dimensions in [[[2], [4]], [huge], [huge, huge], [negative], [negative, negative], [[]]] {
      #expect(throws: NetworkError.self) {
        try ONNXFile.decode(model(dimensions: dimensions as [[UInt8]], bytes: 24))
      }
    }
    #expect(throws: NetworkError.self) {
      try ONNXFile.decode(model(dimensions: [[1]], bytes: 5))
    }
    #expect(throws: NetworkError.self) {
      try ONNXFile.decode(model(dimensions: [[1]], bytes: 4, copies: 2))
    }
  }

  @Test func `a truncated file does not give weights`() throws {
    let (network, _, bytes) = try tiny("resunet")
    // Only the metadata follow the operator set: a cut before them shows.
    let metadataBytes = 60
    for length in stride(from: 0, to: bytes.count - metadataBytes, by: 97) {
      #expect(throws: NetworkError.self, "\(length) of \(bytes.count) bytes") {
        try ONNXFile.decode(Array(bytes[..<length])).weights(of: network)
      }
    }
  }

  @Test func `damaged bytes give an error or a file, never a crash`() throws {
    let (_, _, bytes) = try tiny("unet")
    var random = SeededRandom(seed: 17)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0..<min(bytes.count, 600), using: &random)
        damaged[place] = UInt8.random(in: 0...255, using: &random)
      }
      do { _ = try ONNXFile.decode(damaged) } catch { #expect(!error.description.isEmpty) }
    }
  }
}
