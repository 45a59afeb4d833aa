#if Training
  internal import CTorch
  import Networks

  /// A network that libtorch computes: the description's nodes one by one.
  final class TorchNetwork {
    let network: Network
    let device: Device
    /// By the names of `network.parameters`.
    private let tensors: [String: Tensor]
    /// After which node each node's result is no longer wanted, so that it can be freed.
    private let lastUse: [Int]

    /// - Parameter weights: By the names of `network.parameters`, of their counts.
    init(
      _ network: Network, weights: [String: [Float]], on device: Device
    ) throws(TrainingError) {
      self.network = network
      self.device = device
      var tensors: [String: Tensor] = [:]
      for parameter in network.parameters {
        guard let values = weights[parameter.name] else {
          preconditionFailure("\(parameter.name) has no weights")
        }
        let tensor = try Tensor(values, shape: parameter.shape, on: device)
        if parameter.isTrained { try tensor.track() }
        tensors[parameter.name] = tensor
      }
      self.tensors = tensors
      var lastUse = Array(network.nodes.indices)
      for (index, node) in network.nodes.enumerated() {
        for input in node.inputs { lastUse[input] = index }
      }
      for output in network.outputs { lastUse[output] = network.nodes.count }
      self.lastUse = lastUse
    }

    /// Learned tensors in the order of the network's parameters.
    var trained: [Tensor] { network.parameters.filter(\.isTrained).map { tensor($0.name) } }

    /// All weights, running statistics too.
    func weights() throws(TrainingError) -> [String: [Float]] {
      var weights: [String: [Float]] = [:]
      for (name, tensor) in tensors { weights[name] = try tensor.values() }
      return weights
    }

    func assign(_ weights: [String: [Float]]) throws(TrainingError) {
      for (name, tensor) in tensors {
        guard let values = weights[name] else { preconditionFailure("\(name) has no weights") }
        try tensor.assign(values)
      }
    }

    /// Moves every weight a `share` of the way to `other`'s.
    func blend(with other: TorchNetwork, share: Double) throws(TrainingError) {
      for parameter in network.parameters {
        let (own, target) = (tensor(parameter.name), other.tensor(parameter.name))
        guard ctorch_blend(own.handle, target.handle, share) else { throw .latest() }
      }
    }

    /// Logits (N, classes, spatial), 32-bit, of each of the network's outputs.
    ///
    /// - Parameters:
    ///   - image: (N, inputChannels, spatial); multiples of the network's divisors.
    ///   - isTraining: Batch norms take the batch's statistics and remember them.
    func callAsFunction(_ image: Tensor, isTraining: Bool) throws(TrainingError) -> [Tensor] {
      var results = [Tensor?](repeating: nil, count: network.nodes.count)
      for (index, node) in network.nodes.enumerated() {
        let inputs = node.inputs.compactMap { results[$0] }
        results[index] = try compute(node, inputs.isEmpty ? [image] : inputs, isTraining)
        for input in node.inputs where lastUse[input] == index { results[input] = nil }
      }
      var outputs: [Tensor] = []
      for index in network.outputs {
        if let result = results[index] { outputs.append(try result.asFloat()) }
      }
      return outputs
    }

    private func tensor(_ name: String) -> Tensor {
      guard let tensor = tensors[name] else { preconditionFailure("there is no tensor \(name)") }
      return tensor
    }

    private func compute(
      _ node: Node, _ inputs: [Tensor], _ isTraining: Bool
    ) throws(TrainingError) -> Tensor {
      let x = inputs[0].handle
      func own(_ name: String) -> OpaquePointer { tensor(node.name + "." + name).handle }
      switch node.operation {
      case .input:
        return inputs[0]
      case .convolution(_, _, _, let stride, let padding, let bias):
        return try Tensor(
          ctorch_convolution(
            x, own("weight"), bias ? own("bias") : nil, ctorch_sizes(stride),
            ctorch_sizes(padding)))
      case .transposedConvolution(_, _, _, let stride, let padding, let outputPadding, let bias):
        return try Tensor(
          ctorch_transposed_convolution(
            x, own("weight"), bias ? own("bias") : nil, ctorch_sizes(stride),
            ctorch_sizes(padding), ctorch_sizes(outputPadding)))
      case .batchNorm(_, let epsilon, let momentum):
        return try Tensor(
          ctorch_batch_norm(
            x, own("weight"), own("bias"), own("running_mean"), own("running_var"), isTraining,
            momentum, epsilon))
      case .instanceNorm(_, let epsilon, let isAffine):
        return try Tensor(
          ctorch_instance_norm(
            x, isAffine ? own("weight") : nil, isAffine ? own("bias") : nil, epsilon))
      case .relu:
        return try Tensor(ctorch_leaky_relu(x, 0))
      case .leakyReLU(let slope):
        return try Tensor(ctorch_leaky_relu(x, slope))
      case .prelu:
        return try Tensor(ctorch_prelu(x, own("weight")))
      case .maxPool(let kernel, let stride, let padding):
        return try Tensor(
          ctorch_max_pool(x, ctorch_sizes(kernel), ctorch_sizes(stride), ctorch_sizes(padding)))
      case .upsample(let scale, let mode):
        let size = zip(inputs[0].shape.dropFirst(2), scale).map { $0 * $1 }
        return try inputs[0].resized(to: size, isLinear: mode == .linear)
      case .concatenation:
        return try Tensor.concatenated(inputs)
      case .sum:
        var sum = inputs[0]
        for input in inputs.dropFirst() { sum = try sum + input }
        return sum
      }
    }
  }
#endif
