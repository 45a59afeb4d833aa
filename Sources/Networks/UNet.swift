extension NetworkBuilder {
  /// Two ways, down and up again, with a bridge on every level. `unet` and `unet3d` differ in their
  /// recipes alone: channels, strides, kernels, norm and activation.
  ///
  /// Source: Ronneberger, Fischer, Brox, MICCAI 2015; in three dimensions Cicek et al., MICCAI 2016,
  /// and Isensee et al., Nature Methods 2021, for strides and kernels that leave a coarse slice axis
  /// alone. We differ from Ronneberger: padded convolutions, a norm after each.
  /// - Returns: The logits (N, classes, spatial).
  mutating func unet() -> Int {
    let bottom = recipe.channels.count - 1
    var x = input
    var bridges: [Int] = []
    for level in 0...bottom {
      var stride: [Int]?
      if level > 0 {
        bridges.append(x)
        let step = recipe.strides[level - 1]
        switch recipe.downsampling {
        case .maxPool:
          x = add(
            "encoder.\(level).pool", .maxPool(kernel: step, stride: step, padding: all(0)), x)
        case .stridedConvolution: stride = step
        }
      }
      x = block(
        "encoder.\(level)", x, to: recipe.channels[level], kernel: recipe.kernels[level],
        stride: stride)  // (N, channels[level], spatial / all strides so far)
    }
    for level in (0..<bottom).reversed() {
      x = upsampling("decoder.\(level).up", x, to: level)
      x = concatenation("decoder.\(level).concatenation", [bridges[level], x])
      x = block(
        "decoder.\(level)", x, to: recipe.channels[level], kernel: recipe.kernels[level])
    }
    return convolution("head", x, to: recipe.classes, kernel: all(1))
  }
}
