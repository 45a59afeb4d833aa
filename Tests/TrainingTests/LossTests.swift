#if Training
  import Foundation
  import Networks
  import Testing

  @testable import Training

  @Suite struct LossTests {
    /// Logits (1, 2, 1, 4) that are sure of: background, label, label, background.
    private let sure: [Float] = [20, -20, -20, 20, -20, 20, 20, -20]

    private func loss(
      _ recipe: LossRecipe, _ logits: [Float], classes: Int, labels: [UInt8]
    ) throws -> Double {
      let width = logits.count / classes
      let tensor = try Tensor(logits, shape: [1, classes, 1, width], on: .cpu)
      let truth = try labelTensor(labels, shape: [1, 1, width], on: .cpu)
      return try Loss(recipe, classes: classes)([tensor], labels: truth).number()
    }

    @Test(arguments: LossRecipe.Kind.allCases) func `a sure and right answer costs nothing`(
      kind: LossRecipe.Kind
    ) throws {
      let recipe = LossRecipe(kind: kind)
      #expect(try loss(recipe, sure, classes: 2, labels: [0, 1, 1, 0]) < 1e-4)
      #expect(try loss(recipe, sure, classes: 2, labels: [1, 0, 0, 1]) > 0.9)
    }

    @Test func `Dice and intersection over union are those of the sets`() throws {
      // Found 2, wanted 3, in common 2: Dice 4/5, intersection over union 2/3.
      let labels: [UInt8] = [1, 1, 1, 0]
      #expect(
        abs(try loss(LossRecipe(kind: .dice), sure, classes: 2, labels: labels) - 0.2) < 1e-4)
      #expect(
        abs(try loss(LossRecipe(kind: .iou), sure, classes: 2, labels: labels) - 1.0 / 3) < 1e-4)
      // The background: found 2, wanted 1, in common 1: Dice 2/3; the mean of both is 11/15.
      let both = LossRecipe(kind: .dice, countsBackground: true)
      #expect(abs(try loss(both, sure, classes: 2, labels: labels) - 4.0 / 15) < 1e-4)
    }

    @Test func `cross-entropy of even odds is the logarithm of the classes`() throws {
      let even = [Float](repeating: 0, count: 12)
      // Focal with even odds: (1 - 1/3)^2 log 3.
      let focal = try loss(LossRecipe(kind: .focal), even, classes: 3, labels: [0, 1, 2, 0])
      #expect(abs(focal - 4.0 / 9 * log(3)) < 1e-5)
      let binary = LossRecipe(kind: .bceDice, answer: .sigmoid, bceWeight: 1)
      #expect(abs(try loss(binary, even, classes: 3, labels: [0, 1, 2, 3]) - log(2)) < 1e-5)
    }

    @Test func `answers of coarser levels count half as much, one after the other`() throws {
      let truth = try labelTensor([0, 1, 1, 0], shape: [1, 1, 4], on: .cpu)
      let right = try Tensor(sure, shape: [1, 2, 1, 4], on: .cpu)
      let wrong = try Tensor(sure.map { -$0 }, shape: [1, 2, 1, 4], on: .cpu)
      let loss = Loss(LossRecipe(kind: .dice), classes: 2)
      // Of weights 1, 1/2, 1/4 the last is wrong: its share is 1/7.
      #expect(abs(try loss([right, right, wrong], labels: truth).number() - 1.0 / 7) < 1e-3)
    }
  }
#endif
