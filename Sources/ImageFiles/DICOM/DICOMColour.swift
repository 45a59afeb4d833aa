/// Brightness or one channel of colours.
struct DICOMColour {
  let format: DICOMPixelFormat
  /// 0 red, 1 green, 2 blue; nil for the luminance.
  let channel: Int?

  /// - Parameter samples: Three a pixel, or the reds, then the greens, then the blues.
  func values(_ samples: [Float], isPlanar: Bool) -> [Float] {
    let count = samples.count / 3
    let (step, next) = isPlanar ? (1, count) : (3, 1)
    // YBR_RCT and YBR_ICT are JPEG 2000's own and undone by its decoder.
    let isYBR = format.photometric.hasPrefix("YBR_FULL")
    return (0..<count).map { n in
      let (a, b, c) = (samples[n * step], samples[n * step + next], samples[n * step + 2 * next])
      return isYBR ? value(y: a, blue: b, red: c) : value(a, b, c)
    }
  }

  /// Two pixels in four bytes: their brightnesses, then the colour that they share.
  func halved(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.indices.filter { ($0 - bytes.startIndex) % 4 < 2 }.map { at in
      let pair = at - (at - bytes.startIndex) % 4
      return value(y: Float(bytes[at]), blue: Float(bytes[pair + 2]), red: Float(bytes[pair + 3]))
    }
  }

  private func value(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    switch channel {
    case 0?: red
    case 1?: green
    case 2?: blue
    default: luminance(red, green, blue)
    }
  }

  /// Source: DICOM PS3.3, C.7.6.3.1.2 (the matrix of JPEG).
  private func value(y: Float, blue: Float, red: Float) -> Float {
    let largest = Float((1 << format.bitsStored) - 1)
    let middle = Float(1 << (format.bitsStored - 1))
    func level(_ value: Float) -> Float { min(max(value.rounded(), 0), largest) }
    let (b, r) = (blue - middle, red - middle)
    return value(
      level(y + 1.402 * r), level(y - 0.344136 * b - 0.714136 * r), level(y + 1.772 * b))
  }
}

/// A table of colours that the pixels are numbers of.
struct DICOMPalette: Sendable {
  /// Red, green, blue.
  private let tables: [[Int]]
  /// The pixel that stands for the first entry.
  private let first: Int

  /// - Throws: `ImageFileError.unsupported`, `.badHeader`.
  init(_ dataSet: DICOMDataSet, path: String) throws(ImageFileError) {
    var tables: [[Int]] = []
    var first = 0
    for (descriptor, data) in [
      ("RedPaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData"),
      ("GreenPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableData"),
      ("BluePaletteColorLookupTableDescriptor", "BluePaletteColorLookupTableData"),
    ] as [(DICOMTag, DICOMTag)] {
      guard let head = dataSet.integers(descriptor), head.count == 3,
        let bytes = dataSet.bytes(data)
      else {
        throw .unsupported(
          path: path, what: "colours whose table is written in segments",
          remedy: "Save it as a PNG instead.")
      }
      // 65536 entries do not fit the short: 0 stands for them.
      let count = head[0] & 0xFFFF == 0 ? 1 << 16 : head[0] & 0xFFFF
      first = head[1]
      let isWide = head[2] == 16 || bytes.count >= 2 * count
      guard bytes.count >= count * (isWide ? 2 : 1) else {
        throw .badHeader(path: path, reason: "its table of colours has too few entries")
      }
      tables.append(
        (0..<count).map { n in
          guard isWide else { return Int(bytes[bytes.startIndex + n]) }
          let at = bytes.startIndex + 2 * n
          return Int(bytes[at]) | Int(bytes[at + 1]) << 8
        })
    }
    self.tables = tables
    self.first = first
  }

  func value(_ pixel: Float, channel: Int?) -> Float {
    func level(_ table: [Int]) -> Float {
      Float(table[min(max(Int(pixel) - first, 0), table.count - 1)])
    }
    if let channel { return level(tables[channel]) }
    return luminance(level(tables[0]), level(tables[1]), level(tables[2]))
  }
}
