import Volumes

/// A learned or running tensor of a network, named as torch names it.
public struct Parameter: Sendable, Equatable {
  /// "encoder.0.0.conv.weight": the node's name and the tensor's.
  public let name: String
  public let shape: [Int]
  /// False for a batch norm's running mean and variance.
  public let isTrained: Bool
  public let initial: InitialValue

  /// How many numbers it holds.
  public var count: Int { shape.reduce(1, *) }
}

/// What a parameter holds before training.
public enum InitialValue: Sendable, Equatable {
  case constant(Float)
  /// Normal with variance 2 / `fan`, `fan` being how many inputs an output sums up (fan-in).
  ///
  /// Source: He, Zhang, Ren, Sun, ICCV 2015. Torchvision takes the fan-out in its ResNets; one rule
  /// for all serves us, as norms follow there.
  case kaimingNormal(fan: Int)
}

extension Node {
  /// The tensors the node owns, in torch's order.
  var parameters: [Parameter] {
    func tensor(
      _ tensorName: String, _ shape: [Int], _ initial: InitialValue, isTrained: Bool = true
    ) -> Parameter {
      Parameter(
        name: name + "." + tensorName, shape: shape, isTrained: isTrained, initial: initial)
    }
    switch operation {
    case .convolution(let inputs, let outputs, let kernel, _, _, let bias):
      let fan = inputs * kernel.reduce(1, *)
      let weight = tensor("weight", [outputs, inputs] + kernel, .kaimingNormal(fan: fan))
      return bias ? [weight, tensor("bias", [outputs], .constant(0))] : [weight]
    case .transposedConvolution(let inputs, let outputs, let kernel, let stride, _, _, let bias):
      let fan = max(1, inputs * kernel.reduce(1, *) / stride.reduce(1, *))
      let weight = tensor("weight", [inputs, outputs] + kernel, .kaimingNormal(fan: fan))
      return bias ? [weight, tensor("bias", [outputs], .constant(0))] : [weight]
    case .batchNorm(let channels, _, _):
      return [
        tensor("weight", [channels], .constant(1)), tensor("bias", [channels], .constant(0)),
        tensor("running_mean", [channels], .constant(0), isTrained: false),
        tensor("running_var", [channels], .constant(1), isTrained: false),
      ]
    case .instanceNorm(let channels, _, let isAffine):
      return isAffine
        ? [tensor("weight", [channels], .constant(1)), tensor("bias", [channels], .constant(0))]
        : []
    case .prelu(let count):
      return [tensor("weight", [count], .constant(0.25))]
    case .input, .relu, .leakyReLU, .maxPool, .upsample, .concatenation, .sum:
      return []
    }
  }
}

extension Network {
  /// Weights to begin a training with: the same for the same seed on every machine.
  public func initialWeights(seed: UInt64) -> [String: [Float]] {
    var random = SplitMix64(seed: seed)
    var weights: [String: [Float]] = [:]
    for parameter in parameters {
      switch parameter.initial {
      case .constant(let value):
        weights[parameter.name] = [Float](repeating: value, count: parameter.count)
      case .kaimingNormal(let fan):
        let deviation = (2 / Float(fan)).squareRoot()
        weights[parameter.name] = (0..<parameter.count).map { _ in deviation * random.normal() }
      }
    }
    return weights
  }
}
