import Datasets
import TestSupport
import Testing
import Volumes

struct `CHAOS's layout` {
  @Test func `its own grey levels and numbers from 1 mean the same labels`() throws {
    try withTemporaryFolder { folder in
      for (number, labels) in [("1", [1, 2, 3, 4]), ("13", [63, 126, 189, 252])] {
        try writeImage(folder + "/image_\(number).nii.gz")
        try writeMask(folder + "/label_\(number).nii.gz", labels.map { UInt8($0) })
      }
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .chaos)
      #expect(dataset.labels.map(\.name) == ["liver", "right kidney", "left kidney", "spleen"])
      #expect(dataset.patients == ["1", "13"])
      for one in dataset.cases {
        #expect(try one.load().labels.voxels.prefix(5) == [1, 2, 3, 4, 0])
      }
    }
  }

  @Test func `a missing mask is named`() throws {
    try withTemporaryFolder { folder in
      try writeImage(folder + "/image_1.nii.gz")
      let error = errorText { _ = try Dataset.open(folder, layout: .chaos) }
      #expect(error.contains("/label_1.nii.gz: this file is missing, which image_1.nii.gz needs"))
    }
  }
}
