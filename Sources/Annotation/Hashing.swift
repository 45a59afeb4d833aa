internal import Crypto
public import Volumes

/// SHA-256 in lower-case hexadecimal.
public func sha256Hex(_ bytes: some Sequence<UInt8>) -> String {
  hex(SHA256.hash(data: Array(bytes)))
}

/// Two lower-case digits a byte.
package func hex(_ digest: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

extension Volume {
  /// SHA-256 of the voxels as 32-bit floats, little endian, i fastest.
  public var voxelsSHA256: String {
    var hasher = SHA256()
    voxels.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return hex(hasher.finalize())
  }
}

extension LabelVolume {
  /// SHA-256 of the label values, one byte each, i fastest, then j, k, frame.
  public var voxelsSHA256: String {
    var hasher = SHA256()
    voxels.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return hex(hasher.finalize())
  }
}
