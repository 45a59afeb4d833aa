import ImageFiles
import Testing
import Volumes

struct `Writing NIfTI` {
  /// Bytes of a header that place its voxels: units, pixdim, codes, quaternion, offsets, matrix.
  static func geometryBytes(_ h: [UInt8], version: Int) -> [UInt8] {
    version == 1
      ? Array(h[76..<108]) + [h[123]] + Array(h[252..<328])
      : Array(h[104..<168]) + Array(h[344..<496]) + Array(h[500..<504])
  }

  @Test(arguments: [1, 2], [false, true])
  func `a mask carries the image's geometry bit for bit, and none of its texts`(
    version: Int, bigEndian: Bool
  ) throws {
    var file = SyntheticNIfTI(version: version, bigEndian: bigEndian)
    file.pixdim = [-1, 1.1, 2.2, .nan, 0.3, 5, 6, 7]
    file.qformCode = 3
    file.sformCode = 4
    file.quaternion = [0.1, 0.2, 0.3]
    file.offset = [1.7, -2.9, 1e-39]
    file.srow = [1.1, 0.1, 0.2, 3, 0, 2.2, 0.3, 4, 0.05, 0, 3.3, 5]
    file.units = 11
    file.slope = 7
    file.description = "DOE JOHN"
    try withFolder { folder in
      try AtomicFile.write(file.fileBytes, to: folder + "/a.nii")
      let image = try ImageFiles.read(folder + "/a.nii")
      let labels = LabelVolume(geometry: image.volume.geometry, voxels: Array(0..<12))
      try ImageFiles.writeLabels(labels, to: folder + "/m.nii", like: image)
      let written = try bytes(of: folder + "/m.nii")
      file.bigEndian = false
      let same = Self.geometryBytes(file.headerBytes, version: version)
      #expect(Self.geometryBytes(written, version: version) == same)
      #expect(!String(decoding: written, as: UTF8.self).contains("DOE"))
      #expect(String(decoding: written, as: UTF8.self).contains("Contourist label mask"))
      #expect(written.count == (version == 1 ? 352 : 544) + 12)
      let back = try ImageFiles.readLabels(folder + "/m.nii")
      #expect(back.labels == labels)
      #expect(try ImageFiles.read(folder + "/m.nii").scaling == nil)
    }
  }

  @Test func `equal masks give equal bytes, compressed too`() throws {
    try withFolder { folder in
      let labels = LabelVolume(geometry: Geometry(size: GridSize(ni: 40, nj: 30, nk: 20)))
      try ImageFiles.writeLabels(labels, to: folder + "/a.nii.gz", like: nil)
      try ImageFiles.writeLabels(labels, to: folder + "/b.nii.gz", like: nil)
      let written = try bytes(of: folder + "/a.nii.gz")
      #expect(try bytes(of: folder + "/b.nii.gz") == written)
      #expect(written.count < 1000)
      #expect(try ImageFiles.readLabels(folder + "/a.nii.gz").labels == labels)
      #expect(try ImageFiles.readLabels(folder + "/a.nii.gz").hasSpacing)
      #expect(try ImageFiles.readLabels(folder + "/a.nii.gz").isOriented)
    }
  }

  @Test func `a fresh header holds an oblique geometry`() throws {
    // 30 degrees about x, left-handed.
    let (c, s) = (0.75.squareRoot(), 0.5)
    let geometry = Geometry(
      size: GridSize(ni: 3, nj: 2, nk: 2),
      axes: (SIMD3(-1.5, 0, 0), SIMD3(0, 2 * c, 2 * s), SIMD3(0, -3 * s, 3 * c)),
      origin: WorldPoint(10, -20, 30))
    let volume = Volume(
      geometry: geometry, frames: 2, voxels: (0..<24).map { Float($0) / 7 })
    try withFolder { folder in
      try ImageFiles.writeVolume(volume, to: folder + "/a.nii.gz")
      var image = try ImageFiles.read(folder + "/a.nii.gz")
      #expect(image.warnings.isEmpty)
      #expect(image.volume.voxels == volume.voxels)
      #expect(image.header?.qformCode == 1)
      #expect(image.header?.sformCode == 1)
      for (a, b) in zip(image.volume.geometry.affineRows.joined(), geometry.affineRows.joined()) {
        #expect(abs(a - b) < 1e-6 * 30)
      }
      // Without its sform the file must say the same by its qform.
      var plain = try bytes(of: try Self.plain(volume, folder))
      plain.replaceSubrange(254..<256, with: [0, 0])
      try AtomicFile.write(plain, to: folder + "/q.nii")
      image = try ImageFiles.read(folder + "/q.nii")
      for (a, b) in zip(image.volume.geometry.affineRows.joined(), geometry.affineRows.joined()) {
        #expect(abs(a - b) < 1e-5)
      }
    }
  }

  static func plain(_ volume: Volume, _ folder: String) throws -> String {
    try ImageFiles.writeVolume(volume, to: folder + "/plain.nii")
    return folder + "/plain.nii"
  }

  @Test func `16-bit integers are written where all values are`() throws {
    let geometry = Geometry(size: GridSize(ni: 3, nj: 1, nk: 1), spacing: SIMD3(1, 2, 3))
    let path = "/a.nii"
    try withFolder { folder in
      let whole = Volume(geometry: geometry, voxels: [-32768, 0, 32767])
      try ImageFiles.writeVolume(whole, to: folder + path, as: .int16)
      #expect(try ImageFiles.read(folder + path).volume == whole)
      #expect(try ImageFiles.read(folder + path).voxelType == "int16")
      let half = Volume(geometry: geometry, voxels: [0, 0.5, 1])
      #expect(
        errorText { try ImageFiles.writeVolume(half, to: folder + path, as: .int16) }
          .contains("0.5 is no 16-bit integer"))
    }
  }

  @Test func `sides beyond 16 bits are written as NIfTI-2`() throws {
    try withFolder { folder in
      let labels = LabelVolume(geometry: Geometry(size: GridSize(ni: 40000, nj: 1, nk: 1)))
      try ImageFiles.writeLabels(labels, to: folder + "/a.nii", like: nil)
      #expect(try ImageFiles.read(folder + "/a.nii").format == "NIfTI-2")
      #expect(try ImageFiles.readLabels(folder + "/a.nii").labels == labels)
    }
  }

  @Test func `a mask for another image or under another ending is refused`() throws {
    let image = try SyntheticNIfTI().read()
    let labels = LabelVolume(geometry: Geometry(size: GridSize(ni: 2, nj: 2, nk: 2)))
    #expect(
      errorText { try ImageFiles.writeLabels(labels, to: "a.nii", like: image) }
        .contains("has 2 x 2 x 2 voxels, its image 3 x 2 x 2"))
    #expect(
      errorText { try ImageFiles.writeLabels(labels, to: "a.mhd", like: nil) }
        .contains("Use .nii or .nii.gz"))
    #expect(
      errorText { try ImageFiles.writeLabels(labels, to: "a.png", like: nil) }
        .contains("one slice"))
  }
}
