/// What the header of a JPEG, JPEG-LS or JPEG 2000 frame says of its size.
struct CompressedFrameSize {
  let columns: Int
  let rows: Int
  let components: Int
  let bits: Int
  /// Whether the rest of the header is whole. GDCM ends the program at what libjpeg warns of there.
  let isSound: Bool

  /// nil where the stream has no such header, or one whose components differ in size or depth, which
  /// DICOM's JPEG 2000 does not have.
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
      // Each component has a depth of its own, and distances between its samples along both axes.
      guard (0..<components).allSatisfy({ number(42 + 3 * $0, 3) == depth << 16 | 0x0101 }) else {
        return nil
      }
      (columns, rows) = (right - left, bottom - top)
      self.components = components
      bits = (depth & 0x7F) + 1
      isSound = true
      return
    }
    guard number(0, 2) == 0xFFD8, let head = JPEGHead(stream) else { return nil }
    (columns, rows, components, bits) = (head.columns, head.rows, head.components, head.bits)
    isSound = head.isSound
  }
}

/// The marker segments of a JPEG or JPEG-LS frame, up to its pixels.
private struct JPEGHead {
  private(set) var columns = 0
  private(set) var rows = 0
  private(set) var components = 0
  private(set) var bits = 0
  /// Whether segment follows segment up to the pixels, without anything that makes the decoder wonder.
  private(set) var isSound = false

  /// nil where the frame's size is not stated.
  init?(_ stream: [UInt8]) {
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at + count <= stream.count else { return nil }
      return stream[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    var isOdd = false
    var at = 2
    while number(at, 1) == 0xFF {
      // Markers may have any number of these before them.
      while number(at + 1, 1) == 0xFF { at += 1 }
      guard let kind = number(at + 1, 1), 0xC0...0xFE ~= kind, !(0xD0...0xD9 ~= kind),
        let length = number(at + 2, 2), length >= 2
      else { break }
      // SOF markers but for tables (C4, C8, CC), and JPEG-LS's F7.
      if 0xC0...0xCF ~= kind && ![0xC4, 0xC8, 0xCC].contains(kind) || kind == 0xF7 {
        guard rows == 0, let depth = number(at + 4, 1), let height = number(at + 5, 2),
          let width = number(at + 7, 2), let components = number(at + 9, 1)
        else { break }
        (columns, rows, bits) = (width, height, depth)
        self.components = components
      }
      guard at + 2 + length <= stream.count else { break }
      let text = stream[at + 4..<at + 2 + length]
      if kind == 0xE0, length >= 16, text.starts(with: Array("JFIF\0".utf8)) {
        isOdd = isOdd || number(at + 9, 1) != 1
      }
      if kind == 0xEE, length >= 14, text.starts(with: Array("Adobe".utf8)) {
        isOdd = isOdd || (number(at + 15, 1) ?? 0) > 1
      }
      if kind == 0xDA {
        isSound = !isOdd
        break
      }
      at += 2 + length
    }
    guard rows > 0 else { return nil }
  }
}
