import Foundation
import ImageFiles
import MinimalPaths
import TestSupport
import Testing
import Volumes

@Suite struct SessionCommandTests {
  static let image = sample("SampleData/tumour.nii.gz")

  static let ring =
    [(60, 60), (90, 60), (75, 95)].map {
      "{\"action\":\"seed.add\",\"contour\":\"t\",\"label\":\"tumour\",\"slice\":5,\"x\":\($0.0),\"y\":\($0.1)}"
    }.joined(separator: "\n") + "\n{\"action\":\"contour.close\",\"contour\":\"t\"}\n"

  func withSession(_ body: (String, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let session = folder + "/a.session.jsonl"
      let made = try contourist(
        "session", "new", Self.image, "--label", "tumour=1", "--output", session)
      #expect(made.status == 0, "\(made.errors)")
      try body(session, folder)
    }
  }

  @Test func `clicked, undone and redone, a session replays to one mask`() throws {
    try withSession { session, folder in
      #expect(try contourist("session", "apply", session, input: Self.ring).status == 0)
      let first = try contourist("session", "replay", session, "--mask", folder + "/a.nii.gz")
      #expect(first.status == 0, "\(first.errors)")
      #expect(try contourist("session", "undo", session, "--count", "2").status == 0)
      #expect(try contourist("session", "redo", session, "--count", "2").status == 0)
      #expect(try contourist("session", "snapshot", session).status == 0)
      #expect(try contourist("session", "verify", session).status == 0)
      _ = try contourist("session", "replay", session, "--mask", folder + "/b.nii.gz")
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: folder + "/a.nii.gz"))
          == Data(contentsOf: URL(fileURLWithPath: folder + "/b.nii.gz")))
      let shown = try object(try contourist("session", "show", session, "--json").output)
      #expect((shown["contours"] as? [[String: Any]])?.first?["closed"] as? Bool == true)
      #expect(shown["lines"] as? Int == 9)
    }
  }

  @Test func `the first bad action stops, the ones before it stay`() throws {
    try withSession { session, _ in
      let done = try contourist(
        "session", "apply", session,
        input: Self.ring + "{\"action\":\"contour.close\",\"contour\":\"t\"}\n" + Self.ring)
      #expect(done.status == 65)
      #expect(done.errors.contains("line 5"))
      #expect(done.errors.contains("closed already"))
      let shown = try object(try contourist("session", "show", session, "--json").output)
      #expect(shown["lines"] as? Int == 4)
    }
  }

  @Test func `asked to keep going, only the bad actions are missing`() throws {
    try withSession { session, _ in
      let done = try contourist(
        "session", "apply", session, "--keep-going", "--json",
        input: "nonsense\n" + Self.ring + "{\"action\":\"redo\"}\n{\"action\":\"undo\"}\n")
      #expect(done.status == 65)
      #expect(done.output.split(separator: "\n").count == 7)
      let shown = try object(try contourist("session", "show", session, "--json").output)
      #expect(shown["lines"] as? Int == 5)
    }
  }

  @Test func `the image is never overwritten, wherever the program is started`() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/sub", withIntermediateDirectories: true)
      let image = folder + "/i.nii.gz"
      try FileManager.default.copyItem(atPath: Self.image, toPath: image)
      let session = folder + "/sub/s.jsonl"
      _ = try contourist("session", "new", image, "--output", session)
      for arguments in [
        ["session", "replay", session, "--mask", image],
        ["export", session, "--format", "nifti", "--output", image],
        ["export", session, "--format", "polygons", "--output", folder + "/sub/../i.nii.gz"],
        ["render", "--session", session, "--output", image],
        ["render", image, "--output", image],
        ["session", "replay", session, "--mask", session],
      ] {
        let done = try contourist(arguments + ["--force"])
        #expect(done.status == 65)
        #expect(done.errors.contains("is an input"), "\(done.errors)")
      }
      #expect(
        FileManager.default.contentsEqual(atPath: image, andPath: Self.image))
    }
  }

  @Test func `a field that no action has is refused`() throws {
    try withSession { session, _ in
      let done = try contourist(
        "session", "apply", session, input: Self.ring.replacing("\"x\"", with: "\"indx\":0,\"x\""))
      #expect(done.status == 65)
      #expect(done.errors.contains("\"indx\" is no field"))
    }
  }

  @Test func `a structure that was missed has Dice 0 in the table`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/s.jsonl"
      let image = sample("SampleData/abdomen.nii.gz")
      _ = try contourist(
        "session", "new", image, "--label", "liver=1", "--label", "spleen=4", "--output", session)
      let dab =
        "{\"action\":\"paint\",\"label\":\"liver\",\"slice\":9,\"points\":[[40,60]],\"radius_mm\":9}"
      _ = try contourist("session", "apply", session, input: dab)
      let replayed = try contourist(
        "session", "replay", session, "--json", "--reference",
        sample("SampleData/abdomen_truth.nii.gz"))
      let rows = try #require(try object(replayed.output)["rows"] as? [[String: Any]])
      #expect(rows.map { $0["value"] as? Int } == [1, 2, 3, 4])
      #expect(rows[3]["dice"] as? Double == 0)
      #expect(rows[0]["dice"] as? Double ?? 0 > 0)
    }
  }

  @Test func `a contour that encloses nothing is spoken of`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/s.jsonl"
      _ = try contourist("session", "new", Self.image, "--output", session)
      // Outside of the head, where the image is nearly black, on one line.
      let line = (0...2).map {
        "{\"action\":\"seed.add\",\"contour\":\"t\",\"label\":1,\"slice\":0,\"x\":\($0),\"y\":0}"
      }
      let actions = line + ["{\"action\":\"contour.close\",\"contour\":\"t\"}"]
      _ = try contourist("session", "apply", session, input: actions.joined(separator: "\n"))
      let done = try contourist("session", "replay", session)
      #expect(done.status == 0)
      #expect(done.errors.contains("contour \"t\" in slice 0 labels nothing"), "\(done.errors)")
    }
  }

  @Test(arguments: ["A=:", "A=", "=3", "A=0", "A=256", "A=1:#+12345", "A=1:red"])
  func `a label that cannot be read is wrong usage`(label: String) throws {
    #expect(try contourist("session", "new", Self.image, "--label", label).status == 64)
  }

  @Test func `a session for another image ends with 65`() throws {
    try withSession { session, _ in
      let done = try contourist(
        "session", "verify", session, "--image", sample("SampleData/abdomen.nii.gz"))
      #expect(done.status == 65)
      #expect(done.errors.contains("another image"))
    }
  }

  @Test func `an edited journal ends with 65 and names the line`() throws {
    try withSession { session, _ in
      _ = try contourist("session", "apply", session, input: Self.ring)
      let text = try String(contentsOfFile: session, encoding: .utf8)
      try text.replacing("\"x\":90", with: "\"x\":91").write(
        toFile: session, atomically: true, encoding: .utf8)
      let done = try contourist("session", "verify", session)
      #expect(done.status == 65)
      #expect(done.errors.contains("line 3 was changed"))
    }
  }

  @Test func `a session is moved together with its image`() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/one/data", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: Self.image, toPath: folder + "/one/data/i.nii.gz")
      let made = try contourist(
        "session", "new", folder + "/one/data/i.nii.gz", "--output", folder + "/one/s.jsonl")
      #expect(made.status == 0, "\(made.errors)")
      try FileManager.default.moveItem(atPath: folder + "/one", toPath: folder + "/two")
      #expect(try contourist("session", "verify", folder + "/two/s.jsonl").status == 0)
    }
  }

  @Test(arguments: ["cardiac", "tumour", "abdomen"])
  func `the example sessions are intact and close to the truth`(name: String) throws {
    let session = sample("Annotations/\(name).session.jsonl")
    let verified = try contourist("session", "verify", session)
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("1 snapshot equal"))
    let replayed = try contourist(
      "session", "replay", session, "--json", "--reference",
      sample("SampleData/\(name)_truth.nii.gz"))
    let rows = try #require(try object(replayed.output)["rows"] as? [[String: Any]])
    #expect(!rows.isEmpty)
    // Structures under 25 pixels in a slice are not annotated.
    for row in rows { #expect(row["dice"] as? Double ?? 0 > 0.85, "\(row)") }
  }
}

@Suite struct ExportCommandTests {
  static let session = sample("Annotations/tumour.session.jsonl")

  @Test func `the exported mask is the replayed mask`() throws {
    try withTemporaryFolder { folder in
      let done = try contourist(
        "export", Self.session, "--format", "nifti", "--output", folder + "/m.nii")
      #expect(done.status == 0, "\(done.errors)")
      _ = try contourist("session", "replay", Self.session, "--mask", folder + "/r.nii.gz")
      #expect(
        try ImageFiles.readLabels(folder + "/m.nii").labels
          == ImageFiles.readLabels(folder + "/r.nii.gz").labels)
    }
  }

  @Test func `regions fill to the exported mask, contours lie in millimetres too`() throws {
    try withTemporaryFolder { folder in
      let done = try contourist(
        "export", Self.session, "--format", "polygons", "--output", folder + "/p.json")
      #expect(done.status == 0, "\(done.errors)")
      let document = try object(try String(contentsOfFile: folder + "/p.json", encoding: .utf8))
      let contours = try #require(document["contours"] as? [[String: Any]])
      let regions = try #require(document["regions"] as? [[String: Any]])
      let image = try ImageFiles.read(sample("SampleData/tumour.nii.gz")).volume
      var filled = LabelVolume(geometry: image.geometry)
      for region in regions {
        var mask = SliceMask(ni: image.size.ni, nj: image.size.nj)
        for outline in try #require(region["outlines"] as? [[[Double]]]) {
          mask.toggle(inside: outline.map { SlicePoint($0[0], $0[1]) })
        }
        let slice = try #require(region["slice"] as? Int)
        let value = try #require(region["value"] as? Int)
        filled.setSlice(
          slice,
          to: LabelSlice(
            ni: mask.ni, nj: mask.nj, pixels: mask.pixels.map { $0 ? UInt8(value) : 0 }))
      }
      _ = try contourist("session", "replay", Self.session, "--mask", folder + "/r.nii.gz")
      #expect(try ImageFiles.readLabels(folder + "/r.nii.gz").labels.voxels == filled.voxels)
      let first = try #require(contours.first)
      let p = try #require((first["points"] as? [[Double]])?.first)
      let world = image.geometry.world(
        VoxelPoint(p[0], p[1], Double(try #require(first["slice"] as? Int))))
      let written = try #require((first["points_mm"] as? [[Double]])?.first)
      #expect(written.count == 3)
      // Foundation may read the last digit of a decimal number another way.
      for (a, b) in zip(written, [world.x, world.y, world.z]) { #expect(abs(a - b) < 1e-9) }
    }
  }

  @Test func `mask pictures hold the label values`() throws {
    try withTemporaryFolder { folder in
      let done = try contourist(
        "export", Self.session, "--format", "png", "--output", folder + "/png")
      #expect(done.status == 0, "\(done.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/png").sorted()
      let masks = files.filter { $0.hasSuffix("_mask.png") }
      #expect(masks.count * 2 == files.count && !masks.isEmpty)
      let mask = try ImageFiles.readLabels(folder + "/png/" + masks[0]).labels
      #expect(mask.labels == [1])
    }
  }
}
