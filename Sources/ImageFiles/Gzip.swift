internal import CZlib

/// Compression into the gzip format.
enum Gzip {
  /// The gzip form of `bytes`. The time field is zero, so equal bytes give equal files.
  static func compressed(_ bytes: [UInt8], path: String) throws(ImageFileError) -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window, and 16 to ask for the gzip wrapper; 8 is zlib's usual memory level.
    let code = deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      throw .cannotWrite(path: path, reason: "zlib could not start, code \(code)")
    }
    defer { deflateEnd(&stream) }

    var input = bytes
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var consumed = 0
    var status = Z_OK
    while status != Z_STREAM_END {
      let available = min(input.count - consumed, 1 << 24)
      let isLast = consumed + available == input.count
      let (used, made): (Int, Int) = input.withUnsafeMutableBufferPointer { source in
        chunk.withUnsafeMutableBufferPointer { target in
          stream.next_in = source.baseAddress.map { $0 + consumed }
          stream.avail_in = UInt32(available)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          status = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return (available - Int(stream.avail_in), target.count - Int(stream.avail_out))
        }
      }
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw .cannotWrite(path: path, reason: "zlib failed, code \(status)")
      }
      consumed += used
      result.append(contentsOf: chunk[..<made])
    }
    return result
  }
}
