import Foundation
import ImageFiles
import MinimalPaths
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
    let contour = try #require(report["contour"] as? [[Double]])
    let arcs = try #require(report["arcs"] as? [[String: Any]])
    #expect(arcs.count == 3)
    for arc in arcs {
      let confidence = try #require(arc["confidence"] as? Double)
      #expect(confidence >= 0 && confidence <= 1)
      #expect(contour.contains(try #require(arc["look"] as? [Double])))
    }
    #expect((report["area_mm2"] as? Double ?? 0) > 100)
    #expect(report["closed"] as? Bool == true)
  }

  @Test(arguments: [
    (["--slice", "99"] + clicks, "there is no slice 99"),
    (["--frame", "3"] + clicks, "there is no frame 3"),
    (["--slice", "5", "--straight", "4"] + clicks, "there is no arc 4"),
    (["--slice", "5", "--open", "--other-way", "3"] + clicks, "there are 2 arcs"),
    (["--slice", "5", "--avoid", "/nowhere.nii.gz"] + clicks, "/nowhere.nii.gz"),
    (
      ["--slice", "5", "--avoid", sample("SampleData/abdomen_truth.nii.gz")] + clicks,
      "give the mask of the same image"
    ),
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
    ["a.nii", "--seed", "1,2", "--straight", "0"], ["a.nii", "--seed", "1,2", "--straight", "a"],
    ["a.nii", "--seed", "1,2", "--straight", "1", "--other-way", "1"],
    ["a.nii", "--seed", "1,2", "--snap", "2.5"], ["a.nii", "--seed", "1,2", "--share"],
    ["--jsonl", "--avoid", "m.nii"], ["--jsonl", "--probabilities", "p.nii"],
    ["--jsonl", "--straight", "1"],
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

  func traced(_ arguments: [String]) throws -> [String: Any] {
    let done = try contourist(["trace", Self.image, "--slice", "5", "--json"] + arguments)
    #expect(done.status == 0, "\(done.errors)")
    return try object(done.output)
  }

  func arcs(_ report: [String: Any]) throws -> [[String: Any]] {
    try #require(report["arcs"] as? [[String: Any]])
  }

  @Test func `an arc is asked to be straight or to go the other way round`() throws {
    let plain = try traced(Self.clicks)
    #expect(try arcs(plain).map { $0["course"] as? String } == ["found", "found", "found"])
    let decided = try traced(Self.clicks + ["--straight", "1", "--other-way", "3"])
    #expect(
      try arcs(decided).map { $0["course"] as? String } == ["straight", "found", "other_way"])
    #expect(try arcs(decided).map { $0["straight"] as? Bool } == [true, false, false])
    // From (60, 60) to (90, 60), voxels of 1.2 mm.
    let length = try #require(arcs(decided)[0]["length_mm"] as? Double)
    #expect(abs(length - 36) < 1e-4)
    #expect(decided["area_mm2"] as? Double != plain["area_mm2"] as? Double)
    // In words nothing is said of a straight arc that was asked for.
    let words = try contourist(
      ["trace", Self.image, "--slice", "5", "--straight", "1"] + Self.clicks)
    #expect(!words.output.contains("drawn straight"), "\(words.output)")
  }

  @Test func `an open path has a length and no area, and is drawn`() throws {
    try withTemporaryFolder { folder in
      let report = try traced(Self.clicks + ["--open", "--snap", "1", "--png", folder + "/p.png"])
      #expect(report["closed"] as? Bool == false)
      #expect(try arcs(report).count == 2)
      #expect(report["area_mm2"] as? Double == 0)
      #expect(report["length_mm"] as? Double ?? 0 > 60)
      #expect(FileManager.default.fileExists(atPath: folder + "/p.png"))
    }
  }

  /// Pixels of slice 5 inside of a contour.
  func mask(_ contour: Any?) throws -> SliceMask {
    let points = try #require(contour as? [[Double]]).map { SlicePoint($0[0], $0[1]) }
    return SliceMask(ni: 160, nj: 160, inside: points)
  }

  @Test func `a mask's structures are avoided, and their borders shared`() throws {
    try withTemporaryFolder { folder in
      // A neighbour over the left third of what the clicks suggest.
      let path = folder + "/other.nii.gz"
      let first = ["--seed", "40,50", "--seed", "70,50", "--seed", "70,100", "--seed", "40,100"]
      _ = try traced(
        first + ["--straight", "1", "--straight", "2", "--straight", "3", "--straight", "4"]
          + ["--mask", path])
      let other = try ImageFiles.readLabels(path).labels.slice(5).mask(of: 1)
      func overlap(_ mask: SliceMask) -> Int {
        zip(mask.pixels, other.pixels).count { $0 && $1 }
      }
      let clicks = ["--seed", "72,62", "--seed", "95,60", "--seed", "85,95", "--seed", "72,90"]
      let alone = try mask(try traced(clicks)["contour"])
      let beside = try mask(try traced(clicks + ["--avoid", path])["contour"])
      let sharing = try mask(try traced(clicks + ["--avoid", path, "--share"])["contour"])
      #expect(overlap(alone) > 50, "\(overlap(alone))")
      // About half a pixel along the 30 of the border is tolerated.
      #expect(overlap(beside) <= 25, "\(overlap(beside))")
      #expect(overlap(sharing) == 0, "\(overlap(sharing))")
      // A request with the mask, and one with its outline, say the same.
      let outline = try #require(other.outlines.first).map { [$0.x, $0.y] }
      let polygons = String(
        decoding: try JSONSerialization.data(withJSONObject: [outline]), as: UTF8.self)
      let request = """
        {"image":"\(Self.image)","slice":5,"seeds":[[72,62],[95,60],[85,95],[72,90]],\
        "options":{"share":true,"avoid":
        """
      let answers = try contourist(
        "trace", "--jsonl", input: "\(request)\"\(path)\"}}\n\(request)\(polygons)}}\n")
      let lines = try answers.output.split(separator: "\n").map { try object(String($0)) }
      for line in lines { #expect(try mask(line["contour"]) == sharing) }
      #expect(lines.count == 2)
    }
  }

  @Test func `requests name arcs by their first click, counted from 0`() throws {
    let request = "{\"image\":\"\(Self.image)\",\"slice\":5,\"seeds\":[[60,60],[90,60],[75,95]],"
    let done = try contourist(
      "trace", "--jsonl", input: request + "\"options\":{\"straight\":[0],\"other_way\":[2]}}\n")
    let answer = try object(done.output)
    let same = try traced(Self.clicks + ["--straight", "1", "--other-way", "3"])
    #expect(try mask(answer["contour"]) == mask(same["contour"]))
  }

  @Test(arguments: [
    ("\"straight\":[3]", "0 to 2"), ("\"straight\":1", "must be a list"),
    ("\"straight\":[0],\"other_way\":[0]", "named twice"), ("\"snap\":2.5", "0.0 to 2.0 pixels"),
    ("\"share\":true", "give them with \"avoid\""), ("\"share\":1", "true or false"),
    ("\"avoid\":[[[1,2],[3,4]]]", "three points"), ("\"avoid\":[[1,2]]", "list of polygons"),
    ("\"avoid\":[[[1,2],[3,4],[1e300,5]]]", "far outside"),
    ("\"avoid\":\"/nowhere.nii\"", "/nowhere.nii"), ("\"magic\":1", "known are"),
    ("\"avoid\":\"\(sample("SampleData/abdomen_truth.nii.gz"))\"", "mask of the same image"),
  ])
  func `an option that cannot be used is refused with the reason`(
    option: String, reason: String
  ) throws {
    let request = "{\"image\":\"\(Self.image)\",\"slice\":5,\"seeds\":[[60,60],[90,60],[75,95]],"
    let done = try contourist("trace", "--jsonl", input: request + "\"options\":{\(option)}}\n")
    let error = try #require(try object(done.output)["error"] as? [String: Any])
    #expect((error["message"] as? String)?.contains(reason) == true, "\(error)")
  }

  /// Probabilities of the tumour sample's grid: 0.9 inside of a disc in slice 5 and 0.1 outside, as
  /// three volumes whose last two add up to that.
  func writeProbabilities(to path: String, frames: Int = 3) throws {
    let image = try ImageFiles.read(Self.image)
    let size = image.volume.size
    var voxels = [Float](repeating: 0, count: size.count * frames)
    for frame in 0..<frames {
      for n in 0..<size.count {
        let (x, y) = (Double(n % size.ni) - 75, Double(n / size.ni % size.nj) - 75)
        let inside: Float = x * x + y * y < 400 ? 0.9 : 0.1
        let share: Float = frames == 1 ? 1 : [0, 0.25, 0.75][frame]
        voxels[frame * size.count + n] = inside * share
      }
    }
    let volume = Volume(geometry: image.volume.geometry, frames: frames, voxels: voxels)
    try ImageFiles.writeVolume(volume, to: path)
  }

  @Test func `a network's probabilities guide a contour, alone and in requests`() throws {
    try withTemporaryFolder { folder in
      let (regions, single) = (folder + "/regions.nii.gz", folder + "/single.nii.gz")
      try writeProbabilities(to: regions)
      try writeProbabilities(to: single, frames: 1)
      let clicks = ["--seed", "95,75", "--seed", "75,95", "--seed", "55,75"]
      let alone = try mask(try traced(clicks)["contour"])
      let guided = try mask(try traced(clicks + ["--probabilities", single])["contour"])
      let summed = try mask(try traced(clicks + ["--probabilities", regions + ":1+2"])["contour"])
      #expect(guided != alone)
      #expect(guided == summed)
      #expect(
        try mask(try traced(clicks + ["--probabilities", regions + ":0"])["contour"]) == alone)
      let request = """
        {"image":"\(Self.image)","slice":5,"seeds":[[95,75],[75,95],[55,75]],"probabilities":
        """
      let lines = ["\"\(single)\"}", "\"\(regions):1+2\"}", "null}", "\"\(single)\"}"]
      let answers = try contourist(
        "trace", "--jsonl", input: lines.map { request + $0 }.joined(separator: "\n"))
      let masks = try answers.output.split(separator: "\n").map {
        try mask(try object(String($0))["contour"])
      }
      #expect(masks == [guided, guided, alone, guided])
    }
  }

  @Test func `probabilities that do not fit are refused with the reason`() throws {
    try withTemporaryFolder { folder in
      let regions = folder + "/regions.nii.gz"
      try writeProbabilities(to: regions)
      let cases = [
        (sample("SampleData/abdomen_truth.nii.gz"), "the probabilities of the same image"),
        (regions, "has 3 frames, the image 1 frame"), (regions + ":3", "volumes 0 to 2"),
        (regions + ":1+1", "named twice"), ("/nowhere.nii.gz", "/nowhere.nii.gz"),
        (Self.image, "a probability lies between 0 and 1"),
      ]
      let seeds = "\"seeds\":[[60,60],[90,60],[75,95]]"
      for (argument, reason) in cases {
        let done = try contourist(
          ["trace", Self.image, "--slice", "5", "--probabilities", argument] + Self.clicks)
        #expect(done.status == 65)
        #expect(done.errors.contains(reason), "\(done.errors)")
        let answer = try object(
          try contourist(
            "trace", "--jsonl",
            input: "{\"image\":\"\(Self.image)\",\"slice\":5,\(seeds),"
              + "\"probabilities\":\"\(argument)\"}\n"
          ).output)
        let error = try #require(answer["error"] as? [String: Any])
        #expect((error["message"] as? String)?.contains(reason) == true, "\(error)")
      }
      let number = try contourist(
        "trace", "--jsonl", input: "{\"image\":\"a.nii\",\(seeds),\"probabilities\":1}\n")
      #expect(number.output.contains("must be the path of a file"))
    }
  }

  @Test func `a hole is a contour of its own, filled even-odd`() throws {
    let outer = try traced(Self.clicks)
    let inner = try traced(["--seed", "72,66", "--seed", "80,66", "--seed", "76,74"])
    var region = try mask(outer["contour"])
    let whole = region.area
    let hole = try #require(inner["contour"] as? [[Double]]).map { SlicePoint($0[0], $0[1]) }
    region.toggle(inside: hole)
    #expect(region.area == whole - SliceMask(ni: 160, nj: 160, inside: hole).area)
  }
}
