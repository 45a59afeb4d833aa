internal import CPNGShim

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

  /// Decodes a PNG.
  /// - Parameter asStored: Palette indices and grey levels of 1, 2 or 4 bits as they stand.
  static func read(_ path: String, asStored: Bool) throws(ImageFileError) -> RasterImage {
    let bytes = try RasterImage.bytes(of: path, format: "PNG")
    let flag: Int32 = asStored ? 1 : 0
    var info = contourist_png_info()
    var error = errorText()
    guard contourist_png_read_info(bytes, bytes.count, flag, &info, &error) == 0
    else { throw .corrupted(path: path, reason: text(error)) }
    let (width, height) = (Int(info.width), Int(info.height))
    let (channels, bits) = (Int(info.channels), Int(info.bits))
    try RasterImage.checkPromise(
      width: width, height: height, stored: Int(info.stored_row_bytes) * height,
      held: bytes.count, expansion: GzipReader.largestExpansion, path: path, format: "PNG")

    var samples = [UInt8](repeating: 0, count: width * height * channels * bits / 8)
    guard
      contourist_png_decode(bytes, bytes.count, flag, &samples, samples.count, &error) == 0
    else { throw .corrupted(path: path, reason: text(error)) }
    return RasterImage(
      format: "PNG", byteOrder: .bigEndian, width: width, height: height, channels: channels,
      bits: bits, samples: samples)
  }

  private static func errorText() -> [CChar] {
    [CChar](repeating: 0, count: Int(CONTOURIST_PNG_ERROR_BYTES))
  }
}
