internal import CDICOM

/// Decompresses the frame of a DICOM file.
struct DICOMCodec {
  let transferSyntax: String
  let path: String

  private static let runLength = "1.2.840.10008.1.2.5"
  /// JPEG, JPEG-LS and JPEG 2000 begin with this; what follows is their kind.
  private static let compressed = "1.2.840.10008.1.2.4."
  private static let kinds: Set<String> = ["50", "51", "57", "70", "80", "81", "90", "91"]

  /// - Returns: Numbers of the allocated bits, native byte order.
  /// - Throws: `ImageFileError.unsupported`, `.corrupted`.
  func decode(_ stream: [UInt8], frame: DICOMFrame) throws(ImageFileError) -> [UInt8] {
    if transferSyntax == DICOMCodec.runLength {
      guard let pixels = runLengthDecoded(stream, frame) else {
        throw .corrupted(path: path, reason: "its run lengths do not give the frame's pixels")
      }
      return pixels
    }
    let kind = String(transferSyntax.dropFirst(DICOMCodec.compressed.count))
    guard transferSyntax.hasPrefix(DICOMCodec.compressed), DICOMCodec.kinds.contains(kind),
      frame.bitsAllocated <= 16
    else {
      throw .unsupported(
        path: path, what: "pixels of the transfer syntax \(transferSyntax)",
        remedy: "Write it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.")
    }
    // The decoder ends the program where sizes disagree.
    guard let size = CompressedFrameSize(stream) else {
      throw .corrupted(path: path, reason: "the compressed frame has no header")
    }
    guard size.columns == frame.columns, size.rows == frame.rows, size.components == 1,
      size.bits <= frame.bitsAllocated
    else {
      throw .corrupted(
        path: path,
        reason: "the compressed frame has \(size.columns) x \(size.rows) pixels of "
          + "\(size.components) x \(size.bits) bits, the header says \(frame.columns) x "
          + "\(frame.rows) of \(frame.bitsStored) bits")
    }
    var pixels = [UInt8](
      repeating: 0, count: frame.columns * frame.rows * frame.bitsAllocated / 8)
    var error = [CChar](repeating: 0, count: Int(CONTOURIST_DICOM_ERROR_BYTES))
    var described = contourist_dicom_frame(
      columns: UInt32(frame.columns), rows: UInt32(frame.rows),
      bits_allocated: UInt32(frame.bitsAllocated), bits_stored: UInt32(frame.bitsStored),
      high_bit: UInt32(frame.highBit), is_signed: frame.isSigned ? 1 : 0)
    guard
      contourist_dicom_decode(
        stream, stream.count, transferSyntax, &described, &pixels, pixels.count, &error) == 0
    else { throw .corrupted(path: path, reason: text(error)) }
    return pixels
  }

  /// PS3.5, annex G: a plane of run lengths for each byte of a pixel, the highest byte first.
  private func runLengthDecoded(_ stream: [UInt8], _ frame: DICOMFrame) -> [UInt8]? {
    func number(_ at: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(stream[at + $1]) << (8 * $1) }
    }
    let width = frame.bitsAllocated / 8
    guard stream.count >= 64, number(0) == width else { return nil }
    let count = frame.columns * frame.rows
    var pixels = [UInt8](repeating: 0, count: count * width)
    for plane in 0..<width {
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
          let byte = ByteOrder.native == .bigEndian ? plane : width - 1 - plane
          pixels[(n + k) * width + byte] = stream[control >= 0 ? at + k : at]
        }
        n += length
        at += control >= 0 ? length : 1
      }
    }
    return pixels
  }
}

/// What the header of a JPEG, JPEG-LS or JPEG 2000 frame says of its size.
struct CompressedFrameSize {
  let columns: Int
  let rows: Int
  let components: Int
  /// Of the deepest component.
  let bits: Int

  /// nil where the stream has no such header.
  init?(_ stream: [UInt8]) {
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at + count <= stream.count else { return nil }
      return stream[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    if number(0, 4) == 0xFF4F_FF51 {
      // JPEG 2000's SIZ: length, profile, far corner, near corner, tiles, components.
      guard let right = number(8, 4), let bottom = number(12, 4), let left = number(16, 4),
        let top = number(20, 4), let components = number(40, 2), let depth = number(42, 1),
        right >= left, bottom >= top
      else { return nil }
      (columns, rows) = (right - left, bottom - top)
      self.components = components
      bits = (depth & 0x7F) + 1
      return
    }
    guard number(0, 2) == 0xFFD8 else { return nil }
    var at = 2
    while let marker = number(at, 2), marker >= 0xFF00, let length = number(at + 2, 2) {
      // SOF markers but for tables (C4, C8, CC), and JPEG-LS's F7.
      let kind = marker & 0xFF
      if 0xC0...0xCF ~= kind && ![0xC4, 0xC8, 0xCC].contains(kind) || kind == 0xF7 {
        guard let depth = number(at + 4, 1), let height = number(at + 5, 2),
          let width = number(at + 7, 2), let components = number(at + 9, 1)
        else { return nil }
        (columns, rows) = (width, height)
        self.components = components
        bits = depth
        return
      }
      at += 2 + length
    }
    return nil
  }
}
