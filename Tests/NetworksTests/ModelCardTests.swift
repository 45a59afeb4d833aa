import Foundation
import Networks
import Preparation
import Testing
import Volumes

@Suite struct ModelCardTests {
  /// A card of a tiny U-Net with everything in it.
  func card() throws -> ModelCard {
    ModelCard(
      name: "cardiac-cine", description: "Ventricles on short-axis cine MR.",
      recipe: try tinyRecipe("unet"),
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [1.25, 1.25, nil], patch: [64, 64],
        normalisation: .percentiles(low: 1, high: 99)),
      labels: [
        NamedLabel(value: 1, name: "RV"), NamedLabel(value: 2, name: "LV \"endo\""),
      ],
      channels: ["cine MR"],
      trainingSet: ModelCard.TrainingSet(
        name: "ACDC", layout: "acdc", patients: 3, cases: 6,
        split: ModelCard.Split(training: ["p1", "p2"], validation: ["p3"])),
      training: ["loss": "Dice + cross entropy", "epochs": "20"],
      scores: ["RV": 0.875, "LV \"endo\"": 0.9375], licence: "CC BY-NC-SA 4.0", flips: [.i, .j],
      postprocessing: [
        PostprocessingRule(
          label: "RV", keepsLargestComponent: true, minimumMillilitres: 0.5, fillsHoles: true)
      ],
      engine: "0.4.0", created: "2026-11-21T12:00:00Z")
  }

  @Test func `a card comes back from its metadata as it was`() throws {
    #expect(try ModelCard(metadata: card().metadata()) == card())
    let least = ModelCard(name: "x", recipe: try NetworkRecipe(network: "unet++", classes: 3))
    #expect(try ModelCard(metadata: least.metadata()) == least)
    #expect(least.metadata().keys.sorted() == ["answer", "name", "recipe"])
  }

  @Test func `each part is an entry that other programs can read`() throws {
    let metadata = try card().metadata()
    #expect(metadata["licence"] == "CC BY-NC-SA 4.0")
    #expect(metadata["flips"] == ##"["i","j"]"##)
    #expect(
      metadata["postprocessing"]
        == ##"[{"fill_holes":true,"label":"RV","largest_component":true,"minimum_ml":0.5}]"##)
    #expect(metadata["channels"] == ##"["cine MR"]"##)
    #expect(
      metadata["labels"] == ##"[{"name":"RV","value":1},{"name":"LV \"endo\"","value":2}]"##)
    #expect(
      metadata["training_set"]
        == ##"{"cases":6,"layout":"acdc","name":"ACDC","patients":3,"##
        + ##""split":{"training":["p1","p2"],"validation":["p3"]}}"##)
  }

  @Test func `a model's file gives its network, weights and card`() throws {
    for name in ["unet", "unet++"] {
      var card = try card()
      card.recipe = try tinyRecipe(name)
      let network = try Network(card.recipe)
      let weights = network.initialWeights(seed: 2)
      for level in 1...network.outputs.count {
        let pruned = try network.pruned(to: level)
        let bytes = try ONNXFile.encode(pruned, weights: weights, metadata: card.metadata())
        let model = try ModelFile.decode(bytes)
        #expect(model.card == card)
        #expect(model.network == pruned)
        #expect(model.weights.allSatisfy { weights[$0.key] == $0.value })
      }
    }
  }

  @Test func `another program's model says only what ONNX says`() throws {
    let network = try Network(tinyRecipe("unet3d"))
    let bytes = try ONNXFile.encode(
      network, weights: network.initialWeights(seed: 1), metadata: ["author": "somebody"])
    #expect(throws: NetworkError.noRecipe) { try ModelFile.decode(bytes) }
    let outline = try ONNXOutline.decode(bytes)
    #expect(outline.producer == "contourist")
    #expect(outline.operatorSet == 17)
    #expect(outline.inputs.map(\.name) == ["image"])
    #expect(outline.inputs[0].type == "float32")
    #expect(outline.inputs[0].shape == ["batch", "1", "depth", "height", "width"])
    #expect(outline.outputs.map(\.name) == ["logits"])
    #expect(outline.operators["ConvTranspose"] == 2)
    #expect(outline.tensors == network.parameters.count)
    #expect(outline.numbers == network.parameterCount)
    #expect(outline.metadata == ["author": "somebody"])
  }

  @Test(arguments: [
    "recipe", "preparation", "labels", "channels", "training_set", "training", "scores", "flips",
    "postprocessing",
  ])
  func `damaged metadata are an error that names the entry`(_ key: String) throws {
    for text in ["", "{", "7", ##"{"a": null}"##] {
      var metadata = try card().metadata()
      metadata[key] = text
      let error = #expect(throws: NetworkError.self, "\(text)") {
        try ModelCard(metadata: metadata)
      }
      guard case .badMetadata(key, _)? = error else {
        Issue.record("\(key) = \(text): \(error as Any)")
        continue
      }
    }
  }

  @Test func `a model without rules for its labels has none, and a rule's parts may be left out`()
    throws
  {
    var metadata = try card().metadata()
    metadata["postprocessing"] = nil
    #expect(try ModelCard(metadata: metadata).postprocessing.isEmpty)
    metadata["postprocessing"] = ##"[{"label":"RV","fill_holes":true}]"##
    #expect(
      try ModelCard(metadata: metadata).postprocessing
        == [PostprocessingRule(label: "RV", fillsHoles: true)])
  }

  @Test func `entries that contradict each other are refused`() throws {
    func refuse(_ key: String, _ change: (inout ModelCard) -> Void) throws {
      var card = try card()
      change(&card)
      let error = #expect(throws: NetworkError.self) { try ModelCard(metadata: card.metadata()) }
      guard case .badMetadata(key, _)? = error else {
        Issue.record("\(key): \(error as Any)")
        return
      }
    }
    try refuse("labels") { $0.labels.removeLast() }
    try refuse("labels") { $0.labels[0] = NamedLabel(value: 3, name: "a") }
    try refuse("labels") { $0.labels[0] = NamedLabel(value: 1, name: $0.labels[1].name) }
    // With a sigmoid the background has no channel: the classes are the labels.
    try refuse("labels") { $0.answer = .sigmoid }
    try refuse("channels") { $0.channels.append("FLAIR") }
    try refuse("preparation") { $0.preparation?.dimensions = 3 }
    try refuse("preparation") { $0.preparation?.patch = [64, 0] }
    try refuse("preparation") { $0.preparation?.spacing = [1, 1] }
    try refuse("preparation") { $0.preparation?.spacing[0] = 0 }
    try refuse("postprocessing") { $0.postprocessing[0].label = "MYO" }
    try refuse("postprocessing") { $0.postprocessing[0].minimumMillilitres = -1 }
    try refuse("postprocessing") { $0.postprocessing.append($0.postprocessing[0]) }
    try refuse("flips") { $0.flips = [.i, .i] }
    try refuse("flips") { $0.flips = [.k] }
    try refuse("scores") { $0.scores["RV"] = 1.01 }
  }

  @Test(arguments: [
    ("CC BY-NC-SA 4.0", true), ("cc-by-nc-4.0", true), ("Non-commercial use only", true),
    ("noncommercial", true), ("for research only", true), ("CC BY 4.0", false), ("CC0", false),
    ("GNC", false), ("Apache-2.0", false), (nil, false),
  ])
  func `a licence that forbids commercial use is recognised`(_ licence: String?, _ expected: Bool)
    throws
  {
    var card = try card()
    card.licence = licence
    #expect(card.isNonCommercial == expected)
  }
}
