extension NetworkBuilder {
  /// U-Nets of every depth in one, each level's bridge grown to a row of blocks. X(i, j) is block j
  /// of level i and sees all blocks before it and X(i + 1, j - 1) from below; the finest level's
  /// X(0, 1), X(0, 2) ... are the answers of ever deeper U-Nets.
  ///
  /// Source: Zhou et al., DLMIA 2018 and TMI 2020. We differ: a batch norm after each convolution.
  /// - Returns: The logits (N, classes, spatial) of the deepest; with deep supervision of all
  ///   depths, the deepest first.
  mutating func nestedUNet() -> [Int] {
    let bottom = recipe.channels.count - 1
    var rows: [[Int]] = []
    var x = input
    for level in 0...bottom {
      if level > 0 {
        let step = recipe.strides[level - 1]
        x = add("encoder.\(level).pool", .maxPool(kernel: step, stride: step, padding: all(0)), x)
      }
      x = block(
        "encoder.\(level)", x, to: recipe.channels[level], kernel: recipe.kernels[level])
      rows.append([x])  // X(level, 0): (N, channels[level], spatial / all strides so far)
    }
    for depth in 1...bottom {
      for level in 0...(bottom - depth) {
        let name = "nested.\(level).\(depth)"
        let up = upsampling(name + ".up", rows[level + 1][depth - 1], to: level)
        let seen = concatenation(name + ".concatenation", rows[level] + [up])
        rows[level].append(
          block(name, seen, to: recipe.channels[level], kernel: recipe.kernels[level]))
      }
    }
    let depths = recipe.hasDeepSupervision ? Array(1...bottom) : [bottom]
    return depths.reversed().map { depth in
      convolution("head.\(depth)", rows[0][depth], to: recipe.classes, kernel: all(1))
    }
  }

  /// The same with the ResNet-18 encoder, whose finest level is at half the image's size.
  ///
  /// Layers and names are those of segmentation_models_pytorch's `UnetPlusPlus`: its block
  /// "x_d_l" is our X(3 - l, l - d + 1). Its deepest answer passes one block more at full size; the
  /// others, which it has not, are convolved from X(0, 1) to X(0, 3) at twice their size.
  /// - Returns: The logits (N, classes, H, W), the deepest first.
  mutating func nestedResNet18UNet() -> [Int] {
    let features = resNet18Encoder()
    var rows = features.map { [$0] }
    for depth in 1...4 {
      for level in 0...(4 - depth) {
        let layer = 3 - level
        // The last block of each row is the decoder's, the others are as wide as the encoder.
        let isLast = level + depth == 4
        let outputs = isLast ? recipe.channels[level + 1] : channelCount(rows[level][0])
        rows[level].append(
          decoderBlock(
            "decoder.blocks.x_\(layer + 1 - depth)_\(layer)", rows[level + 1][depth - 1],
            rows[level].reversed(), to: outputs))
      }
    }
    let finest = decoderBlock("decoder.blocks.x_0_4", rows[0][4], [], to: recipe.channels[0])
    var outputs = [
      convolution("segmentation_head.0", finest, to: recipe.classes, kernel: all(3))
    ]
    guard recipe.hasDeepSupervision else { return outputs }
    for depth in [3, 2, 1] {
      let up = add(
        "supervision.\(depth).up", .upsample(scale: all(2), mode: .linear), rows[0][depth])
      outputs.append(
        convolution("supervision.\(depth).conv", up, to: recipe.classes, kernel: all(3)))
    }
    return outputs
  }
}
