import Foundation
import ImageFiles
import Labels
import Networks
import Preparation
import TestSupport
import Testing
import Volumes

@Suite struct PresegmentCommandTests {
  @Test func `every frame of a cine is labelled, on the image's own grid`() throws {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let mask = folder + "/mask.nii.gz"
      let image = sample("SampleData/cardiac.nii.gz")
      let done = try contourist(
        "presegment", image, "--model", model, "-o", mask, "--json", "--reference",
        sample("SampleData/cardiac_truth.nii.gz"))
      #expect(done.status == 0, "\(done.errors)")
      let file = try ImageFiles.read(image)
      let labels = try ImageFiles.readLabels(mask).labels
      #expect(labels.geometry == file.volume.geometry && labels.frames == file.volume.frames)
      let report = try object(done.output)
      #expect(report["non_commercial"] as? Bool == true)
      let images = try #require(report["images"] as? [[String: Any]])
      #expect(images.count == 1 && (images[0]["dice"] as? [String: Double])?.count == 2)
      let volumes = try #require(images[0]["millilitres"] as? [String: [Double]])
      #expect(volumes["a"]?.count == 10 && volumes["b"]?.count == 10)
      for extent in labels.extents {
        let name = extent.label == 1 ? "a" : "b"
        #expect(abs((volumes[name]?[extent.frame] ?? 0) - extent.millilitres) < 1e-9)
      }
      // One frame alone is the same as among the others.
      let one = folder + "/one.nii.gz"
      let probabilities = folder + "/probabilities.nii.gz"
      let second = try contourist(
        "presegment", image, "--model", model, "-o", one, "--frame", "2", "--probabilities",
        probabilities)
      #expect(second.status == 0, "\(second.errors)")
      #expect(second.output.contains("NOT FOR COMMERCIAL USE"))
      #expect(try ImageFiles.readLabels(one).labels.voxels == labels.frame(2).voxels)
      let likely = try ImageFiles.read(probabilities).volume
      #expect(likely.frames == 3 && likely.geometry == file.volume.geometry)
      for n in 0..<likely.size.count {
        let values = (0..<3).map { likely.voxels[$0 * likely.size.count + n] }
        #expect(values.firstIndex(of: values.max() ?? 0) == Int(labels.frame(2).voxels[n]))
      }
    }
  }

  @Test func `a folder of images is refused, with the command that takes it`() throws {
    try withTemporaryFolder { folder in
      let done = try contourist(
        "presegment", sample("SampleData"), "--model", try writeTinyModel(in: folder), "-o",
        folder + "/m.nii.gz")
      #expect(done.status == 65 && done.errors.contains("contourist batch presegment"))
    }
  }

  @Test func `a folder of series in folders of their own is one image, which has to be chosen`()
    throws
  {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let study = folder + "/study"
      for (n, series) in ["1.2.3", "1.2.3", "1.2.4"].enumerated() {
        var slice = DICOMDataSet()
        slice.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
        slice.set("SOPInstanceUID", to: "\(series).\(n + 1)")
        slice.set("SeriesInstanceUID", to: series)
        slice.set("SeriesDescription", to: "cine \(series)")
        slice.set("Modality", to: "MR")
        slice.set("ImagePositionPatient", to: [0, 0, 5 * Double(n)])
        slice.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0])
        slice.set("PixelSpacing", to: [2.5, 2.5])
        slice.set("Rows", to: 24)
        slice.set("Columns", to: 24)
        slice.set("BitsAllocated", to: 16)
        slice.set("PixelData", to: (0..<576).map { $0 * 37 % 500 }, as: .ow)
        try FileManager.default.createDirectory(
          atPath: "\(study)/\(series)", withIntermediateDirectories: true)
        try slice.write(to: "\(study)/\(series)/\(n).dcm")
      }
      try Data("hello".utf8).write(to: URL(fileURLWithPath: study + "/readme.txt"))
      let mask = folder + "/mask.nii.gz"
      let asked = try contourist("presegment", study, "--model", model, "-o", mask)
      #expect(asked.status == 65 && asked.errors.contains("Choose one with --series"))
      #expect(asked.errors.contains("\"cine 1.2.4\""), "\(asked.errors)")
      let done = try contourist(
        "presegment", study, "--model", model, "-o", mask, "--series", "1")
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        try ImageFiles.readLabels(mask).labels.geometry
          == ImageFiles.read(study, series: "1").volume.geometry)
      // Where there is one series, it is meant.
      let one = try contourist(
        "presegment", study + "/1.2.4", "--model", model, "-o", mask, "--force")
      #expect(one.status == 0, "\(one.errors)")
      try FileManager.default.removeItem(atPath: study + "/1.2.4")
      let last = try contourist("presegment", study, "--model", model, "-o", mask, "--force")
      #expect(last.status == 0, "\(last.errors)")
    }
  }

  @Test func `what cannot be meant is wrong usage, what cannot be used bad data`() throws {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let image = sample("SampleData/tumour.nii.gz")
      func run(_ options: String..., model other: String? = nil) throws -> Outcome {
        try contourist(
          ["presegment", image, "--model", other ?? model, "-o", folder + "/m.nii.gz"] + options)
      }
      for options in [
        ["--flips", "x"], ["--flips", "i,i"], ["--flips", "i", "--no-flips"], ["--threads", "0"],
        ["--frame", "-1"],
      ] {
        let done = try contourist(
          ["presegment", image, "--model", model, "-o", folder + "/m.nii.gz"] + options)
        #expect(done.status == 64, "\(options)")
      }
      for (done, text) in [
        (try run("--frame", "9"), "there is no frame 9"),
        (try run("--flips", "k"), "no axis k"),
        (try run("--channel", image), "has 2 channels"),
        (try run(model: "no-such-model"), "no model \"no-such-model\""),
        (try run(model: image), "no ONNX model"),
      ] {
        #expect(done.status == 65 && done.errors.contains(text), "\(text): \(done.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/m.nii.gz"))
    }
  }

  @Test func `weights trained elsewhere become a model`() throws {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let network = try Network(tinyCard.recipe)
      var weights = network.initialWeights(seed: 9)
      func write() throws {
        let tensors = weights.mapValues { values in
          WeightTensor(shape: [values.count], values: values)
        }
        let shaped = network.parameters.reduce(into: tensors) { tensors, parameter in
          guard let values = weights[parameter.name], values.count == parameter.count else {
            return
          }
          tensors[parameter.name] = WeightTensor(shape: parameter.shape, values: values)
        }
        try Data(SafetensorsFile(tensors: shaped).encode())
          .write(to: URL(fileURLWithPath: folder + "/new.safetensors"))
      }
      try write()
      func importing(_ options: String...) throws -> Outcome {
        try contourist(
          ["model", "import", folder + "/new.safetensors", "-o", folder + "/new.onnx", "--force"]
            + options)
      }
      let done = try importing("--like", model)
      #expect(done.status == 0, "\(done.errors)")
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/new.onnx")))
      let new = try ModelFile.decode(bytes)
      #expect(new.weights == weights)
      #expect(new.card.name == "new" && new.card.scores.isEmpty)
      #expect(
        try new.card.preparation == tinyCard.preparation && new.card.labels == tinyCard.labels)
      #expect(new.card.licence == "CC BY-NC 4.0")

      // The card of `model info --json` is one.
      let info = try object(try contourist("model", "info", model, "--json").output)
      try JSONSerialization.data(withJSONObject: try #require(info["metadata"]))
        .write(to: URL(fileURLWithPath: folder + "/card.json"))
      #expect(try importing("--card", folder + "/card.json").status == 0)
      let again = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/new.onnx")))
      #expect(try ModelFile.decode(again).card == tinyCard)

      #expect(try importing().status == 64)
      #expect(try importing("--card", model).status == 65)
      let bias = try #require(weights["head.bias"])
      weights["head.bias"] = nil
      try write()
      #expect(try importing("--like", model).errors.contains("lack head.bias"))
      weights["head.bias"] = bias + [1]
      try write()
      #expect(
        try importing("--like", model).errors.contains("has the shape 4 where the network has 3"))
      weights["head.bias"] = bias
      weights["tail.bias"] = bias
      try write()
      let unknown = try importing("--like", model)
      #expect(unknown.status == 65 && unknown.errors.contains("has no tail.bias"))
    }
  }
}
