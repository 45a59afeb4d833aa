import Foundation
import ImageFiles
import Volumes

/// Real files, where they are at hand.
let realData = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")
let hasRealData = FileManager.default.fileExists(atPath: realData.path)
let whyNoRealData = "the folder ../shared/data is not there"

/// Runs `body` with an empty folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

func bytes(of path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}

/// The error that `body` throws, as text; empty where it throws none.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}

/// A NIfTI file built byte by byte, in either byte order, so that the reader is checked against
/// the standard's offsets and not against our own writer.
struct SyntheticNIfTI {
  var version = 1
  var bigEndian = false
  var pair = false
  var dim: [Int] = [3, 3, 2, 2, 1, 1, 1, 1]
  var datatype = 2
  var bitpix = 8
  var pixdim: [Double] = [1, 1, 1, 1, 1, 1, 1, 1]
  var slope = 0.0
  var intercept = 0.0
  var qformCode = 0
  var sformCode = 1
  var quaternion: [Double] = [0, 0, 0]
  var offset: [Double] = [0, 0, 0]
  var srow: [Double] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
  var units = 10
  var description = ""
  var voxels: [UInt8] = Array(0..<12)

  func number<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
  }
  func float(_ value: Double) -> [UInt8] { number(Float(value).bitPattern) }
  func double(_ value: Double) -> [UInt8] { number(value.bitPattern) }

  var headerBytes: [UInt8] { version == 1 ? header1 : header2 }

  /// The whole single file: header, four bytes for extensions, voxels.
  var fileBytes: [UInt8] { headerBytes + [0, 0, 0, 0] + voxels }

  private var header1: [UInt8] {
    var h = [UInt8](repeating: 0, count: 348)
    func put(_ at: Int, _ bytes: [UInt8]) { h.replaceSubrange(at..<at + bytes.count, with: bytes) }
    put(0, number(Int32(348)))
    put(40, dim.flatMap { number(Int16(truncatingIfNeeded: $0)) })
    put(70, number(Int16(datatype)) + number(Int16(bitpix)))
    put(76, pixdim.flatMap(float))
    put(108, float(pair ? 0 : 352) + float(slope) + float(intercept))
    h[123] = UInt8(units)
    put(148, Array(description.utf8))
    put(252, number(Int16(qformCode)) + number(Int16(sformCode)))
    put(256, (quaternion + offset + srow).flatMap(float))
    put(344, Array((pair ? "ni1" : "n+1").utf8))
    return h
  }

  private var header2: [UInt8] {
    var h = [UInt8](repeating: 0, count: 540)
    func put(_ at: Int, _ bytes: [UInt8]) { h.replaceSubrange(at..<at + bytes.count, with: bytes) }
    put(0, number(Int32(540)))
    put(4, Array((pair ? "ni2" : "n+2").utf8) + [0, 13, 10, 26, 10])
    put(12, number(Int16(datatype)) + number(Int16(bitpix)))
    put(16, dim.flatMap { number(Int64($0)) })
    put(104, pixdim.flatMap(double))
    put(168, number(Int64(pair ? 0 : 544)) + double(slope) + double(intercept))
    put(240, Array(description.utf8))
    put(344, number(Int32(qformCode)) + number(Int32(sformCode)))
    put(352, (quaternion + offset + srow).flatMap(double))
    put(500, number(Int32(units)))
    return h
  }

  /// Writes the single file and reads it.
  func read(channel: Int? = nil, ending: String = "nii") throws -> ImageFile {
    try withFolder { folder in
      let path = folder + "/image." + ending
      try AtomicFile.write(fileBytes, to: path)
      return try ImageFiles.read(path, channel: channel)
    }
  }
}
