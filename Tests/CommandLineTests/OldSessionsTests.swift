import Foundation
import ImageFiles
import Labels
import TestSupport
import Testing
import Volumes

/// Sessions that earlier versions wrote.
@Suite struct OldSessionsTests {
  private static let folder = packageRoot.appendingPathComponent("Tests/Sessions")
  private let image = sample("SampleData/cardiac.nii.gz")

  private func path(_ version: String) -> String {
    Self.folder.appendingPathComponent("\(version).session.jsonl").path
  }

  private func mask(_ version: String, in folder: String) throws -> [Int: Int] {
    let mask = "\(folder)/\(version).nii.gz"
    let done = try contourist(
      "export", path(version), "--image", image, "--format", "nifti", "-o", mask)
    #expect(done.status == 0, "\(done.errors)")
    let labels = try ImageFiles.readLabels(mask).labels
    return labels.voxels.reduce(into: [:]) { $0[Int($1), default: 0] += 1 }
  }

  @Test func `there is one of each`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(
      names.filter { $0.hasSuffix(".session.jsonl") }.sorted()
        == ["0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0"].map { $0 + ".session.jsonl" })
  }

  @Test(arguments: ["0.1.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0"])
  func `the mask is the one that was recorded then`(version: String) throws {
    let done = try contourist("session", "verify", path(version), "--image", image)
    #expect(done.status == 0 && done.output.contains("1 snapshot equal"), "\(done.errors)")
  }

  /// The outline was still young.
  @Test func `where contours are drawn otherwise today, that is said, and the session opens`()
    throws
  {
    let done = try contourist("session", "verify", path("0.2.0"), "--image", image)
    #expect(done.status == 65 && done.errors.contains("another version of the engine"))
    try withTemporaryFolder { folder in
      let (old, new) = (try mask("0.2.0", in: folder), try mask("0.3.0", in: folder))
      for label in 1...3 {
        let (a, b) = (Double(old[label] ?? 0), Double(new[label] ?? 0))
        #expect(a > 0 && abs(a - b) < 0.05 * b, "\(label): \(a), \(b)")
      }
    }
  }

  @Test func `an old session is drawn on and stays whole`() throws {
    try withTemporaryFolder { folder in
      let session = folder + "/old.session.jsonl"
      try FileManager.default.copyItem(atPath: path("0.1.0"), toPath: session)
      let action = #"{"action":"comment","text":"seen again"}"#
      let done = try contourist(["session", "apply", session, "--image", image], input: action)
      #expect(done.status == 0, "\(done.errors)")
      #expect(try contourist("session", "snapshot", session, "--image", image).status == 0)
      let verified = try contourist("session", "verify", session, "--image", image)
      #expect(verified.status == 0 && verified.output.contains("2 snapshots equal"))
    }
  }
}
