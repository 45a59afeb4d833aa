import ImageFiles

/// A TIFF built byte by byte after TIFF 6.0 (Adobe, 1992): one strip or a row of tiles for each
/// plane, uncompressed.
struct SyntheticTIFF {
  var bigEndian = false
  var width = 3
  var height = 2
  var channels = 1
  var bits = 8
  /// 0 white is zero, 1 black is zero, 2 RGB, 3 palette.
  var photometric = 1
  /// 1 unsigned, 2 signed, 3 floating point.
  var sampleFormat = 1
  var compression = 1
  var orientation = 1
  /// Channels in planes of their own.
  var isPlanar = false
  /// Tiles of 16 x 16 instead of a strip.
  var isTiled = false
  var pages = 1
  /// Shape (channels, width, height).
  var samples: [Int] = Array(0..<6)

  func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    let little = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return bigEndian ? little.reversed() : little
  }

  /// The pixels of each strip or tile.
  private var parts: [[UInt8]] {
    let planes = isPlanar ? channels : 1
    let (partWidth, partHeight) = isTiled ? (16, 16) : (width, height)
    var parts: [[UInt8]] = []
    for plane in 0..<planes {
      for top in stride(from: 0, to: height, by: partHeight) {
        for left in stride(from: 0, to: width, by: partWidth) {
          var part: [UInt8] = []
          for y in top..<top + partHeight {
            for x in left..<left + partWidth {
              for c in isPlanar ? plane..<plane + 1 : 0..<channels {
                let isInside = x < width && y < height
                let sample = isInside ? samples[(y * width + x) * channels + c] : 7
                part += number(sample, bits / 8)
              }
            }
          }
          parts.append(part)
        }
      }
    }
    return parts
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = (bigEndian ? [0x4D, 0x4D] : [0x49, 0x49]) + number(42, 2)
    bytes += number(0, 4)
    var link = 4
    for _ in 0..<pages {
      let parts = parts
      var places: [Int] = []
      for part in parts {
        places.append(bytes.count)
        bytes += part + (part.count.isMultiple(of: 2) ? [] : [0])
      }
      var fields: [(tag: Int, values: [Int], size: Int)] = [
        (256, [width], 4), (257, [height], 4),
        (258, [Int](repeating: bits, count: channels), 2), (259, [compression], 2),
        (262, [photometric], 2), (274, [orientation], 2), (277, [channels], 2),
        (284, [isPlanar ? 2 : 1], 2),
        (339, [Int](repeating: sampleFormat, count: channels), 2),
      ]
      if isTiled {
        fields += [
          (322, [16], 4), (323, [16], 4), (324, places, 4), (325, parts.map(\.count), 4),
        ]
      } else {
        fields += [(273, places, 4), (278, [height], 4), (279, parts.map(\.count), 4)]
      }
      if photometric == 3 { fields.append((320, [Int](repeating: 9, count: 3 << bits), 2)) }
      if channels == 2 || channels == 4 { fields.append((338, [2], 2)) }
      fields.sort { $0.tag < $1.tag }
      // Values that do not fit their entry lie before the directory.
      var entries: [UInt8] = []
      for field in fields {
        var value = field.values.flatMap { number($0, field.size) }
        if value.count > 4 {
          let place = bytes.count
          bytes += value
          value = number(place, 4)
        }
        value += [UInt8](repeating: 0, count: 4 - value.count)
        entries += number(field.tag, 2) + number(field.size == 2 ? 3 : 4, 2)
        entries += number(field.values.count, 4) + value
      }
      bytes.replaceSubrange(link..<link + 4, with: number(bytes.count, 4))
      bytes += number(fields.count, 2) + entries
      link = bytes.count
      bytes += number(0, 4)
    }
    return bytes
  }

  /// Writes the file and hands its path to `body`.
  func written<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withFolder { folder in
      try AtomicFile.write(bytes, to: folder + "/a.tif")
      return try body(folder + "/a.tif")
    }
  }

  func read(channel: Int? = nil) throws -> ImageFile {
    try written { try ImageFiles.read($0, channel: channel) }
  }

  func error() throws -> String {
    try written { path in errorText { _ = try ImageFiles.read(path) } }
  }
}
