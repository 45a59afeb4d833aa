extension Network {
  /// The encoder's weights from torchvision's `resnet18`, trained on photographs; to begin a training
  /// with, beside `initialWeights` for the decoder.
  ///
  /// The network's channels are not red, green and blue: with one, its first convolution gets the sum
  /// over the three; with n, channel c gets that of colour c mod 3, times 3 / n, so that the sum over
  /// the channels stays about the same. Torchvision's classifier ("fc") and counters
  /// ("num_batches_tracked") are not wanted.
  ///
  /// Source: segmentation_models_pytorch, encoders/_utils.py, `patch_first_conv`.
  /// - Parameter tensors: By torchvision's names, such as "layer1.0.bn1.running_mean".
  /// - Returns: By this network's names, "encoder." before torchvision's.
  /// - Throws: `NetworkError.noResNetEncoder`, `.weightMissing`, `.weightShape`, `.weightNotFinite`.
  public func weights(
    fromTorchvision tensors: [String: WeightTensor]
  ) throws(NetworkError) -> [String: [Float]] {
    let prefix = "encoder."
    let firstName = prefix + "conv1.weight"
    let encoder = parameters.filter { $0.name.hasPrefix(prefix) }
    guard encoder.contains(where: { $0.name == firstName }) else {
      throw .noResNetEncoder(network: name)
    }
    var weights: [String: [Float]] = [:]
    for parameter in encoder {
      let torchName = String(parameter.name.dropFirst(prefix.count))
      guard let tensor = tensors[torchName] else { throw .weightMissing(name: torchName) }
      let isFirst = parameter.name == firstName
      var shape = parameter.shape
      if isFirst { shape[1] = 3 }
      guard tensor.shape == shape else {
        throw .weightShape(name: torchName, expected: shape, found: tensor.shape)
      }
      let values =
        isFirst ? Self.recoloured(tensor, channels: inputChannels) : tensor.values
      guard values.allSatisfy({ $0.isFinite }) else { throw .weightNotFinite(name: torchName) }
      weights[parameter.name] = values
    }
    return weights
  }

  /// A convolution's weights (outputs, 3, kernel) for another number of input channels.
  private static func recoloured(_ tensor: WeightTensor, channels: Int) -> [Float] {
    let kernel = tensor.shape[2...].reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(tensor.shape[0] * channels * kernel)
    for output in 0..<tensor.shape[0] {
      func colour(_ c: Int, _ n: Int) -> Float { tensor.values[(output * 3 + c) * kernel + n] }
      for channel in 0..<channels {
        for n in 0..<kernel {
          values.append(
            channels == 1
              ? colour(0, n) + colour(1, n) + colour(2, n)
              : colour(channel % 3, n) * 3 / Float(channels))
        }
      }
    }
    return values
  }
}
