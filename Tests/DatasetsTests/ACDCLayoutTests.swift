import Datasets
import Foundation
import TestSupport
import Testing
import Volumes

/// A patient of ACDC with frames 1 and 12.
func writeACDCPatient(
  _ folder: String, _ patient: String, info: String? = "ED: 1\nES: 12\nGroup: DCM \r\nNbFrame: 30\n"
) throws {
  let path = folder + "/" + patient
  try makeFolder(path)
  if let info { try write(info, to: path + "/Info.cfg") }
  for frame in ["01", "12"] {
    try writeImage("\(path)/\(patient)_frame\(frame).nii.gz")
    try writeMask("\(path)/\(patient)_frame\(frame)_gt.nii.gz", [0, 1, 2, 3])
  }
}

struct `ACDC's layout` {
  @Test func `both frames of each patient are cases of one group`() throws {
    try withTemporaryFolder { folder in
      try writeACDCPatient(
        folder, "patient002", info: "ED: 1\nES: 12\nGroup: NOR\nHeight: 184.5\nWeight: x\n")
      try writeACDCPatient(folder, "patient001")
      try write("cite", to: folder + "/CITATION.md")
      let dataset = try Dataset.open(folder + "/")
      #expect(dataset.layout == .acdc)
      #expect(dataset.name == URL(filePath: folder).lastPathComponent)
      #expect(dataset.labels.map(\.name) == ["RV", "MYO", "LV"])
      #expect(dataset.labels.map(\.value) == [1, 2, 3])
      #expect(dataset.licence?.contains("CC BY-NC-SA 4.0") == true)
      #expect(
        dataset.cases.map(\.name) == [
          "patient001_frame01", "patient001_frame12", "patient002_frame01", "patient002_frame12",
        ])
      #expect(dataset.cases.map(\.group) == ["DCM", "DCM", "NOR", "NOR"])
      #expect(dataset.cases.map(\.phase) == ["ED", "ES", "ED", "ES"])
      #expect(dataset.cases[2].heightCentimetres == 184.5)
      #expect(dataset.cases[2].weightKilograms == nil)
      #expect(dataset.patients == ["patient001", "patient002"])
      let image = try dataset.cases[0].load()
      #expect(image.channels.count == dataset.channels.count)
      #expect(image.channels[0].voxels == (0..<24).map { Float($0) })
      #expect(image.labels.labels == [1, 2, 3])
      #expect(image.labels.geometry == image.channels[0].geometry)
    }
  }

  @Test(arguments: [
    (nil, "Info.cfg: this file is missing, which patient001 needs"),
    ("ES: 12", "it has no line \"ED: FRAME\""),
    ("ED: one\nES: 12", "ED is \"one\", which is no number"),
    ("ED: 1\nES: -3", "ES is \"-3\""),
    ("ED: 1\nES: 1", "the same frame, 1"),
    ("ED: 1\nES: 9", "patient001_frame09.nii.gz: this file is missing"),
  ]) func `a wrong Info.cfg is an error that names it`(_ info: String?, _ text: String) throws {
    try withTemporaryFolder { folder in
      try writeACDCPatient(folder, "patient001", info: info)
      let error = errorText { _ = try Dataset.open(folder, layout: .acdc) }
      #expect(error.contains(text), "\(error)")
    }
  }

  @Test func `a missing mask is named when the folder is opened`() throws {
    try withTemporaryFolder { folder in
      try writeACDCPatient(folder, "patient001")
      try FileManager.default.removeItem(
        atPath: folder + "/patient001/patient001_frame12_gt.nii.gz")
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/patient001_frame12_gt.nii.gz: this file is missing"), "\(error)")
    }
  }
}
