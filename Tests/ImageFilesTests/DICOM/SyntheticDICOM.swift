import Foundation
import ImageFiles

/// A DICOM file built byte by byte after PS3.5 and PS3.10.
struct SyntheticDICOM {
  enum Syntax: String, CaseIterable {
    case implicit = "1.2.840.10008.1.2"
    case explicit = "1.2.840.10008.1.2.1"
    case bigEndian = "1.2.840.10008.1.2.2"
    case deflated = "1.2.840.10008.1.2.1.99"
    case runLength = "1.2.840.10008.1.2.5"
    case jpeg = "1.2.840.10008.1.2.4.70"
    case video = "1.2.840.10008.1.2.4.100"
  }

  var syntax = Syntax.explicit
  var hasHead = true
  var preamble = [UInt8](repeating: 0, count: 128)
  var columns = 3
  var rows = 2
  var samples = 1
  var photometric = "MONOCHROME2"
  var bitsAllocated = 16
  var bitsStored = 16
  var isSigned = false
  var frames: String?
  /// Elements by tag: kind and value.
  var texts: [UInt32: (kind: String, text: String)] = [:]
  /// Elements as they stand, before the pixels; they must come in order.
  var inserted: [UInt8] = []
  /// As stored.
  var pixels: [Int] = Array(0..<6)
  /// Compressed pixels in place of `pixels`.
  var fragments: [[UInt8]]?
  var pixelKind = "OW"

  func number(_ value: Int, _ bytes: Int, bigEndian: Bool? = nil) -> [UInt8] {
    let little = (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return bigEndian ?? (syntax == .bigEndian) ? little.reversed() : little
  }

  /// An element of the data set; a nil length leaves it open.
  func element(_ tag: UInt32, _ kind: String, _ value: [UInt8], length: Int? = -1) -> [UInt8] {
    let padded = value.count.isMultiple(of: 2) ? value : value + [kind == "UI" ? 0 : 0x20]
    let count = length == nil ? 0xFFFF_FFFF : length == -1 ? padded.count : length ?? 0
    var bytes = number(Int(tag >> 16), 2) + number(Int(tag & 0xFFFF), 2)
    if syntax == .implicit || tag >> 16 == 0xFFFE {
      bytes += number(count, 4)
    } else if ["OB", "OW", "SQ", "UN"].contains(kind) {
      bytes += Array(kind.utf8) + [0, 0] + number(count, 4)
    } else {
      bytes += Array(kind.utf8) + number(count, 2)
    }
    return bytes + padded
  }

  private var head: [UInt8] {
    var meta = SyntheticDICOM()
    meta.syntax = .explicit
    let uid = meta.element(0x0002_0010, "UI", Array(syntax.rawValue.utf8))
    let length = meta.element(0x0002_0000, "UL", meta.number(uid.count, 4))
    return preamble + Array("DICM".utf8) + length + uid
  }

  /// Meta information and data set.
  var bytes: [UInt8] {
    (hasHead ? head : []) + (syntax == .deflated ? deflatedBody : body)
  }

  /// The data set in stored blocks (RFC 1951, 3.2.4): deflated without being made smaller.
  var deflatedBody: [UInt8] {
    precondition(body.count <= 0xFFFF, "one block holds 64 kB")
    return [1] + number(body.count, 2) + number(body.count ^ 0xFFFF, 2) + body
  }

  /// Zeros, deflated.
  static func bomb(megabytes: Int) throws -> [UInt8] {
    try withFolder { folder in
      let path = folder + "/zeros"
      try AtomicFile.write([], to: path)
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: UInt64(megabytes) << 20)
      let process = Process()
      process.executableURL = URL(filePath: "/bin/gzip")
      process.arguments = ["-1", path]
      try process.run()
      process.waitUntilExit()
      // Behind gzip's head of ten bytes and the name with its zero.
      return Array(try ImageFilesTests.bytes(of: path + ".gz").dropFirst(10 + 6))
    }
  }

  private var body: [UInt8] {
    var elements: [UInt32: [UInt8]] = [
      0x0028_0002: element(0x0028_0002, "US", number(samples, 2)),
      0x0028_0004: element(0x0028_0004, "CS", Array(photometric.utf8)),
      0x0028_0010: element(0x0028_0010, "US", number(rows, 2)),
      0x0028_0011: element(0x0028_0011, "US", number(columns, 2)),
      0x0028_0100: element(0x0028_0100, "US", number(bitsAllocated, 2)),
      0x0028_0101: element(0x0028_0101, "US", number(bitsStored, 2)),
      0x0028_0102: element(0x0028_0102, "US", number(bitsStored - 1, 2)),
      0x0028_0103: element(0x0028_0103, "US", number(isSigned ? 1 : 0, 2)),
    ]
    if let frames { elements[0x0028_0008] = element(0x0028_0008, "IS", Array(frames.utf8)) }
    for (tag, entry) in texts { elements[tag] = element(tag, entry.kind, Array(entry.text.utf8)) }
    var data = elements.sorted { $0.key < $1.key }.flatMap(\.value) + inserted
    if let fragments {
      data += element(0x7FE0_0010, "OB", [], length: nil) + element(0xFFFE_E000, "", [])
      for fragment in fragments { data += element(0xFFFE_E000, "", fragment) }
      data += element(0xFFFE_E0DD, "", [])
    } else {
      var value = pixels.flatMap { number($0, bitsAllocated / 8) }
      if syntax == .bigEndian, bitsAllocated == 8, pixelKind == "OW" {
        if !value.count.isMultiple(of: 2) { value.append(0) }
        for at in stride(from: 0, to: value.count, by: 2) { value.swapAt(at, at + 1) }
      }
      data += element(0x7FE0_0010, pixelKind, value)
    }
    return data
  }

  /// Writes the file and hands its path to `body`.
  func written<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withFolder { folder in
      try AtomicFile.write(bytes, to: folder + "/a.dcm")
      return try body(folder + "/a.dcm")
    }
  }

  func read() throws -> ImageFile { try written { try ImageFiles.read($0) } }

  func error() throws -> String {
    try written { path in errorText { _ = try ImageFiles.read(path) } }
  }
}
