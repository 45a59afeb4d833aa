import Datasets
import Foundation
import Networks
import Preparation
import Testing

@testable import Training

@Suite struct PresetTests {
  private func facts(_ layout: DatasetLayout, channels: Int = 1, labels: Int = 3) -> DatasetFacts {
    DatasetFacts(
      layout: layout, channels: channels, labels: labels, medianSpacing: SIMD3(1.5, 1.5, 10),
      medianExtent: SIMD3(320, 360, 90))
  }

  @Test(arguments: DatasetLayout.allCases) func `every preset makes a recipe that can be trained`(
    layout: DatasetLayout
  ) throws {
    for preset in Preset.catalogue {
      let recipe = try preset.recipe(for: facts(layout, channels: 2))
      try recipe.check()
      let network = try Network(recipe.network)
      try recipe.checkPatch(network)
      #expect(network.inputChannels == 2)
      #expect(network.classes == (recipe.loss.answer == .softmax ? 4 : 3))
      let json = try JSONEncoder().encode(recipe)
      #expect(try JSONDecoder().decode(TrainingRecipe.self, from: json) == recipe)
    }
  }

  @Test func `a preset that is not there is answered with those that are`() {
    #expect(throws: TrainingError.unknownPreset("x", known: Preset.catalogue.map(\.name))) {
      try Preset.named("x")
    }
  }
}
