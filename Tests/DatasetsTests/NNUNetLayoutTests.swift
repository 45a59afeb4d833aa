import Datasets
import ImageFiles
import TestSupport
import Testing
import Volumes

/// A folder of two cases of two channels, described by `description`.
func writeNNUNet(_ folder: String, _ description: String, ending: String = ".nii.gz") throws {
  try makeFolder(folder + "/imagesTr")
  try makeFolder(folder + "/labelsTr")
  try write(description, to: folder + "/dataset.json")
  for name in ["p1_frame01", "p2"] {
    for channel in ["0000", "0001"] {
      try writeImage("\(folder)/imagesTr/\(name)_\(channel)\(ending)")
    }
    try writeMask("\(folder)/labelsTr/\(name)\(ending)", [0, 1, 2])
  }
}

private func description(
  labels: String = "{\"background\": 0, \"liver\": 1, \"tumour\": 2}", ending: String = ".nii.gz",
  channels: String = "{\"0\": \"T1\", \"1\": \"T2\"}", count: Int = 2
) -> String {
  """
  {"channel_names": \(channels), "labels": \(labels), "numTraining": \(count),
   "file_ending": "\(ending)"}
  """
}

struct `nnU-Net's layout` {
  @Test(arguments: [".nii.gz", ".nii"])
  func `channels, labels and cases come from dataset.json and the names`(ending: String) throws {
    try withTemporaryFolder { folder in
      try writeNNUNet(folder, description(ending: ending), ending: ending)
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .nnunet)
      #expect(dataset.channels == ["T1", "T2"])
      #expect(dataset.labels.map(\.name) == ["liver", "tumour"])
      #expect(dataset.cases.map(\.name) == ["p1_frame01", "p2"])
      #expect(dataset.patients == ["p1", "p2"])
      let image = try dataset.cases[0].load()
      #expect(image.channels.count == 2)
      #expect(image.labels.voxels.prefix(4) == [0, 1, 2, 0])
    }
  }

  @Test func `the colours of a PNG are three channels`() throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/imagesTr")
      try makeFolder(folder + "/labelsTr")
      try write(
        description(
          ending: ".png", channels: "{\"0\": \"R\", \"1\": \"G\", \"2\": \"B\"}", count: 1),
        to: folder + "/dataset.json")
      try PNGFile.write(
        .rgb8([1, 2, 3, 4, 5, 6]), width: 2, height: 1, to: folder + "/imagesTr/a_0000.png")
      try PNGFile.write(.grey8([2, 0]), width: 2, height: 1, to: folder + "/labelsTr/a.png")
      let image = try Dataset.open(folder).cases[0].load()
      #expect(image.channels.map(\.voxels) == [[1, 4], [2, 5], [3, 6]])
      #expect(image.labels.voxels == [2, 0])
    }
  }

  @Test func `numbers with gaps are counted anew`() throws {
    try withTemporaryFolder { folder in
      try writeNNUNet(folder, description(labels: "{\"background\": 0, \"b\": 7, \"a\": 2}"))
      try writeMask(folder + "/labelsTr/p2.nii.gz", [7, 2])
      let dataset = try Dataset.open(folder)
      #expect(dataset.labels.map(\.name) == ["a", "b"])
      #expect(try dataset.cases[1].load().labels.voxels.prefix(3) == [2, 1, 0])
      let error = errorText { _ = try dataset.cases[0].load() }
      #expect(error.contains("holds 1, but the labels of this data set are 0, 2, 7"), "\(error)")
    }
  }

  @Test(arguments: [
    (description(labels: "{\"background\": 0, \"whole\": [1, 2]}"), "a region of several values"),
    (description(labels: "{\"background\": 0, \"a\": 1, \"ignore\": 2}"), "label \"ignore\""),
    (description(labels: "{\"liver\": 1}"), "no label is 0"),
    (description(labels: "{\"background\": 0}"), "no label besides the background"),
    (description(labels: "{\"background\": 0, \"a\": 1, \"b\": 1}"), "\"a\" and \"b\" are both 1"),
    (description(labels: "{\"background\": 0, \"a\": 300}"), "number 300"),
    (description(labels: "[]"), "\"labels\" holds something of another kind"),
    (description(channels: "{\"1\": \"T1\"}"), "do not count from 0 to 0"),
    (description(channels: "{}"), "\"channel_names\" is empty"),
    (description(count: 3), "\"numTraining\" is 3, but imagesTr holds 2 cases"),
    (description(ending: ".mha"), "the file ending \".mha\""),
    ("{\"channel_names\": {}}", "\"labels\" is missing"),
    ("{", "it is no valid JSON"),
  ]) func `a description that cannot be used is an error that says why`(
    _ description: String, _ text: String
  ) throws {
    try withTemporaryFolder { folder in
      try writeNNUNet(folder, description)
      let error = errorText { _ = try Dataset.open(folder, layout: .nnunet) }
      #expect(error.contains("/dataset.json: "), "\(error)")
      #expect(error.contains(text), "\(error)")
    }
  }

  @Test func `a missing channel or mask is named`() throws {
    try withTemporaryFolder { folder in
      try writeNNUNet(folder, description(count: 3))
      try writeImage(folder + "/imagesTr/p3_0000.nii.gz")
      var error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/imagesTr/p3_0001.nii.gz: this file is missing"), "\(error)")
      try writeImage(folder + "/imagesTr/p3_0001.nii.gz")
      error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/labelsTr/p3.nii.gz: this file is missing"), "\(error)")
    }
  }

  @Test func `channels on other grids are an error that names both`() throws {
    try withTemporaryFolder { folder in
      try writeNNUNet(folder, description())
      try writeImage(
        folder + "/imagesTr/p2_0001.nii.gz",
        geometry: Geometry(size: GridSize(ni: 4, nj: 3, nk: 3)))
      let error = errorText { _ = try Dataset.open(folder).cases[1].load() }
      #expect(error.contains("p2_0000.nii.gz (4 x 3 x 2"), "\(error)")
      #expect(error.contains("p2_0001.nii.gz (4 x 3 x 3"), "\(error)")
    }
  }
}
