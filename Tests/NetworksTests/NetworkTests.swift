import Networks
import Testing

@Suite struct NetworkTests {
  @Test func `names are unique and inputs come before their node`() throws {
    for recipe in try manyRecipes() {
      let network = try Network(recipe)
      #expect(Set(network.nodes.map(\.name)).count == network.nodes.count)
      #expect(Set(network.parameters.map(\.name)).count == network.parameters.count)
      #expect(network.nodes[0].operation == .input)
      for (index, node) in network.nodes.enumerated().dropFirst() {
        #expect(!node.inputs.isEmpty && node.inputs.allSatisfy { $0 < index }, "\(node.name)")
      }
    }
  }

  @Test func `inputs of sums and concatenations fit and logits are as large as the image`() throws {
    for recipe in try manyRecipes() {
      let network = try Network(recipe)
      // Twice the divisors on one axis, three times on the others: no two axes are confused.
      let size = network.divisors.enumerated().map { $1 * ($0 == 0 ? 2 : 3) }
      let shapes = try network.shapes(size: size)
      for (node, shape) in zip(network.nodes, shapes) {
        let inputs = node.inputs.map { shapes[$0] }
        switch node.operation {
        case .sum: #expect(inputs.allSatisfy { $0 == shape }, "\(node.name)")
        case .concatenation:
          #expect(inputs.allSatisfy { $0.dropFirst() == shape.dropFirst() }, "\(node.name)")
        case .convolution(let channels, _, _, _, _, _),
          .transposedConvolution(let channels, _, _, _, _, _, _):
          #expect(inputs[0][0] == channels, "\(node.name)")
        case .batchNorm(let channels, _, _), .instanceNorm(let channels, _, _):
          #expect(inputs[0][0] == channels, "\(node.name)")
        default: break
        }
        #expect(shape.allSatisfy { $0 > 0 })
      }
      for output in network.outputs {
        #expect(shapes[output] == [recipe.classes] + size, "\(recipe.network)")
      }
    }
  }

  @Test func `the slice axis of unet3d is left alone on the first and the last levels`() throws {
    let network = try Network(NetworkRecipe(network: "unet3d"))
    let shapes = try network.shapes(size: [8, 64, 96])
    let depths = (0...5).map { level in
      network.nodes.firstIndex { $0.name == "encoder.\(level).1.activation" }.map { shapes[$0] }
    }
    #expect(
      depths == [
        [32, 8, 64, 96], [64, 8, 32, 48], [128, 4, 16, 24], [256, 2, 8, 12], [320, 2, 4, 6],
        [320, 2, 2, 3],
      ])
  }

  @Test func `a size that cannot be halved is an error that names the next one`() throws {
    let network = try Network(NetworkRecipe(network: "unet-resnet18"))
    let error = #expect(throws: NetworkError.self) { try network.shapes(size: [250, 256]) }
    #expect(
      error == .notDivisible(network: "unet-resnet18", size: [250, 256], divisors: [32, 32]))
    #expect(error?.description.contains("Pad it to 256 x 256") == true)
  }

  @Test func `a size with the wrong axes or without voxels is an error`() throws {
    let network = try Network(NetworkRecipe(network: "unet"))
    #expect(throws: NetworkError.wrongAxes(network: "unet", dimensions: 2, size: [16, 16, 16])) {
      try network.shapes(size: [16, 16, 16])
    }
    for size in [[0, 16], [16, -16], [1 << 40, 16], [Int.max, Int.max]] {
      #expect(throws: NetworkError.wrongSize(size)) { try network.shapes(size: size) }
    }
  }

  @Test func `pruning keeps the branch as it is and drops the rest`() throws {
    for recipe in [
      try NetworkRecipe(network: "unet++"),
      try NetworkRecipe(network: "unet++", encoder: .resnet18),
    ] {
      let whole = try Network(recipe)
      let size = whole.divisors.map { 2 * $0 }
      let shapes = try whole.shapes(size: size)
      var byName: [String: (Node, [Int])] = [:]
      for (node, shape) in zip(whole.nodes, shapes) { byName[node.name] = (node, shape) }
      var lastCost = 0
      for level in 1...4 {
        let pruned = try whole.pruned(to: level)
        #expect(pruned.outputs == [pruned.nodes.count - 1])
        #expect(pruned.nodes.last?.name == whole.nodes[whole.outputs[4 - level]].name)
        for (node, shape) in zip(pruned.nodes, try pruned.shapes(size: size)) {
          let (before, shapeBefore) = try #require(byName[node.name])
          #expect(node.operation == before.operation)
          #expect(shape == shapeBefore)
          #expect(
            node.inputs.map { pruned.nodes[$0].name } == before.inputs.map { whole.nodes[$0].name })
        }
        let cost = pruned.cost(size: size)
        #expect(cost > lastCost)
        lastCost = cost
      }
      #expect(lastCost < whole.cost(size: size))
    }
  }

  @Test func `a pruned network asks for no more than its levels need`() throws {
    let whole = try Network(NetworkRecipe(network: "unet++"))
    #expect(try whole.pruned(to: 1).divisors == [2, 2])
    #expect(try whole.pruned(to: 3).divisors == [8, 8])
  }

  @Test func `a level that is not there is an error`() throws {
    let nested = try Network(NetworkRecipe(network: "unet++"))
    for level in [0, 5, -1, Int.max] {
      #expect(throws: NetworkError.noSuchLevel(network: "unet++", level: level, levels: 4)) {
        try nested.pruned(to: level)
      }
    }
    let plain = try Network(NetworkRecipe(network: "unet"))
    #expect(try plain.pruned(to: 1) == plain)
    #expect(throws: NetworkError.self) { try plain.pruned(to: 2) }
  }
}
