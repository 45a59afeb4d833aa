extension NetworkRecipe {
  /// - Throws: `NetworkError.badRecipe` for what no network can be built from.
  func check() throws(NetworkError) {
    try checkNumbers()
    try checkLevels()
    switch network {
    case "unet": try require(encoder == .plain, "its encoder is plain; choose unet-resnet18")
    case "unet3d":
      try require(dimensions == 3, "it has 3 dimensions; choose unet for 2")
      try require(encoder == .plain, "its encoder is plain; choose unet-resnet18")
    case "resunet":
      try require(
        downsampling == .stridedConvolution && upsampling == .transposedConvolution,
        "its residual units change the size by strides; use strided_convolution and "
          + "transposed_convolution")
      try require(encoder == .plain, "its encoder is plain; choose unet-resnet18")
    case "unet-resnet18":
      try require(encoder == .resnet18, "its encoder is resnet18; choose unet for a plain one")
      try checkResNet()
    default:
      if encoder == .resnet18 { try checkResNet() }
      try require(
        downsampling == .maxPool || encoder == .resnet18, "it downsamples by max_pool alone")
    }
    try require(
      network == "unet++" || !hasDeepSupervision,
      "it has one output; only unet++ has deep supervision")
  }

  private func checkNumbers() throws(NetworkError) {
    try require(dimensions == 2 || dimensions == 3, "it has 2 or 3 dimensions, not \(dimensions)")
    try require(
      (1...1024).contains(inputChannels), "1 to 1024 input channels, not \(inputChannels)")
    try require((1...1024).contains(classes), "1 to 1024 classes, not \(classes)")
    try require((1...8).contains(units), "1 to 8 units a level, not \(units)")
    try require(
      (2...8).contains(channels.count), "2 to 8 levels, but channels has \(channels.count)")
    for width in channels {
      try require((1...2048).contains(width), "1 to 2048 channels a level, not \(width)")
    }
  }

  private func checkLevels() throws(NetworkError) {
    let steps = channels.count - 1
    try require(
      strides.count == steps,
      "\(channels.count) levels need \(steps) strides, not \(strides.count)")
    try require(
      kernels.count == channels.count,
      "\(channels.count) levels need as many kernels, not \(kernels.count)")
    for stride in strides {
      try require(
        stride.count == dimensions, "a stride has \(dimensions) axes, but \(stride) has not")
      try require(
        stride.allSatisfy((1...4).contains) && stride.contains { $0 > 1 },
        "a stride is 1 to 4 on each axis and not 1 on all, but there is \(stride)")
    }
    for kernel in kernels {
      try require(
        kernel.count == dimensions, "a kernel has \(dimensions) axes, but \(kernel) has not")
      try require(
        kernel.allSatisfy { (1...7).contains($0) && $0 % 2 == 1 },
        "a kernel is 1, 3, 5 or 7 on each axis, but there is \(kernel)")
    }
  }

  /// With torchvision's encoder only the decoder's channels are free.
  private func checkResNet() throws(NetworkError) {
    var fixed = self
    fixed.dimensions = 2
    fixed.spread()
    try require(
      dimensions == 2 && strides == fixed.strides && kernels == fixed.kernels && units == 2,
      "its ResNet-18 encoder has 2 dimensions, strides of 2, kernels of 3 and 2 units")
    try require(
      channels.count == 5, "its decoder has 5 levels, but channels has \(channels.count)")
    try require(
      norm == .batch && activation == .relu, "its ResNet-18 encoder has batch norm and relu")
    try require(
      upsampling == .nearest && downsampling == .stridedConvolution,
      "with a ResNet-18 encoder it upsamples by nearest and downsamples by strided_convolution")
  }

  private func require(_ condition: Bool, _ reason: String) throws(NetworkError) {
    guard condition else { throw .badRecipe(network: network, reason: reason) }
  }
}
