#if Training
  internal import CTorch
  import Foundation
  public import Networks

  /// A network computed by libtorch outside of a training: to compare with other programs.
  public struct NetworkComputation {
    private let model: TorchNetwork
    private let device: Device

    /// - Parameters:
    ///   - weights: By the names of the network's parameters.
    ///   - threads: nil leaves the choice to libtorch.
    /// - Throws: `TrainingError`.
    public init(
      _ network: Network, weights: [String: [Float]], device: Device = .cpu, threads: Int? = nil
    ) throws(TrainingError) {
      try device.check()
      ctorch_flush_denormals()
      if let threads { ctorch_set_threads(Int32(threads)) }
      self.device = device
      model = try TorchNetwork(network, weights: weights, on: device)
    }

    /// Logits (N, classes, spatial) of images (N, inputChannels, spatial).
    public func logits(_ images: [Float], shape: [Int]) throws(TrainingError) -> [Float] {
      try withoutGradients { () throws(TrainingError) in
        try model(try Tensor(images, shape: shape, on: device), isTraining: false)[0].values()
      }
    }

    /// Loss of one batch as in training, and its gradients by the names of the parameters.
    ///
    /// - Parameters:
    ///   - labels: Shape (N, spatial).
    public func gradients(
      _ images: [Float], shape: [Int], labels: [UInt8], loss recipe: LossRecipe
    ) throws(TrainingError) -> (loss: Double, gradients: [String: [Float]]) {
      let input = try Tensor(images, shape: shape, on: device)
      let truth = try labelTensor(labels, shape: [shape[0]] + shape[2...], on: device)
      let loss = try Loss(recipe, classes: model.network.classes)(
        try model(input, isTraining: true), labels: truth)
      try loss.backward()
      var gradients: [String: [Float]] = [:]
      for (parameter, tensor) in zip(model.network.parameters.filter(\.isTrained), model.trained) {
        gradients[parameter.name] = try tensor.gradient()?.values()
      }
      return (try loss.number(), gradients)
    }

    /// Seconds of the fastest of some training steps and of some inferences.
    ///
    /// - Parameter shape: Of a batch of images, (N, inputChannels, spatial).
    public func times(
      shape: [Int], repeats: Int, loss recipe: LossRecipe, optimizer: OptimizerRecipe,
      precision: Precision
    ) throws -> (step: Double, inference: Double) {
      let count = shape.reduce(1, *)
      let images = (0..<count).map { Float($0 % 255) / 255 }
      let classes = model.network.classes
      let labels = (0..<count / shape[1]).map { UInt8($0 / 7 % classes) }
      let optimizer = try Optimizer(optimizer, of: model.trained)
      let loss = Loss(recipe, classes: classes)
      func fastest(_ body: () throws -> Void) rethrows -> Double {
        try (0..<repeats).map { _ in
          let start = Date()
          try body()
          return Date().timeIntervalSince(start)
        }.min() ?? 0
      }
      let step = try fastest {
        let input = try Tensor(images, shape: shape, on: device)
        let truth = try labelTensor(labels, shape: [shape[0]] + shape[2...], on: device)
        let outputs = try precision.compute(on: device) { () throws(TrainingError) in
          try model(input, isTraining: true)
        }
        let value = try loss(outputs, labels: truth)
        try value.backward()
        try optimizer.step(factor: 1)
        _ = try value.number()
      }
      let inference = try fastest {
        let input = try Tensor(images, shape: shape, on: device)
        _ = try withoutGradients { () throws(TrainingError) in
          try precision.compute(on: device) { () throws(TrainingError) in
            try model(input, isTraining: false)
          }[0].values()
        }
      }
      return (step, inference)
    }
  }
#endif
