import Datasets
import TestSupport
import Testing
import Volumes

private func description(
  modality: String = "{\"0\": \"FLAIR\", \"1\": \"T1w\"}",
  labels: String = "{\"0\": \"background\", \"1\": \"edema\", \"2\": \"tumour\"}",
  training: String = "{\"image\": \"./imagesTr/a.nii.gz\", \"label\": \"./labelsTr/a.nii.gz\"}"
) -> String {
  """
  {"name": "BRATS", "licence": "CC-BY-SA 4.0", "modality": \(modality), "labels": \(labels),
   "numTraining": 1, "training": [\(training)], "test": ["./imagesTs/b.nii.gz"]}
  """
}

struct `The Decathlon's layout` {
  static func write(_ folder: String, _ description: String, frames: Int = 2) throws {
    try makeFolder(folder + "/imagesTr")
    try makeFolder(folder + "/labelsTr")
    try writeImage(folder + "/imagesTr/a.nii.gz", frames: frames)
    try writeMask(folder + "/labelsTr/a.nii.gz", [1, 2])
    try DatasetsTests.write(description, to: folder + "/dataset.json")
  }

  @Test func `the frames of a 4-D image are its channels`() throws {
    try withTemporaryFolder { folder in
      try Self.write(folder, description())
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .decathlon)
      #expect(dataset.name == "BRATS")
      #expect(dataset.licence == "CC-BY-SA 4.0")
      #expect(dataset.channels == ["FLAIR", "T1w"])
      #expect(dataset.labels.map(\.name) == ["edema", "tumour"])
      let image = try dataset.cases[0].load()
      #expect(image.channels[0].voxels == (0..<24).map { Float($0) })
      #expect(image.channels[1].voxels == (24..<48).map { Float($0) })
    }
  }

  @Test func `an image with another number of channels is named`() throws {
    try withTemporaryFolder { folder in
      try Self.write(folder, description(), frames: 3)
      let error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("imagesTr/a.nii.gz: this image has another number of channels (3)"))
    }
  }

  @Test(arguments: [
    (description(labels: "{\"0\": \"background\", \"x\": \"a\"}"), "label \"x\" is not a number"),
    (
      description(
        training: (0..<2).map { _ in
          "{\"image\": \"imagesTr/a.nii.gz\", \"label\": \"labelsTr/a.nii.gz\"}"
        }.joined(separator: ",")), "\"training\" lists a twice"
    ),
    (
      description(training: "{\"image\": \"./imagesTr/z.nii.gz\", \"label\": \"\"}"),
      "/imagesTr/z.nii.gz: this file is missing, which dataset.json needs"
    ),
    (description(training: "{\"image\": \"a\"}"), "\"training.Index 0.label\" is missing"),
    (description(training: ""), "no labelled image"),
  ]) func `a description that cannot be used is an error that says why`(
    _ description: String, _ text: String
  ) throws {
    try withTemporaryFolder { folder in
      try Self.write(folder, description)
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains(text), "\(error)")
    }
  }

  @Test func `images and labels of equal names need no description`() throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/images")
      try makeFolder(folder + "/labels")
      for (name, labels) in [("b", [0, 5]), ("a", [3, 5])] {
        try writeImage("\(folder)/images/\(name).nii.gz")
        try writeMask("\(folder)/labels/\(name).nii.gz", labels.map { UInt8($0) })
      }
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .decathlon)
      #expect(
        dataset.labels == [
          NamedLabel(value: 1, name: "label 3"), NamedLabel(value: 2, name: "label 5"),
        ])
      #expect(dataset.patients == ["a", "b"])
      #expect(try dataset.cases[0].load().labels.voxels.prefix(3) == [1, 2, 0])
      try writeImage(folder + "/images/c.nii.gz")
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/labels/c.nii.gz: this file is missing"), "\(error)")
    }
  }
}
