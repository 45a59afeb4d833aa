import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct EvaluateCommandTests {
  private let size = GridSize(ni: 10, nj: 8, nk: 3)

  /// A box that begins at column `from`, label 1, and a voxel of label 2 where asked for.
  private func write(
    _ path: String, from: Int = 2, spacing: SIMD3<Double> = SIMD3(1, 1, 2), second: Bool = false
  ) throws {
    var labels = labelVolume(size, spacing: spacing) {
      (from..<from + 4).contains($0.i) && (2..<6).contains($0.j)
    }
    if second { labels.voxels[0] = 2 }
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try ImageFiles.writeLabels(labels, to: path, like: nil)
  }

  @Test func `two files are compared label by label`() throws {
    try withTemporaryFolder { folder in
      let (a, b) = (folder + "/a.nii.gz", folder + "/b.nii.gz")
      try write(a, from: 3)
      try write(b)
      let done = try contourist("evaluate", a, b, "--label", "LV=1", "--tolerance", "0.5")
      #expect(done.status == 0, "\(done.errors)")
      // Of the 44 voxels on either border 14 are 1 mm from the other.
      #expect(
        done.output == """
          label   Dice  Jaccard  HD mm  HD95 mm  ASSD mm  surface Dice  volume mL  difference mL  difference %
          LV     0.750    0.600   1.00     1.00     0.32         0.647        0.1            0.0           0.0
          surface Dice at 0.5 mm
          Measurement for research, to be checked by a physician.

          """)
      let report = try object(
        contourist("evaluate", a, b, "--json", "--slices", "--tolerance", "0.5").output)
      let row = try #require((report["cases"] as? [[String: Any]])?.first)
      #expect(row["label"] as? String == "label 1")
      #expect(row["dice"] as? Double == 0.75)
      #expect(row["hausdorff_mm"] as? Double == 1)
      #expect((report["slices"] as? [Any])?.count == 3)
    }
  }

  @Test func `folders are paired by case, a label that is missing is no distance`() throws {
    try withTemporaryFolder { folder in
      try write(folder + "/masks/p1.nii.gz")
      try write(folder + "/masks/p2.nii.gz", second: true)
      // Images beside masks with a mark are left out; the mark is no part of the name.
      try write(folder + "/truth/p1/p1.nii.gz", from: 5)
      try write(folder + "/truth/p1/p1_gt.nii.gz")
      try write(folder + "/truth/p2/p2_gt.nii")
      let done = try contourist(
        "evaluate", folder + "/masks", folder + "/truth", "--csv", folder + "/scores.csv",
        "--figure", folder + "/scores.png")
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.contains("no distance  label 2 in 2 of 2 (1 lack it in both)"))
      #expect(done.output.contains("lowest Dice  p2 label 2 0.000, p1 label 1 1.000"))
      let table = try String(contentsOfFile: folder + "/scores.csv", encoding: .utf8)
      let rows = table.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      #expect(rows.count == 5)
      #expect(Set(rows.map(\.count)) == [18])
      #expect(rows[1].prefix(8) == ["p1", "0", "", "", "label 1", "1", "1.0", "1.0"])
      #expect(rows[4].prefix(10) == ["p2", "0", "", "", "label 2", "2", "0.0", "0.0", "", ""])
      #expect(FileManager.default.fileExists(atPath: folder + "/scores.png"))
      // The same again would replace both.
      let again = try contourist(
        "evaluate", folder + "/masks", folder + "/truth", "--csv", folder + "/scores.csv")
      #expect(again.status == 65)
    }
  }

  @Test func `a case that a folder lacks is named, and left out when asked`() throws {
    try withTemporaryFolder { folder in
      try write(folder + "/a/p1.nii.gz")
      try write(folder + "/a/p2.nii.gz")
      try write(folder + "/b/p1.nii.gz")
      let refused = try contourist("evaluate", folder + "/a", folder + "/b")
      #expect(refused.status == 65)
      #expect(
        refused.errors.contains("1 of 2 cases is not in all folders: p2 (not in \(folder)/b)"))
      let done = try contourist("evaluate", folder + "/a", folder + "/b", "--allow-missing")
      #expect(done.status == 0)
      #expect(done.errors.contains("warning: left out, as a folder lacks them: p2"))
      try write(folder + "/c/p9.nii.gz")
      #expect(
        try contourist("evaluate", folder + "/a", folder + "/c", "--allow-missing").status == 65)
    }
  }

  @Test func `files of one name in two folders are told apart by their folders`() throws {
    try withTemporaryFolder { folder in
      for set in ["a", "b"] {
        try write(folder + "/\(set)/p1/mask.nii.gz")
        try write(folder + "/\(set)/p2/mask.nii.gz")
      }
      let report = try object(contourist("evaluate", folder + "/a", folder + "/b", "--json").output)
      let names = (report["cases"] as? [[String: Any]])?.compactMap { $0["case"] as? String }
      #expect(names == ["p1/mask", "p2/mask"])
      try write(folder + "/a/p1/mask.nii")
      let done = try contourist("evaluate", folder + "/a", folder + "/b")
      #expect(done.status == 65)
      #expect(done.errors.contains("both are masks of p1/mask"))
    }
  }

  @Test func `masks of another size or place are refused`() throws {
    try withTemporaryFolder { folder in
      let (a, b) = (folder + "/a.nii.gz", folder + "/b.nii.gz")
      try write(a)
      try write(b, spacing: SIMD3(1, 1, 3))
      let moved = try contourist("evaluate", a, b)
      #expect(moved.status == 65)
      #expect(moved.errors.contains("do not lie on one grid"))
      #expect(moved.errors.contains("--ignore-geometry"))
      #expect(try contourist("evaluate", a, b, "--ignore-geometry").status == 0)
      let small = LabelVolume(geometry: Geometry(size: GridSize(ni: 3, nj: 8, nk: 3)))
      try ImageFiles.writeLabels(small, to: folder + "/c.nii.gz", like: nil)
      let other = try contourist("evaluate", a, folder + "/c.nii.gz")
      #expect(other.status == 65)
      #expect(other.errors.contains("give masks of one image"))
    }
  }

  @Test func `what cannot be used is refused with words`() throws {
    try withTemporaryFolder { folder in
      let a = folder + "/a.nii.gz"
      try write(a)
      try Data("no image".utf8).write(to: URL(fileURLWithPath: folder + "/bad.nii.gz"))
      try FileManager.default.createDirectory(
        atPath: folder + "/empty", withIntermediateDirectories: false)
      #expect(try contourist("evaluate", a, folder + "/bad.nii.gz").status == 65)
      #expect(try contourist("evaluate", a, folder + "/nowhere.nii.gz").status == 65)
      #expect(try contourist("evaluate", a, folder + "/empty").status == 65)
      #expect(try contourist("evaluate", folder + "/empty", folder + "/empty").status == 65)
      #expect(try contourist("evaluate", a, a, "--csv", a, "--force").status == 65)
      #expect(try contourist("evaluate", a, a, "--figure", folder + "/x.jpg").status == 65)
      #expect(try contourist("evaluate", a, a, "--tolerance=-1").status == 64)
      #expect(try contourist("evaluate", a, a, "--tolerance", "nan").status == 64)
      #expect(try contourist("evaluate", a).status == 64)
      #expect(try contourist("evaluate", a, a, "--ed", "0", "--es", "0").status == 64)
      #expect(try contourist("evaluate", a, a, "--es", "4").status == 65)
      let unknown = try contourist("evaluate", a, a, "--label", "LV=9")
      #expect(unknown.status == 0)
      #expect(unknown.errors.contains("no mask has label LV=9"))
    }
  }

  @Test func `frames of a cine are compared one by one, two of them as phases`() throws {
    let truth = sample("SampleData/cardiac_truth.nii.gz")
    let report = try object(
      contourist(
        "evaluate", truth, truth, "--json", "--label", "LV=3", "--ed", "0", "--es", "4"
      ).output)
    let rows = try #require(report["cases"] as? [[String: Any]])
    #expect(rows.count == 10)
    #expect(rows.compactMap { $0["phase"] as? String } == ["ED", "ES"])
    #expect(rows.allSatisfy { $0["dice"] as? Double == 1 && $0["assd_mm"] as? Double == 0 })
  }

  @Test func `a frame of a cine is compared with a mask of one frame`() throws {
    try withTemporaryFolder { folder in
      let truth = sample("SampleData/cardiac_truth.nii.gz")
      let frame = folder + "/frame.nii.gz"
      try ImageFiles.writeLabels(
        ImageFiles.readLabels(truth).labels.frame(4), to: frame, like: nil)
      let done = try contourist("evaluate", frame, truth, "--frame", "4", "--json")
      let rows = try #require(object(done.output)["cases"] as? [[String: Any]])
      #expect(rows.count == 3)
      #expect(rows.allSatisfy { $0["dice"] as? Double == 1 })
      #expect(try contourist("evaluate", frame, truth).status == 65)
      #expect(try contourist("evaluate", frame, truth, "--frame", "10").status == 65)
      #expect(try contourist("evaluate", frame, truth, "--frame", "4", "--ed", "4").status == 64)
    }
  }

  @Test func `pictures are masks too`() throws {
    try withTemporaryFolder { folder in
      let flat = GridSize(ni: 6, nj: 5, nk: 1)
      try ImageFiles.writeLabels(
        labelVolume(flat) { $0.i < 3 }, to: folder + "/a.png", like: nil)
      try ImageFiles.writeLabels(
        labelVolume(flat) { $0.i < 4 }, to: folder + "/b.png", like: nil)
      let report = try object(
        contourist("evaluate", folder + "/a.png", folder + "/b.png", "--json").output)
      let row = try #require((report["cases"] as? [[String: Any]])?.first)
      #expect(row["hausdorff_mm"] as? Double == 1)
      #expect(row["case"] as? String == "b")
    }
  }
}

@Suite struct ObserversCommandTests {
  private func write(_ path: String, shift: Int) throws {
    let size = GridSize(ni: 12, nj: 9, nk: 2)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try ImageFiles.writeLabels(
      labelVolume(size, label: 3) { (2 + shift..<6 + shift).contains($0.i) }, to: path, like: nil)
  }

  @Test func `people are compared with each other and with themselves, by phase`() throws {
    try withTemporaryFolder { folder in
      for (name, shift) in [("anna", 0), ("ben", 2), ("again", 1)] {
        for phase in ["ED", "ES"] {
          try write("\(folder)/\(name)/p1_\(phase).nii.gz", shift: shift)
          try write("\(folder)/\(name)/p2_\(phase).nii.gz", shift: shift)
        }
      }
      let command = [
        "observers", "anna=\(folder)/anna", "\(folder)/ben", "anna=\(folder)/again", "--label",
        "LV=3",
      ]
      let done = try contourist(command + ["--csv", folder + "/agreement.csv"])
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        done.output == """
          inter-observer  mean (sd)
                        phase        LV Dice     LV HD mm  n
          anna and ben     ED  0.500 (0.000)  2.00 (0.00)  2
          anna and ben     ES  0.500 (0.000)  2.00 (0.00)  2

          intra-observer  mean (sd)
                         phase        LV Dice     LV HD mm  n
          anna and anna     ED  0.750 (0.000)  1.00 (0.00)  2
          anna and anna     ES  0.750 (0.000)  1.00 (0.00)  2

          Measurement for research, to be checked by a physician.
          table   \(folder)/agreement.csv

          """)
      let table = try String(contentsOfFile: folder + "/agreement.csv", encoding: .utf8)
      #expect(table.split(separator: "\n").count == 9)
      let report = try object(contourist(command + ["--json"]).output)
      let comparisons = try #require(report["comparisons"] as? [[String: Any]])
      #expect(comparisons.map { $0["kind"] as? String } == ["intra-observer", "inter-observer"])
    }
  }

  @Test func `one folder is no agreement, and cases must be the same`() throws {
    try withTemporaryFolder { folder in
      try write(folder + "/a/p1.nii.gz", shift: 0)
      try write(folder + "/b/p2.nii.gz", shift: 0)
      #expect(try contourist("observers", folder + "/a").status == 64)
      #expect(try contourist("observers", folder + "/a", folder + "/a").status == 64)
      #expect(try contourist("observers", folder + "/a", folder + "/b").status == 65)
    }
  }
}
