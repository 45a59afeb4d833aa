/// A U-Net as data: a list of nodes in the order in which they are computed.
///
/// One description, three readers: libtorch trains it, `ONNXFile` writes it, the tests check it.
///
///     let recipe = try NetworkRecipe(network: "unet", inputChannels: 1, classes: 4)
///     let network = try Network(recipe)
///     try network.shapes(size: [256, 256]).last   // [4, 256, 256]
public struct Network: Sendable, Equatable {
  /// One of `Network.catalogue`.
  public let name: String
  /// 2 or 3 spatial ones.
  public let dimensions: Int
  public let inputChannels: Int
  public let classes: Int
  /// In topological order; the first is the input.
  public let nodes: [Node]
  /// Indices of the nodes with logits (N, classes, spatial as the input). The first is the network's
  /// answer, the others are supervised beside it in training, the next best first.
  public let outputs: [Int]
  /// What each spatial size must be a multiple of, in the order of the tensor's axes: (j, i) or
  /// (k, j, i).
  public let divisors: [Int]

  init(
    name: String, dimensions: Int, inputChannels: Int, classes: Int, nodes: [Node], outputs: [Int]
  ) {
    precondition(nodes.first?.operation == .input, "the first node is the input")
    precondition(Set(nodes.map(\.name)).count == nodes.count, "two nodes have one name")
    for (index, node) in nodes.enumerated() {
      precondition(
        node.inputs.allSatisfy { $0 >= 0 && $0 < index }, "\(node.name) comes before its inputs")
    }
    precondition(!outputs.isEmpty && outputs.allSatisfy(nodes.indices.contains), "no such output")
    self.name = name
    self.dimensions = dimensions
    self.inputChannels = inputChannels
    self.classes = classes
    self.nodes = nodes
    self.outputs = outputs
    divisors = Self.divisors(nodes, dimensions)
  }

  /// Learned and running tensors in the order of the nodes.
  public var parameters: [Parameter] { nodes.flatMap(\.parameters) }

  /// How many numbers are learned; running means and variances are not.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
  }

  /// The largest factor by which an axis is ever smaller than the input.
  private static func divisors(_ nodes: [Node], _ dimensions: Int) -> [Int] {
    let ones = [Int](repeating: 1, count: dimensions)
    var factors: [[Int]] = []
    var largest = ones
    for node in nodes {
      let (down, up) = node.operation.scaling(dimensions: dimensions)
      let before = node.inputs.first.map { factors[$0] } ?? ones
      let factor = ones.indices.map { before[$0] * down[$0] / up[$0] }
      factors.append(factor)
      largest = zip(largest, factor).map(max)
    }
    return largest
  }
}

/// A step of a network: what it computes from which other nodes.
public struct Node: Sendable, Equatable {
  /// Unique in its network, as torch would name the module: "encoder.0.1.conv".
  public let name: String
  public let operation: Operation
  /// Indices of nodes that come before this one.
  public let inputs: [Int]
}

extension Network {
  /// More voxels are no image: sums over them stay within 64 bits.
  static let voxelLimit = 1 << 31

  /// Shape (channels, spatial) of every node's result.
  ///
  /// - Parameter size: One number per spatial axis, in the order of the tensor's axes.
  /// - Throws: `NetworkError.wrongAxes`, `.wrongSize`, `.notDivisible`.
  public func shapes(size: [Int]) throws(NetworkError) -> [[Int]] {
    guard size.count == dimensions else {
      throw .wrongAxes(network: name, dimensions: dimensions, size: size)
    }
    var voxels = 1
    for length in size {
      guard length > 0, length <= Self.voxelLimit / voxels else { throw .wrongSize(size) }
      voxels *= length
    }
    guard zip(size, divisors).allSatisfy({ $0 % $1 == 0 }) else {
      throw .notDivisible(network: name, size: size, divisors: divisors)
    }
    var shapes: [[Int]] = []
    for node in nodes {
      shapes.append(
        node.operation.shape(
          of: node.inputs.isEmpty ? [[inputChannels] + size] : node.inputs.map { shapes[$0] }))
    }
    return shapes
  }

  /// Multiply-adds of the convolutions for one image, all outputs included.
  ///
  /// - Parameter size: As for `shapes(size:)`, which says what is wrong with it.
  public func cost(size: [Int]) -> Int {
    let shapes: [[Int]]
    do { shapes = try self.shapes(size: size) } catch { preconditionFailure(error.description) }
    return nodes.indices.reduce(0) { sum, index in
      guard let input = nodes[index].inputs.first else { return sum }
      return sum + nodes[index].operation.cost(input: shapes[input], output: shapes[index])
    }
  }

  /// The part of the network that one of its outputs needs.
  ///
  /// A `unet++` trained with deep supervision answers from each of its levels: fewer levels are
  /// faster, more are better. Names stay, so the trained weights fit.
  ///
  /// - Parameter level: 1 is the smallest; as many as there are outputs is the whole network's
  ///   answer, without what only training needs.
  /// - Throws: `NetworkError.noSuchLevel`.
  /// Source: Zhou et al., DLMIA 2018, "model pruning".
  public func pruned(to level: Int) throws(NetworkError) -> Network {
    guard (1...outputs.count).contains(level) else {
      throw .noSuchLevel(network: name, level: level, levels: outputs.count)
    }
    let output = outputs[outputs.count - level]
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    isNeeded[output] = true
    for index in nodes.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input] = true }
    }
    var kept: [Node] = []
    var newIndices = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where isNeeded[index] {
      newIndices[index] = kept.count
      kept.append(
        Node(
          name: node.name, operation: node.operation, inputs: node.inputs.map { newIndices[$0] }))
    }
    return Network(
      name: name, dimensions: dimensions, inputChannels: inputChannels, classes: classes,
      nodes: kept, outputs: [newIndices[output]])
  }
}
