import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct MeasureCommandTests {
  private let names = ["--label", "RV=1", "--label", "MYO=2", "--label", "LV=3"]

  /// A square tube of muscle, 12 mm a side of cavity in frame 0 and 8 in frame 1, the right
  /// ventricle beside it.
  private func heart(_ sides: [Int], slices: Int = 6) -> LabelVolume {
    let size = GridSize(ni: 40, nj: 30, nk: slices)
    var voxels: [UInt8] = []
    for side in sides {
      for _ in 0..<slices {
        for j in 0..<30 {
          for i in 0..<40 {
            let away = max(abs(2 * i - 45), abs(2 * j - 29))
            let isRight = (2..<10).contains(i) && (10..<20).contains(j)
            voxels.append(away < side ? 3 : away < 26 ? 2 : isRight ? 1 : 0)
          }
        }
      }
    }
    return LabelVolume(
      geometry: Geometry(size: size, spacing: SIMD3(1, 1, 10)), frames: sides.count,
      voxels: voxels)
  }

  private func write(_ labels: LabelVolume, _ path: String) throws {
    try ImageFiles.writeLabels(labels, to: path, like: nil)
  }

  private func firstStudy(_ done: Outcome) throws -> [String: Any] {
    try #require((object(done.output)["studies"] as? [[String: Any]])?.first)
  }

  @Test func `a cine has volumes, an ejection fraction, mass, indices and segments`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/heart.nii.gz"
      try write(heart([12, 8, 10]), mask)
      let files = ["csv", "png", "svg"].map { folder + "/out." + $0 }
      let done = try contourist(
        ["measure", mask] + names + [
          "--csv", files[0], "--figure", files[1], "--svg", files[2], "--height-cm", "180",
          "--weight-kg", "80", "--body-surface", "mosteller", "--heart-rate", "60",
        ])
      #expect(done.status == 0, "\(done.errors)")
      for line in [
        "frame 0                4.8  31.9  8.6", "end-diastole frame 0, end-systole frame 1",
        "LV     8.6     3.8        4.8  55.6", "(Mosteller, 180 cm, 80.0 kg)",
        "Measurement for research, to be checked by a physician; no diagnosis.",
      ] {
        #expect(done.output.contains(line), "\(line) in\n\(done.output)")
      }
      for file in files { #expect(FileManager.default.fileExists(atPath: file)) }
      let table = try String(contentsOfFile: files[0], encoding: .utf8)
      #expect(table.contains("heart,,,LV,EF,%,55.5555"))
      #expect(table.contains("heart,,,LV,cardiac index,L/min/m2,0.1"))
      let report = try firstStudy(contourist(["measure", mask, "--json"] + names))
      let heart = try #require(report["heart"] as? [String: Any])
      let left = try #require(heart["left"] as? [String: Any])
      #expect(
        abs((left["ejection_fraction_percent"] as? Double ?? 0) - 100 * (1 - 64 / 144)) < 1e-4)
      let wall = try #require(heart["wall"] as? [String: Any])
      #expect((wall["segments"] as? [Any])?.count == 16)
    }
  }

  @Test func `files of one heart are joined, and files named by phase found`() throws {
    try withTemporaryFolder { folder in
      let paths = [folder + "/p1_ED.nii.gz", folder + "/p1_ES.nii.gz"]
      try write(heart([12]), paths[0])
      try write(heart([8]), paths[1])
      let joined = try firstStudy(contourist(["measure"] + paths + ["--join", "--json"] + names))
      #expect(joined["moments"] as? [String] == ["p1_ED", "p1_ES"])
      #expect(joined["heart"] != nil)
      let found = try firstStudy(contourist(["measure", folder, "--json"] + names))
      #expect(found["name"] as? String == "p1")
      #expect((found["heart"] as? [String: Any])?["es_frame"] as? Int == 1)
      // One moment alone has volumes, and why there is nothing else is said.
      let one = try contourist(["measure", paths[0]] + names)
      #expect(one.status == 0)
      #expect(one.output.contains("no ejection fraction: the left ventricle is labelled at one"))
      #expect(
        try contourist(["measure", paths[0], "--svg", folder + "/a.svg"] + names).status == 65)
    }
  }

  @Test func `a data set's hearts are a table, with the body that it knows`() throws {
    try withTemporaryFolder { folder in
      for (patient, sides) in [("patient001", [12, 8]), ("patient002", [12, 10])] {
        let path = "\(folder)/\(patient)"
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true)
        try "ED: 1\nES: 5\nGroup: NOR\nHeight: 180.0\nWeight: 80.0\n"
          .write(toFile: path + "/Info.cfg", atomically: false, encoding: .utf8)
        for (frame, side) in zip(["01", "05"], sides) {
          try write(heart([side]), "\(path)/\(patient)_frame\(frame)_gt.nii.gz")
          try write(heart([side]), "\(path)/\(patient)_frame\(frame).nii.gz")
        }
      }
      let done = try contourist("measure", folder)
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.contains("patient001        8.6     3.8  55.6"))
      #expect(done.output.contains("patient002        8.6     6.0  30.6"))
      #expect(done.output.contains("mean"))
      let study = try firstStudy(contourist("measure", folder, "--json"))
      let indices = (study["heart"] as? [String: Any])?["indices"] as? [String: Any]
      #expect(indices?["formula"] as? String == "dubois")
      #expect(try contourist("measure", folder, "--svg", folder + "/a.svg").status == 65)
    }
  }

  @Test func `what makes a heart's numbers doubtful is said`() throws {
    try withTemporaryFolder { folder in
      // Two moments, and a third in one slice.
      var mask = heart([12, 8, 4])
      for n in 2 * mask.size.count + mask.size.sliceCount..<mask.voxels.count { mask.voxels[n] = 0 }
      let path = folder + "/part.nii.gz"
      try write(mask, path)
      let part = try contourist(["measure", path] + names)
      #expect(part.output.contains("end-diastole frame 0, end-systole frame 1"), "\(part)")
      #expect(part.output.contains("Left out as drawn in part: frame 2"))
      let named = try contourist(["measure", path, "--ed", "1", "--es", "2"] + names)
      #expect(named.output.contains("one of the two may be drawn in part"))
      let swapped = try contourist(["measure", path, "--ed", "1", "--es", "0"] + names)
      #expect(swapped.output.contains("larger at the end-systole"))

      // Equal names in two folders.
      for name in ["a", "b"] {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + name, withIntermediateDirectories: false)
        try write(heart([12, 8]), folder + "/\(name)/mask.nii.gz")
      }
      let both = try contourist(
        "measure", folder + "/a/mask.nii.gz", folder + "/b/mask.nii.gz", "--json")
      let studies = try #require(try object(both.output)["studies"] as? [[String: Any]])
      #expect(Set(studies.compactMap { $0["name"] as? String }).count == 2)
    }
  }

  @Test func `what is no heart has diameters; one slice an area; a picture pixels`() throws {
    try withTemporaryFolder { folder in
      let size = GridSize(ni: 20, nj: 20, nk: 1)
      let slice = labelVolume(size, spacing: SIMD3(0.5, 0.5, 5)) { $0.j == 8 && $0.i < 12 }
      try write(slice, folder + "/slice.nii.gz")
      let flat = try contourist("measure", folder + "/slice.nii.gz")
      #expect(flat.output.contains("mm2 by counting voxels"))
      #expect(flat.output.contains("One slice: areas, no volumes."))
      #expect(flat.output.contains("label 1                     0      6.0        0.5"))
      try write(slice, folder + "/slice.png")
      let picture = try contourist("measure", folder + "/slice.png")
      #expect(picture.output.contains("pixels   label 1"))
      #expect(picture.output.contains("lengths are pixels"))
      #expect(picture.output.contains("longest in a slice, pixels"))
      let study = try firstStudy(contourist("measure", folder + "/slice.png", "--json"))
      let label = try #require((study["labels"] as? [[String: Any]])?.first)
      #expect(label["voxels"] as? Int == 12)
      #expect(label["volume_ml"] == nil)
      #expect((label["diameters"] as? [String: Any])?["unit"] as? String == "pixels")
    }
  }

  @Test func `a session's mask is measured by its own labels`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/heart.session.jsonl"
      let image = folder + "/heart.nii.gz"
      let mask = heart([12, 8])
      try ImageFiles.writeVolume(
        Volume(geometry: mask.geometry, frames: 2, voxels: mask.voxels.map { Float($0) * 50 }),
        to: image)
      let made = try contourist(["session", "new", image, "--output", session] + names)
      #expect(made.status == 0, "\(made.errors)")
      let empty = try contourist("measure", session)
      #expect(empty.output.contains("nothing is labelled"))
      let paint = [0, 1].map { frame in
        """
        {"action": "paint", "label": "LV", "slice": 3, "frame": \(frame), \
        "points": [[22, 15]], "radius_mm": \(4 - frame)}
        """
      }.joined(separator: "\n")
      _ = try contourist("session", "apply", session, input: paint)
      let done = try contourist("measure", session)
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.contains("end-diastole frame 0, end-systole frame 1"))
    }
  }

  @Test func `wrong options and files are named`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/heart.nii.gz"
      try write(heart([12, 8]), mask)
      for options in [
        ["--height-cm", "180"], ["--height-cm", "1.8", "--weight-kg", "80"], ["--ed", "-1"],
        ["--ed", "1", "--es", "1"], ["--heart-rate", "0"], ["--body-surface", "mine"],
      ] {
        #expect(try contourist(["measure", mask] + options).status == 64, "\(options)")
      }
      #expect(try contourist("measure").status == 64)
      let missing = try contourist("measure", folder + "/none.nii.gz")
      #expect(missing.status == 65)
      #expect(missing.errors.contains("there is no such file"))
      let frame = try contourist(["measure", mask, "--ed", "5"] + names)
      #expect(frame.status == 65)
      #expect(frame.errors.contains("it has 0 to 1"))
      try "no image".write(toFile: folder + "/text.nii", atomically: false, encoding: .utf8)
      #expect(try contourist("measure", folder + "/text.nii").status == 65)
      try write(heart([12], slices: 5), folder + "/short.nii.gz")
      try write(heart([12]), folder + "/one.nii.gz")
      #expect(
        try contourist("measure", folder + "/one.nii.gz", folder + "/short.nii.gz", "--join")
          .status == 65)
      #expect(try contourist("measure", mask, "--csv", mask).status == 65)
      let table = folder + "/t.csv"
      let heartless = try contourist("measure", mask, "--csv", table, "--svg", folder + "/t.svg")
      #expect(heartless.status == 65 && heartless.errors.contains("no label is named LV"))
      #expect(!FileManager.default.fileExists(atPath: table))
      #expect(try contourist("measure", mask, "--label", "LV=3", "--label", "LV=2").status == 64)
      #expect(try contourist("measure", mask, "--figure", folder + "/a.svg").status == 65)
    }
  }
}
