internal import CZip
import Glibc

/// The files in a zip archive, read into memory. Nothing is unpacked to the disk.
struct ZipArchive {
  struct Entry {
    let name: String
    let bytes: [UInt8]
  }

  private static let largestCount = 100_000
  /// 2^32 bytes, decompressed.
  private static let largestContent = 1 << 32
  /// Real images are not made this much smaller on the whole.
  private static let largestRatio = 200
  /// Archives that hold less than this may be as dense as they like.
  private static let smallContent = 1 << 26

  /// The files whose first bytes `isWanted`.
  /// - Throws: `ImageFileError.corrupted`, `.tooLarge`, `.unsupported`.
  static func entries(
    of path: String, isWanted: (ArraySlice<UInt8>) -> Bool
  ) throws(ImageFileError) -> [Entry] {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      throw .corrupted(path: path, reason: "the archive's directory cannot be read")
    }
    defer { zip_discard(archive) }
    let files = try list(archive, path: path)
    var entries: [Entry] = []
    for file in files where !file.name.hasSuffix("/") {
      var start = [UInt8](repeating: 0, count: min(file.size, 132))
      try read(archive, file, into: &start, path: path)
      guard isWanted(start[...]) else { continue }
      var bytes = [UInt8](repeating: 0, count: file.size)
      try read(archive, file, into: &bytes, path: path)
      entries.append(Entry(name: file.name, bytes: bytes))
    }
    return entries
  }

  private struct File {
    let index: UInt64
    let name: String
    let size: Int
  }

  /// What the directory promises, after all limits.
  private static func list(
    _ archive: OpaquePointer, path: String
  ) throws(ImageFileError) -> [File] {
    let count = Int(zip_get_num_entries(archive, 0))
    guard count <= largestCount else {
      throw .tooLarge(
        path: path, promise: "\(count) files", promised: count, limit: largestCount,
        limitIs: "is read of an archive")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .unreadable(path: path, reason: systemText(errno)) }
    let held = Int(status.st_size)
    var files: [File] = []
    var (content, packed) = (0, 0)
    for index in 0..<UInt64(max(count, 0)) {
      var entry = zip_stat_t()
      guard zip_stat_index(archive, index, 0, &entry) == 0,
        let name = entry.name.map({
          String(cString: $0)
        })
      else { throw .corrupted(path: path, reason: "entry \(index) of the archive is damaged") }
      if name.hasPrefix("/") || name.split(separator: "/").contains("..") || name.contains("\\") {
        throw .unsupported(
          path: path, what: "an entry that leads out of the archive (\(name))",
          remedy: "Make the archive anew.")
      }
      guard entry.encryption_method == UInt16(ZIP_EM_NONE) else {
        throw .unsupported(
          path: path, what: "encrypted entries", remedy: "Unpack it with its password first.")
      }
      let size = Int(clamping: entry.size)
      content = content.addingReportingOverflow(size).partialValue
      // What is stated may be more than the archive holds, also of entries that share their bytes.
      packed = min(packed + min(Int(clamping: entry.comp_size), held), held)
      let ratio = packed.multipliedReportingOverflow(by: largestRatio)
      let expanded = ratio.overflow ? largestContent : ratio.partialValue
      guard content >= 0, content <= largestContent,
        content <= smallContent || content <= expanded
      else {
        throw .tooLarge(
          path: path, promise: "archived files", promised: content,
          limit: min(largestContent, max(smallContent, expanded)),
          limitIs: "is read of such an archive")
      }
      files.append(File(index: index, name: name, size: size))
    }
    return files
  }

  /// Fills `bytes` from an entry's beginning.
  private static func read(
    _ archive: OpaquePointer, _ file: File, into bytes: inout [UInt8], path: String
  ) throws(ImageFileError) {
    guard let handle = zip_fopen_index(archive, file.index, 0) else {
      throw .corrupted(path: path, reason: "\(file.name) in the archive cannot be read")
    }
    defer { zip_fclose(handle) }
    let count = bytes.count
    var filled = 0
    while filled < count {
      let n = bytes.withUnsafeMutableBytes {
        zip_fread(handle, $0.baseAddress.map { $0 + filled }, UInt64(count - filled))
      }
      guard n > 0 else {
        throw .corrupted(path: path, reason: "\(file.name) in the archive is damaged")
      }
      filled += Int(n)
    }
    guard count == file.size else { return }
    // The checksum is looked at where the end is reached.
    var beyond: UInt8 = 0
    guard zip_fread(handle, &beyond, 1) == 0 else {
      throw .corrupted(path: path, reason: "\(file.name) in the archive is damaged")
    }
  }
}
