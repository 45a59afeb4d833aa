import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `DICOM files` {
  /// A slice of a patient on the back: columns to the left, rows to the back, as scanners store it.
  static let placed = SyntheticDICOM(texts: [
    0x0018_0050: ("DS", "8"),
    0x0018_0088: ("DS", "10 "),
    0x0018_1060: ("DS", "720.75"),
    0x0020_000E: ("UI", "1.2.3"),
    0x0020_0013: ("IS", " 59"),
    0x0020_0032: ("DS", "-10\\-20.5\\30"),
    0x0020_0037: ("DS", "1\\0\\0\\0\\1\\0"),
    0x0028_0030: ("DS", "2.5\\1.25"),
  ])

  @Test func `left and back become negative, rows' distance comes first`() throws {
    let image = try Self.placed.read()
    let geometry = image.volume.geometry
    #expect(geometry.size == GridSize(ni: 3, nj: 2, nk: 1))
    #expect(geometry.axes.i == SIMD3(-1.25, 0, 0))
    #expect(geometry.axes.j == SIMD3(0, -2.5, 0))
    #expect(geometry.axes.k == SIMD3(0, 0, 10))
    #expect(geometry.origin == WorldPoint(10, 20.5, 30))
    #expect(geometry.orientation == "LPS")
    #expect(image.isOriented)
    #expect(image.format == "DICOM")
    #expect(image.voxelType == "uint16")
    #expect(image.warnings.isEmpty)
    #expect(image.volume.voxels == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a file without place and spacing says what was assumed`() throws {
    let image = try SyntheticDICOM().read()
    #expect(image.volume.geometry == Geometry(size: GridSize(ni: 3, nj: 2, nk: 1)))
    #expect(!image.isOriented)
    #expect(image.warnings.contains { $0.contains("1 mm is assumed") })
    #expect(image.warnings.contains { $0.contains("Left and right may be swapped") })
    var skewed = Self.placed
    skewed.texts[0x0020_0037] = ("DS", "1\\0\\0\\0.5\\1\\0")
    #expect(try !skewed.read().isOriented)
  }

  @Test(arguments: [SyntheticDICOM.Syntax.implicit, .explicit, .bigEndian], [8, 16, 32])
  func `pixels are the same in every order and width`(
    syntax: SyntheticDICOM.Syntax, bits: Int
  ) throws {
    var file = SyntheticDICOM(syntax: syntax, bitsAllocated: bits, bitsStored: bits)
    // An odd number of pixels, the last of which shares its word with a filler.
    file.columns = 5
    file.rows = 1
    file.pixels = [0, 1, 127, 128, 255]
    #expect(try file.read().volume.voxels == [0, 1, 127, 128, 255])
    file.isSigned = true
    file.pixels = [0, -1, 127, -128, 5]
    #expect(try file.read().volume.voxels == [0, -1, 127, -128, 5])
    if bits == 8 {
      file.pixelKind = "OB"
      #expect(try file.read().volume.voxels == [0, -1, 127, -128, 5])
    }
  }

  @Test func `bits beyond those stored are no part of the value`() throws {
    var file = SyntheticDICOM(bitsStored: 12)
    file.pixels = [0x0FFF, 0xF001, 0x8000, 0x07FF, 0x0800, 2]
    #expect(try file.read().volume.voxels == [4095, 1, 0, 2047, 2048, 2])
    file.isSigned = true
    #expect(try file.read().volume.voxels == [-1, 1, 0, 2047, -2048, 2])
  }

  @Test func `slope and intercept are applied`() throws {
    var file = SyntheticDICOM(texts: [
      0x0028_1052: ("DS", "-1024"), 0x0028_1053: ("DS", "0.5"),
    ])
    let image = try file.read()
    #expect(image.volume.voxels == [-1024, -1023.5, -1023, -1022.5, -1022, -1021.5])
    #expect(image.scaling == IntensityScaling(slope: 0.5, intercept: -1024))
    file.photometric = "MONOCHROME1"
    #expect(try file.read().volume.voxels == image.volume.voxels)
    #expect(try file.read().warnings.contains { $0.contains("low values bright") })
  }

  @Test(arguments: [SyntheticDICOM.Syntax.implicit, .explicit])
  func `a file without a head is known by its first element`(
    syntax: SyntheticDICOM.Syntax
  ) throws {
    var file = SyntheticDICOM(syntax: syntax, hasHead: false)
    file.texts[0x0008_0060] = ("CS", "MR")
    #expect(try file.read().volume.voxels == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a file whose preamble is the head of a TIFF is DICOM`() throws {
    var file = SyntheticDICOM()
    file.preamble.replaceSubrange(0..<4, with: [0x49, 0x49, 42, 0])
    #expect(try file.read().format == "DICOM")
  }

  @Test func `sequences are passed over, however their ends are marked`() throws {
    for syntax in [SyntheticDICOM.Syntax.implicit, .explicit, .bigEndian] {
      var file = SyntheticDICOM(syntax: syntax)
      // Rows of another image within a sequence must not be believed.
      let inner = file.element(0x0028_0010, "US", file.number(99, 2))
      let closed = file.element(0xFFFE_E000, "", inner)
      let open =
        file.element(0xFFFE_E000, "", [], length: nil) + inner
        + file.element(0x0040_A730, "SQ", [], length: nil) + closed
        + file.element(0xFFFE_E0DD, "", []) + file.element(0xFFFE_E00D, "", [])
      file.inserted =
        file.element(0x0040_0275, "SQ", closed)
        + file.element(0x0040_A168, "SQ", [], length: nil) + open + closed
        + file.element(0xFFFE_E0DD, "", [])
      #expect(try file.read().volume.voxels == [0, 1, 2, 3, 4, 5])
    }
  }

  @Test func `run lengths are decoded, one plane for each byte`() throws {
    func frame(_ planes: [[UInt8]]) -> [UInt8] {
      var header = [planes.count]
      var at = 64
      for plane in planes {
        header.append(at)
        at += plane.count
      }
      let words = (header + [Int](repeating: 0, count: 16 - header.count))
      return words.flatMap { SyntheticDICOM().number($0, 4) } + planes.flatMap { $0 }
    }
    var file = SyntheticDICOM(syntax: .runLength)
    // High bytes: 6 times 1; low bytes: 3 as they stand, a filler, 3 times 9.
    let planes: [[UInt8]] = [[0xFB, 1], [2, 5, 6, 7, 0x80, 0xFE, 9, 0]]
    file.fragments = [frame(planes)]
    #expect(try file.read().volume.voxels == [261, 262, 263, 265, 265, 265])
    file.fragments = [Array(frame(planes).dropLast(4))]
    #expect(try file.error().contains("run lengths"))
    file.fragments = [frame([[0xFB, 1]])]
    #expect(try file.error().contains("run lengths"))
    file.fragments = [[1, 2]]
    #expect(try file.error().contains("run lengths"))
  }

  @Test(arguments: [
    (SyntheticDICOM(frames: "20"), "the header promises 3 x 2 pixels in 20 frames"),
    (SyntheticDICOM(frames: "0"), "it states 0 frames"),
    (SyntheticDICOM(samples: 3, photometric: "HSV"), "holds colours (HSV, 3 samples)"),
    (SyntheticDICOM(photometric: "PALETTE COLOR"), "colours whose table is written in segments"),
    (SyntheticDICOM(bitsAllocated: 24, bitsStored: 24), "pixels of 24 bits"),
    (
      SyntheticDICOM(syntax: .video, fragments: [[1, 2]]),
      "the transfer syntax 1.2.840.10008.1.2.4.100"
    ),
    (
      SyntheticDICOM(syntax: .jpeg, fragments: [[1, 2]]), "the compressed frame has no header that"
    ),
    (SyntheticDICOM(syntax: .jpeg, fragments: []), "have no fragment"),
    (SyntheticDICOM(bitsStored: 17), "17 bits up to bit 16 cannot be stored in 16 bits"),
    (SyntheticDICOM(columns: 0), "0 x 2 pixels"),
    (SyntheticDICOM(columns: 4), "the header promises 4 x 2 pixels"),
    (SyntheticDICOM(columns: 65535, rows: 65535), "the header promises 65535 x 65535 pixels"),
  ]) func `what cannot be read is refused with words`(
    _ file: SyntheticDICOM, _ text: String
  ) throws {
    let error = try file.error()
    #expect(error.contains("a.dcm: "), "\(error)")
    #expect(error.contains(text), "\(error)")
  }

  @Test(.timeLimit(.minutes(60)))
  func `a compressed frame that promises the moon is refused before memory is taken`() throws {
    var file = SyntheticDICOM(syntax: .jpeg, columns: 65535, rows: 65535)
    file.fragments = [[0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 16, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0]]
    #expect(try file.error().contains("65535 x 65535 pixels"))
    // The frame's own header must agree before the decoder is asked.
    file.columns = 3
    file.rows = 2
    #expect(try file.error().contains("the compressed frame has 65535 x 65535 pixels"))
  }

  @Test func `a file without an image and a deep one are refused with words`() throws {
    var file = SyntheticDICOM()
    file.inserted = (0..<100).flatMap { _ in
      file.element(0x0040_A730, "SQ", [], length: nil)
        + file.element(0xFFFE_E000, "", [], length: nil)
    }
    #expect(try file.error().contains("nested too deep"))
    file.inserted = file.element(0x0040_0275, "SQ", [], length: 0x7FFF_FFF0)
    #expect(try file.error().contains("the header promises element (0040,0275)"))
    file.inserted = [0x40, 0, 0, 0, 1, 2, 3, 4]
    #expect(try file.error().contains("element (0040,0000) has no kind of value"))
    var pixels = SyntheticDICOM(hasHead: false)
    pixels.texts[0x0008_0060] = ("CS", "SR")
    try withFolder { folder in
      let head = pixels.bytes.prefix(20)
      try AtomicFile.write(Array(head), to: folder + "/a.dcm")
      let error = errorText { _ = try ImageFiles.read(folder + "/a.dcm") }
      #expect(error.contains("no image"), "\(error)")
    }
  }

  @Test func `cut files and flipped bytes give an image or an error, never a crash`() throws {
    var random = SeededRandom(seed: 9)
    var file = Self.placed
    file.inserted =
      file.element(0x0040_A168, "SQ", [], length: nil) + file.element(0xFFFE_E000, "", [1, 2, 3])
      + file.element(0xFFFE_E0DD, "", [])
    for syntax in SyntheticDICOM.Syntax.allCases {
      file.syntax = syntax
      file.fragments = syntax == .runLength ? [[UInt8](repeating: 1, count: 80)] : nil
      let whole = file.bytes
      try withFolder { folder in
        for round in 0..<300 {
          var bytes = whole
          if round % 3 == 0 { bytes.removeLast(Int.random(in: 1..<whole.count, using: &random)) }
          for _ in 0..<Int.random(in: 0...3, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] =
              UInt8.random(in: 0...255, using: &random)
          }
          try AtomicFile.write(bytes, to: folder + "/a.dcm")
          _ = try? ImageFiles.read(folder + "/a.dcm")
        }
      }
    }
  }
}

@Suite(.enabled(if: hasRealData, "\(whyNoRealData)"))
struct `Real DICOM files` {
  @Test(.timeLimit(.minutes(60)))
  func `every file of the collection loads or says why not`() throws {
    let folder = realData.appending(path: "dicom")
    let files = FileManager.default.enumerator(atPath: folder.path)
    var loaded = 0
    var refused = 0
    while let name = files?.nextObject() as? String {
      let path = folder.appending(path: name).path
      do throws(ImageFileError) {
        let image = try ImageFiles.read(path)
        if image.format == "DICOM" { loaded += 1 }
      } catch {
        #expect("\(error)".contains(path))
        refused += 1
      }
    }
    #expect(loaded >= 90)
    #expect(refused > 100)
  }

  @Test(arguments: [
    "MR_small.dcm", "MR_small_bigendian.dcm", "MR_small_expb.dcm", "MR_small_implicit.dcm",
    "MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm",
  ]) func `one slice in seven transfer syntaxes has the same voxels`(_ name: String) throws {
    let folder = realData.appending(path: "dicom/pydicom/src/pydicom/data/test_files")
    let path = folder.appending(path: name).path
    let reference = try ImageFiles.read(folder.appending(path: "MR_small.dcm").path)
    #expect(try ImageFiles.read(path).volume == reference.volume)
  }
}
