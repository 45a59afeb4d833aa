import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct ConsensusCommandTests {
  private let size = GridSize(ni: 14, nj: 9, nk: 3)

  /// Three masks, each a pixel further to the right.
  private func writeMasks(_ folder: String) throws -> [String] {
    let geometry = Geometry(
      size: size, axes: (SIMD3(0, 1.5, 0), SIMD3(-1.25, 0, 0), SIMD3(0, 0, 7)),
      origin: WorldPoint(3, -4, 5))
    return try (0..<3).map { n in
      let labels = labelVolume(size) { (3 + n..<9 + n).contains($0.i) && (2..<7).contains($0.j) }
      let path = "\(folder)/\(n).nii.gz"
      try ImageFiles.writeLabels(
        LabelVolume(geometry: geometry, voxels: labels.voxels), to: path, like: nil)
      return path
    }
  }

  @Test(arguments: ["majority", "staple"])
  func `of three masks the middle one is agreed on, with the first one's geometry`(
    _ method: String
  ) throws {
    try withTemporaryFolder { folder in
      let masks = try writeMasks(folder)
      let agreed = folder + "/agreed.nii.gz"
      let done = try contourist(
        ["consensus"] + masks + [
          "-o", agreed, "--method", method, "--disagreement", folder + "/map.nii.gz",
          "--disagreement-as", "count", "--figure", folder + "/map.png", "--image", masks[0],
        ])
      #expect(done.status == 0, "\(done.errors)")
      let found = try ImageFiles.readLabels(agreed).labels
      let middle = try ImageFiles.readLabels(masks[1]).labels
      #expect(found == middle)
      let headers = try [agreed, masks[0]].map { try #require(try ImageFiles.read($0).header) }
      #expect(headers[0].bytes == headers[1].bytes)
      let map = try ImageFiles.read(folder + "/map.nii.gz").volume
      #expect(map.geometry == middle.geometry)
      #expect(map.voxels[size.offset(VoxelIndex(3, 4, 1))] == 1)
      #expect(map.voxels[size.offset(VoxelIndex(6, 4, 1))] == 0)
      #expect(FileManager.default.fileExists(atPath: folder + "/map.png"))
    }
  }

  @Test func `STAPLE says how far each annotator is trusted, and writes probabilities`() throws {
    try withTemporaryFolder { folder in
      let masks = try writeMasks(folder)
      let report = try object(
        contourist(
          ["consensus"] + masks + [
            "-o", folder + "/a.nii.gz", "--method", "staple", "--probabilities",
            folder + "/p.nii.gz", "--json", "--label", "LV=1",
          ]
        ).output)
      let rows = try #require(report["annotators"] as? [[String: Any]])
      #expect(rows.count == 3)
      #expect(report["converged"] as? Bool == true)
      let sensitivities = rows.compactMap { $0["sensitivity"] as? Double }
      #expect(sensitivities[1] > sensitivities[0])
      let shares = try ImageFiles.read(folder + "/p.nii.gz").volume.voxels
      #expect(shares.allSatisfy { (0...1).contains($0) })
      #expect(shares.contains { $0 > 0.9 })
    }
  }

  @Test func `nothing is written over an input or of masks that do not fit`() throws {
    try withTemporaryFolder { folder in
      let masks = try writeMasks(folder)
      let output = folder + "/a.nii.gz"
      #expect(try contourist("consensus", masks[0], "-o", output).status == 64)
      #expect(
        try contourist("consensus", masks[0], masks[1], "-o", masks[0], "--force").status == 65)
      let other = folder + "/other.nii.gz"
      try ImageFiles.writeLabels(labelVolume(size) { $0.i < 3 }, to: other, like: nil)
      #expect(try contourist("consensus", masks[0], other, "-o", output).status == 65)
      #expect(
        try contourist("consensus", masks[0], other, "-o", output, "--ignore-geometry").status == 0)
      #expect(
        try contourist("consensus", masks[0], folder, "-o", folder + "/b.nii.gz").status == 65)
      #expect(
        try contourist(
          ["consensus"] + masks + [
            "-o", folder + "/c.nii.gz", "--probabilities", folder + "/p.nii",
          ]
        ).status == 64)
      #expect(
        try contourist(
          ["consensus"] + masks + [
            "-o", folder + "/d.nii.gz", "--method", "staple", "--probabilities", folder + "/p.nii",
            "--of", "9",
          ]
        ).status == 65)
      #expect(!FileManager.default.fileExists(atPath: folder + "/d.nii.gz"))
      #expect(try contourist(["consensus"] + masks + ["-o", folder + "/e.jpg"]).status == 65)
    }
  }
}
