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
