extension NetworkBuilder {
  /// A U-Net of residual units whose first level is at half the image's size already.
  ///
  /// Layers and names are those of MONAI's `UNet` with `num_res_units`, so that its weights fit:
  /// every convolution has a bias, instance norms learn nothing, transposed convolutions have the
  /// level's kernel.
  ///
  /// Source: Kerfoot et al., STACOM 2018; Zhang, Liu, Wang, GRSL 2018.
  /// - Returns: The logits (N, classes, spatial).
  mutating func residualUNet() -> Int {
    residualLevel("model", input, level: 0, to: recipe.classes)
  }

  /// One level and all below it.
  private mutating func residualLevel(
    _ name: String, _ x: Int, level: Int, to outputs: Int
  ) -> Int {
    let channels = recipe.channels[level]
    let stride = recipe.strides[level]
    let isTop = level == 0
    let down = residualUnit(
      name + ".0", x, to: channels, level: level, stride: stride, units: recipe.units)
    let inner = name + ".1.submodule"
    let below =
      level + 2 < recipe.channels.count
      ? residualLevel(inner, down, level: level + 1, to: channels)
      : residualUnit(
        inner, down, to: recipe.channels[level + 1], level: level + 1, stride: all(1),
        units: recipe.units)
    let both = concatenation(name + ".1.concatenation", [down, below])
    var up = transposedConvolution(
      name + ".2.0.conv", both, to: outputs, kernel: recipe.kernels[level], stride: stride)
    up = normAndActivation(name + ".2.0", up)  // (N, outputs, spatial of x)
    return residualUnit(
      name + ".2.1", up, to: outputs, level: level, stride: all(1), units: 1, endsBare: isTop)
  }

  /// `units` convolutions, and what came in added to what they make of it; through a convolution of
  /// its own where size or channels change.
  ///
  /// - Parameter endsBare: No norm and activation after the last convolution.
  private mutating func residualUnit(
    _ name: String, _ x: Int, to outputs: Int, level: Int, stride: [Int], units: Int,
    endsBare: Bool = false
  ) -> Int {
    let kernel = recipe.kernels[level]
    var y = x
    for unit in 0..<units {
      let part = "\(name).conv.unit\(unit)"
      y = convolution(
        part + ".conv", y, to: outputs, kernel: kernel, stride: unit == 0 ? stride : nil)
      if !endsBare || unit < units - 1 { y = normAndActivation(part, y) }
    }
    var residual = x
    let changesSize = stride != all(1)
    if changesSize || channelCount(x) != outputs {
      residual = convolution(
        name + ".residual", x, to: outputs, kernel: changesSize ? kernel : all(1), stride: stride)
    }
    return add(name + ".sum", .sum, y, residual)
  }

  private mutating func normAndActivation(_ name: String, _ x: Int) -> Int {
    let y = norm(name + ".adn.N", x, isAffine: false)
    return activation(name + ".adn.A", y)
  }
}
