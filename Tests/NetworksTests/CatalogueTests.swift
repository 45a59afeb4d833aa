import Networks
import Testing

/// Numbers of parameters and of multiply-adds beside the reference implementations.
///
/// The literals were printed on torch 2.13.0 by the code named, with
/// `sum(p.numel() for p in model.parameters())` and, for multiply-adds, forward hooks on every
/// convolution (outputs times inputs per output; inputs times outputs per input if transposed).
@Suite struct CatalogueTests {
  func network(
    _ name: String, dimensions: Int? = nil, encoder: NetworkRecipe.Encoder? = nil,
    inputs: Int = 1, classes: Int = 1
  ) throws -> Network {
    try Network(
      NetworkRecipe(
        network: name, dimensions: dimensions, encoder: encoder, inputChannels: inputs,
        classes: classes))
  }

  @Test func `unet has the parameters of milesial's Pytorch-UNet`() throws {
    // UNet(n_channels, n_classes, bilinear=False), whose convolutions before a norm have no bias.
    #expect(try network("unet", inputs: 3, classes: 2).parameterCount == 31_037_698)
    #expect(try network("unet").parameterCount == 31_036_481)
    #expect(try network("unet", classes: 4).parameterCount == 31_036_676)
  }

  @Test func `resunet has the parameters of MONAI's UNet with two residual units`() throws {
    // monai 1.6.1: UNet(spatial_dims, 1, classes, (16, 32, 64, 128, 256), (2, 2, 2, 2),
    // num_res_units=2).
    #expect(try network("resunet").parameterCount == 1_624_844)
    #expect(try network("resunet", classes: 4).parameterCount == 1_625_849)
    #expect(try network("resunet", dimensions: 3).parameterCount == 4_805_534)
    #expect(try network("resunet", dimensions: 3, classes: 4).parameterCount == 4_808_537)
    var batch = try NetworkRecipe(network: "resunet")
    batch.norm = .batch
    #expect(try Network(batch).parameterCount == 1_627_278)
    #expect(try network("resunet").cost(size: [256, 256]) == 754_515_968)
  }

  @Test func `the ResNet encoder has the parameters of torchvision's resnet18`() throws {
    let encoder = try network("unet-resnet18", inputs: 3).parameters
      .filter { $0.name.hasPrefix("encoder.") && $0.isTrained }
    // torchvision 0.28.0's resnet18 has 11 689 512, of which the last layer has 512 * 1000 + 1000.
    #expect(encoder.reduce(0) { $0 + $1.count } == 11_689_512 - 513_000)
    #expect(encoder[0].name == "encoder.conv1.weight")
    #expect(encoder[0].shape == [64, 3, 7, 7])
    #expect(encoder.contains { $0.name == "encoder.layer4.1.bn2.bias" })
    #expect(encoder.contains { $0.name == "encoder.layer2.0.downsample.0.weight" })
  }

  @Test func `unet-resnet18 has the parameters of segmentation models' Unet`() throws {
    // segmentation_models_pytorch 0.6.0: Unet("resnet18", in_channels, classes).
    #expect(try network("unet-resnet18", inputs: 3).parameterCount == 14_328_209)
    #expect(try network("unet-resnet18", classes: 4).parameterCount == 14_322_372)
    #expect(try network("unet-resnet18", inputs: 3).cost(size: [256, 256]) == 5_398_069_248)
  }

  @Test func `nested unet has the parameters of pytorch-nested-unet without idle biases`() throws {
    // 4uiiurz1's NestedUNet has 9 163 428 with deep supervision, 3 648 of them biases before a
    // batch norm, which subtracts them again.
    #expect(try network("unet++", inputs: 3).parameterCount == 9_163_428 - 3_648)
    #expect(try network("unet++", classes: 4).parameterCount == 9_159_600)
    // Each level for itself, summed up layer by layer.
    let whole = try network("unet++")
    let pruned = try (1...4).map { try whole.pruned(to: $0).parameterCount }
    #expect(pruned == [102_209, 517_825, 2_233_921, 9_159_105])
  }

  @Test func `nested unet on ResNet has the parameters of segmentation models' UnetPlusPlus`()
    throws
  {
    // segmentation_models_pytorch 0.6.0: UnetPlusPlus("resnet18"), which has no deep supervision.
    let answer = try network("unet++", encoder: .resnet18, inputs: 3).pruned(to: 4)
    #expect(answer.parameterCount == 15_970_449)
    #expect(answer.cost(size: [256, 256]) == 15_967_715_328)
  }

  @Test func `unet3d has the parameters of nnU-Net's PlainConvUNet`() throws {
    // dynamic_network_architectures 0.4.4: PlainConvUNet(1, 6, [32, 64, 128, 256, 320, 320], Conv3d,
    // [[1, 3, 3]] + 5 * [[3, 3, 3]], [1, [1, 2, 2], [2, 2, 2], [2, 2, 2], [1, 2, 2], [1, 2, 2]], 2,
    // 4, 2, True, InstanceNorm3d affine, LeakyReLU) has 30 377 428, of which the heads of the
    // coarser levels, 3 088, are idle without deep supervision.
    let unet3d = try network("unet3d", classes: 4)
    #expect(unet3d.parameterCount == 30_377_428 - 3_088)
    #expect(unet3d.cost(size: [16, 64, 64]) == 18_013_093_888)
    #expect(unet3d.divisors == [4, 32, 32])
  }

  @Test func `every entry has a source and a recipe that works`() throws {
    #expect(
      Network.catalogue.map(\.name)
        == ["unet", "resunet", "unet-resnet18", "unet++", "unet3d"])
    for entry in Network.catalogue {
      #expect(!entry.source.isEmpty)
      #expect(try Network(entry.recipe).name == entry.name)
    }
  }
}
