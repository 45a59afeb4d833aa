internal import CTIFFShim

/// TIFF images of one page.
enum TIFFFile {
  /// LZW makes about 1300 bytes of one, deflate 1032, the other compressions that are read fewer.
  private static let largestExpansion = 2048

  /// Decodes a TIFF; row 0 is the first that is stored.
  /// - Parameter asStored: Palette indices, and grey that grows towards black, as they stand.
  /// - Throws: `ImageFileError`.
  static func read(_ path: String, asStored: Bool) throws(ImageFileError) -> RasterImage {
    let bytes = try RasterImage.bytes(of: path, format: "TIFF")
    let flag: Int32 = asStored ? 1 : 0
    var info = contourist_tiff_info()
    var error = [CChar](repeating: 0, count: Int(CONTOURIST_TIFF_ERROR_BYTES))
    try check(contourist_tiff_read_info(bytes, bytes.count, flag, &info, &error), error, path)
    let (width, height) = (Int(info.width), Int(info.height))
    let row = width * Int(info.channels * info.bits / 8)
    let (count, overflow) = row.multipliedReportingOverflow(by: height)
    try RasterImage.checkPromise(
      width: width, height: height, stored: overflow ? Int.max : count, held: bytes.count,
      expansion: largestExpansion, path: path, format: "TIFF")

    var samples = [UInt8](repeating: 0, count: count)
    try check(
      contourist_tiff_decode(bytes, bytes.count, flag, &samples, samples.count, &error), error,
      path)
    return RasterImage(
      format: "TIFF", byteOrder: info.is_big_endian != 0 ? .bigEndian : .littleEndian,
      width: width, height: height, channels: Int(info.channels), bits: Int(info.bits),
      samples: samples,
      warnings: info.orientation == 1
        ? []
        : [
          "The file asks to be turned (orientation \(info.orientation)); its rows and columns "
            + "were taken as they are stored."
        ])
  }

  private static func check(
    _ status: Int32, _ error: [CChar], _ path: String
  ) throws(ImageFileError) {
    switch status {
    case Int32(CONTOURIST_TIFF_DONE): return
    case Int32(CONTOURIST_TIFF_UNSUPPORTED):
      throw .unsupported(
        path: path, what: text(error),
        remedy: "Save one page as grey or RGB of 8 or 16 bits, uncompressed, LZW or deflate.")
    default: throw .corrupted(path: path, reason: text(error))
    }
  }
}
