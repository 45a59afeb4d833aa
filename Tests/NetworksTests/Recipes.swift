import Networks

/// Every network with its usual recipe, and variants that take other ways through the builders.
func manyRecipes() throws -> [NetworkRecipe] {
  var recipes = Network.catalogue.map(\.recipe)
  recipes.append(try NetworkRecipe(network: "unet++", encoder: .resnet18))
  recipes.append(try NetworkRecipe(network: "unet", dimensions: 3))
  recipes.append(try NetworkRecipe(network: "resunet", dimensions: 3, classes: 3))
  recipes.append(try NetworkRecipe(network: "unet++", dimensions: 3))
  var pooled = try NetworkRecipe(network: "unet3d", inputChannels: 2, classes: 5)
  pooled.downsampling = .maxPool
  pooled.upsampling = .linear
  pooled.norm = .batch
  recipes.append(pooled)
  var strided = try NetworkRecipe(network: "unet")
  strided.downsampling = .stridedConvolution
  strided.upsampling = .nearest
  strided.activation = .prelu
  strided.units = 1
  strided.strides[1] = [3, 1]
  recipes.append(strided)
  var transposed = try NetworkRecipe(network: "unet++")
  transposed.upsampling = .transposedConvolution
  transposed.hasDeepSupervision = false
  recipes.append(transposed)
  return recipes
}

/// A network small enough to be written and read many times.
func tinyRecipe(_ network: String) throws -> NetworkRecipe {
  var recipe = try NetworkRecipe(network: network, classes: 3)
  recipe.channels = [4, 6, 8]
  recipe.spread()
  return recipe
}
