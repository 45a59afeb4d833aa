import Datasets
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

@Suite struct DatasetsCommandTests {
  /// A folder of four pairs of images and masks.
  func withPairs<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let geometry = Geometry(size: GridSize(ni: 3, nj: 2, nk: 1))
      for part in ["images", "labels"] {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + part, withIntermediateDirectories: true)
        for name in ["a", "b", "c", "d"] {
          try ImageFiles.writeLabels(
            LabelVolume(geometry: geometry, voxels: [0, 1, 2, 0, 0, 0]),
            to: "\(folder)/\(part)/\(name).nii.gz", like: nil)
        }
      }
      return try body(folder)
    }
  }

  @Test func `layout, labels and counts are listed`() throws {
    try withPairs { folder in
      let done = try contourist("datasets", folder)
      #expect(done.status == 0, "\(done.errors)")
      for text in [
        "layout      decathlon", "labels      1 label 1, 2 label 2", "licence     not stated",
        "patients    4", "cases       4",
      ] {
        #expect(done.output.contains(text), "\(done.output)")
      }
      #expect(!done.output.contains("training"))
    }
  }

  @Test func `with a seed the split is the library's`() throws {
    try withPairs { folder in
      let done = try contourist(
        "datasets", folder, "--layout", "decathlon", "--validation", "1", "--seed", "5", "--json")
      #expect(done.status == 0, "\(done.errors)")
      struct Report: Decodable {
        let split: DatasetSplit
      }
      let report = try JSONDecoder().decode(Report.self, from: Data(done.output.utf8))
      #expect(report.split == (try Dataset.open(folder).split(validation: 1, seed: 5)))
    }
  }

  @Test func `what cannot be opened or split ends with 65, a wrong layout with 64`() throws {
    try withPairs { folder in
      for options in [[folder + "/images"], [folder, "--validation", "4"], [folder + "/no"]] {
        let done = try contourist(["datasets"] + options)
        #expect(done.status == 65)
        #expect(done.errors.hasPrefix("contourist: "), "\(done.errors)")
      }
      #expect(try contourist("datasets", folder, "--layout", "none").status == 64)
    }
  }
}
