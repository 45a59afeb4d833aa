import Foundation
import Networks
import TestSupport
import Testing

@Suite struct NetworksCommandTests {
  @Test func `all networks are listed with their numbers and sources`() throws {
    let done = try contourist("networks", "--classes", "4")
    #expect(done.status == 0, "\(done.errors)")
    for text in ["unet-resnet18", "14 322 372", "4 x 32 x 32", "resunet: Kerfoot"] {
      #expect(done.output.contains(text), "\(text)")
    }
  }

  @Test func `with json the recipe is there to be built again`() throws {
    let done = try contourist(
      "networks", "--network", "unet", "--channels", "4,6,8", "--norm", "instance", "--json")
    #expect(done.status == 0, "\(done.errors)")
    struct Report: Decodable {
      let parameters: Int
      let divisors: [Int]
      let recipe: NetworkRecipe
    }
    let reports = try JSONDecoder().decode([Report].self, from: Data(done.output.utf8))
    #expect(reports.count == 1)
    let network = try Network(reports[0].recipe)
    #expect(network.parameterCount == reports[0].parameters)
    #expect(network.divisors == reports[0].divisors)
    #expect(network.divisors == [4, 4])
  }

  @Test func `a written network can be read, and is not replaced unasked`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/unet.onnx"
      let command = [
        "networks", "--network", "unet++", "--channels", "4,6,8", "--level", "1", "--onnx", path,
      ]
      #expect(try contourist(command).status == 0)
      let file = try ONNXFile.decode(Array(Data(contentsOf: URL(fileURLWithPath: path))))
      let recipe = try JSONDecoder().decode(
        NetworkRecipe.self, from: Data((file.metadata[ONNXFile.recipeKey] ?? "").utf8))
      let network = try Network(recipe)
      let weights = try file.weights(of: network.pruned(to: 1))
      // A pruned network has the same random weights as the whole one.
      let whole = network.initialWeights(seed: 1)
      #expect(weights.allSatisfy { whole[$0.key] == $0.value })
      #expect(try contourist(command).status == 65)
      #expect(try contourist(command + ["--force"]).status == 0)
    }
  }

  @Test(arguments: [
    (["--network", "vnet"], 65, "Choose one of unet, resunet"),
    (["--network", "unet", "--classes", "0"], 65, "1 to 1024 classes"),
    (["--network", "unet", "--level", "2"], 65, "deep supervision"),
    (["--network", "unet3d", "--dimensions", "2"], 65, "choose unet for 2"),
    (["--network", "unet", "--encoder", "resnet18"], 65, "choose unet-resnet18"),
    (["--network", "unet", "--channels", "8,x"], 64, "whole numbers"),
    (["--onnx", "x.onnx"], 64, "--onnx needs --network"),
  ]) func `what cannot be built is an error that says why`(
    _ options: [String], _ status: Int32, _ text: String
  ) throws {
    let done = try contourist(["networks"] + options)
    #expect(done.status == status, "\(done.errors)")
    #expect(done.errors.contains(text), "\(done.errors)")
  }
}
