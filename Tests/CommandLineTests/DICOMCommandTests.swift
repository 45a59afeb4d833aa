import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct DICOMCommandTests {
  /// A folder of two series of bright discs: three slices across the body, one of another kind.
  func withStudy(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let study = folder + "/study"
      try FileManager.default.createDirectory(
        atPath: study, withIntermediateDirectories: false)
      for (n, place) in [("1.2.3", 0.0), ("1.2.3", 5), ("1.2.3", 10), ("1.2.4", 0)].enumerated() {
        try slice(series: place.0, at: place.1).write(to: "\(study)/IM\(9 - n)")
      }
      try body(study)
    }
  }

  private func slice(series: String, at z: Double) -> DICOMDataSet {
    var slice = DICOMDataSet()
    slice.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.4")
    slice.set("SOPInstanceUID", to: DICOMUID.random())
    slice.set("SeriesInstanceUID", to: series)
    slice.set("SeriesDescription", to: "discs \(series)")
    slice.set("PatientName", to: "Secret^Name")
    slice.set("Modality", to: "MR")
    slice.set("ImagePositionPatient", to: [0, 0, z])
    slice.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0])
    slice.set("PixelSpacing", to: [1.0, 1])
    slice.set("Rows", to: 48)
    slice.set("Columns", to: 48)
    slice.set("BitsAllocated", to: 16)
    let pixels = (0..<48 * 48).map { n in
      let (x, y) = (n % 48 - 24, n / 48 - 24)
      return x * x + y * y < 144 ? 800 : 100
    }
    slice.set("PixelData", to: pixels, as: .ow)
    return slice
  }

  @Test func `info lists the series and says nothing of the patient`() throws {
    try withStudy { study in
      let list = try contourist("info", study)
      #expect(list.status == 0, "\(list.errors)")
      #expect(list.output.contains("1       MR    3      48 x 48 x 3"), "\(list.output)")
      #expect(list.output.contains("discs 1.2.4"))
      let report = try object(try contourist("info", study, "--json").output)
      let series = try #require(report["series"] as? [[String: Any]])
      #expect(series.map { $0["uid"] as? String } == ["1.2.3", "1.2.4"])
      #expect(series[0]["dimensions"] as? [Int] == [48, 48, 3, 1])
      #expect(series[0]["spacing_mm"] as? [Double] == [1, 1, 5])
      let one = try contourist("info", study, "--series", "1", "--json").output
      #expect(try object(one)["series_description"] as? String == "discs 1.2.3")
      #expect(try object(one)["modality"] as? String == "MR")
      for text in [list.output, one] { #expect(!text.contains("Secret")) }
    }
  }

  @Test func `a command that needs one series asks which`() throws {
    try withStudy { study in
      let done = try contourist("convert", study, "--output", study + "/a.nii")
      #expect(done.status == 65)
      #expect(done.errors.contains("Choose one with --series"), "\(done.errors)")
    }
  }

  @Test func `a series is converted with its geometry, a file written anew`() throws {
    try withStudy { study in
      let output = study + "/../a.nii.gz"
      let done = try contourist("convert", study, "--series", "1.2.3", "--output", output)
      #expect(done.status == 0, "\(done.errors)")
      let read = try ImageFiles.read(output)
      #expect(read.voxelType == "int16")
      #expect(read.volume == (try ImageFiles.read(study, series: "1").volume))
      let copy = study + "/../copy.dcm"
      #expect(try contourist("convert", study + "/IM9", "--output", copy).status == 0)
      #expect(
        try DICOMDataSet(contentsOf: copy).elements
          == DICOMDataSet(contentsOf: study + "/IM9").elements)
    }
  }

  @Test func `a session keeps its series and replays on it`() throws {
    try withStudy { study in
      let made = try contourist("session", "new", study + "/", "--series", "1", "--label", "disc=1")
      #expect(made.status == 0, "\(made.errors)")
      let session = study + ".session.jsonl"
      let header = try #require(
        try String(contentsOfFile: session, encoding: .utf8).split(separator: "\n").first)
      let image = try object(String(header))["image"] as? [String: Any]
      #expect(image?["series"] as? String == "1.2.3")
      let clicks = [(12, 24), (24, 12), (36, 24), (24, 36)].map { x, y in
        "{\"action\":\"seed.add\",\"contour\":\"d\",\"label\":\"disc\",\"slice\":1,\"x\":\(x),\"y\":\(y)}"
      }
      let actions = clicks + ["{\"action\":\"contour.close\",\"contour\":\"d\"}"]
      let applied = try contourist(
        "session", "apply", session, input: actions.joined(separator: "\n") + "\n")
      #expect(applied.status == 0, "\(applied.errors)")
      #expect(try contourist("session", "snapshot", session).status == 0)
      #expect(try contourist("session", "verify", session).status == 0)
      let mask = study + "/../mask.nii.gz"
      let replayed = try contourist("session", "replay", session, "--mask", mask)
      #expect(replayed.status == 0, "\(replayed.errors)")
      let labels = try ImageFiles.readLabels(mask).labels
      #expect(labels.geometry == (try ImageFiles.read(study, series: "1").volume.geometry))
      #expect(abs(labels.slice(1).mask(of: 1).area - 441) < 30)
    }
  }

  @Test func `a traced contour and a picture come from the series that was chosen`() throws {
    try withStudy { study in
      let clicks = ["--seed", "12,24", "--seed", "24,12", "--seed", "36,24", "--seed", "24,36"]
      let done = try contourist(
        ["trace", study, "--series", "1", "--slice", "2", "--json"] + clicks)
      #expect(done.status == 0, "\(done.errors)")
      let request =
        #"{"image":"\#(study)","series":"1.2.3","slice":2,"seeds":[[12,24],[24,12],[36,24],[24,36]]}"#
      let answered = try contourist("trace", "--jsonl", input: request + "\n")
      let (line, answer) = (try object(done.output), try object(answered.output))
      #expect(answer["contour"] as? [[Double]] == line["contour"] as? [[Double]])
      let picture = study + "/../a.png"
      let drawn = try contourist(
        "render", study, "--series", "2", "--slices", "0", "--output", picture)
      #expect(drawn.status == 0, "\(drawn.errors)")
    }
  }

  @Test func `labels go out as DICOM objects and come back as contours`() throws {
    try withStudy { study in
      let session = study + ".session.jsonl"
      #expect(
        try contourist(
          "session", "new", study, "--series", "1", "--label", "LV=3", "-o", session
        ).status == 0)
      let actions = circlePoints(x: 24, y: 24, radius: 12, count: 8).map { point in
        """
        {"action":"seed.add","contour":"a","label":"LV","slice":1,"x":\(point.x),"y":\(point.y)}
        """
      }
      #expect(
        try contourist(
          "session", "apply", session,
          input: (actions + [#"{"action":"contour.close","contour":"a"}"#]).joined(separator: "\n")
        ).status == 0)
      for (format, name) in [("dicom-seg", "seg.dcm"), ("dicom-rtstruct", "rt.dcm")] {
        let object = study + name
        let done = try contourist("export", session, "--format", format, "-o", object)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.errors.contains("--identity") && !done.errors.contains("Secret"))
        let dataSet = try #require(try ImageFiles.dataSet(object))
        #expect(dataSet.text("PatientName") == nil)
        let again = study + name + ".session.jsonl"
        let back = try contourist(
          "session", "new", study, "--series", "1", "--from-mask", object, "-o", again)
        #expect(back.status == 0, "\(back.errors)")
        #expect(back.output.contains("LV"))
        // Written over an existing file only when asked.
        #expect(
          try contourist("export", session, "--format", format, "-o", object).status == 65)
      }
      let named = study + "named.dcm"
      #expect(
        try contourist("export", session, "--format", "dicom-seg", "--identity", "-o", named)
          .status == 0)
      #expect(try ImageFiles.dataSet(named)?.text("PatientName") == "Secret^Name")
      // A segmentation is a mask by itself, and no mask of another image.
      #expect(try contourist("measure", study + "seg.dcm").output.contains("LV"))
      let other = try contourist(
        "session", "new", study, "--series", "2", "--from-mask", study + "seg.dcm", "-o",
        study + "other.jsonl")
      #expect(other.status == 65 && other.errors.contains("nothing of it lies in"))
    }
  }

  @Test func `files without their patient keep their place, pixels and ties`() throws {
    try withStudy { study in
      let (clean, key, report) = (study + "-clean", study + ".key", study + ".json")
      let done = try contourist(
        "deidentify", study, "-o", clean, "--key", key, "--report", report)
      #expect(done.status == 0, "\(done.errors)")
      #expect(!(done.output + done.errors).contains("Secret"))
      #expect(try String(contentsOfFile: report, encoding: .utf8).contains("SOPInstanceUID"))
      let before = try ImageFiles.read(study, series: "1").volume
      let series = try #require(try ImageFiles.study(clean)).series
      #expect(series.count == 2 && series.allSatisfy { $0.uid.hasPrefix("2.25.") })
      let after = try series.map { try $0.read().volume }
      #expect(after.contains { $0.voxels == before.voxels && $0.geometry == before.geometry })
      // The same key gives the same pseudonyms.
      let second = study + "-second"
      #expect(try contourist("deidentify", study, "-o", second, "--key", key).status == 0)
      #expect(
        try Set(#require(try ImageFiles.study(second)).series.map(\.uid))
          == Set(series.map(\.uid)))
      #expect(try contourist("deidentify", study, "-o", clean).status == 65)
      #expect(try contourist("deidentify", study + "/none", "-o", study + "x").status == 65)
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: key))
      let short = try contourist("deidentify", study, "-o", study + "y", "--key", key)
      #expect(short.status == 65 && short.errors.contains("is no key"))
    }
  }
}
