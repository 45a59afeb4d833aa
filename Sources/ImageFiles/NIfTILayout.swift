import Volumes

/// How many voxels of which type a NIfTI header promises, checked.
struct NIfTILayout {
  let size: GridSize
  let frames: Int
  let type: VoxelType
  /// Number of voxels of all frames.
  let count: Int
  /// Bytes of all voxels.
  let bytes: Int

  /// - Throws: `ImageFileError.badHeader`, `.unsupported`, `.noSuchChannel`, `.tooLarge`.
  init(_ header: NIfTIHeader, path: String, channel: Int?) throws(ImageFileError) {
    guard let type = VoxelType(rawValue: header.datatype) else {
      guard let name = VoxelType.unsupportedName(header.datatype) else {
        throw .badHeader(path: path, reason: "the voxel type \(header.datatype) does not exist")
      }
      throw .unsupported(path: path, what: name, remedy: "Convert it to 32-bit floating point.")
    }
    self.type = type
    if let channel, channel < 0 || channel >= type.channels {
      throw .noSuchChannel(path: path, channel: channel, channels: type.channels)
    }

    let axes = header.dimensions[0]
    guard (1...7).contains(axes) else {
      throw .badHeader(path: path, reason: "it claims \(axes) axes")
    }
    var dims = [Int](repeating: 1, count: 8)
    for n in 1...Int(axes) {
      let length = header.dimensions[n]
      guard length > 0 else {
        throw .badHeader(path: path, reason: "there are \(length) voxels along axis \(n)")
      }
      dims[n] = Int(length)
    }
    let text = dims[1...Int(axes)].map { String($0) }.joined(separator: " x ")
    guard dims[5...].allSatisfy({ $0 == 1 }) else {
      throw .unsupported(
        path: path, what: "an image of \(text) voxels with more than four axes",
        remedy: "Export one 3-D or 4-D image of it.")
    }

    // Checked step by step: the product of four 63-bit numbers overflows anything.
    var bytes = type.bytes
    for n in 1...4 {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dims[n])
      guard !overflow else {
        throw .tooLarge(
          path: path, promise: "\(text) \(type.name) voxels", promised: Int.max, limit: Int.max,
          limitIs: "any file can hold")
      }
      bytes = product
    }
    self.bytes = bytes
    count = bytes / type.bytes
    size = GridSize(ni: dims[1], nj: dims[2], nk: dims[3])
    frames = dims[4]
  }

  /// What is promised, in words: "216 x 256 x 10 int16 voxels".
  var promise: String {
    "\(size)" + (frames > 1 ? " x \(frames)" : "") + " \(type.name) voxels"
  }

  /// The scaling to be done; colours have none.
  func scaling(of header: NIfTIHeader) -> IntensityScaling? {
    type.channels > 1
      ? nil : IntensityScaling(headerSlope: header.slope, intercept: header.intercept)
  }
}
