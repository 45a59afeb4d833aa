internal import CNIfTI

/// The header of a NIfTI file, kept whole so that masks can carry its geometry bit for bit.
public struct NIfTIHeader: Sendable {
  /// 1 or 2.
  public let version: Int
  /// The header as the file holds it, but in this machine's byte order: 348 or 540 bytes.
  public let bytes: [UInt8]
  /// Eight numbers as stored: how many axes there are, then the voxels along each.
  public let dimensions: [Int64]
  /// Eight numbers as stored: the qform's handedness, then the spacing in the file's units.
  public let pixdim: [Double]
  /// NIfTI's code of the space the sform leads to; 0 where there is no sform.
  public let sformCode: Int
  /// NIfTI's code of the space the qform leads to; 0 where there is no qform.
  public let qformCode: Int

  let datatype: Int32
  let bitsPerVoxel: Int32
  let voxelOffset: Double
  let slope: Double
  let intercept: Double
  let units: Int32
  let isSingleFile: Bool
  let isSwapped: Bool
  /// Three rows of four, in the file's units.
  let sform: [Double]
  /// The quaternion's b, c, d and the offset's x, y, z.
  let quaternion: [Double]

  /// The bytes that say how large voxels are and where they lie: the numbers of pixdim, both forms
  /// with their codes, and the units.
  public var geometryBytes: [UInt8] {
    // Offsets of nifti1.h and nifti2.h.
    Array(
      version == 1
        ? bytes[76..<108] + bytes[123...123] + bytes[252..<328]
        : bytes[104..<168] + bytes[344..<496] + bytes[500..<504])
  }

  /// What the first bytes of a file are.
  enum Kind: Equatable {
    case nifti(version: Int)
    case analyze
    case other
  }

  /// The size of a header and of the field that tells whether extensions follow, bytes.
  static func byteCount(version: Int) -> Int {
    version == 2 ? Int(CONTOURIST_NIFTI2_BYTES) : Int(CONTOURIST_NIFTI1_BYTES)
  }

  static func kind(of bytes: [UInt8], count: Int) -> Kind {
    switch contourist_nifti_version(bytes, min(count, bytes.count)) {
    case 0: .analyze
    case 1: .nifti(version: 1)
    case 2: .nifti(version: 2)
    default: .other
    }
  }

  /// Reads the fields of a header in either byte order; nil where `bytes` bear none.
  init?(_ bytes: [UInt8], version: Int) {
    let size = NIfTIHeader.byteCount(version: version)
    guard bytes.count >= size else { return nil }
    var native = Array(bytes[..<size])
    var fields = contourist_nifti_fields()
    guard contourist_nifti_decode(&native, size, Int32(version), &fields) == 0 else { return nil }
    self.version = version
    self.bytes = native
    dimensions = elements(of: fields.dim)
    pixdim = elements(of: fields.pixdim)
    sformCode = Int(fields.sform_code)
    qformCode = Int(fields.qform_code)
    datatype = fields.datatype
    bitsPerVoxel = fields.bitpix
    voxelOffset = fields.vox_offset
    slope = fields.scl_slope
    intercept = fields.scl_inter
    units = fields.xyzt_units
    isSingleFile = fields.single_file != 0
    isSwapped = fields.swapped != 0
    sform = elements(of: fields.srow)
    quaternion = elements(of: fields.quatern) + elements(of: fields.qoffset)
  }

  /// The qform as three rows of four, in the file's units, for the given spacing.
  ///
  /// In plain double precision, operation by operation: C compilers may fuse or widen these sums,
  /// and a session compares affines bit for bit across machines.
  /// Source: nifti1.h, "METHOD 2".
  func qform(spacing: SIMD3<Double>) -> [Double] {
    var (b, c, d) = (quaternion[0], quaternion[1], quaternion[2])
    var a = 1 - (b * b + c * c + d * d)
    if a < 1e-7 {
      // A rotation by 180 degrees: rounding may have made a's square slightly negative.
      let length = (b * b + c * c + d * d).squareRoot()
      (a, b, c, d) = (0, b / length, c / length, d / length)
    } else {
      a = a.squareRoot()
    }
    let x = spacing.x
    let y = spacing.y
    let z = pixdim[0] < 0 ? -spacing.z : spacing.z
    return [
      (a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z,
      quaternion[3],
      2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z,
      quaternion[4],
      2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - c * c - b * b) * z,
      quaternion[5],
    ]
  }

  /// Millimetres in one of the file's units of length; 1 where it does not say.
  var millimetresPerUnit: Double {
    switch units & 7 {
    case 1: 1000
    case 3: 0.001
    default: 1
    }
  }

  /// Seconds from frame to frame; nil where the unit is no time or the number no length of one.
  var secondsPerFrame: Double? {
    let unit: Double
    switch units & 0x38 {
    case 8: unit = 1
    case 16: unit = 1e-3
    case 24: unit = 1e-6
    default: return nil
    }
    let seconds = pixdim[4] * unit
    return seconds.isFinite && seconds > 0 ? seconds : nil
  }
}

extension NIfTIHeader: Equatable {
  /// Whether two headers hold the same bytes and come from files of the same byte order.
  public static func == (a: NIfTIHeader, b: NIfTIHeader) -> Bool {
    a.version == b.version && a.isSwapped == b.isSwapped && a.bytes == b.bytes
  }
}

/// The elements of an array in C, which Swift sees as a tuple.
private func elements<Element: BitwiseCopyable, Tuple>(of tuple: Tuple) -> [Element] {
  withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: Element.self)) }
}
