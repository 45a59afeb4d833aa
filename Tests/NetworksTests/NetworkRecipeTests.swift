import Foundation
import Networks
import Testing

@Suite struct NetworkRecipeTests {
  @Test func `a recipe survives JSON`() throws {
    for recipe in try manyRecipes() {
      let data = try JSONEncoder().encode(recipe)
      #expect(try JSONDecoder().decode(NetworkRecipe.self, from: data) == recipe)
    }
  }

  @Test func `an unknown name is an error that lists the known ones`() throws {
    let error = #expect(throws: NetworkError.self) { try NetworkRecipe(network: "vnet") }
    #expect(error?.description.contains("unet, resunet, unet-resnet18, unet++, unet3d") == true)
    var recipe = try NetworkRecipe(network: "unet")
    recipe.network = "UNet"
    #expect(throws: NetworkError.self) { try Network(recipe) }
  }

  /// What is changed in a network's usual recipe, and what the error then says.
  static let impossible: [(String, String, @Sendable (inout NetworkRecipe) -> Void)] = [
    ("unet", "2 or 3 dimensions", { $0.dimensions = 4 }),
    ("unet", "2 or 3 dimensions", { $0.dimensions = -1 }),
    ("unet", "input channels", { $0.inputChannels = 0 }),
    ("unet", "classes", { $0.classes = -1 }),
    ("unet", "classes", { $0.classes = Int.max }),
    ("unet", "units", { $0.units = 0 }),
    ("unet", "channels has 0", { $0.channels = [] }),
    ("unet", "channels has 1", { $0.channels = [8] }),
    ("unet", "channels a level", { $0.channels[2] = 0 }),
    ("unet", "channels a level", { $0.channels[2] = Int.max }),
    ("unet", "5 levels need 4 strides", { $0.strides.removeLast() }),
    ("unet", "not 1 on all", { $0.strides[0] = [1, 1] }),
    ("unet", "1 to 4", { $0.strides[0] = [2, 0] }),
    ("unet", "a stride has 2 axes", { $0.strides[0] = [2, 2, 2] }),
    ("unet", "as many kernels", { $0.kernels.append([3, 3]) }),
    ("unet", "a kernel is", { $0.kernels[0] = [2, 3] }),
    ("unet", "a kernel has 2 axes", { $0.kernels[0] = [3] }),
    ("unet", "its encoder is plain", { $0.encoder = .resnet18 }),
    ("unet", "one output", { $0.hasDeepSupervision = true }),
    ("resunet", "strides", { $0.downsampling = .maxPool }),
    ("resunet", "strides", { $0.upsampling = .linear }),
    (
      "unet3d", "choose unet for 2",
      {
        $0.dimensions = 2; $0.spread()
      }
    ),
    (
      "unet-resnet18", "2 dimensions",
      {
        $0.dimensions = 3; $0.spread()
      }
    ),
    (
      "unet-resnet18", "5 levels",
      {
        $0.channels.removeLast(); $0.spread()
      }
    ),
    ("unet-resnet18", "batch norm and relu", { $0.norm = .instance }),
    ("unet-resnet18", "nearest", { $0.upsampling = .linear }),
    ("unet-resnet18", "choose unet for a plain one", { $0.encoder = .plain }),
    ("unet++", "max_pool alone", { $0.downsampling = .stridedConvolution }),
  ]

  @Test(arguments: impossible.indices)
  func `an impossible recipe is an error that says why`(_ index: Int) throws {
    let (name, reason, change) = Self.impossible[index]
    var recipe = try NetworkRecipe(network: name)
    change(&recipe)
    let error = #expect(throws: NetworkError.self) { try Network(recipe) }
    #expect(
      error?.description.contains(reason) == true, "\(error?.description ?? "no error")")
  }
}
