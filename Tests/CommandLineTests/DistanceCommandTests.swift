import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct DistanceCommandTests {
  /// Two slabs, 2 mm a voxel along i: label 1 ends at 9 mm, label 2 begins at 19 mm.
  private func write(_ path: String) throws {
    var mask = labelVolume(GridSize(ni: 20, nj: 6, nk: 6), spacing: SIMD3(2, 1, 1)) {
      (2...4).contains($0.i)
    }
    for n in mask.voxels.indices where (10...12).contains(n % 20) { mask.voxels[n] = 2 }
    try ImageFiles.writeLabels(mask, to: path, like: nil)
  }

  @Test func `pairs, points and lines are measured in millimetres`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/m.nii.gz"
      try write(mask)
      let names = ["--label", "tumour=1", "--label", "vessel=2"]
      let pairs = try contourist(["distance", mask] + names)
      #expect(pairs.status == 0, "\(pairs.errors)")
      #expect(pairs.output.contains("tumour   vessel  10.0"))
      let point = try object(
        contourist(["distance", mask, "--point", "-1,2,2", "--json"] + names).output)
      let rows = try #require(point["points"] as? [[String: Any]])
      #expect(rows.map { $0["distance"] as? Double } == [4, 20])
      #expect(rows[0]["nearest"] as? [Double] == [3, 2, 2])
      let voxel = try object(
        contourist(["distance", mask, "--voxel", "--point", "3,2,2", "--json"] + names).output)
      #expect((voxel["points"] as? [[String: Any]])?.first?["inside"] as? Bool == true)
      let line = try contourist(
        ["distance", mask, "--from", "-7,2,2", "--to", "16,2,2"] + names)
      #expect(line.output.contains("hits tumour from 10.0 to 16.0 mm (6.0 mm in it)"))
      let short = try contourist(
        ["distance", mask, "--from", "-7,2,2", "--to", "5,2,2"] + names)
      #expect(short.output.contains("hits tumour from 10.0 to its end (2.0 mm in it)"))
      #expect(line.output.contains("passes vessel at 3.0 mm, at a depth of 23.0"))
    }
  }

  @Test func `wrong options, labels and grids are named`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/m.nii.gz"
      try write(mask)
      for options in [
        ["--from", "1,2,3"], ["--point", "1,2"], ["--point", "1,2,nan"], ["--voxel"],
        ["--frame", "-1"],
      ] {
        #expect(try contourist(["distance", mask] + options).status == 64, "\(options)")
      }
      let label = try contourist("distance", mask, "--label", "LV=9")
      #expect(label.status == 65)
      #expect(label.errors.contains("there are 1, 2"))
      #expect(
        try contourist("distance", mask, "--from", "1,1,1", "--to", "1,1,1").status == 65)
      #expect(try contourist("distance", mask, "--frame", "1").status == 65)
      let alone = try contourist("distance", mask, "--label", "LV=1")
      #expect(alone.status == 65 && alone.errors.contains("nothing to measure from"))
      let picture = LabelVolume(
        geometry: Geometry(size: GridSize(ni: 10, nj: 10, nk: 1)), voxels: (1...100).map { $0 })
      try ImageFiles.writeLabels(picture, to: folder + "/p.nii", like: nil)
      let many = try contourist("distance", folder + "/p.nii")
      #expect(many.status == 65)
      #expect(many.errors.contains("has 100 labels"))
      let leaning = LabelVolume(
        geometry: Geometry(
          size: GridSize(ni: 2, nj: 2, nk: 2),
          axes: (SIMD3(1, 0, 0), SIMD3(0, 1, 0.3), SIMD3(0, 0, 1)), origin: WorldPoint(0, 0, 0)),
        voxels: [1, 0, 0, 0, 0, 0, 0, 2])
      try ImageFiles.writeLabels(leaning, to: folder + "/l.nii", like: nil)
      let sheared = try contourist("distance", folder + "/l.nii")
      #expect(sheared.status == 65)
      #expect(sheared.errors.contains("right angles"))
    }
  }
}
