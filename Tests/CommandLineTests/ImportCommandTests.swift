import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct ImportCommandTests {
  /// One image with its mask beside it.
  func writePair(_ folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/data", withIntermediateDirectories: true)
    let truth = ball(
      GridSize(ni: 24, nj: 20, nk: 3), centre: SIMD3(11, 9, 1), radius: 6)
    let voxels = truth.voxels.map { 20 + 100 * Float($0) }
    try ImageFiles.writeVolume(
      Volume(geometry: truth.geometry, voxels: voxels), to: folder + "/data/a.nii.gz")
    try ImageFiles.writeLabels(truth, to: folder + "/data/a_seg.nii.gz", like: nil)
  }

  @Test func `a data set becomes sessions, and sessions a training set`() throws {
    try withTemporaryFolder { folder in
      try writePair(folder)
      let made = try contourist("import", folder + "/data", "-o", folder + "/s", "--json")
      #expect(made.status == 0, "\(made.errors)")
      let report = try object(made.output)
      #expect(report["exact"] as? Int == 1)
      #expect(report["as"] as? String == "approved")
      let session = folder + "/s/a.session.jsonl"
      #expect(try contourist("session", "verify", session).status == 0)

      let again = try contourist("import", folder + "/data", "-o", folder + "/s")
      #expect(again.status == 0)
      #expect(again.output.contains("kept    1 session that were there already"), "\(again.output)")
      let resumed = try contourist("import", folder + "/data", "-o", folder + "/s", "--resume")
      #expect(resumed.output.contains("1 equal to the voxel"), "\(resumed.output)")

      let export = try contourist(
        "export", folder + "/s", "--format", "nnunet", "--modality", "MR", "-o", folder + "/set")
      #expect(export.status == 0, "\(export.errors)")
      #expect(export.output.contains("1 case of 1 patient: 1 training"), "\(export.output)")
      let mask = try ImageFiles.readLabels(folder + "/set/labelsTr/a.nii.gz").labels
      let truth = try ImageFiles.readLabels(folder + "/data/a_seg.nii.gz").labels
      #expect(mask == truth)
      let second = try contourist(
        "export", folder + "/s", "--format", "nnunet", "-o", folder + "/set")
      #expect(second.status == 65)
      #expect(second.errors.contains("--force"), "\(second.errors)")
    }
  }

  @Test(arguments: [
    (["--format", "nifti", "--validation", "1"], "options of training sets"),
    (["--format", "monai", "--window", "0,1"], "--window is for"),
    (["--format", "monai", "--segmentation", "rle2"], "rle2"),
    (["--format", "coco", "--window", "9,1"], "9,1"),
    (["--format", "coco", "--image", "x.nii"], "--image is for one session"),
  ]) func `options that do not go together are wrong usage`(
    _ options: [String], _ text: String
  ) throws {
    let done = try contourist(["export", "a.session.jsonl", "-o", "x"] + options)
    #expect(done.status == 64)
    #expect(done.errors.contains(text), "\(done.errors)")
  }

  @Test func `what is no data set and no session ends with 65`() throws {
    try withTemporaryFolder { folder in
      #expect(try contourist("import", folder, "-o", folder + "/s").status == 65)
      #expect(try contourist("import", folder + "/none", "-o", folder + "/s").status == 65)
      try writePair(folder)
      let channel = try contourist(
        "import", folder + "/data", "-o", folder + "/s", "--channel", "FLAIR")
      #expect(channel.status == 65)
      #expect(channel.errors.contains("FLAIR"))
      let export = try contourist("export", folder, "--format", "monai", "-o", folder + "/x")
      #expect(export.status == 65)
      #expect(export.errors.contains("no session"), "\(export.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/x"))
    }
  }
}
