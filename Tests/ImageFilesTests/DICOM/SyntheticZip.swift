import ImageFiles

/// A zip archive built byte by byte after PKWARE's APPNOTE.
struct SyntheticZip {
  struct Entry {
    var name: String
    var bytes: [UInt8]
    /// What the archive says that the bytes unpack to; nil for bytes that are stored as they are.
    var unpackedSize: Int?
    var isEncrypted = false
    /// Sizes of 64 bits in place of those of 32, as the extra field of zip64 has them.
    var wideSizes: (unpacked: UInt64, packed: UInt64)?
  }

  var entries: [Entry]
  /// What entries' checksums are of; nil for the bytes as they are stored.
  var checkedBytes: [UInt8]?

  var bytes: [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var (body, directory): ([UInt8], [UInt8]) = ([], [])
    for entry in entries {
      let extra: [UInt8] =
        entry.wideSizes.map { wide in
          number(1, 2) + number(16, 2) + number(Int(truncatingIfNeeded: wide.unpacked), 8)
            + number(Int(truncatingIfNeeded: wide.packed), 8)
        } ?? []
      let version = entry.wideSizes == nil ? 20 : 45
      let sizes =
        entry.wideSizes == nil
        ? (packed: entry.bytes.count, unpacked: entry.unpackedSize ?? entry.bytes.count)
        : (packed: 0xFFFF_FFFF, unpacked: 0xFFFF_FFFF)
      var facts = number(version, 2) + number(entry.isEncrypted ? 1 : 0, 2)
      facts += number(entry.unpackedSize == nil && entry.wideSizes == nil ? 0 : 8, 2) + number(0, 4)
      facts += number(Int(checksum(checkedBytes ?? entry.bytes)), 4) + number(sizes.packed, 4)
      facts += number(sizes.unpacked, 4)
      facts += number(entry.name.utf8.count, 2) + number(extra.count, 2)
      directory += [0x50, 0x4B, 1, 2] + number(version, 2) + facts + number(0, 10)
      directory += number(body.count, 4) + Array(entry.name.utf8) + extra
      body += [0x50, 0x4B, 3, 4] + facts + Array(entry.name.utf8) + extra
      body += entry.bytes
    }
    var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    end += number(entries.count, 2) + number(entries.count, 2)
    end += number(directory.count, 4) + number(body.count, 4) + [0, 0]
    return body + directory + end
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  func error() throws -> String {
    try withFolder { folder in
      try AtomicFile.write(bytes, to: folder + "/a.zip")
      return errorText { _ = try ImageFiles.read(folder + "/a.zip") }
    }
  }
}
