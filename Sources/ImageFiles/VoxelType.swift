/// The voxel types of NIfTI that can be read, by their code in the header.
enum VoxelType: Int32, CaseIterable {
  case uint8 = 2
  case int16 = 4
  case int32 = 8
  case float32 = 16
  case complex64 = 32
  case float64 = 64
  case rgb24 = 128
  case int8 = 256
  case uint16 = 512
  case uint32 = 768
  case int64 = 1024
  case uint64 = 1280
  case complex128 = 1792
  case rgba32 = 2304

  /// Bytes of one voxel.
  var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .rgb24: 3
    case .int32, .uint32, .float32, .rgba32: 4
    case .int64, .uint64, .float64, .complex64: 8
    case .complex128: 16
    }
  }

  var name: String { String(describing: self) }

  /// Number of colour channels; 1 for numbers.
  var channels: Int {
    switch self {
    case .rgb24: 3
    case .rgba32: 4
    default: 1
    }
  }

  var isComplex: Bool { self == .complex64 || self == .complex128 }

  /// What a code stands for that NIfTI knows and we do not read.
  static func unsupportedName(_ code: Int32) -> String? {
    switch code {
    case 1: "voxels of one bit"
    case 1536: "128-bit floating-point voxels"
    case 2048: "256-bit complex voxels"
    default: nil
    }
  }
}
