import Volumes

/// Decoded pixels of a picture's file, rows from the top: grey or colour, 8 or 16 bits a sample.
struct RasterImage {
  /// "PNG" or "TIFF".
  let format: String
  let byteOrder: ByteOrder
  let width: Int
  let height: Int
  /// 1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity.
  let channels: Int
  /// 8 or 16.
  let bits: Int
  /// Shape (channels, width, height), native byte order.
  let samples: [UInt8]
  /// What its reader found odd.
  var warnings: [String] = []

  /// More pixels than this are refused: 2^28, a square of 16384.
  static let largestPixelCount = 1 << 28

  /// The whole of a file, which may be no larger than its pixels can ask for.
  static func bytes(of path: String, format: String) throws(ImageFileError) -> [UInt8] {
    var file = try GzipReader.open(path)
    guard file.fileSize <= largestPixelCount * 8 else {
      throw .tooLarge(
        path: path, promise: "a \(format)", promised: file.fileSize,
        limit: largestPixelCount * 8, limitIs: "is read of a \(format)")
    }
    var bytes = [UInt8](repeating: 0, count: file.fileSize)
    let held = try file.read(&bytes, upTo: bytes.count)
    return Array(bytes[..<held])
  }

  /// Makes sure that a file of `held` bytes can hold what it promises, before memory is taken.
  /// - Parameters:
  ///   - stored: Bytes before compression.
  ///   - expansion: How many of them the format can make of one.
  static func checkPromise(
    width: Int, height: Int, stored: Int, held: Int, expansion: Int, path: String, format: String
  ) throws(ImageFileError) {
    let promise = "\(width) x \(height) pixels"
    guard width * height <= largestPixelCount else {
      throw .tooLarge(
        path: path, promise: promise, promised: stored, limit: largestPixelCount,
        limitIs: "is read of a \(format)")
    }
    guard stored <= held * expansion else {
      throw .truncated(path: path, promise: promise, promised: stored, held: held)
    }
  }

  /// A volume of one slice.
  /// - Parameter channel: nil for the luminance.
  /// - Throws: `ImageFileError.noSuchChannel`.
  func image(channel: Int?, path: String) throws(ImageFileError) -> ImageFile {
    if let channel, channel < 0 || channel >= channels {
      throw .noSuchChannel(path: path, channel: channel, channels: channels)
    }
    let decoded = intensities(channel: channel)
    var warnings =
      warnings + ["\(format) states no spacing in millimetres; 1 mm is assumed."]
    if decoded.hasColour {
      warnings.append("The pixels are colours; their luminance (Rec. 709) was taken.")
    }
    warnings += intensityWarnings(decoded.values)
    let kind = ["uint", "greya", "rgb", "rgba"][min(channels, 4) - 1]
    return ImageFile(
      volume: Volume(
        geometry: Geometry(size: GridSize(ni: width, nj: height, nk: 1)),
        voxels: decoded.values),
      voxelType: "\(kind)\(bits)", format: format, byteOrder: byteOrder, warnings: warnings)
  }

  private func intensities(channel: Int?) -> (values: [Float], hasColour: Bool) {
    let bytes = bits / 8
    let count = samples.count / (channels * bytes)
    var values: [Float] = []
    values.reserveCapacity(count)
    var hasColour = false
    samples.withUnsafeBytes { raw in
      func sample(_ n: Int) -> Float {
        bytes == 1
          ? Float(raw[n]) : Float(raw.loadUnaligned(fromByteOffset: 2 * n, as: UInt16.self))
      }
      for n in 0..<count {
        let at = n * channels
        if let channel {
          values.append(sample(at + channel))
        } else if channels < 3 {
          values.append(sample(at))
        } else {
          let (red, green, blue) = (sample(at), sample(at + 1), sample(at + 2))
          if red != green || green != blue { hasColour = true }
          values.append(luminance(red, green, blue))
        }
      }
    }
    return (values, hasColour)
  }
}

/// The text that a C function left in its buffer.
func text(_ buffer: [CChar]) -> String {
  let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return bytes.isEmpty ? "unknown error" : String(decoding: bytes, as: UTF8.self)
}
