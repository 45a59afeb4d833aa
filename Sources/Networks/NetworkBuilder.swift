/// Appends nodes and knows how many channels each one has, so that a network's own file reads from
/// top to bottom. Nodes are named by what comes first in each call.
struct NetworkBuilder {
  let recipe: NetworkRecipe
  private(set) var nodes: [Node] = []
  /// Of each node's result.
  private var channels: [Int] = []

  init(_ recipe: NetworkRecipe) {
    self.recipe = recipe
    nodes = [Node(name: "input", operation: .input, inputs: [])]
    channels = [recipe.inputChannels]
  }

  /// The image.
  var input: Int { 0 }

  /// How many channels the result of node `x` has.
  func channelCount(_ x: Int) -> Int { channels[x] }

  /// The same number on every axis.
  func all(_ number: Int) -> [Int] { Array(repeating: number, count: recipe.dimensions) }

  @discardableResult
  mutating func add(_ name: String, _ operation: Operation, _ inputs: Int...) -> Int {
    nodes.append(Node(name: name, operation: operation, inputs: inputs))
    // One voxel stands for any size: only the channels are of interest.
    let shape = operation.shape(of: inputs.map { [channels[$0]] + all(1) })
    channels.append(shape[0])
    return nodes.count - 1
  }

  /// Channels of `inputs` one after the other.
  mutating func concatenation(_ name: String, _ inputs: [Int]) -> Int {
    nodes.append(Node(name: name, operation: .concatenation, inputs: inputs))
    channels.append(inputs.reduce(0) { $0 + channels[$1] })
    return nodes.count - 1
  }

  /// A convolution that keeps the size but for `stride`.
  mutating func convolution(
    _ name: String, _ x: Int, to outputs: Int, kernel: [Int], stride: [Int]? = nil,
    bias: Bool = true
  ) -> Int {
    add(
      name,
      .convolution(
        inputs: channels[x], outputs: outputs, kernel: kernel, stride: stride ?? all(1),
        padding: kernel.map { $0 / 2 }, bias: bias), x)
  }

  /// A transposed convolution that multiplies the size by `stride`.
  mutating func transposedConvolution(
    _ name: String, _ x: Int, to outputs: Int, kernel: [Int], stride: [Int]
  ) -> Int {
    // (n - 1) s - 2 p + k + o = n s, with the padding that centres an odd kernel.
    let padding = zip(kernel, stride).map { k, s in k == s ? 0 : k / 2 }
    let outputPadding = stride.indices.map { stride[$0] - kernel[$0] + 2 * padding[$0] }
    return add(
      name,
      .transposedConvolution(
        inputs: channels[x], outputs: outputs, kernel: kernel, stride: stride, padding: padding,
        outputPadding: outputPadding, bias: true), x)
  }

  /// The recipe's norm, with torch's defaults.
  mutating func norm(_ name: String, _ x: Int, isAffine: Bool = true) -> Int {
    switch recipe.norm {
    case .batch:
      add(name, .batchNorm(channels: channels[x], epsilon: 1e-5, momentum: 0.1), x)
    case .instance:
      add(name, .instanceNorm(channels: channels[x], epsilon: 1e-5, isAffine: isAffine), x)
    }
  }

  /// The recipe's activation.
  mutating func activation(_ name: String, _ x: Int) -> Int {
    switch recipe.activation {
    case .relu: add(name, .relu, x)
    case .leaky: add(name, .leakyReLU(slope: 0.01), x)
    case .prelu: add(name, .prelu(count: 1), x)
    }
  }

  /// `recipe.units` times convolution, norm, activation: (N, `outputs`, spatial / `stride`).
  ///
  /// A bias before a batch norm would be subtracted again: there is none.
  mutating func block(
    _ name: String, _ x: Int, to outputs: Int, kernel: [Int], stride: [Int]? = nil
  ) -> Int {
    var x = x
    for unit in 0..<recipe.units {
      x = convolution(
        "\(name).\(unit).conv", x, to: outputs, kernel: kernel, stride: unit == 0 ? stride : nil,
        bias: recipe.norm == .instance)
      x = norm("\(name).\(unit).norm", x)
      x = activation("\(name).\(unit).activation", x)
    }
    return x
  }

  /// From the level below up to `level`: (N, that level's channels, spatial * stride), or all the
  /// channels that come in where nothing is learned.
  mutating func upsampling(_ name: String, _ x: Int, to level: Int) -> Int {
    let stride = recipe.strides[level]
    switch recipe.upsampling {
    case .transposedConvolution:
      return transposedConvolution(
        name, x, to: recipe.channels[level], kernel: stride, stride: stride)
    case .linear: return add(name, .upsample(scale: stride, mode: .linear), x)
    case .nearest: return add(name, .upsample(scale: stride, mode: .nearest), x)
    }
  }
}
