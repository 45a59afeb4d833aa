import Networks
import Testing

@Suite struct ParameterTests {
  @Test func `initial weights depend on the seed alone and fit the parameters`() throws {
    let network = try Network(tinyRecipe("unet"))
    let weights = network.initialWeights(seed: 3)
    #expect(weights == network.initialWeights(seed: 3))
    #expect(weights != network.initialWeights(seed: 4))
    #expect(weights.count == network.parameters.count)
    for parameter in network.parameters {
      let values = try #require(weights[parameter.name])
      #expect(values.count == parameter.count)
      if case .constant(let value) = parameter.initial {
        #expect(values.allSatisfy { $0 == value })
      }
    }
  }

  @Test func `kernels begin with mean 0 and variance 2 over the inputs of an output`() throws {
    let network = try Network(NetworkRecipe(network: "resunet"))
    let name = "model.1.submodule.1.submodule.0.conv.unit1.conv.weight"  // 64 to 64, 3 x 3
    let values = try #require(network.initialWeights(seed: 1)[name])
    let n = Float(values.count)
    #expect(values.count == 64 * 64 * 9)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + $1 * $1 } / n
    // Four standard errors: of a mean 1 / sqrt(n), of a variance sqrt(2 / n).
    let expected: Float = 2 / (64 * 9)
    #expect(abs(mean) < 4 * (expected / n).squareRoot())
    #expect(abs(variance - expected) < 4 * expected * (2 / n).squareRoot())
  }

  @Test func `running statistics are parameters that are not trained`() throws {
    let network = try Network(tinyRecipe("unet"))
    let running = network.parameters.filter { !$0.isTrained }
    #expect(running.count == 2 * 10)
    #expect(
      running.allSatisfy {
        $0.name.hasSuffix(".running_mean") || $0.name.hasSuffix(".running_var")
      })
    let all = network.parameters.reduce(0) { $0 + $1.count }
    #expect(network.parameterCount == all - running.reduce(0) { $0 + $1.count })
  }
}
