import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct BatchCommandTests {
  /// Three masks and their references; of one the reference is broken.
  private func masks(_ folder: String) throws -> (masks: String, truths: String) {
    let (masks, truths) = (folder + "/masks", folder + "/truths")
    for path in [masks, truths] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    let cardiac = try ImageFiles.readLabels(sample("SampleData/cardiac_truth.nii.gz")).labels
    for (n, name) in ["a", "b", "c"].enumerated() {
      try ImageFiles.writeLabels(cardiac.frame(n), to: "\(truths)/\(name).nii.gz", like: nil)
      try ImageFiles.writeLabels(cardiac.frame(n + 1), to: "\(masks)/\(name).nii.gz", like: nil)
    }
    return (masks, truths)
  }

  private func report(_ folder: String) throws -> [String: Any] {
    try object(String(contentsOfFile: folder + "/report.json", encoding: .utf8))
  }

  @Test func `presegment labels what it can, says what failed, and goes on later`() throws {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let (images, out) = (folder + "/images", folder + "/masks")
      try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: false)
      for name in ["a", "c"] {
        try FileManager.default.copyItem(
          atPath: sample("SampleData/tumour.nii.gz"), toPath: images + "/\(name).nii.gz")
      }
      try FileManager.default.copyItem(
        atPath: sample("SampleData/tumour_truth.nii.gz"), toPath: images + "/a_truth.nii.gz")
      let bad = URL(fileURLWithPath: images + "/b.nii.gz")
      try Data("no image".utf8).write(to: bad)
      let command = ["batch", "presegment", images, "--model", model, "-o", out]
      let first = try contourist(command)
      #expect(first.status == 65)
      #expect(first.errors.contains("a_truth.nii.gz"))
      #expect(first.errors.contains("1 case failed of 3"))
      #expect(first.output.contains("a mL") && first.output.contains("physician"))
      #expect(first.output.contains("failed  b: \(bad.path): this is none of NIfTI"))
      #expect(try report(out)["done"] as? Int == 2)
      // The same as one by one.
      let one = folder + "/one.nii.gz"
      #expect(
        try contourist("presegment", images + "/a.nii.gz", "--model", model, "-o", one).status == 0)
      let labels = try ImageFiles.readLabels(one).labels
      for name in ["a", "c"] {
        #expect(try ImageFiles.readLabels("\(out)/\(name).nii.gz").labels == labels)
      }
      // Mended, it alone is done; the other masks are not touched.
      let before = try FileManager.default.attributesOfItem(atPath: out + "/a.nii.gz")
      try Data(contentsOf: URL(fileURLWithPath: images + "/a.nii.gz")).write(to: bad)
      let second = try contourist(command)
      #expect(second.status == 0, "\(second.errors)")
      let after = try FileManager.default.attributesOfItem(atPath: out + "/a.nii.gz")
      #expect(before[.modificationDate] as? Date == after[.modificationDate] as? Date)
      #expect(try ImageFiles.readLabels(out + "/b.nii.gz").labels == labels)
      // Other options are another batch.
      let other = try contourist(command + ["--no-flips", "--frame", "0"])
      #expect(other.status == 65 && other.errors.contains("--frame 0"))
      #expect(try contourist(command + ["--frame", "0", "--force"]).status == 0)
    }
  }

  @Test func `masks that are there are kept, and images never replaced`() throws {
    try withTemporaryFolder { folder in
      let model = try writeTinyModel(in: folder)
      let (images, out) = (folder + "/images", folder + "/masks")
      for path in [images, out] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      }
      let image = images + "/a.nii.gz"
      try FileManager.default.copyItem(atPath: sample("SampleData/tumour.nii.gz"), toPath: image)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: out + "/a.nii.gz"))
      let command = ["batch", "presegment", images, "--model", model, "-o"]
      let there = try contourist(command + [out])
      #expect(there.status == 65 && there.errors.contains("--force"))
      #expect(FileManager.default.contents(atPath: out + "/a.nii.gz") == Data("mine".utf8))
      let over = try contourist(command + [images, "--force"])
      #expect(over.status == 65 && over.errors.contains("is an input"))
    }
  }

  @Test func `sessions begun are kept from the moment that somebody works on them`() throws {
    try withTemporaryFolder { folder in
      let images = folder + "/images"
      try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: false)
      let cine = try ImageFiles.read(sample("SampleData/cardiac.nii.gz"))
      try ImageFiles.writeVolume(cine.volume.frame(0), to: images + "/a.nii.gz", like: cine)
      let session = folder + "/sessions/a.session.jsonl"
      let command = [
        "batch", "presegment", images, "--model", "cardiac-cine", "-o", folder + "/masks",
        "--sessions", folder + "/sessions",
      ]
      #expect(try contourist(command).status == 0)
      #expect(try contourist("session", "verify", session).status == 0)
      // Done again, as after a fault between the session and its result.
      try FileManager.default.removeItem(atPath: folder + "/masks/a.nii.gz")
      #expect(try contourist(command).status == 0)
      #expect(try contourist("session", "snapshot", session, "--author", "anna").status == 0)
      let before = FileManager.default.contents(atPath: session)
      try FileManager.default.removeItem(atPath: folder + "/masks/a.nii.gz")
      let again = try contourist(command)
      #expect(again.status == 65 && again.output.contains("somebody has worked on this session"))
      #expect(FileManager.default.contents(atPath: session) == before)
    }
  }

  @Test func `evaluate finds what evaluate finds`() throws {
    try withTemporaryFolder { folder in
      let (masks, truths) = try masks(folder)
      let out = folder + "/scores"
      let done = try contourist(
        "batch", "evaluate", masks, truths, "-o", out, "--slices", "--workers", "2")
      #expect(done.status == 0, "\(done.errors)")
      let csv = folder + "/scores.csv"
      let alone = try contourist(
        "evaluate", masks, truths, "--slices", "--json", "--csv", csv)
      let expected = try object(alone.output)
      let found = try #require(try report(out)["report"] as? [String: Any])
      for key in ["cases", "slices", "summary", "labels", "tolerance_mm"] {
        #expect((found[key] as? NSObject) == (expected[key] as? NSObject), "\(key)")
      }
      #expect(
        FileManager.default.contents(atPath: out + "/report.csv")
          == FileManager.default.contents(atPath: csv))
      // A reference of another size stops none of the others.
      try FileManager.default.removeItem(atPath: truths + "/b.nii.gz")
      try FileManager.default.copyItem(
        atPath: sample("SampleData/tumour_truth.nii.gz"), toPath: truths + "/b.nii.gz")
      let broken = try contourist("batch", "evaluate", masks, truths, "-o", out, "--slices")
      #expect(broken.status == 65 && broken.output.contains("failed  b: "))
      #expect(try report(out)["done"] as? Int == 2)
    }
  }

  @Test func `measure, replay and export do every session`() throws {
    try withTemporaryFolder { folder in
      let annotations = sample("Annotations")
      let measured = folder + "/measured"
      let done = try contourist("batch", "measure", annotations, "-o", measured)
      #expect(done.status == 0, "\(done.errors)")
      let csv = folder + "/alone.csv"
      let session = annotations + "/cardiac.session.jsonl"
      #expect(try contourist("measure", session, "--csv", csv).status == 0)
      let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").dropFirst()
      let all = try String(contentsOfFile: measured + "/report.csv", encoding: .utf8)
      #expect(!rows.isEmpty && rows.allSatisfy { all.contains($0) })

      let replayed = folder + "/replayed"
      #expect(try contourist("batch", "replay", annotations, "-o", replayed).status == 0)
      let mask = folder + "/mask.nii.gz"
      #expect(try contourist("session", "replay", session, "--mask", mask).status == 0)
      #expect(
        FileManager.default.contents(atPath: replayed + "/cardiac.nii.gz")
          == FileManager.default.contents(atPath: mask))

      let exported = folder + "/exported"
      #expect(
        try contourist("batch", "export", annotations, "--format", "polygons", "-o", exported)
          .status == 0)
      let one = folder + "/one.json"
      #expect(
        try contourist("export", session, "--format", "polygons", "-o", one).status == 0)
      #expect(
        FileManager.default.contents(atPath: exported + "/cardiac.json")
          == FileManager.default.contents(atPath: one))
    }
  }

  @Test func `a broken session is left out of a training set, and named`() throws {
    try withTemporaryFolder { folder in
      let image = folder + "/cardiac.nii.gz"
      try FileManager.default.copyItem(
        atPath: sample("SampleData/cardiac.nii.gz"), toPath: image)
      for name in ["one", "two"] {
        let session = "\(folder)/\(name).session.jsonl"
        let lines = try String(
          contentsOfFile: sample("Annotations/cardiac.session.jsonl"), encoding: .utf8)
        try lines.replacing("../SampleData/cardiac.nii.gz", with: "cardiac.nii.gz")
          .write(toFile: session, atomically: true, encoding: .utf8)
      }
      // The path stands in the first line, which the second has the hash of.
      let done = try contourist(
        "batch", "export", folder, "--format", "nnunet", "-o", folder + "/out")
      #expect(done.status == 65 && done.output.contains("failed  one: "))
      try FileManager.default.removeItem(atPath: folder + "/one.session.jsonl")
      try FileManager.default.removeItem(atPath: folder + "/two.session.jsonl")
      let sound = try contourist(
        "batch", "export", sample("Annotations/cardiac.session.jsonl"),
        "--format", "pairs", "-o", folder + "/set")
      #expect(sound.status == 0, "\(sound.errors)")
      #expect(FileManager.default.fileExists(atPath: folder + "/set/set/manifest.json"))
    }
  }

  @Test func `status tells how far it is, a folder without a batch is refused`() throws {
    try withTemporaryFolder { folder in
      let (masks, truths) = try masks(folder)
      let none = try contourist("batch", "status", folder)
      #expect(none.status == 65 && none.errors.contains("no batch was begun"))
      let out = folder + "/scores"
      #expect(try contourist("batch", "evaluate", masks, truths, "-o", out).status == 0)
      let status = try contourist("batch", "status", out, "--json")
      #expect(try object(status.output)["done"] as? Int == 3)
      try Data("{".utf8).write(to: URL(fileURLWithPath: out + "/batch/plan.json"))
      let broken = try contourist("batch", "status", out)
      #expect(broken.status == 65 && broken.errors.contains("no plan"))
    }
  }

  @Test func `a dry run shows the scripts and writes nothing`() throws {
    try withTemporaryFolder { folder in
      let (masks, truths) = try masks(folder)
      let out = folder + "/scores"
      let done = try contourist(
        "batch", "evaluate", masks, truths, "-o", out, "--slurm", "--shards", "2", "--dry-run",
        "--memory", "2G", "--sbatch", "--partition=long")
      #expect(done.status == 0, "\(done.errors)")
      for part in ["--array=1-2", "--mem=2G", "--partition=long", "batch work", "batch merge"] {
        #expect(done.output.contains(part), "\(part)")
      }
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }
}

/// The same on a real cluster.
@Suite(.enabled(if: SlurmCluster.canRun, "\(SlurmCluster.whyNot)"))
struct BatchSlurmTests {
  @Test func `two nodes find what one machine finds`() throws {
    try withTemporaryFolder { folder in
      let (masks, truths) = (folder + "/the masks", folder + "/the truths")
      for path in [masks, truths] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      }
      let cardiac = try ImageFiles.readLabels(sample("SampleData/cardiac_truth.nii.gz")).labels
      for n in 0..<8 {
        try ImageFiles.writeLabels(cardiac.frame(n), to: "\(truths)/\(n).nii.gz", like: nil)
        try ImageFiles.writeLabels(cardiac.frame(n + 1), to: "\(masks)/\(n).nii.gz", like: nil)
      }
      try Data("no mask".utf8).write(to: URL(fileURLWithPath: masks + "/3.nii.gz"))
      let (here, there) = (folder + "/here", folder + "/there it's")
      let command = ["batch", "evaluate", masks, truths, "-o"]
      #expect(try contourist(command + [here]).status == 65)
      try SlurmCluster.running { cluster in
        let done = try contourist(
          command + [there, "--slurm", "--shards", "3", "--wait"], environment: cluster.environment)
        #expect(done.status == 65 && done.output.contains("failed  3: "), "\(done.errors)")
      }
      for name in ["report.csv"] {
        #expect(
          FileManager.default.contents(atPath: "\(here)/\(name)")
            == FileManager.default.contents(atPath: "\(there)/\(name)"))
      }
      let status = try object(contourist("batch", "status", there, "--json").output)
      #expect(status["done"] as? Int == 7 && (status["shards"] as? [Any])?.count == 3)
    }
  }
}
