import ImageFiles
import TestSupport
import Testing
import Volumes

struct `PNG files` {
  static func roundTrip(
    _ pixels: PNGPixels, _ width: Int, _ height: Int, channel: Int? = nil
  ) throws -> ImageFile {
    try withFolder { folder in
      try PNGFile.write(pixels, width: width, height: height, to: folder + "/a.png")
      return try ImageFiles.read(folder + "/a.png", channel: channel)
    }
  }

  @Test func `grey values of 8 and 16 bits come back exactly`() throws {
    let eight = try Self.roundTrip(.grey8(Array(0...255)), 64, 4)
    #expect(eight.volume.voxels == (0...255).map { Float($0) })
    #expect(eight.volume.size == GridSize(ni: 64, nj: 4, nk: 1))
    #expect(eight.voxelType == "uint8")
    let sixteen = try Self.roundTrip(.grey16((0..<65536).map { UInt16($0) }), 256, 256)
    #expect(sixteen.volume.voxels == (0..<65536).map { Float($0) })
    #expect(sixteen.voxelType == "uint16")
    #expect(sixteen.warnings.contains { $0.contains("no spacing") })
  }

  @Test func `colours become luminance or the channel asked for`() throws {
    let rgb = PNGPixels.rgb8([255, 0, 0, 0, 255, 0, 10, 10, 10])
    let image = try Self.roundTrip(rgb, 3, 1)
    #expect(image.volume.voxels == [0.2126 * 255, 0.7152 * 255, 10])
    #expect(image.warnings.contains { $0.contains("luminance") })
    #expect(try Self.roundTrip(rgb, 3, 1, channel: 1).volume.voxels == [0, 255, 10])
    let rgba = PNGPixels.rgba8([1, 2, 3, 4])
    #expect(try Self.roundTrip(rgba, 1, 1, channel: 3).volume.voxels == [4])
    #expect(errorText { _ = try Self.roundTrip(rgb, 3, 1, channel: 3) }.contains("channels 0 to 2"))
  }

  @Test func `a mask of one slice can be a PNG`() throws {
    try withFolder { folder in
      let labels = LabelVolume(
        geometry: Geometry(size: GridSize(ni: 3, nj: 2, nk: 1)), voxels: [0, 1, 2, 3, 4, 255])
      try ImageFiles.writeLabels(labels, to: folder + "/m.png", like: nil)
      #expect(try ImageFiles.readLabels(folder + "/m.png").labels == labels)
      #expect(try !ImageFiles.readLabels(folder + "/m.png").hasSpacing)
      #expect(try !ImageFiles.readLabels(folder + "/m.png").isOriented)
    }
  }

  @Test func `a cut PNG is refused wherever it is cut`() throws {
    var random = SeededRandom(seed: 5)
    let noise = (0..<1024).map { _ in UInt8.random(in: 0...255, using: &random) }
    let whole = try PNGFile.encode(.grey8(noise), width: 32, height: 32)
    try withFolder { folder in
      for length in stride(from: 1, to: whole.count, by: 37) {
        try AtomicFile.write(Array(whole[..<length]), to: folder + "/a.png")
        #expect(throws: ImageFileError.self) { try ImageFiles.read(folder + "/a.png") }
      }
    }
  }

  @Test func `flipped bytes give an image or an error, never a crash`() throws {
    var random = SeededRandom(seed: 6)
    let whole = try PNGFile.encode(
      .rgb8([UInt8](repeating: 9, count: 3 * 256)), width: 16, height: 16)
    try withFolder { folder in
      for _ in 0..<300 {
        var bytes = whole
        bytes[Int.random(in: 8..<bytes.count, using: &random)] =
          UInt8.random(in: 0...255, using: &random)
        try AtomicFile.write(bytes, to: folder + "/a.png")
        _ = try? ImageFiles.read(folder + "/a.png")
      }
    }
  }
}
