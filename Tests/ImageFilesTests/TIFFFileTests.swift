import ImageFiles
import TestSupport
import Testing
import Volumes

struct `TIFF files` {
  @Test(arguments: [false, true])
  func `grey values of 8 and 16 bits come exactly, in either byte order`(bigEndian: Bool) throws {
    let eight = try SyntheticTIFF(bigEndian: bigEndian, samples: [0, 1, 2, 128, 254, 255]).read()
    #expect(eight.volume.voxels == [0, 1, 2, 128, 254, 255])
    #expect(eight.volume.size == GridSize(ni: 3, nj: 2, nk: 1))
    #expect(eight.format == "TIFF")
    #expect(eight.voxelType == "uint8")
    #expect(eight.byteOrder == (bigEndian ? .bigEndian : .littleEndian))
    #expect(eight.warnings == ["TIFF states no spacing in millimetres; 1 mm is assumed."])
    let sixteen = try SyntheticTIFF(
      bigEndian: bigEndian, bits: 16, samples: [0, 1, 256, 4660, 65534, 65535]
    ).read()
    #expect(sixteen.volume.voxels == [0, 1, 256, 4660, 65534, 65535])
    #expect(sixteen.voxelType == "uint16")
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func `channels come from strips and tiles, side by side and in planes`(
    isPlanar: Bool, isTiled: Bool
  ) throws {
    let (width, height) = (19, 33)
    let samples = (0..<width * height * 3).map { $0 * 7 % 251 }
    let file = SyntheticTIFF(
      width: width, height: height, channels: 3, photometric: 2, isPlanar: isPlanar,
      isTiled: isTiled, samples: samples)
    let channels = try file.written { try ImageFiles.readChannels($0) }
    #expect(channels.count == 3)
    for c in 0..<3 {
      let expected = stride(from: c, to: samples.count, by: 3).map { Float(samples[$0]) }
      #expect(channels[c].volume.voxels == expected)
      #expect(try file.read(channel: c).volume == channels[c].volume)
    }
    #expect(try file.read().warnings.contains { $0.contains("luminance") })
    #expect(errorText { _ = try file.read(channel: 3) }.contains("channels 0 to 2"))
  }

  @Test func `opacity is a channel to ask for, not one of the picture`() throws {
    let file = SyntheticTIFF(
      width: 1, height: 2, channels: 4, photometric: 2, samples: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(try file.written { try ImageFiles.readChannels($0) }.count == 3)
    #expect(try file.read(channel: 3).volume.voxels == [4, 8])
    let grey = SyntheticTIFF(width: 1, height: 2, channels: 2, samples: [1, 2, 3, 4])
    #expect(try grey.read().volume.voxels == [1, 3])
    #expect(try grey.written { try ImageFiles.readChannels($0) }.count == 1)
  }

  @Test func `white as zero is turned over in images and kept in labels`() throws {
    let file = SyntheticTIFF(photometric: 0)
    #expect(try file.read().volume.voxels == [255, 254, 253, 252, 251, 250])
    let labels = try file.written { try ImageFiles.readLabels($0).labels }
    #expect(labels.voxels == [0, 1, 2, 3, 4, 5])
    let sixteen = SyntheticTIFF(width: 1, height: 1, bits: 16, photometric: 0, samples: [258])
    #expect(try sixteen.read().volume.voxels == [65535 - 258])
  }

  @Test func `the indices of a palette are labels, its colours no image`() throws {
    let file = SyntheticTIFF(photometric: 3)
    #expect(try file.written { try ImageFiles.readLabels($0) }.labels.voxels == [0, 1, 2, 3, 4, 5])
    #expect(try file.error().contains("the file holds palette colours"))
  }

  @Test func `a file that asks to be turned is read as stored, with a warning`() throws {
    let image = try SyntheticTIFF(orientation: 3).read()
    #expect(image.volume.voxels == [0, 1, 2, 3, 4, 5])
    #expect(image.warnings.contains { $0.contains("orientation 3") })
  }

  @Test(arguments: [
    (SyntheticTIFF(pages: 2), "several pages"),
    (SyntheticTIFF(bits: 16, sampleFormat: 2), "signed, complex or floating-point"),
    (SyntheticTIFF(bits: 32), "samples of 32 bits"),
    (SyntheticTIFF(photometric: 5), "colours of TIFF's kind 5"),
    (SyntheticTIFF(channels: 2, photometric: 2, samples: Array(0..<12)), "pixels of 2 samples"),
    (SyntheticTIFF(compression: 50000), "pixels of TIFF's compression 50000"),
  ]) func `what cannot be read is refused with words`(_ file: SyntheticTIFF, _ text: String) throws
  {
    let error = try file.error()
    #expect(error.contains("a.tif: the file holds \(text)"), "\(error)")
    #expect(error.contains("Save one page"), "\(error)")
  }

  @Test(.timeLimit(.minutes(60)))
  func `a file that promises the moon is refused before memory is taken`() throws {
    func error(_ width: Int, _ height: Int) throws -> String {
      var bytes = SyntheticTIFF().bytes
      // The width and height of the directory, whose entries have 12 bytes.
      let directory = Int(bytes[4]) | Int(bytes[5]) << 8
      let file = SyntheticTIFF()
      bytes.replaceSubrange(directory + 10..<directory + 14, with: file.number(width, 4))
      bytes.replaceSubrange(directory + 22..<directory + 26, with: file.number(height, 4))
      return try withFolder { folder in
        try AtomicFile.write(bytes, to: folder + "/a.tif")
        return errorText { _ = try ImageFiles.read(folder + "/a.tif") }
      }
    }
    #expect(try error(1 << 31, 1 << 31).contains("a.tif: "))
    #expect(try error(1 << 15, 1 << 15).contains("more than is read of a TIFF"))
    #expect(try error(1 << 14, 1 << 14).contains("It is truncated"))
    #expect(try error(300, 300).contains("damaged"))
  }

  @Test func `a cut file is refused wherever it is cut`() throws {
    let whole = SyntheticTIFF(
      width: 20, height: 20, channels: 3, photometric: 2, samples: [Int](repeating: 3, count: 1200)
    ).bytes
    try withFolder { folder in
      for length in stride(from: 4, to: whole.count, by: 61) {
        try AtomicFile.write(Array(whole[..<length]), to: folder + "/a.tif")
        #expect(throws: ImageFileError.self) { try ImageFiles.read(folder + "/a.tif") }
      }
    }
  }

  @Test(arguments: [false, true])
  func `flipped bytes give an image or an error, never a crash`(isTiled: Bool) throws {
    var random = SeededRandom(seed: 8)
    let whole = SyntheticTIFF(
      width: 18, height: 4, channels: 3, photometric: 2, isTiled: isTiled,
      samples: Array(0..<216)
    ).bytes
    try withFolder { folder in
      for _ in 0..<600 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          // Mostly in the directory, at the end.
          let at = max(
            Int.random(in: 4..<bytes.count, using: &random), bytes.count - 200)
          bytes[at] = UInt8.random(in: 0...255, using: &random)
        }
        try AtomicFile.write(bytes, to: folder + "/a.tif")
        _ = try? ImageFiles.read(folder + "/a.tif")
        _ = try? ImageFiles.readLabels(folder + "/a.tif")
      }
    }
  }
}
