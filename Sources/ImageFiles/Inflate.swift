internal import CZlib

/// Decompression of data without a wrapper.
enum Inflate {
  /// What a raw deflate stream holds. Bytes after its end are left aside.
  /// - Parameter limit: The most bytes that are made of it.
  /// - Throws: `ImageFileError.corrupted`, `.tooLarge`.
  static func raw(
    _ bytes: ArraySlice<UInt8>, limit: Int, path: String
  ) throws(ImageFileError) -> [UInt8] {
    var stream = z_stream()
    // A negative window asks for no wrapper.
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .corrupted(path: path, reason: "zlib could not start") }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    var input = Array(bytes)
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var (consumed, status) = (0, Z_OK)
    while status == Z_OK {
      let available = min(input.count - consumed, 1 << 24)
      let (used, made): (Int, Int) = input.withUnsafeMutableBufferPointer { source in
        chunk.withUnsafeMutableBufferPointer { target in
          stream.next_in = source.baseAddress.map { $0 + consumed }
          stream.avail_in = UInt32(available)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          status = inflate(&stream, Z_NO_FLUSH)
          return (available - Int(stream.avail_in), target.count - Int(stream.avail_out))
        }
      }
      consumed += used
      guard result.count + made <= limit else {
        throw .tooLarge(
          path: path, promise: "deflated data", promised: result.count + made, limit: limit,
          limitIs: "is inflated")
      }
      result.append(contentsOf: chunk[..<made])
    }
    guard status == Z_STREAM_END else {
      throw .corrupted(path: path, reason: "the deflated data break off or are damaged")
    }
    return result
  }
}
