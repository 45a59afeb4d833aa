import Foundation
import TestSupport
import Testing

@Suite struct PhantomCommandTests {
  @Test func `a heart says what it holds, and is measured as that`() throws {
    try withTemporaryFolder { folder in
      let made = try contourist(
        "phantom", "cardiac", "--frames", "2", "--spacing", "3,3,12", "--ejection-fraction", "0.5",
        "--output", folder + "/h", "--json")
      #expect(made.status == 0, "\(made.errors)")
      let heart = try #require(object(made.output)["heart"] as? [String: Any])
      #expect((heart["frames"] as? [Any])?.count == 2)
      let labelled = try #require(heart["labelled"] as? [String: Double])
      #expect(abs((labelled["lv_ejection_fraction_percent"] ?? 0) - 50) < 0.2)
      let report = try object(
        contourist(
          "measure", folder + "/h_truth.nii.gz", "--label", "RV=1", "--label", "MYO=2", "--label",
          "LV=3", "--json"
        ).output)
      let study = try #require((report["studies"] as? [[String: Any]])?.first)
      let found = try #require(study["heart"] as? [String: Any])
      let left = try #require(found["left"] as? [String: Double])
      let (measured, known) = (
        left["ejection_fraction_percent"] ?? 0, labelled["lv_ejection_fraction_percent"] ?? 1
      )
      #expect(abs(measured - known) < 1e-3)
      #expect(abs((found["mass_g"] as? Double ?? 0) / (labelled["mass_g"] ?? 1) - 1) < 1e-5)
    }
  }

  @Test func `a spacing that is none is named`() throws {
    for spacing in ["1,1", "1,1,0", "0.1,1,8", "a,b,c", "1,1,8,2"] {
      #expect(try contourist("phantom", "cardiac", "--spacing", spacing).status == 64, "\(spacing)")
    }
  }
}
