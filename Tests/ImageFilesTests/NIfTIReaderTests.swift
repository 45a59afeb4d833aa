import ImageFiles
import Testing
import Volumes

struct `Reading NIfTI` {
  /// Every type's code, name, bits, three voxels as bytes and the intensities they stand for.
  static func cases(_ f: SyntheticNIfTI) -> [(Int, String, Int, [UInt8], [Float])] {
    [
      (2, "uint8", 8, [0, 7, 255], [0, 7, 255]),
      (256, "int8", 8, [0, 7, 0x80], [0, 7, -128]),
      (4, "int16", 16, [Int16(-32768), 0, 32767].flatMap(f.number), [-32768, 0, 32767]),
      (512, "uint16", 16, [UInt16(0), 1, 65535].flatMap(f.number), [0, 1, 65535]),
      (8, "int32", 32, [Int32(-70000), 0, 5].flatMap(f.number), [-70000, 0, 5]),
      (768, "uint32", 32, [UInt32(0), 1 << 31, 5].flatMap(f.number), [0, 0x1p31, 5]),
      (1024, "int64", 64, [Int64(-5), 1 << 40, 5].flatMap(f.number), [-5, 0x1p40, 5]),
      (1280, "uint64", 64, [UInt64(5), 1 << 63, 0].flatMap(f.number), [5, 0x1p63, 0]),
      (16, "float32", 32, [-1.5, 0, 2.25].flatMap { f.float($0) }, [-1.5, 0, 2.25]),
      (64, "float64", 64, [-1.5, 0, 2.25].flatMap { f.double($0) }, [-1.5, 0, 2.25]),
      (32, "complex64", 64, [3, 4, 0, 0, -5, 12].flatMap { f.float($0) }, [5, 0, 13]),
      (1792, "complex128", 128, [3, 4, 0, 0, -5, 12].flatMap { f.double($0) }, [5, 0, 13]),
      (128, "rgb24", 24, [9, 9, 9, 0, 255, 0, 0, 0, 0], [9, 182.376, 0]),
      (2304, "rgba32", 32, [9, 9, 9, 1, 0, 255, 0, 1, 0, 0, 0, 1], [9, 182.376, 0]),
    ]
  }

  @Test(arguments: [1, 2], [false, true])
  func `every voxel type is read in either version and byte order`(
    version: Int, bigEndian: Bool
  ) throws {
    var file = SyntheticNIfTI(
      version: version, bigEndian: bigEndian, dim: [3, 3, 1, 1, 1, 1, 1, 1])
    for (code, name, bits, stored, expected) in Self.cases(file) {
      file.datatype = code
      file.bitpix = bits
      file.voxels = stored
      let image = try file.read()
      #expect(image.voxelType == name)
      #expect(image.format == "NIfTI-\(version)")
      #expect(image.byteOrder == (bigEndian ? .bigEndian : .littleEndian))
      #expect(image.volume.voxels == expected, "\(name)")
    }
  }

  @Test func `a colour channel can be chosen, and one that is not there is refused`() throws {
    let file = SyntheticNIfTI(
      dim: [3, 2, 1, 1, 1, 1, 1, 1], datatype: 128, bitpix: 24, voxels: [1, 2, 3, 4, 5, 6])
    #expect(try file.read(channel: 1).volume.voxels == [2, 5])
    #expect(errorText { _ = try file.read(channel: 3) }.contains("channels 0 to 2"))
    #expect(errorText { _ = try SyntheticNIfTI().read(channel: 0) } == "")
    #expect(errorText { _ = try SyntheticNIfTI().read(channel: 1) }.contains("only one"))
  }

  @Test func `the scaling is applied`() throws {
    let image = try SyntheticNIfTI(slope: 0.5, intercept: -1).read()
    #expect(image.volume.voxels == (0..<12).map { Float($0) / 2 - 1 })
    #expect(image.scaling == IntensityScaling(slope: 0.5, intercept: -1))
  }

  @Test(arguments: [
    (0, 0), (0, 5), (Double.nan, 0), (.nan, .nan), (.infinity, 0), (2, .infinity), (1, 0),
  ])
  func `a slope of zero or what is not finite means no scaling`(
    slope: Double, intercept: Double
  ) throws {
    let image = try SyntheticNIfTI(slope: slope, intercept: intercept).read()
    #expect(image.volume.voxels == (0..<12).map { Float($0) })
    #expect(image.scaling == nil)
  }

  @Test(arguments: [1, 2])
  func `a pair is read whichever of the two is named`(version: Int) throws {
    let file = SyntheticNIfTI(version: version, pair: true)
    try withFolder { folder in
      try AtomicFile.write(file.headerBytes, to: folder + "/a.hdr")
      #expect(
        errorText { _ = try ImageFiles.read(folder + "/a.hdr") }.contains("a.img, which belongs"))
      try AtomicFile.write(file.voxels, to: folder + "/a.img")
      let named = try ImageFiles.read(folder + "/a.hdr")
      #expect(named.volume.voxels == (0..<12).map { Float($0) })
      #expect(try ImageFiles.read(folder + "/a.img") == named)
    }
  }

  @Test func `frames and their spacing in seconds are read`() throws {
    let file = SyntheticNIfTI(
      dim: [4, 3, 2, 1, 2, 1, 1, 1], pixdim: [1, 1, 1, 1, 40, 1, 1, 1], units: 2 + 16)
    let image = try file.read()
    #expect(image.volume.frames == 2)
    #expect(image.secondsPerFrame == 0.04)
    #expect(image.volume.frame(1).voxels == (6..<12).map { Float($0) })
  }

  @Test func `an image of two axes is one slice, whatever stands beyond the second axis`() throws {
    let file = SyntheticNIfTI(
      dim: [2, 4, 3, 0, -7, 0, 0, 0], pixdim: [1, 2, 2, 0, 0, 0, 0, 0], sformCode: 0)
    let image = try file.read()
    #expect(image.volume.size == GridSize(ni: 4, nj: 3, nk: 1))
    #expect(image.volume.geometry.spacing == SIMD3(2, 2, 1))
  }

  @Test func `voxels that are not finite are kept and counted`() throws {
    var file = SyntheticNIfTI(dim: [3, 3, 1, 1, 1, 1, 1, 1], datatype: 16, bitpix: 32)
    file.voxels = [.nan, 1, .infinity].flatMap { file.float($0) }
    let image = try file.read()
    #expect(image.volume.voxels[0].isNaN)
    #expect(image.volume.voxels[2] == .infinity)
    #expect(image.warnings.contains { $0.hasPrefix("2 of 3 voxels") })
  }

  @Test func `a constant image is remarked upon`() throws {
    let file = SyntheticNIfTI(voxels: [UInt8](repeating: 4, count: 12))
    #expect(try file.read().warnings.contains { $0.contains("constant") })
  }

  @Test func `labels are whole numbers from 0 to 255, in any type`() throws {
    var file = SyntheticNIfTI(dim: [3, 3, 1, 1, 1, 1, 1, 1], datatype: 16, bitpix: 32)
    try withFolder { folder in
      file.voxels = [0, 1, 255].flatMap { file.float($0) }
      try AtomicFile.write(file.fileBytes, to: folder + "/a.nii")
      #expect(try ImageFiles.readLabels(folder + "/a.nii").labels.voxels == [0, 1, 255])
      for bad in [0.5, 256, -1, .nan] {
        file.voxels = [0, 1, bad].flatMap { file.float($0) }
        try AtomicFile.write(file.fileBytes, to: folder + "/a.nii")
        let text = errorText { _ = try ImageFiles.readLabels(folder + "/a.nii") }
        #expect(text.contains("voxel (2, 0, 0) of frame 0 holds \(bad)"))
      }
    }
  }
}
