import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `DICOM pixels` {
  /// Two pixels, side by side.
  static func read(
    photometric: String, samples: Int, bits: Int, pixels: [UInt8], channel: Int? = nil,
    _ change: (inout DICOMDataSet) -> Void = { _ in }
  ) throws -> ImageFile {
    let dataSet = SampleSeries.slice(0, at: 0) { slice in
      SampleSeries.setPixels([0, 0], columns: 2, rows: 1, of: &slice)
      slice.set("PhotometricInterpretation", to: photometric)
      slice.set("SamplesPerPixel", to: samples)
      slice.set("BitsAllocated", to: bits)
      slice.set("BitsStored", to: bits)
      slice.set("HighBit", to: bits - 1)
      slice.set("PixelData", to: pixels, as: .ob)
      change(&slice)
    }
    return try withFolder { folder in
      try dataSet.write(to: folder + "/a.dcm")
      return try ImageFiles.read(folder + "/a.dcm", channel: channel)
    }
  }

  @Test func `colours give their luminance or a channel`() throws {
    let image = try Self.read(
      photometric: "RGB", samples: 3, bits: 8, pixels: [10, 20, 30, 40, 40, 40])
    #expect(image.volume.voxels == [0.2126 * 10 + 0.7152 * 20 + 0.0722 * 30, 40])
    #expect(image.voxelType == "rgb8")
    #expect(image.warnings.contains { $0.contains("luminance") })
    for (channel, values) in [(0, [10, 40]), (1, [20, 40]), (2, [30, 40])] as [(Int, [Float])] {
      let chosen = try Self.read(
        photometric: "RGB", samples: 3, bits: 8, pixels: [10, 20, 30, 40, 40, 40], channel: channel)
      #expect(chosen.volume.voxels == values)
    }
    let planar = try Self.read(
      photometric: "RGB", samples: 3, bits: 8, pixels: [10, 40, 20, 40, 30, 40]
    ) { $0.set("PlanarConfiguration", to: 1) }
    #expect(planar.volume == image.volume)
    let text = errorText {
      _ = try Self.read(
        photometric: "RGB", samples: 3, bits: 8, pixels: [0, 0, 0, 0, 0, 0], channel: 3)
    }
    #expect(text.contains("channel 3 was asked for"))
  }

  @Test func `brightness and two differences are turned to colours`() throws {
    // Grey, and a pure red of JPEG's matrix.
    let pixels: [UInt8] = [100, 128, 128, 76, 85, 255]
    let image = try Self.read(
      photometric: "YBR_FULL", samples: 3, bits: 8, pixels: pixels, channel: 0)
    #expect(image.volume.voxels == [100, 254])
    let green = try Self.read(
      photometric: "YBR_FULL", samples: 3, bits: 8, pixels: pixels, channel: 1)
    #expect(green.volume.voxels == [100, 0])
    let halved = try Self.read(
      photometric: "YBR_FULL_422", samples: 3, bits: 8, pixels: [100, 50, 128, 128])
    #expect(halved.volume.voxels == [100, 50])
  }

  /// Eight columns of (200, 40, 90) beside eight of (10, 180, 250), eight rows, by libjpeg and OpenJPEG.
  static let jpeg = [
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
    "AQEBAQEBAQEBAQEBAQEBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
    "AQEBAQEBAQEBAQEBAQEBAQEBAQH/wAARCAAIABADAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAA",
    "AAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAKBQv/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIR",
    "AxEAPwA708mArBCDLHf/2Q==",
  ].joined()
  static let jpeg2000 = [
    "/0//UQAvAAAAAAAQAAAACAAAAAAAAAAAAAAAEAAAAAgAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEBAwQEAAH/XAAN",
    "QEBISFBISFBISFD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAABnAAH/k8fUBgZI",
    "78+0DArnN9+AGAKyBsPqAwAFsl/A+QEABZfPwAwC47PD6gUADgyW/n/A+QIADg2mf8/AGA0IRUvW38HzgwAhbsTA+QKA",
    "IW4a63/PwBwiGhzrRmYZ/9k=",
  ].joined()

  private static func compressed(
    _ stream: [UInt8], _ syntax: String, _ photometric: String, channel: Int?
  ) throws -> [Float] {
    try read(photometric: photometric, samples: 3, bits: 8, pixels: [], channel: channel) { slice in
      slice.set("Rows", to: 8)
      slice.set("Columns", to: 16)
      slice.set("TransferSyntaxUID", to: syntax)
      slice[0x7FE0_0010] = DICOMElement(
        0x7FE0_0010, .ob, .fragments(DICOMFragments(pieces: [stream[...]])))
    }.volume.voxels
  }

  @Test(arguments: [
    (jpeg, "1.2.840.10008.1.2.4.50", "YBR_FULL"), (jpeg2000, "1.2.840.10008.1.2.4.90", "YBR_RCT"),
  ])
  func `compressed colours give their channels and their luminance`(
    text: String, syntax: String, photometric: String
  ) throws {
    let stream = [UInt8](try #require(Data(base64Encoded: text)))
    for (channel, values) in [(0, [200, 10]), (1, [40, 180]), (2, [90, 250])] as [(Int, [Float])] {
      let found = try Self.compressed(stream, syntax, photometric, channel: channel)
      // JPEG rounds brightness and differences; JPEG 2000 of this kind loses nothing.
      let tolerance: Float = photometric == "YBR_FULL" ? 2 : 0
      for (n, value) in found.enumerated() {
        #expect(abs(value - values[n % 16 / 8]) <= tolerance, "\(channel), \(n): \(value)")
      }
    }
    let grey = try Self.compressed(stream, syntax, photometric, channel: nil)
    #expect(grey.count == 128 && abs(grey[0] - 77.6) < 2 && abs(grey[15] - 148.9) < 2)
  }

  @Test func `damaged colours are an error or colours, never the end of the program`() throws {
    var random = SeededRandom(seed: 11)
    for (text, syntax) in [
      (Self.jpeg, "1.2.840.10008.1.2.4.50"), (Self.jpeg2000, "1.2.840.10008.1.2.4.90"),
    ] {
      let stream = [UInt8](try #require(Data(base64Encoded: text)))
      for n in 0..<200 {
        var broken = stream
        for _ in 0..<3 {
          broken[Int(random.next() % UInt64(stream.count))] = UInt8(
            truncatingIfNeeded: random.next())
        }
        if n.isMultiple(of: 4) { broken.removeLast(Int(random.next() % UInt64(stream.count))) }
        let found = try? Self.compressed(broken, syntax, "RGB", channel: nil)
        #expect(found == nil || found?.count == 128)
      }
    }
    // What libjpeg only warns of: another version, a stray byte before a marker.
    let whole = [UInt8](try #require(Data(base64Encoded: Self.jpeg)))
    var version = whole
    version[11] = 2
    for stream in [version, whole[..<20] + [7] + whole[20...]] {
      let text = errorText {
        _ = try Self.compressed(stream, "1.2.840.10008.1.2.4.50", "YBR_FULL", channel: nil)
      }
      #expect(text.contains("the compressed frame"), "\(text)")
    }
    // Components of different sizes, which the decoder would write past its buffer for.
    var halved = [UInt8](try #require(Data(base64Encoded: Self.jpeg2000)))
    halved[46] = 2
    let text = errorText {
      _ = try Self.compressed(halved, "1.2.840.10008.1.2.4.90", "YBR_RCT", channel: nil)
    }
    #expect(text.contains("no header that DICOM knows"), "\(text)")
  }

  @Test func `a palette's entries are the colours, those beyond it its ends`() throws {
    let image = try Self.read(
      photometric: "PALETTE COLOR", samples: 1, bits: 8, pixels: [1, 9], channel: 1
    ) { slice in
      for (n, name) in ["Red", "Green", "Blue"].enumerated() {
        let tag: (DICOMTag, DICOMTag) =
          switch name {
          case "Red":
            ("RedPaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData")
          case "Green":
            ("GreenPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableData")
          default: ("BluePaletteColorLookupTableDescriptor", "BluePaletteColorLookupTableData")
          }
        slice.set(tag.0, to: [3, 0, 16])
        slice.set(tag.1, to: [100 + n, 1000 + n, 5000 + n])
      }
    }
    #expect(image.volume.voxels == [1001, 5001])
  }

  @Test func `floating-point and one-bit pixels are read`() throws {
    func bytes(_ numbers: [Float]) -> [UInt8] {
      numbers.flatMap { n in withUnsafeBytes(of: n.bitPattern.littleEndian) { Array($0) } }
    }
    let floats = try Self.read(photometric: "MONOCHROME2", samples: 1, bits: 32, pixels: []) {
      $0[0x7FE0_0010] = nil
      $0["BitsStored"] = nil
      $0["HighBit"] = nil
      $0.set("FloatPixelData", to: bytes([1.5, -0.25]))
    }
    #expect(floats.volume.voxels == [1.5, -0.25])
    #expect(floats.voxelType == "float32")
    let doubles = try Self.read(photometric: "MONOCHROME2", samples: 1, bits: 64, pixels: []) {
      $0[0x7FE0_0010] = nil
      $0["BitsStored"] = nil
      $0["HighBit"] = nil
      $0.set("DoubleFloatPixelData", to: [0.5, 1e30])
    }
    #expect(doubles.volume.voxels == [0.5, 1e30])
    // Frames of bits follow each other without a gap.
    let bits = try Self.read(photometric: "MONOCHROME2", samples: 1, bits: 1, pixels: [0b1001, 0]) {
      $0.set("NumberOfFrames", to: 2)
    }
    #expect(bits.volume.voxels == [1, 0, 0, 1])
  }

  /// Run lengths of two pixels of 8 bits.
  static func runLengths(_ a: UInt8, _ b: UInt8) -> [UInt8] {
    [1, 0, 0, 0, 64, 0, 0, 0] + [UInt8](repeating: 0, count: 56) + [1, a, b, 0]
  }

  @Test func `compressed frames are found by the table, by their count, or not at all`() throws {
    func image(_ fragments: DICOMFragments, frames: Int) throws -> [Float] {
      let slice = SampleSeries.slice(0, at: 0) { slice in
        SampleSeries.setPixels([0, 0], columns: 2, rows: 1, of: &slice)
        slice.set("BitsAllocated", to: 8)
        slice.set("BitsStored", to: 8)
        slice.set("HighBit", to: 7)
        slice.set("NumberOfFrames", to: frames)
        slice.set("TransferSyntaxUID", to: "1.2.840.10008.1.2.5")
        slice[0x7FE0_0010] = DICOMElement(0x7FE0_0010, .ob, .fragments(fragments))
      }
      return try SampleSeries.read([slice]).volume.voxels
    }
    let frames = [Self.runLengths(1, 2), Self.runLengths(3, 4)]
    #expect(try image(DICOMFragments(pieces: frames.map { $0[...] }), frames: 2) == [1, 2, 3, 4])
    // The first frame in two pieces.
    let pieces = [frames[0][..<66], frames[0][66...], frames[1][...]]
    let second = UInt8(66 + 8 + frames[0].count - 66 + 8)
    #expect(
      try image(
        DICOMFragments(offsetTable: [0, 0, 0, 0, second, 0, 0, 0], pieces: pieces), frames: 2)
        == [1, 2, 3, 4])
    let text = errorText { _ = try image(DICOMFragments(pieces: pieces), frames: 2) }
    #expect(text.contains("3 pieces do not make 2 frames"), "\(text)")
    #expect(try image(DICOMFragments(pieces: Array(pieces[..<2])), frames: 1) == [1, 2])
  }
}
