import Datasets
import ImageFiles
import TestSupport
import Testing
import Volumes

struct `An image and its mask` {
  /// Opens the first case of a data set of one patient after `change` was made to its files.
  static func load(_ change: (_ image: String, _ mask: String) throws -> Void) throws
    -> LabelledImage
  {
    try withTemporaryFolder { folder in
      try writeACDCPatient(folder, "patient001")
      let stem = folder + "/patient001/patient001_frame01"
      try change(stem + ".nii.gz", stem + "_gt.nii.gz")
      return try Dataset.open(folder).cases[0].load()
    }
  }

  @Test func `a label outside of the list is an error that names voxel and list`() throws {
    let error = errorText {
      _ = try Self.load { _, mask in
        try writeMask(mask, [UInt8](repeating: 0, count: 17) + [4])
      }
    }
    #expect(error.contains("patient001_frame01_gt.nii.gz: voxel (1, 1, 1) holds 4"), "\(error)")
    #expect(error.contains("are 0, 1, 2, 3."), "\(error)")
  }

  @Test func `a value that is no label at all is told alike`() throws {
    let error = errorText {
      _ = try Self.load { _, mask in
        var voxels = [Float](repeating: 0, count: 24)
        voxels[2] = 1.5
        try ImageFiles.writeVolume(Volume(geometry: smallGeometry, voxels: voxels), to: mask)
      }
    }
    #expect(error.contains("voxel (2, 0, 0) holds 1.5"), "\(error)")
  }

  @Test func `another size or place of the mask is an error that names both`() throws {
    let flat = Geometry(size: GridSize(ni: 4, nj: 3, nk: 1), spacing: SIMD3(1.5, 1.5, 8))
    let wide = Geometry(size: smallGeometry.size, spacing: SIMD3(1.6, 1.5, 8))
    let shifted = Geometry(
      size: smallGeometry.size, axes: smallGeometry.axes, origin: WorldPoint(0, 0, 0.5))
    for geometry in [flat, wide, shifted] {
      let error = errorText {
        _ = try Self.load { _, mask in try writeMask(mask, [1], geometry: geometry) }
      }
      #expect(error.contains("patient001_frame01.nii.gz (4 x 3 x 2 voxels of 1.5 x 1.5 x 8 mm"))
      #expect(error.contains("patient001_frame01_gt.nii.gz ("), "\(error)")
      #expect(error.contains("one grid"), "\(error)")
    }
  }

  @Test func `a mask that is off by rounding takes the image's geometry`() throws {
    let rounded = Geometry(
      size: smallGeometry.size, spacing: SIMD3(1.5000002, 1.5, 8.000001))
    let image = try Self.load { _, mask in try writeMask(mask, [1, 2], geometry: rounded) }
    #expect(image.labels.geometry == image.channels[0].geometry)
    #expect(image.labels.geometry != rounded)
  }

  @Test func `a cine where one frame belongs is refused`() throws {
    let error = errorText { _ = try Self.load { image, _ in try writeImage(image, frames: 2) } }
    #expect(error.contains("2 frames where one is expected"), "\(error)")
  }

  @Test func `voxels that are not finite are kept and told of`() throws {
    let image = try Self.load { image, _ in
      var voxels = (0..<24).map { Float($0) }
      voxels[3] = .nan
      try ImageFiles.writeVolume(Volume(geometry: smallGeometry, voxels: voxels), to: image)
    }
    #expect(image.channels[0].voxels[3].isNaN)
    #expect(image.warnings.contains { $0.hasPrefix("1 of 24 voxels are NaN") })
  }

  @Test func `a mask that is an empty file is an error of the file`() throws {
    let error = errorText { _ = try Self.load { _, mask in try AtomicFile.write([], to: mask) } }
    #expect(error.contains("_gt.nii.gz: the file is empty"), "\(error)")
  }
}
