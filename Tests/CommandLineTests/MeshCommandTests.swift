import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct MeshCommandTests {
  private func write(_ path: String) throws {
    var mask = ball(
      GridSize(ni: 24, nj: 24, nk: 24), centre: SIMD3(11, 11, 11), radius: 9)
    mask.voxels[0] = 2
    try ImageFiles.writeLabels(mask, to: path, like: nil)
  }

  @Test(arguments: ["stl", "ply", "glb"])
  func `a mask becomes a surface, of one label or of all`(_ ending: String) throws {
    try withTemporaryFolder { folder in
      let (mask, output) = (folder + "/m.nii.gz", folder + "/m." + ending)
      try write(mask)
      let done = try contourist("mesh", mask, "-o", output, "--label", "ball=1", "--json")
      #expect(done.status == 0, "\(done.errors)")
      let report = try object(done.output)
      #expect(report["format"] as? String == ending)
      let row = try #require((report["labels"] as? [[String: Any]])?.first)
      #expect(row["label"] as? String == "ball")
      #expect(row["euler_number"] as? Int == 2)
      let (found, counted) = (row["volume_ml"] as? Double, row["voxel_volume_ml"] as? Double)
      #expect(abs((found ?? 0) / (counted ?? 1) - 1) < 0.02)
      let one = try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int ?? 0
      let all = try contourist("mesh", mask, "-o", output, "--force")
      #expect(all.status == 0, "\(all.errors)")
      #expect(all.output.contains("label 2"))
      #expect(all.output.contains("surface \(output)"))
      let two = try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int ?? 0
      #expect(two > one)
    }
  }

  @Test func `wrong options, endings and labels are named`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/m.nii.gz"
      try write(mask)
      let output = folder + "/m.stl"
      #expect(try contourist("mesh", mask).status == 64)
      #expect(try contourist("mesh", mask, "-o", output, "--smooth", "-1").status == 64)
      #expect(try contourist("mesh", mask, "-o", folder + "/m.obj").status == 65)
      #expect(try contourist("mesh", mask, "-o", output, "--frame", "1").status == 65)
      let label = try contourist("mesh", mask, "-o", output, "--label", "LV=9")
      #expect(label.status == 65)
      #expect(label.errors.contains("LV: the mask has no voxel of the label"))
      #expect(!FileManager.default.fileExists(atPath: output))
      try "x".write(toFile: output, atomically: false, encoding: .utf8)
      #expect(try contourist("mesh", mask, "-o", output).status == 65)
      try ImageFiles.writeLabels(
        labelVolume(GridSize(ni: 4, nj: 4, nk: 1)) { _ in false }, to: folder + "/e.nii", like: nil)
      #expect(try contourist("mesh", folder + "/e.nii", "-o", folder + "/e.stl").status == 65)
    }
  }
}
