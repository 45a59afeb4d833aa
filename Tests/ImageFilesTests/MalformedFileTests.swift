import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `Malformed files` {
  /// Reads `bytes` under `name` and gives the error's text.
  static func error(_ bytes: [UInt8], named name: String = "a.nii") throws -> String {
    try withFolder { folder in
      try AtomicFile.write(bytes, to: folder + "/" + name)
      return errorText { _ = try ImageFiles.read(folder + "/" + name) }
    }
  }

  /// A compressed file of noise, made by our writer.
  static func compressedFile(_ count: Int = 4096) throws -> [UInt8] {
    try withFolder { folder in
      var random = SeededRandom(seed: 1)
      let voxels = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let size = GridSize(ni: count / 4, nj: 4, nk: 1)
      try ImageFiles.writeLabels(
        LabelVolume(geometry: Geometry(size: size), voxels: voxels), to: folder + "/a.nii.gz",
        like: nil)
      return try bytes(of: folder + "/a.nii.gz")
    }
  }

  @Test func `a plain file that is cut says what it promised and what it holds`() throws {
    let whole = SyntheticNIfTI().fileBytes
    let text = try Self.error(Array(whole.dropLast(3)))
    #expect(text.contains("a.nii: the header promises 3 x 2 x 2 uint8 voxels (364 bytes) but the"))
    #expect(text.contains("holds 361 bytes. It is truncated; copy it again."))
    for length in [1, 4, 347, 348, 350] {
      #expect(try Self.error(Array(whole[..<length])) != "")
    }
  }

  @Test func `a compressed file that is cut anywhere is refused`() throws {
    let whole = try Self.compressedFile()
    for length in [1, 2, 9, 100, whole.count / 2, whole.count - 9, whole.count - 1] {
      #expect(try Self.error(Array(whole[..<length])) != "", "cut at \(length)")
    }
    #expect(try Self.error(Array(whole[..<(whole.count / 2)])).contains("truncated"))
  }

  @Test func `damage within a compressed file is found by its checksum`() throws {
    var damaged = try Self.compressedFile()
    damaged[damaged.count / 2] ^= 0x10
    #expect(try Self.error(damaged).contains("damaged"))
  }

  @Test(.timeLimit(.minutes(60)), arguments: [1, 2])
  func `a header that promises the moon is refused before memory is taken`(version: Int) throws {
    var file = SyntheticNIfTI(version: version, dim: [4, 32767, 32767, 1024, 1, 1, 1, 1])
    file.voxels = [UInt8](repeating: 0, count: 600)
    #expect(try Self.error(file.fileBytes).contains("truncated"))
    file.dim = [4, 32767, 32767, 32767, 32767, 1, 1, 1]
    file.datatype = 1792
    #expect(try Self.error(file.fileBytes) != "")
    if version == 2 {
      file.dim = [4, .max, .max, .max, .max, 1, 1, 1]
      #expect(try Self.error(file.fileBytes).contains("any file can hold"))
    }
  }

  @Test func `a compressed file cannot promise more than deflate can hold`() throws {
    let text = try withFolder { folder in
      // 2^28 equal voxels would fit 1 MB, but never these few hundred bytes.
      var image = try SyntheticNIfTI().read()
      image.header = nil
      let path = folder + "/a.nii"
      try ImageFiles.writeLabels(
        LabelVolume(geometry: image.volume.geometry), to: path + ".gz", like: nil)
      var header = SyntheticNIfTI(dim: [3, 4096, 4096, 16, 1, 1, 1, 1])
      header.voxels = []
      try AtomicFile.write(header.fileBytes, to: path)
      let process = Process()
      process.executableURL = URL(filePath: "/bin/gzip")
      process.arguments = ["-f", path]
      try process.run()
      process.waitUntilExit()
      return errorText { _ = try ImageFiles.read(path + ".gz") }
    }
    #expect(text.contains("more than the compressed file can hold"))
  }

  @Test func `files of other kinds are refused with words`() throws {
    #expect(try Self.error([]).contains("is empty"))
    #expect(try Self.error(Array("hello".utf8)).contains("none of NIfTI, DICOM, PNG and TIFF"))
    #expect(try Self.error([UInt8](repeating: 65, count: 5000)).contains("none of NIfTI"))
    try withFolder { folder in
      #expect(errorText { _ = try ImageFiles.read(folder) }.contains("is a folder"))
      #expect(errorText { _ = try ImageFiles.read(folder + "/no") }.contains("no such file"))
      #expect(errorText { _ = try ImageFiles.read("/dev/zero") }.contains("a device"))
    }
    var analyze = SyntheticNIfTI().fileBytes
    analyze.replaceSubrange(344..<348, with: [0, 0, 0, 0])
    #expect(try Self.error(analyze).contains("ANALYZE 7.5"))
  }

  @Test func `images that cannot be annotated are refused with words`() throws {
    let five = SyntheticNIfTI(dim: [5, 2, 2, 1, 1, 3, 1, 1])
    #expect(try Self.error(five.fileBytes).contains("more than four axes"))
    let trailing = SyntheticNIfTI(dim: [7, 3, 2, 2, 1, 1, 1, 1])
    #expect(try Self.error(trailing.fileBytes) == "")
    for bad in [[0, 3, 2, 2], [8, 3, 2, 2], [3, 0, 2, 2], [3, 3, -2, 2]] {
      let file = SyntheticNIfTI(dim: bad + [1, 1, 1, 1])
      #expect(try Self.error(file.fileBytes) != "")
    }
    #expect(try Self.error(SyntheticNIfTI(datatype: 1536).fileBytes).contains("128-bit"))
    #expect(try Self.error(SyntheticNIfTI(datatype: 99).fileBytes).contains("does not exist"))
  }

  @Test(arguments: [1, 2])
  func `flipped bytes give an image or an error, never a crash`(version: Int) throws {
    var random = SeededRandom(seed: UInt64(version))
    let plain = SyntheticNIfTI(version: version, qformCode: 1).fileBytes
    let compressed = try Self.compressedFile(64)
    try withFolder { folder in
      for round in 0..<400 {
        var bytes = round % 4 == 3 ? compressed : plain
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        try AtomicFile.write(bytes, to: folder + "/a.nii")
        if let image = try? ImageFiles.read(folder + "/a.nii") {
          #expect(image.volume.voxels.count == image.volume.size.count * image.volume.frames)
          try ImageFiles.writeLabels(
            LabelVolume(geometry: image.volume.geometry, frames: image.volume.frames),
            to: folder + "/mask.nii", like: image)
        }
      }
    }
  }
}
