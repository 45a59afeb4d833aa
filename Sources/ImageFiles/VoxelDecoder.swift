/// Turns stored voxels into intensities. The only file that reads numbers from raw bytes.
struct VoxelDecoder {
  let type: VoxelType
  /// Whether the file's byte order is not this machine's.
  let isSwapped: Bool
  let scaling: IntensityScaling?
  /// The colour channel wanted; nil for the luminance.
  let channel: Int?

  /// Appends the first `count` voxels of `bytes` to `voxels`. Scaling is done in double precision.
  /// - Precondition: `bytes` holds as many voxels; `channel` exists.
  func append(_ count: Int, of bytes: [UInt8], to voxels: inout [Float]) {
    precondition(bytes.count >= count * type.bytes, "fewer bytes than voxels")
    bytes.withUnsafeBytes { raw in
      switch type {
      case .uint8: integers(UInt8.self, raw, count, &voxels)
      case .int8: integers(Int8.self, raw, count, &voxels)
      case .uint16: integers(UInt16.self, raw, count, &voxels)
      case .int16: integers(Int16.self, raw, count, &voxels)
      case .uint32: integers(UInt32.self, raw, count, &voxels)
      case .int32: integers(Int32.self, raw, count, &voxels)
      case .uint64: integers(UInt64.self, raw, count, &voxels)
      case .int64: integers(Int64.self, raw, count, &voxels)
      case .float32:
        for n in 0..<count { voxels.append(scaled(Double(float(raw, 4 * n)))) }
      case .float64:
        for n in 0..<count { voxels.append(scaled(double(raw, 8 * n))) }
      case .complex64:
        for n in 0..<count {
          voxels.append(magnitude(Double(float(raw, 8 * n)), Double(float(raw, 8 * n + 4))))
        }
      case .complex128:
        for n in 0..<count {
          voxels.append(magnitude(double(raw, 16 * n), double(raw, 16 * n + 8)))
        }
      case .rgb24, .rgba32: colours(raw, count, &voxels)
      }
    }
  }

  private func integers<T: FixedWidthInteger>(
    _: T.Type, _ raw: UnsafeRawBufferPointer, _ count: Int, _ voxels: inout [Float]
  ) {
    let width = MemoryLayout<T>.size
    for n in 0..<count {
      let stored = raw.loadUnaligned(fromByteOffset: n * width, as: T.self)
      let value = isSwapped ? stored.byteSwapped : stored
      // Straight to Float where nothing is scaled: one rounding, not two, for 64-bit integers.
      voxels.append(scaling == nil ? Float(value) : scaled(Double(value)))
    }
  }

  private func float(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> Float {
    let bits = raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    return Float(bitPattern: isSwapped ? bits.byteSwapped : bits)
  }

  private func double(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> Double {
    let bits = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return Double(bitPattern: isSwapped ? bits.byteSwapped : bits)
  }

  private func scaled(_ value: Double) -> Float {
    guard let scaling else { return Float(value) }
    return Float(value * scaling.slope + scaling.intercept)
  }

  /// The standard scales the real and the imaginary part alike, before the magnitude.
  private func magnitude(_ real: Double, _ imaginary: Double) -> Float {
    let slope = scaling?.slope ?? 1
    let intercept = scaling?.intercept ?? 0
    let re = real * slope + intercept
    let im = imaginary * slope + intercept
    return Float((re * re + im * im).squareRoot())
  }

  /// Colours are not scaled (the standard exempts them).
  private func colours(_ raw: UnsafeRawBufferPointer, _ count: Int, _ voxels: inout [Float]) {
    let width = type.channels
    for n in 0..<count {
      let at = n * width
      if let channel {
        voxels.append(Float(raw[at + channel]))
      } else {
        voxels.append(luminance(Float(raw[at]), Float(raw[at + 1]), Float(raw[at + 2])))
      }
    }
  }
}

/// Brightness of a colour with the weights of ITU-R BT.709, applied to the stored numbers as they
/// are. A grey colour keeps its value exactly.
func luminance(_ red: Float, _ green: Float, _ blue: Float) -> Float {
  if red == green && green == blue { return red }
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
