import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct FromMaskTests {
  static let image = sample("SampleData/cardiac.nii.gz")
  static let truth = sample("SampleData/cardiac_truth.nii.gz")
  static let labels = ["--label", "RV=1", "--label", "MYO=2", "--label", "LV=3"]

  /// The sample's truth in one slice of one frame, on the grid of one frame.
  func oneSlice(_ folder: String) throws -> String {
    let truth = try ImageFiles.readLabels(Self.truth).labels
    var mask = LabelVolume(geometry: truth.geometry)
    mask.setSlice(4, to: truth.slice(4, frame: 2))
    let path = folder + "/mask.nii.gz"
    try ImageFiles.writeLabels(mask, to: path, like: ImageFiles.read(Self.image))
    return path
  }

  @Test func `a session made from a mask draws it and can be worked on`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/a.session.jsonl"
      let made = try contourist(
        ["session", "new", Self.image, "--output", session, "--from-mask", oneSlice(folder)]
          + ["--mask-frame", "2"] + Self.labels)
      #expect(made.status == 0, "\(made.errors)")
      for text in ["label", "median", "Dice", "RV", "MYO", "LV"] {
        #expect(made.output.contains(text), "\(made.output)")
      }
      #expect(try contourist("session", "verify", session).status == 0)
      let replayed = try contourist(
        "session", "replay", session, "--mask", folder + "/drawn.nii.gz")
      #expect(replayed.status == 0, "\(replayed.errors)")
      let drawn = try ImageFiles.readLabels(folder + "/drawn.nii.gz").labels
      let wanted = try ImageFiles.readLabels(Self.truth).labels.slice(4, frame: 2)
      let differing = zip(drawn.slice(4, frame: 2).pixels, wanted.pixels).count { $0 != $1 }
      #expect(Double(differing) < 0.05 * Double(wanted.pixels.count { $0 > 0 }))
      #expect(drawn.voxels.count { $0 > 0 } == drawn.slice(4, frame: 2).pixels.count { $0 > 0 })
      let moved = "{\"action\":\"seed.delete\",\"contour\":\"LV-4-2\",\"seed\":0}\n"
      #expect(try contourist("session", "apply", session, input: moved).status == 0)
      #expect(try contourist("session", "undo", session).status == 0)
    }
  }

  @Test func `a mask that does not fit is refused and no session is left`() throws {
    try withTemporaryFolder { folder in
      let mask = try oneSlice(folder)
      let session = folder + "/a.session.jsonl"
      func new(_ image: String, _ rest: [String]) throws -> Outcome {
        try contourist(["session", "new", image, "--output", session] + rest)
      }
      let cases: [([String], String)] = [
        (["--from-mask", mask], "--mask-frame"),
        (["--from-mask", mask, "--mask-frame", "10"], "frame 10"),
        (["--from-mask", mask, "--mask-frame", "2", "--label", "RV=1"], "value 2"),
        (["--from-mask", sample("SampleData/tumour_truth.nii.gz")], "do not lie on one grid"),
        (["--from-mask", folder + "/none.nii.gz"], "none.nii.gz"),
      ]
      for (rest, text) in cases {
        let outcome = try new(Self.image, rest)
        #expect(outcome.status == 65 && outcome.errors.contains(text), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: session))
      }
      for rest in [["--tolerance", "1"], ["--from-mask", mask, "--tolerance", "0"]] {
        #expect(try new(Self.image, rest).status == 64)
      }
    }
  }
}
