import Foundation
import Networks
import Preparation
import Testing

@testable import Training

@Suite struct OptimizerRecipeTests {
  @Test func `rates fall as their names say`() {
    func factors(_ schedule: RateSchedule) -> [Double] {
      [0, 50, 99].map { schedule.factor(step: $0, stepsPerEpoch: 10, epochs: 10) }
    }
    #expect(factors(.constant) == [1, 1, 1])
    #expect(factors(.step(epochs: 5, factor: 0.1)) == [1, 0.1, 0.1])
    #expect(factors(.polynomial(power: 2))[1] == 0.25)
    #expect(abs(factors(.cosine)[1] - 0.5) < 1e-12)
    for schedule in [RateSchedule.cosine, .polynomial(power: 0.9)] {
      #expect(factors(schedule)[0] == 1)
      #expect(factors(schedule)[2] < 0.02)
    }
  }

  @Test func `a recipe comes back from JSON, and a key it does not know is named`() throws {
    let recipe = try TrainingFixture.recipe()
    let json = try JSONEncoder().encode(recipe)
    #expect(try TrainingRecipe(json: Array(json)) == recipe)
    func refused(_ old: String, _ new: String) throws -> String {
      let text = String(decoding: json, as: UTF8.self)
      let changed = text.replacingOccurrences(of: old, with: new)
      #expect(changed != text)
      let error = #expect(throws: TrainingError.self) {
        try TrainingRecipe(json: Array(changed.utf8))
      }
      return "\(try #require(error))"
    }
    #expect(try refused("gaussian_noise", "gausian_noise").contains("augmentation.gausian_noise"))
    #expect(try refused("\"batch\"", "\"batches\"").contains("batch"))
    #expect(try refused("adamw", "adamx").contains("optimizer.method"))
    #expect(try refused("{", "[").contains("no recipe"))
  }

  @Test func `a recipe that nothing can be trained by is refused with the reason`() throws {
    func problem(_ change: (inout TrainingRecipe) -> Void) throws -> String {
      var recipe = try TrainingFixture.recipe()
      change(&recipe)
      let error = #expect(throws: TrainingError.self) { try recipe.check() }
      return "\(try #require(error))"
    }
    try TrainingFixture.recipe().check()
    #expect(try problem { $0.optimizer.rate = -1 }.contains("learning rate"))
    #expect(try problem { $0.optimizer.momentum = 1 }.contains("momentum"))
    #expect(try problem { $0.batch = 0 }.contains("batch"))
    #expect(try problem { $0.epochs = -3 }.contains("epochs"))
    #expect(try problem { $0.loss.answer = .sigmoid }.contains("softmax"))
    #expect(try problem { $0.preparation.dimensions = 3 }.contains("dimensions"))
    #expect(try problem { $0.flips = [.k] }.contains("axis k"))
    #expect(
      try problem { $0.optimizer.schedule = .step(epochs: 0, factor: 1) }.contains("epochs"))
  }
}
