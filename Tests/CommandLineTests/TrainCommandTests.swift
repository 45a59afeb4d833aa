#if Training
  import Foundation
  import ImageFiles
  import Networks
  import Preparation
  import TestSupport
  import Testing
  import Volumes

  @Suite(.serialized) struct TrainCommandTests {
    /// A folder of images with a bright box and the labels of it.
    private func dataset(in folder: String, count: Int = 4) throws -> String {
      let root = folder + "/boxes"
      for part in ["images", "labels"] {
        try FileManager.default.createDirectory(
          atPath: root + "/" + part, withIntermediateDirectories: true)
      }
      for n in 0..<count {
        let geometry = Geometry(
          size: GridSize(ni: 40, nj: 36, nk: 3), spacing: SIMD3(1, 1, 5))
        var image = Volume(geometry: geometry, voxels: [Float](repeating: 10, count: 40 * 36 * 3))
        var labels = LabelVolume(geometry: geometry)
        for k in 0..<3 {
          for j in 8 + n..<20 + n {
            for i in 10..<24 {
              let offset = geometry.size.offset(VoxelIndex(i, j, k))
              image.voxels[offset] = 50
              labels.voxels[offset] = 1
            }
          }
        }
        try ImageFiles.writeVolume(image, to: root + "/images/box\(n).nii.gz")
        try ImageFiles.writeLabels(labels, to: root + "/labels/box\(n).nii.gz", like: nil)
      }
      return root
    }

    private let small = [
      "--channels", "4,8,16", "--patch", "32,32", "--batch", "4", "--steps-per-epoch", "3",
      "--threads", "1", "--validation", "1", "--validation-interval", "1",
    ]

    @Test func `a folder of labelled images becomes a model that says what it is`() throws {
      try withTemporaryFolder { folder in
        let data = try dataset(in: folder)
        let model = folder + "/box.onnx"
        let done = try contourist(["train", data, "-o", model, "--epochs", "3"] + small)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("3 patients to train with"))
        let file = try ModelFile.decode(Array(Data(contentsOf: URL(fileURLWithPath: model))))
        #expect(file.network.classes == 2)
        #expect(file.card.trainingSet?.split.validation.count == 1)
        #expect(file.card.scores.count == 1)
        #expect(file.card.preparation?.patch == [32, 32])
        #expect(file.card.training["epochs"] == "3")
        for name in ["box.curve.json", "box.curve.png", "box.events"] {
          #expect(FileManager.default.fileExists(atPath: folder + "/" + name), "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/box.checkpoint"))

        // A model to begin with: one epoch more leaves its losses below those of a new one.
        let again = try contourist(
          ["train", data, "-o", folder + "/more.onnx", "--epochs", "1", "--json"]
            + ["--initial-weights", model] + small)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try contourist(["train", data, "-o", model, "--epochs", "3"] + small).status == 65)
      }
    }

    @Test func `a sigmoid's model has a channel for each label`() throws {
      try withTemporaryFolder { folder in
        let data = try dataset(in: folder)
        let model = folder + "/box.onnx"
        let done = try contourist(
          ["train", data, "-o", model, "--preset", "lgg-sgd", "--epochs", "1"] + small)
        #expect(done.status == 0, "\(done.errors)")
        let file = try ModelFile.decode(Array(Data(contentsOf: URL(fileURLWithPath: model))))
        #expect(file.card.answer == .sigmoid)
        #expect(file.network.classes == 1)
      }
    }

    @Test func `what cannot be trained with is said, and nothing is written`() throws {
      try withTemporaryFolder { folder in
        let data = try dataset(in: folder)
        let output = ["-o", folder + "/x.onnx"]
        func refused(_ arguments: [String], status: Int32 = 65, _ words: String...) throws {
          let done = try contourist(["train"] + arguments + output)
          #expect(done.status == status, "\(arguments): \(done.errors)")
          for word in words { #expect(done.errors.contains(word), "\(word): \(done.errors)") }
          let names = try FileManager.default.contentsOfDirectory(atPath: folder)
          #expect(!names.contains { $0.hasPrefix("x.") }, "\(names)")
        }
        try refused([folder + "/nothing"], "nothing")
        try refused([data, "--preset", "best"], "best", "contourist")
        try refused([data, "--network", "vnet"], "vnet", "unet3d")
        try refused([data, "--patch", "40,40"], "40", "multiples")
        try refused([data, "--validation", "4"], "4")
        try refused([data, "--rate", "0"], "learning rate")
        try refused([data, "--inputs", "FLAIR"], "FLAIR")
        try refused([data, "--loss", "hinge"], status: 64, "hinge")
        try refused([data, "--minutes", "1", "--epochs", "2"], status: 64, "exclude")
        try refused([data, "--initial-weights", data + "/images/box0.nii.gz"], "box0")

        var labels = try ImageFiles.readLabels(data + "/labels/box2.nii.gz").labels
        try ImageFiles.writeLabels(
          LabelVolume(
            geometry: Geometry(size: labels.size, spacing: SIMD3(2, 1, 5)), voxels: labels.voxels),
          to: data + "/labels/box2.nii.gz", like: nil)
        try refused([data] + small, "box2")
        labels.voxels = labels.voxels.map { _ in 0 }
        for n in 0..<4 {
          try FileManager.default.removeItem(atPath: data + "/images/box\(n).nii.gz")
          try FileManager.default.removeItem(atPath: data + "/labels/box\(n).nii.gz")
        }
        try refused([data] + small, "boxes")
      }
    }

    @Test func `presets are listed with their sources`() throws {
      let done = try contourist("train", "--presets")
      #expect(done.status == 0)
      for word in ["contourist", "ismrm-acdc", "abdomen-unet++", "lgg-sgd", "cardiac-3d"] {
        #expect(done.output.contains(word))
      }
    }
  }
#endif
