import Datasets
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// A DICOM slice of 12 x 10 pixels, implicit little-endian, without a head.
func writeDICOM(_ path: String) throws {
  func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  func element(_ group: Int, _ element: Int, _ value: [UInt8]) -> [UInt8] {
    number(group, 2) + number(element, 2) + number(value.count, 4) + value
  }
  let bytes =
    element(8, 0x60, Array("MR".utf8)) + element(0x20, 0x32, Array("1\\2\\3 ".utf8))
    + element(0x20, 0x37, Array("1\\0\\0\\0\\1\\0 ".utf8))
    + element(0x28, 0x10, number(10, 2)) + element(0x28, 0x11, number(12, 2))
    + element(0x28, 0x30, Array("1.5\\1.5 ".utf8)) + element(0x28, 0x100, number(8, 2))
    + element(0x7FE0, 0x10, Array(0..<120))
  try AtomicFile.write(bytes, to: path)
}

/// One patient with slices 7 (both contours) and 120 (endocardium alone).
func writeSunnybrook(_ folder: String, hasOuter: Bool = true) throws {
  for name in ["dicoms/SCD01", "contourfiles/SC-HF-NI-07/i-contours"] {
    try makeFolder(folder + "/" + name)
  }
  try write(
    "patient_id,original_id\nSCD01,SC-HF-NI-7\nSCD02,SC-N-1\n", to: folder + "/link.csv")
  let contours = folder + "/contourfiles/SC-HF-NI-07"
  for n in [7, 120] {
    try writeDICOM("\(folder)/dicoms/SCD01/\(n).dcm")
    let padded = n == 7 ? "0007" : "0120"
    // Around the pixels 4...5 along i and 3...5 along j, whose numbers count from 1 here.
    try write(
      "4.5 3.5\n6.5 3.5\n6.5 6.5\n4.5 6.5\n",
      to: "\(contours)/i-contours/IM-0001-\(padded)-icontour-manual.txt")
  }
  guard hasOuter else { return }
  try makeFolder(contours + "/o-contours")
  try write(
    "3.5 2.5\r\n7.5 2.5\r\n7.5 7.5\r\n3.5 7.5\r\n",
    to: contours + "/o-contours/IM-0001-0007-ocontour-manual.txt")
}

struct `Sunnybrook's layout` {
  @Test func `slices with both contours have myocardium around the cavity`() throws {
    try withTemporaryFolder { folder in
      try writeSunnybrook(folder)
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .sunnybrook)
      #expect(dataset.labels.map(\.name) == ["MYO", "LV"])
      #expect(dataset.cases.map(\.name) == ["SC-HF-NI-07_0007"])
      #expect(dataset.cases.map(\.patient) == ["SC-HF-NI-07"])
      #expect(dataset.cases.map(\.group) == ["HF-NI"])
      let image = try dataset.cases[0].load()
      #expect(image.channels[0].voxels == (0..<120).map { Float($0) })
      #expect(image.channels[0].geometry.origin == WorldPoint(-1, -2, 3))
      var expected = [UInt8](repeating: 0, count: 120)
      for j in 2...6 {
        for i in 3...6 { expected[j * 12 + i] = 3...5 ~= j && 4...5 ~= i ? 2 : 1 }
      }
      #expect(image.labels.voxels == expected)
    }
  }

  @Test func `without any epicardium all slices have the cavity alone`() throws {
    try withTemporaryFolder { folder in
      try writeSunnybrook(folder, hasOuter: false)
      let dataset = try Dataset.open(folder)
      #expect(dataset.labels == [NamedLabel(value: 1, name: "LV")])
      #expect(dataset.cases.map(\.name) == ["SC-HF-NI-07_0007", "SC-HF-NI-07_0120"])
      #expect(try dataset.cases[1].load().labels.voxels.filter { $0 == 1 }.count == 6)
    }
  }

  @Test(arguments: [
    ("1 2\n3 4\n", "a contour has three points or more"),
    ("1 2\n3\n", "line 2 is no pair of numbers"),
    ("1 2\n3 nan\n5 6\n", "line 2 lies outside of the image's 12 x 10 pixels"),
    ("1 2\n3 4\n50 6\n", "line 3 lies outside"),
  ]) func `a contour that cannot be used is an error that names its line`(
    _ contour: String, _ text: String
  ) throws {
    try withTemporaryFolder { folder in
      try writeSunnybrook(folder)
      try write(
        contour,
        to: folder
          + "/contourfiles/SC-HF-NI-07/o-contours/IM-0001-0007-ocontour-manual.txt")
      let error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("IM-0001-0007-ocontour-manual.txt: \(text)"), "\(error)")
    }
  }

  @Test func `a missing image, list or line of it is named`() throws {
    try withTemporaryFolder { folder in
      try writeSunnybrook(folder)
      try FileManager.default.removeItem(atPath: folder + "/dicoms/SCD01/120.dcm")
      var error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/dicoms/SCD01/120.dcm: this file is missing"), "\(error)")
      try write("patient_id,original_id\n", to: folder + "/link.csv")
      error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/link.csv: it has no line for SC-HF-NI-07"), "\(error)")
      try write("a,b\n", to: folder + "/link.csv")
      error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("columns patient_id and original_id"), "\(error)")
      try FileManager.default.removeItem(atPath: folder + "/link.csv")
      error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("/link.csv: this file is missing"), "\(error)")
    }
  }
}
