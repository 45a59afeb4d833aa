import Datasets
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// An uncompressed TIFF of 8 bits, little-endian, one strip.
func writeTIFF(_ path: String, width: Int, channels: Int, _ samples: [UInt8]) throws {
  func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let height = samples.count / width / channels
  let start = 8 + 2 * channels
  let fields: [(tag: Int, count: Int, value: Int)] = [
    (256, 1, width), (257, 1, height), (258, channels, 8), (259, 1, 1),
    (262, 1, channels > 1 ? 2 : 1), (273, 1, start), (277, 1, channels), (278, 1, height),
    (279, 1, samples.count),
  ]
  var file: [UInt8] = [0x49, 0x49, 42, 0] + bytes(start + samples.count, 4)
  // The bits of three samples do not fit their entry: they lie at byte 8.
  file += (0..<channels).flatMap { _ in bytes(8, 2) } + samples + bytes(fields.count, 2)
  for field in fields {
    let isShort = field.tag == 258
    file += bytes(field.tag, 2) + bytes(isShort ? 3 : 4, 2) + bytes(field.count, 4)
    file += bytes(field.value, 4)
  }
  try AtomicFile.write(file + bytes(0, 4), to: path)
}

/// A patient of slices of 2 x 2 pixels, whose channels hold 10 n, 10 n + 1 and 10 n + 2.
func writeLGGPatient(_ folder: String, _ name: String, slices: [Int]) throws {
  try makeFolder(folder + "/" + name)
  for n in slices {
    let pixel = (0..<3).map { UInt8(10 * n + $0) }
    try writeTIFF(
      "\(folder)/\(name)/\(name)_\(n).tif", width: 2, channels: 3,
      (0..<4).flatMap { _ in pixel })
    try writeTIFF(
      "\(folder)/\(name)/\(name)_\(n)_mask.tif", width: 2, channels: 1,
      n == 10 ? [0, 255, 0, 0] : [0, 0, 0, 0])
  }
}

struct `The layout of lower-grade gliomas` {
  @Test func `slices are stacked in the order of their numbers, three channels each`() throws {
    try withTemporaryFolder { folder in
      try writeLGGPatient(folder, "TCGA_CS_0001_20000102", slices: [1, 2, 10])
      try writeLGGPatient(folder, "TCGA_CS_0001_20010203", slices: [1])
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .lgg)
      #expect(dataset.channels == ["pre-contrast", "FLAIR", "post-contrast"])
      #expect(dataset.drawnOn == "FLAIR")
      #expect(dataset.labels == [NamedLabel(value: 1, name: "tumour")])
      #expect(dataset.cases.map(\.name) == ["TCGA_CS_0001_20000102", "TCGA_CS_0001_20010203"])
      #expect(dataset.patients == ["TCGA_CS_0001"])
      let image = try dataset.cases[0].load()
      #expect(image.channels.count == 3)
      #expect(image.channels[0].size == GridSize(ni: 2, nj: 2, nk: 3))
      for c in 0..<3 {
        let expected = [1, 2, 10].flatMap { [Float](repeating: Float(10 * $0 + c), count: 4) }
        #expect(image.channels[c].voxels == expected)
      }
      #expect(image.labels.voxels == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0])
      #expect(image.warnings.count == 2)
      #expect(image.warnings[0].contains("no spacing"))
      #expect(image.warnings[1].contains("Slices 3, 4, 5, 6, 7, 8, 9 are missing"))
    }
  }

  @Test func `a missing mask, another size and a grey slice are errors that name the file`() throws
  {
    try withTemporaryFolder { folder in
      let name = "TCGA_CS_0001_20000102"
      try writeLGGPatient(folder, name, slices: [1, 2])
      let slice = "\(folder)/\(name)/\(name)_2"
      try writeTIFF(slice + ".tif", width: 4, channels: 1, [1, 2, 3, 4])
      var error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("_2.tif: this image has another number of channels (1) than"))
      try writeTIFF(slice + ".tif", width: 4, channels: 3, [UInt8](repeating: 5, count: 12))
      error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("_2.tif (4 x 1 x 1 voxels"), "\(error)")
      try writeTIFF(slice + "_mask.tif", width: 4, channels: 1, [0, 0, 0, 255])
      error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("_1.tif (2 x 2 x 1 voxels"), "\(error)")
      try writeTIFF(slice + "_mask.tif", width: 4, channels: 1, [0, 0, 1, 255])
      error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains("voxel (2, 0, 0) holds 1, but the labels"), "\(error)")
      try FileManager.default.removeItem(atPath: slice + "_mask.tif")
      error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains("_2_mask.tif: this file is missing"), "\(error)")
    }
  }
}
