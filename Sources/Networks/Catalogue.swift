extension Network {
  /// A network that can be built, its usual recipe and where it comes from.
  public struct CatalogueEntry: Sendable {
    public var name: String { recipe.network }
    public let recipe: NetworkRecipe
    /// Papers and the implementation whose layers, and so whose number of parameters, it shares.
    public let source: String
  }

  /// Every network there is, with defaults.
  public static let catalogue: [CatalogueEntry] = {
    let unet = NetworkRecipe(
      network: "unet", dimensions: 2, channels: [64, 128, 256, 512, 1024], norm: .batch,
      activation: .relu)

    var resunet = NetworkRecipe(
      network: "resunet", dimensions: 2, channels: [16, 32, 64, 128, 256], norm: .instance,
      activation: .prelu)
    resunet.downsampling = .stridedConvolution

    var resnet = NetworkRecipe(
      network: "unet-resnet18", dimensions: 2, channels: [16, 32, 64, 128, 256], norm: .batch,
      activation: .relu)
    resnet.encoder = .resnet18
    resnet.downsampling = .stridedConvolution
    resnet.upsampling = .nearest

    var nested = NetworkRecipe(
      network: "unet++", dimensions: 2, channels: [32, 64, 128, 256, 512], norm: .batch,
      activation: .relu)
    nested.upsampling = .linear
    nested.hasDeepSupervision = true

    var unet3d = NetworkRecipe(
      network: "unet3d", dimensions: 3, channels: [32, 64, 128, 256, 320, 320], norm: .instance,
      activation: .leaky)
    unet3d.downsampling = .stridedConvolution
    unet3d.strides = [[1, 2, 2], [2, 2, 2], [2, 2, 2], [1, 2, 2], [1, 2, 2]]
    unet3d.kernels[0] = [1, 3, 3]

    return [
      CatalogueEntry(
        recipe: unet,
        source: "Ronneberger, Fischer, Brox, MICCAI 2015; layers as milesial/Pytorch-UNet"),
      CatalogueEntry(
        recipe: resunet,
        source: "Kerfoot et al., STACOM 2018; layers as monai.networks.nets.UNet"),
      CatalogueEntry(
        recipe: resnet,
        source: "He et al., CVPR 2016; layers as torchvision resnet18 and "
          + "segmentation_models_pytorch Unet"),
      CatalogueEntry(
        recipe: nested,
        source: "Zhou et al., DLMIA 2018; layers as 4uiiurz1/pytorch-nested-unet, with the "
          + "ResNet-18 encoder as segmentation_models_pytorch UnetPlusPlus"),
      CatalogueEntry(
        recipe: unet3d,
        source: "Cicek et al., MICCAI 2016; Isensee et al., Nature Methods 2021; layers as "
          + "nnU-Net's PlainConvUNet"),
    ]
  }()

  /// The network that `recipe` describes.
  ///
  /// - Throws: `NetworkError.unknownNetwork`, `.badRecipe`.
  public init(_ recipe: NetworkRecipe) throws(NetworkError) {
    guard Self.catalogue.contains(where: { $0.name == recipe.network }) else {
      throw .unknownNetwork(recipe.network, known: Self.catalogue.map(\.name))
    }
    try recipe.check()
    var builder = NetworkBuilder(recipe)
    let outputs: [Int]
    switch (recipe.network, recipe.encoder) {
    case ("unet-resnet18", _): outputs = [builder.resNet18UNet()]
    case ("unet++", .resnet18): outputs = builder.nestedResNet18UNet()
    case ("unet++", .plain): outputs = builder.nestedUNet()
    case ("resunet", _): outputs = [builder.residualUNet()]
    default: outputs = [builder.unet()]
    }
    self.init(
      name: recipe.network, dimensions: recipe.dimensions, inputChannels: recipe.inputChannels,
      classes: recipe.classes, nodes: builder.nodes, outputs: outputs)
  }
}
