import Foundation
import Networks
import Preparation
import TestSupport
import Testing
import Volumes

@Suite struct ModelCommandTests {
  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// A tiny model's file.
  func model(licence: String? = "CC BY-NC-SA 4.0", metadata: [String: String]? = nil) throws
    -> [UInt8]
  {
    var recipe = try NetworkRecipe(network: "unet", classes: 3)
    recipe.channels = [4, 6]
    recipe.spread()
    let card = ModelCard(
      name: "cardiac-cine", description: "Ventricles on cine MR.", recipe: recipe,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [1.25, 1.25, nil], patch: [192, 160],
        normalisation: .percentiles(low: 1, high: 99), isPerSlice: true),
      labels: [NamedLabel(value: 1, name: "RV"), NamedLabel(value: 2, name: "LV")],
      channels: ["cine MR"],
      trainingSet: ModelCard.TrainingSet(
        name: "ACDC", layout: "acdc", patients: 3, cases: 6,
        split: ModelCard.Split(training: ["p1", "p2"], validation: ["p3"])),
      training: ["loss": "Dice + cross entropy", "epochs": "20"],
      scores: ["LV": 0.9375, "RV": 0.875], licence: licence, flips: [.i, .j], engine: "0.4.0",
      created: "2026-11-21")
    let network = try Network(recipe)
    return try ONNXFile.encode(
      network, weights: network.initialWeights(seed: 1), metadata: metadata ?? card.metadata())
  }

  @Test func `a model is described in lines, its licence where nobody misses it`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.onnx"
      try write(model(), to: path)
      let done = try contourist("model", "info", path)
      #expect(done.status == 0, "\(done.errors)")
      let lines = done.output.split(separator: "\n").map(String.init)
      let file = try #require(lines.first { $0.hasPrefix("file ") })
      #expect(file.hasPrefix("file          \(path), ") && file.hasSuffix(" kB"))
      #expect(
        lines.filter { !$0.hasPrefix("file") && !$0.hasPrefix("SHA") } == [
          "name          cardiac-cine",
          "about         Ventricles on cine MR.",
          "LICENCE       CC BY-NC-SA 4.0: NOT FOR COMMERCIAL USE",
          "network       unet, 2 dimensions, 1 323 parameters, softmax",
          "input         1 channel: cine MR",
          "labels        1 RV, 2 LV",
          "spacing       i 1.25 mm, j 1.25 mm, k as in the image",
          "patch         160 x 192 voxels",
          "intensities   percentiles 1 to 99 become 0 to 1, slice by slice",
          "flips         i, j",
          "training set  ACDC (acdc), 3 patients, 6 cases; 2 patients to train, 1 to validate",
          "trained       epochs 20, loss Dice + cross entropy",
          "Dice          RV 0.875, LV 0.938, mean 0.906 (validation set)",
          "made by       0.4.0, 2026-11-21",
        ])
      try write(model(licence: "CC0"), to: path)
      let free = try contourist("model", "info", path).output
      #expect(free.contains("licence       CC0\n") && !free.contains("COMMERCIAL"))
    }
  }

  @Test func `with json the card is there to be read by programs`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.onnx"
      try write(model(), to: path)
      let done = try contourist("model", "info", path, "--json")
      #expect(done.status == 0, "\(done.errors)")
      let report = try object(done.output)
      #expect(report["bytes"] as? Int == (try model().count))
      #expect((report["sha256"] as? String)?.count == 64)
      #expect(report["parameters"] as? Int == 1323)
      #expect(report["non_commercial"] as? Bool == true)
      let card = try #require(report["metadata"] as? [String: Any])
      #expect(card["licence"] as? String == "CC BY-NC-SA 4.0")
      #expect((card["labels"] as? [[String: Any]])?.map { $0["name"] as? String } == ["RV", "LV"])
      let split = (card["training_set"] as? [String: Any])?["split"] as? [String: Any]
      #expect(split?["validation"] as? [String] == ["p3"])
    }
  }

  @Test func `another program's model says what ONNX says`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.onnx"
      try write(model(metadata: ["author": "[somebody]"]), to: path)
      let done = try contourist("model", "info", path)
      #expect(done.status == 0, "\(done.errors)")
      for text in [
        "image  float32  batch x 1 x height x width", "operators  set 17",
        "metadata   author: [somebody]", "another program's model",
      ] {
        #expect(done.output.contains(text), "\(text) in \(done.output)")
      }
    }
  }

  @Test func `a file that is no model, or a damaged one, is an error`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.onnx"
      func refuse(_ text: String) throws {
        let done = try contourist("model", "info", path)
        #expect(done.status == 65)
        #expect(done.errors.contains(path) && done.errors.contains(text), "\(done.errors)")
      }
      try refuse("no such file")
      try write(Array("nothing".utf8), to: path)
      try refuse("no ONNX model")
      try write(model(metadata: ["recipe": "{}"]), to: path)
      try refuse("\"recipe\" is not the JSON expected")
      var wide = try NetworkRecipe(network: "unet", classes: 3)
      wide.channels = [5, 6]
      wide.spread()
      try write(model(metadata: ModelCard(name: "", recipe: wide).metadata()), to: path)
      try refuse("Use a file of the same network")
      #expect(try contourist("model", "info", folder).status == 65)
    }
  }
}
