import Foundation
import Networks
import Preparation
import TestSupport
import Testing
import Volumes

@testable import Presegmentation

@Suite struct SegmentationModelTests {
  func model(_ bytes: [UInt8], _ description: [String: Any]?) throws -> SegmentationModel {
    try withTemporaryFolder { folder in
      let model = try SegmentationModel(path: try write(bytes, description, in: folder))
      // The network is read with its model's folder still there.
      _ = try Presegmenter(model, threads: 1)
      return model
    }
  }

  @Test func `another program's model is what its description says`() throws {
    let model = try model(
      threshold(dimensions: 3, size: [4, 6, 8]),
      description([
        "name": "bright things", "licence": "CC BY-NC 4.0", "dimensions": 3, "patch": [4, 6, 8],
        "spacing": [1, 1.5, NSNull()], "orientation": "RAS", "axes": "ijk", "flips": ["k"],
        "normalisation": [
          "fixed_z_score": ["low": -100, "high": 300, "mean": 50, "deviation": 20]
        ],
      ]))
    #expect(model.name == "bright things" && model.isNonCommercial)
    #expect(model.labels == [NamedLabel(value: 1, name: "bright")])
    #expect(model.classes == 2 && model.inputChannels == 1 && model.flips == [.k])
    // The network's i is the image's k.
    #expect(model.preparation.spacing == [nil, 1.5, 1])
    #expect(model.networkFlips([.k]) == [.i])
    #expect(
      model.preparation.normalisation == .fixedZScore(low: -100, high: 300, mean: 50, deviation: 20)
    )
  }

  @Test func `a network that is not the description's is refused with the difference`() throws {
    func refuse(_ bytes: [UInt8], _ changes: [String: Any?], _ text: String) {
      let error = #expect(throws: PresegmentationError.self, "\(text)") {
        try model(bytes, description(changes))
      }
      guard case .doesNotFit(_, let reason)? = error, reason.contains(text) else {
        Issue.record("\(text): \(error.map { "\($0)" } ?? "no error")")
        return
      }
    }
    do {
      let plain = try threshold()
      refuse(plain, ["channels": ["a", "b"]], "its input has 1 channels, but 2")
      refuse(plain, ["labels": ["a", "b"]], "its output has 2 channels, but 3")
      refuse(plain, ["answer": "sigmoid"], "its output has 2 channels, but 1 labels")
      refuse(plain, ["dimensions": 3, "patch": [4, 4, 4]], "4 axes instead of 5")
      refuse(plain, ["output": "logits"], "no output \"logits\", but y")
      refuse(try threshold(size: [8, 8]), ["patch": [16, 16]], "images of 8 x 8 voxels")
      refuse(try threshold(size: [8, -1]), [:], "fixed along some axes")
    } catch {
      Issue.record(error)
    }
  }

  @Test func `a network that OpenVINO cannot run is refused with its reason`() throws {
    for bytes in [
      try convolution([0, 1], bias: [0, 0], kernel: [1, 1], operation: "NoSuchOperator"),
      // A weight of another shape than the kernel's.
      try convolution([0, 1, 2, 3], bias: [0, 0], inputs: 2, kernel: [3, 3]),
    ] {
      let error = #expect(throws: PresegmentationError.self) { try model(bytes, description()) }
      guard case .notRunnable(_, let reason)? = error else {
        Issue.record("\(error as Any)")
        continue
      }
      #expect(!reason.isEmpty && !reason.contains("Exception from"), "\(reason)")
    }
  }

  @Test func `bytes that are no network are refused`() throws {
    var cut = try threshold()
    cut.removeLast(20)
    for bytes in [[], [0], Array("no model".utf8), cut] {
      let error = #expect(throws: PresegmentationError.self) { try model(bytes, description()) }
      guard case .badModel? = error else {
        Issue.record("\(error as Any)")
        continue
      }
    }
    #expect(throws: PresegmentationError.self) { try SegmentationModel(path: "/no/model.onnx") }
  }

  @Test func `without a description another program's model is refused`() throws {
    let error = #expect(throws: PresegmentationError.self) { try model(try threshold(), nil) }
    guard case .noDescription(_, let files)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(
      files.map { URL(fileURLWithPath: $0).lastPathComponent } == ["model.onnx.json", "model.json"])
  }

  @Test(arguments: [
    ("labels", "[]"), ("labels", ##"["a", "a"]"##), ("labels", "7"), ("channels", "[]"),
    ("dimensions", "4"), ("dimensions", "3"), ("patch", "[1]"), ("divisors", "[0, 4]"),
    ("axes", ##""kji""##), ("orientation", ##""RAF""##), ("orientation", ##""RLS""##),
    ("flips", ##"["k"]"##), ("flips", ##"["i", "i"]"##), ("normalisation", ##"{"log": {}}"##),
    ("normalisation", ##"{"range": {"low": 1, "high": 0}}"##), ("spacing", "[1, 1]"),
    ("spacing", "[0, 1, 1]"), ("patches", "[4, 4]"),
    ("postprocessing", ##"[{"label": "other", "fill_holes": true}]"##),
    ("postprocessing", ##"[{"label": "bright", "minimum_ml": -1}]"##),
  ])
  func `a description that cannot be right is refused`(_ key: String, _ json: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
    let error = #expect(throws: PresegmentationError.self, "\(key) \(json)") {
      try model(try threshold(), description([key: value]))
    }
    guard case .badDescription? = error else {
      Issue.record("\(key) \(json): \(error as Any)")
      return
    }
  }

  @Test func `a description says what is missing in it`() throws {
    let error = #expect(throws: PresegmentationError.self) {
      try model(try threshold(), description(["channels": nil]))
    }
    #expect(error?.description.contains("\"channels\" is missing") == true)
  }

  @Test func `an untrained network is no model to label with`() throws {
    var recipe = try NetworkRecipe(network: "unet", classes: 3)
    recipe.channels = [4, 6]
    recipe.spread()
    let network = try Network(recipe)
    let bytes = try ONNXFile.encode(
      network, weights: network.initialWeights(seed: 1),
      metadata: ModelCard(name: "raw", recipe: recipe).metadata())
    let error = #expect(throws: PresegmentationError.self) { try model(bytes, nil) }
    guard case .notTrained? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func `channels are chosen by name where both sides have names`() throws {
    let model = try model(threshold(), description(["channels": ["FLAIR"]]))
    let names = ["pre-contrast", "FLAIR", "post-contrast"]
    #expect(try model.channelIndices(of: 3, names: names, image: "a") == [1])
    #expect(try model.channelIndices(of: 1, names: [], image: "a") == [0])
    #expect(try model.channelIndices(of: 1, names: ["T1"], image: "a") == [0])
    #expect(
      throws: PresegmentationError.channelsDiffer(name: "a", found: 3, expected: ["FLAIR"])
    ) { try model.channelIndices(of: 3, names: [], image: "a") }
    #expect(
      throws: PresegmentationError.noSuchChannel("FLAIR", name: "a", channels: ["T1", "T2"])
    ) { try model.channelIndices(of: 2, names: ["T1", "T2"], image: "a") }
  }

  @Test func `models are found by name, the named folder first`() throws {
    try withTemporaryFolder { folder in
      let folders = [folder + "/a", folder + "/b", folder + "/none"]
      for (path, name) in [("/a", "heart"), ("/b", "heart"), ("/b", "liver")] {
        try FileManager.default.createDirectory(
          atPath: folder + path, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: folder + path + "/\(name).onnx"))
      }
      #expect(try ModelFolders.path(of: "heart", in: folders) == folder + "/a/heart.onnx")
      #expect(try ModelFolders.path(of: "liver", in: folders) == folder + "/b/liver.onnx")
      #expect(try ModelFolders.path(of: "./x", in: folders) == "./x")
      #expect(
        ModelFolders.files(in: folders) == [folder + "/a/heart.onnx", folder + "/b/liver.onnx"])
      #expect(throws: PresegmentationError.modelNotFound("lung", folders: folders)) {
        try ModelFolders.path(of: "lung", in: folders)
      }
      #expect(ModelFolders.all(named: "/m").first == "/m")
      #expect(ModelFolders.all(named: "").allSatisfy { $0.hasSuffix("/Models") })
    }
  }
}
