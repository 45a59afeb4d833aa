internal import CDICOM

/// Decompresses the frame of a DICOM file.
struct DICOMCodec: Sendable {
  let transferSyntax: String
  let path: String

  private static let runLength = "1.2.840.10008.1.2.5"
  private static let deflatedFrames = "1.2.840.10008.1.2.8.1"
  /// JPEG, JPEG-LS and JPEG 2000 begin with this; what follows is their kind.
  private static let compressed = "1.2.840.10008.1.2.4."
  private static let kinds: Set<String> = ["50", "51", "57", "70", "80", "81", "90", "91"]

  /// - Returns: Numbers of the allocated bits, samples of a pixel side by side, native byte order.
  /// - Throws: `ImageFileError.unsupported`, `.corrupted`.
  func decode(
    _ pieces: ArraySlice<ArraySlice<UInt8>>, format: DICOMPixelFormat
  ) throws(ImageFileError) -> [UInt8] {
    let stream = pieces.count == 1 ? Array(pieces.joined()) : pieces.reduce(into: []) { $0 += $1 }
    if transferSyntax == DICOMCodec.runLength {
      guard let pixels = runLengthDecoded(stream, format) else {
        throw .corrupted(path: path, reason: "its run lengths do not give the frame's pixels")
      }
      return pixels
    }
    if transferSyntax == DICOMCodec.deflatedFrames {
      let count = packedCount(format) * format.width * format.samples
      let pixels = try Inflate.raw(stream[...], limit: count + 1, path: path)
      guard pixels.count >= count else {
        throw .corrupted(path: path, reason: "a deflated frame has too few pixels")
      }
      return pixels
    }
    let kind = String(transferSyntax.dropFirst(DICOMCodec.compressed.count))
    guard transferSyntax.hasPrefix(DICOMCodec.compressed), DICOMCodec.kinds.contains(kind),
      [8, 16].contains(format.bitsAllocated)
    else {
      throw .unsupported(
        path: path,
        what:
          "\(format.samples == 1 ? "pixels" : "colours") of the transfer syntax \(transferSyntax)",
        remedy: "Write it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.")
    }
    // The decoder ends the program where sizes disagree.
    guard let size = CompressedFrameSize(stream) else {
      throw .corrupted(path: path, reason: "the compressed frame has no header that DICOM knows")
    }
    guard size.columns == format.columns, size.rows == format.rows,
      size.components == format.samples, size.bits <= format.bitsAllocated
    else {
      throw .corrupted(
        path: path,
        reason: "the compressed frame has \(size.columns) x \(size.rows) pixels of "
          + "\(size.components) x \(size.bits) bits, the header says \(format.columns) x "
          + "\(format.rows) of \(format.bitsStored) bits")
    }
    guard size.isSound else {
      throw .corrupted(path: path, reason: "the compressed frame's header is damaged")
    }
    var pixels = [UInt8](
      repeating: 0, count: format.count * format.width)
    var error = [CChar](repeating: 0, count: Int(CONTOURIST_DICOM_ERROR_BYTES))
    // Of a palette the pixels are decoded as any other grey ones.
    let photometric = format.samples == 1 ? "MONOCHROME2" : format.photometric
    let status = photometric.withCString { photometric in
      var described = contourist_dicom_frame(
        columns: UInt32(format.columns), rows: UInt32(format.rows),
        bits_allocated: UInt32(format.bitsAllocated), bits_stored: UInt32(format.bitsStored),
        high_bit: UInt32(format.highBit), samples: UInt32(format.samples),
        photometric: photometric, is_signed: format.isSigned ? 1 : 0)
      return contourist_dicom_decode(
        stream, stream.count, transferSyntax, &described, &pixels, pixels.count, &error)
    }
    guard status == 0 else { throw .corrupted(path: path, reason: text(error)) }
    return pixels
  }

  /// Bytes of a sample's plane, one byte a pixel; eight pixels of one bit share it.
  private func packedCount(_ format: DICOMPixelFormat) -> Int {
    let count = format.columns * format.rows
    return format.bitsAllocated == 1 ? (count + 7) / 8 : count
  }

  /// PS3.5, annex G: a plane of run lengths for each byte of each sample, the highest byte first.
  private func runLengthDecoded(_ stream: [UInt8], _ format: DICOMPixelFormat) -> [UInt8]? {
    func number(_ at: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(stream[at + $1]) << (8 * $1) }
    }
    let (width, samples) = (format.width, format.samples)
    guard stream.count >= 64, number(0) == width * samples, width * samples <= 15 else {
      return nil
    }
    let count = packedCount(format)
    var pixels = [UInt8](repeating: 0, count: count * width * samples)
    for plane in 0..<width * samples {
      let high = plane % width
      let place = plane / width * width + (ByteOrder.native == .bigEndian ? high : width - 1 - high)
      var at = number(4 + 4 * plane)
      var n = 0
      while n < count {
        guard at < stream.count - 1 else { return nil }
        let control = Int(Int8(bitPattern: stream[at]))
        at += 1
        guard control != -128 else { continue }
        let length = control >= 0 ? control + 1 : 1 - control
        guard at + (control >= 0 ? length : 1) <= stream.count else { return nil }
        for k in 0..<min(length, count - n) {
          pixels[(n + k) * width * samples + place] = stream[control >= 0 ? at + k : at]
        }
        n += length
        at += control >= 0 ? length : 1
      }
    }
    return pixels
  }
}
