internal import CNIfTI
import Volumes

/// Makes NIfTI files: a header of its own or on the grid of another, then the voxels.
enum NIfTIWriter {
  /// What a header says of the voxels that follow it.
  struct Content {
    var type: VoxelType
    /// NIfTI's intent: 1002 for labels, 0 for none.
    var intent: Int32
    var description: String

    static let labels = Content(
      type: .uint8, intent: 1002, description: "Contourist label mask")
  }

  /// Writes header and voxels; compressed where the name ends in ".gz".
  static func write(
    _ voxels: [UInt8], header: [UInt8], to path: String
  ) throws(ImageFileError) {
    // Four bytes of zero: no extension follows the header.
    let bytes = header + [0, 0, 0, 0] + voxels
    if path.lowercased().hasSuffix(".gz") {
      try AtomicFile.write(try Gzip.compressed(bytes, path: path), to: path)
    } else {
      try AtomicFile.write(bytes, to: path)
    }
  }

  /// A header with the geometry of `source` bit for bit, in this machine's byte order.
  static func header(
    like source: NIfTIHeader, size: GridSize, frames: Int, content: Content
  ) -> [UInt8] {
    let axes = source.dimensions[0] == 2 && frames == 1 && size.nk == 1 ? 2 : nil
    var header = [UInt8](
      repeating: 0, count: NIfTIHeader.byteCount(version: source.version))
    contourist_nifti_derive(
      source.bytes, Int32(source.version), dimensions(size, frames, axes: axes),
      content.type.rawValue, Int32(content.type.bytes * 8), content.intent, content.description,
      &header)
    return header
  }

  /// A header for a geometry that comes from no NIfTI file: NIfTI-1 where its 16-bit sizes
  /// suffice, else NIfTI-2. Sform and qform both hold the geometry; where the axes are not at
  /// right angles a qform cannot, and is left out.
  static func freshHeader(
    _ geometry: Geometry, frames: Int, secondsPerFrame: Double?, content: Content
  ) -> [UInt8] {
    let size = geometry.size
    let version = max(size.ni, size.nj, size.nk, frames) > Int(Int16.max) ? 2 : 1
    var header = [UInt8](repeating: 0, count: NIfTIHeader.byteCount(version: version))
    contourist_nifti_fresh(
      geometry.affineRows.flatMap { $0 }, secondsPerFrame ?? 0, hasRightAngles(geometry) ? 1 : 0,
      Int32(version), dimensions(size, frames, axes: nil), content.type.rawValue,
      Int32(content.type.bytes * 8), content.intent, content.description, &header)
    return header
  }

  private static func dimensions(_ size: GridSize, _ frames: Int, axes: Int?) -> [Int64] {
    [axes ?? (frames > 1 ? 4 : 3), size.ni, size.nj, size.nk, frames, 1, 1, 1].map { Int64($0) }
  }

  private static func hasRightAngles(_ geometry: Geometry) -> Bool {
    let (i, j, k) = geometry.axes
    let s = geometry.spacing
    // About the precision of the header's 32-bit numbers.
    return abs((i * j).sum()) < 1e-5 * s.x * s.y && abs((j * k).sum()) < 1e-5 * s.y * s.z
      && abs((k * i).sum()) < 1e-5 * s.z * s.x
  }
}
