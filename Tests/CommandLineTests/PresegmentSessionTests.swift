import Foundation
import ImageFiles
import Labels
import TestSupport
import Testing
import Volumes

@Suite struct PresegmentSessionTests {
  private let image = sample("SampleData/cardiac.nii.gz")
  private let corrections = sample("Annotations/cardiac.corrections.jsonl")

  private func dice(_ mask: String) throws -> [UInt8: Double] {
    let truth = try ImageFiles.readLabels(sample("SampleData/cardiac_truth.nii.gz")).labels.frame(0)
    let drawn = try ImageFiles.readLabels(mask).labels.frame(0)
    return [1, 2, 3].reduce(into: [:]) { $0[$1] = diceCoefficient(drawn, truth, label: $1) }
  }

  @Test func `a network draws, two slices are corrected, and the session replays`() throws {
    try withTemporaryFolder { folder in
      let (network, session) = (folder + "/network.nii.gz", folder + "/h.session.jsonl")
      func must(_ arguments: String...) throws -> String {
        let done = try contourist(arguments)
        #expect(done.status == 0, "\(arguments): \(done.errors)")
        return done.output
      }
      _ = try must(
        "presegment", image, "--model", "cardiac-cine", "--frame", "0", "-o", network, "--session",
        session)
      let before = try object(must("session", "status", session, "--json"))
      let made = try #require(before["machine_made"] as? [String: Any])
      #expect((made["untouched"] as? Int ?? 0) > 15 && made["accepted"] as? Int == 0)
      #expect((before["doubtful"] as? [Any])?.isEmpty == false)

      _ = try must("session", "apply", session, corrections)
      let after = try object(must("session", "status", session, "--json"))
      #expect((after["machine_made"] as? [String: Any])?["untouched"] as? Int == 0)
      let mask = folder + "/mask.nii.gz"
      _ = try must("session", "replay", session, "--mask", mask)
      let (drawn, corrected) = (try dice(network), try dice(mask))
      #expect(corrected[2]! > drawn[2]! + 0.02, "the apex is there now")
      #expect(corrected[1]! > 0.88 && corrected[2]! > 0.88 && corrected[3]! > 0.95)
      #expect(try must("session", "verify", session).contains("intact"))

      // Neither the session nor its probabilities are ever lost to a second run.
      let again = try contourist(
        "presegment", image, "--model", "cardiac-cine", "--frame", "0", "-o", network, "--force",
        "--session", session)
      #expect(again.status == 65 && again.errors.contains("exists already"))
      let probabilities = folder + "/h.probabilities.nii.gz"
      try FileManager.default.removeItem(atPath: probabilities)
      let blind = try contourist("session", "replay", session, "--mask", mask, "--force")
      #expect(blind.status == 65 && blind.errors.contains("h.probabilities.nii.gz"))
    }
  }

  @Test func `a session without guidance has no file beside it`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/h.session.jsonl"
      let done = try contourist(
        "presegment", image, "--model", "cardiac-cine", "--frame", "4", "-o", folder + "/m.nii.gz",
        "--session", session, "--no-guidance")
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["h.session.jsonl", "m.nii.gz"])
      let verified = try contourist("session", "verify", session)
      #expect(verified.status == 0, "\(verified.errors)")
    }
  }
}
