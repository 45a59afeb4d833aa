extension NetworkBuilder {
  /// The convolutions of ResNet-18, layers and names as torchvision's `resnet18` below "encoder.".
  ///
  /// Source: He, Zhang, Ren, Sun, CVPR 2016.
  /// - Returns: The features at 1/2 (64 channels), 1/4 (64), 1/8 (128), 1/16 (256), 1/32 (512).
  mutating func resNet18Encoder() -> [Int] {
    var x = convolution(
      "encoder.conv1", input, to: 64, kernel: all(7), stride: all(2), bias: false)
    x = norm("encoder.bn1", x)
    x = add("encoder.relu", .relu, x)
    var features = [x]  // (N, 64, H/2, W/2)
    x = add("encoder.maxpool", .maxPool(kernel: all(3), stride: all(2), padding: all(1)), x)
    for (layer, channels) in [64, 128, 256, 512].enumerated() {
      for block in 0..<2 {
        let stride = layer > 0 && block == 0 ? 2 : 1
        x = basicBlock("encoder.layer\(layer + 1).\(block)", x, to: channels, stride: all(stride))
      }
      features.append(x)  // (N, channels, H/4 to H/32)
    }
    return features
  }

  /// Two convolutions with what came in added before the last activation.
  private mutating func basicBlock(_ name: String, _ x: Int, to outputs: Int, stride: [Int]) -> Int
  {
    var y = convolution(
      name + ".conv1", x, to: outputs, kernel: all(3), stride: stride, bias: false)
    y = norm(name + ".bn1", y)
    y = add(name + ".relu", .relu, y)
    y = convolution(name + ".conv2", y, to: outputs, kernel: all(3), bias: false)
    y = norm(name + ".bn2", y)
    var residual = x
    if stride != all(1) {
      residual = convolution(
        name + ".downsample.0", x, to: outputs, kernel: all(1), stride: stride, bias: false)
      residual = norm(name + ".downsample.1", residual)
    }
    y = add(name + ".sum", .sum, y, residual)
    return add(name + ".relu2", .relu, y)
  }

  /// Twice the size, `skips` beside it, two convolutions: a decoder block of
  /// segmentation_models_pytorch.
  mutating func decoderBlock(_ name: String, _ x: Int, _ skips: [Int], to outputs: Int) -> Int {
    var y = add(name + ".up", .upsample(scale: all(2), mode: .nearest), x)
    if !skips.isEmpty { y = concatenation(name + ".concatenation", [y] + skips) }
    for half in 1...2 {
      y = convolution("\(name).conv\(half).0", y, to: outputs, kernel: all(3), bias: false)
      y = norm("\(name).conv\(half).1", y)
      y = add("\(name).conv\(half).2", .relu, y)
    }
    return y
  }

  /// The ResNet-18 encoder with the decoder of segmentation_models_pytorch's `Unet`.
  ///
  /// - Returns: The logits (N, classes, H, W).
  mutating func resNet18UNet() -> Int {
    let features = resNet18Encoder()
    var x = features[4]
    for block in 0..<5 {
      let skips = block < 4 ? [features[3 - block]] : []
      x = decoderBlock("decoder.blocks.\(block)", x, skips, to: recipe.channels[4 - block])
    }
    return convolution("segmentation_head.0", x, to: recipe.classes, kernel: all(3))
  }
}
