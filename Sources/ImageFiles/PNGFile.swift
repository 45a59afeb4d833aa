internal import CPNGShim
import Volumes

/// Pixels to be written as PNG, rows from the top, each from the left.
public enum PNGPixels: Sendable, Equatable {
  /// One sample a pixel.
  case grey8([UInt8])
  /// One 16-bit sample a pixel.
  case grey16([UInt16])
  /// Red, green, blue a pixel.
  case rgb8([UInt8])
  /// Red, green, blue, opacity a pixel; colours not multiplied by the opacity.
  case rgba8([UInt8])

  var channels: Int {
    switch self {
    case .grey8, .grey16: 1
    case .rgb8: 3
    case .rgba8: 4
    }
  }

  var sampleCount: Int {
    switch self {
    case .grey8(let samples), .rgb8(let samples), .rgba8(let samples): samples.count
    case .grey16(let samples): samples.count
    }
  }
}

/// PNG images.
public enum PNGFile {
  /// More pixels than this are refused: 2^28, a square of 16384.
  static let largestPixelCount = 1 << 28

  /// The PNG form of `pixels`.
  /// - Precondition: width and height are positive and there are as many samples as they ask for.
  /// - Throws: `ImageFileError.notWritable`, naming `name`, for sides longer than PNG knows.
  public static func encode(
    _ pixels: PNGPixels, width: Int, height: Int, name: String = "PNG"
  ) throws(ImageFileError) -> [UInt8] {
    precondition(width > 0 && height > 0, "a PNG has at least one pixel")
    precondition(
      pixels.sampleCount == width * height * pixels.channels, "sample count and size disagree")
    guard width < 1_000_000, height < 1_000_000 else {
      throw .notWritable(path: name, reason: "\(width) x \(height) pixels are too many for PNG")
    }
    var png: UnsafeMutablePointer<UInt8>?
    var count = 0
    var error = errorText()
    func encode(_ samples: UnsafeRawBufferPointer, bits: UInt32) -> Int32 {
      contourist_png_encode(
        samples.bindMemory(to: UInt8.self).baseAddress, UInt32(width), UInt32(height),
        UInt32(pixels.channels), bits, &png, &count, &error)
    }
    let status =
      switch pixels {
      case .grey8(let s), .rgb8(let s), .rgba8(let s):
        s.withUnsafeBytes { encode($0, bits: 8) }
      case .grey16(let s):
        s.withUnsafeBytes { encode($0, bits: 16) }
      }
    defer { contourist_png_free(png) }
    guard status == 0, let png else { throw .notWritable(path: name, reason: text(error)) }
    return Array(UnsafeBufferPointer(start: png, count: count))
  }

  /// Writes `pixels`, whole or not at all.
  /// - Throws: `ImageFileError.notWritable`, `.diskFull`, `.cannotWrite`.
  public static func write(
    _ pixels: PNGPixels, width: Int, height: Int, to path: String
  ) throws(ImageFileError) {
    try AtomicFile.write(
      try encode(pixels, width: width, height: height, name: path), to: path)
  }

  static func isPNG(_ path: String) throws(ImageFileError) -> Bool {
    var file = try GzipReader.open(path)
    guard !file.isCompressed else { return false }
    var start = [UInt8](repeating: 0, count: 8)
    return try file.read(&start, upTo: 8) == 8
      && start == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  }

  /// Reads a PNG as a volume of one slice.
  /// - Parameter asStored: Palette indices and grey levels of 1, 2 or 4 bits as they stand.
  static func readImage(
    _ path: String, channel: Int?, asStored: Bool = false
  ) throws(ImageFileError) -> ImageFile {
    let bytes = try readAll(path)
    var info = contourist_png_info()
    var error = errorText()
    guard contourist_png_read_info(bytes, bytes.count, asStored ? 1 : 0, &info, &error) == 0
    else { throw .corrupted(path: path, reason: text(error)) }
    let width = Int(info.width)
    let height = Int(info.height)
    let channels = Int(info.channels)
    let promise = "\(width) x \(height) pixels"
    guard width * height <= largestPixelCount else {
      throw .tooLarge(
        path: path, promise: promise, promised: width * height * channels,
        limit: largestPixelCount, limitIs: "is read of a PNG")
    }
    let stored = Int(info.stored_row_bytes) * height
    guard stored <= bytes.count * GzipReader.largestExpansion else {
      throw .truncated(path: path, promise: promise, promised: stored, held: bytes.count)
    }
    if let channel, channel < 0 || channel >= channels {
      throw .noSuchChannel(path: path, channel: channel, channels: channels)
    }

    let sampleBytes = Int(info.bits) / 8
    var samples = [UInt8](repeating: 0, count: width * height * channels * sampleBytes)
    guard
      contourist_png_decode(
        bytes, bytes.count, asStored ? 1 : 0, &samples, samples.count, &error) == 0
    else { throw .corrupted(path: path, reason: text(error)) }

    let decoded = intensities(samples, channels: channels, bits: Int(info.bits), channel: channel)
    var warnings = ["PNG states no spacing in millimetres; 1 mm is assumed."]
    if decoded.hasColour {
      warnings.append("The pixels are colours; their luminance (Rec. 709) was taken.")
    }
    warnings += intensityWarnings(decoded.values)
    let kind = ["uint", "greya", "rgb", "rgba"][min(channels, 4) - 1]
    return ImageFile(
      volume: Volume(
        geometry: Geometry(size: GridSize(ni: width, nj: height, nk: 1)),
        voxels: decoded.values),
      voxelType: "\(kind)\(info.bits)", format: "PNG", byteOrder: .bigEndian,
      warnings: warnings)
  }

  private static func intensities(
    _ samples: [UInt8], channels: Int, bits: Int, channel: Int?
  ) -> (values: [Float], hasColour: Bool) {
    let width = bits / 8
    let count = samples.count / (channels * width)
    var values: [Float] = []
    values.reserveCapacity(count)
    var hasColour = false
    samples.withUnsafeBytes { raw in
      func sample(_ n: Int) -> Float {
        width == 1
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

  private static func readAll(_ path: String) throws(ImageFileError) -> [UInt8] {
    var file = try GzipReader.open(path)
    guard file.fileSize <= largestPixelCount * 8 else {
      throw .tooLarge(
        path: path, promise: "a PNG", promised: file.fileSize, limit: largestPixelCount * 8,
        limitIs: "is read of a PNG")
    }
    var bytes = [UInt8](repeating: 0, count: file.fileSize)
    let held = try file.read(&bytes, upTo: bytes.count)
    return Array(bytes[..<held])
  }

  private static func errorText() -> [CChar] {
    [CChar](repeating: 0, count: Int(CONTOURIST_PNG_ERROR_BYTES))
  }

  private static func text(_ error: [CChar]) -> String {
    let bytes = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "unknown error" : String(decoding: bytes, as: UTF8.self)
  }
}
