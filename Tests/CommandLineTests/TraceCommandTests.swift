import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct TraceCommandTests {
  static let image = sample("SampleData/tumour.nii.gz")
  static let clicks = ["--seed", "60,60", "--seed", "90,60", "--seed", "75,95"]

  @Test func `a contour is printed, its mask and picture written`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/mask.nii.gz"
      let picture = folder + "/picture.png"
      let done = try contourist(
        "trace", Self.image, "--slice", "5", "--seed", "60,60", "--seed", "90,60", "--seed",
        "75,95", "--label", "tumour", "--label-value", "4", "--mask", mask, "--png", picture)
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.hasPrefix("tumour  slice 5  3 clicks  outline "))
      let labels = try ImageFiles.readLabels(mask).labels
      #expect(labels.labels == [4])
      #expect(labels.slice(5).mask(of: 4).area > 100)
      #expect(try ImageFiles.read(picture).volume.size.ni >= 160)
    }
  }

  @Test func `with json the same facts are one object`() throws {
    let done = try contourist(
      "trace", Self.image, "--slice", "5", "--seed", "60,60", "--seed", "90,60", "--seed", "75,95",
      "--json")
    let report = try object(done.output)
    #expect((report["arcs"] as? [Any])?.count == 3)
    #expect((report["area_mm2"] as? Double ?? 0) > 100)
    #expect(report["closed"] as? Bool == true)
  }

  @Test(arguments: [
    (["--slice", "99"] + clicks, "there is no slice 99"),
    (["--frame", "3"] + clicks, "there is no frame 3"),
    (["--slice", "5", "--seed", "1,1", "--seed", "5,5"], "at least 3 clicks"),
    (["--slice", "5", "--seed", "1,1", "--seed", "5,5", "--seed", "1,1"], "same place"),
    (
      ["--slice", "5", "--seed", "1,1", "--seed", "5,5", "--seed", "999,1"], "outside of the slice"
    ),
  ])
  func `clicks that cannot be used end with 65 and the reason`(
    arguments: [String], reason: String
  ) throws {
    let done = try contourist(["trace", Self.image] + arguments)
    #expect(done.status == 65)
    #expect(done.errors.contains(reason), "\(done.errors)")
    #expect(done.output.isEmpty)
  }

  @Test(arguments: [
    [], ["nothing.nii.gz"], ["a.nii", "--seed", "1;2"],
    ["a.nii", "--seed", "1,2", "--sigma", "-1"],
    ["a.nii", "--jsonl"], ["a.nii", "--open", "--seed", "1,2", "--mask", "m.nii"],
  ])
  func `wrong usage ends with 64`(arguments: [String]) throws {
    #expect(try contourist(["trace"] + arguments).status == 64)
  }

  @Test func `an existing file is kept unless force is given`() throws {
    try withTemporaryFolder { folder in
      let mask = folder + "/mask.nii.gz"
      try "precious".write(toFile: mask, atomically: true, encoding: .utf8)
      let arguments = ["trace", Self.image, "--slice", "5", "--mask", mask] + Self.clicks
      #expect(try contourist(arguments).status == 65)
      #expect(try String(contentsOfFile: mask, encoding: .utf8) == "precious")
      #expect(try contourist(arguments + ["--force"]).status == 0)
      #expect(try ImageFiles.readLabels(mask).labels.labels == [1])
    }
  }

  @Test func `an endless line is refused before it fills the memory`() throws {
    let done = try contourist(
      "session", "apply", sample("Annotations/tumour.session.jsonl"), "/dev/zero")
    #expect(done.status == 65)
    #expect(done.errors.contains("longer than 64 MB"), "\(done.errors)")
  }

  @Test func `requests are answered in order and bad ones survived`() throws {
    let good = "{\"id\":\"a\",\"image\":\"\(Self.image)\",\"slice\":5,\"label\":7,"
    let lines = [
      good + "\"seeds\":[[60,60],[90,60],[75,95]]}", "nonsense", "",
      good + "\"seeds\":[[60,60],[90,60],[75,95]],\"options\":{\"sigma\":2}}",
      good + "\"seeds\":[[60,60]]}",
      "{\"id\":[1,{\"b\":null}],\"image\":\"/nowhere.nii\",\"seeds\":[]}",
    ]
    let done = try contourist("trace", "--jsonl", input: lines.joined(separator: "\n"))
    #expect(done.status == 0)
    let answers = try done.output.split(separator: "\n").map { try object(String($0)) }
    #expect(answers.count == 5)
    #expect(answers[0]["id"] as? String == "a")
    #expect(answers[0]["label"] as? Int == 7)
    #expect(answers[0]["contour"] != nil)
    #expect(answers[1]["error"] != nil)
    #expect(answers[2]["contour"] != nil)
    #expect((answers[3]["error"] as? [String: Any])?["code"] as? String == "seeds")
    #expect((answers[4]["error"] as? [String: Any])?["code"] as? String == "image")
    #expect((answers[4]["id"] as? [Any])?.count == 2)
  }

}
