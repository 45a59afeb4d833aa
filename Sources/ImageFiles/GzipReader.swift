internal import CZlib
import Glibc

/// Bytes of a plain or gzip-compressed file in order; which of the two, the content decides.
struct GzipReader: ~Copyable {
  let path: String
  /// Size of the file on the disk, bytes.
  let fileSize: Int
  let isCompressed: Bool
  /// Decompressed bytes handed out so far.
  private(set) var position = 0
  private let handle: gzFile

  /// Deflate cannot make more than this many bytes of one (zlib's technical notes).
  static let largestExpansion = 1032

  private init(path: String, fileSize: Int, isCompressed: Bool, handle: gzFile) {
    self.path = path
    self.fileSize = fileSize
    self.isCompressed = isCompressed
    self.handle = handle
  }

  deinit { gzclose(handle) }

  /// - Throws: `ImageFileError.notFound`, `.notAFile`, `.unreadable`, `.empty`.
  static func open(_ path: String) throws(ImageFileError) -> GzipReader {
    // Not blocking: opening a pipe that nobody writes to would wait for ever.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .notFound(path: path) }
      throw .unreadable(path: path, reason: systemText(code))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unreadable(path: path, reason: systemText(code))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notAFile(path: path)
    }
    guard status.st_size > 0 else {
      close(descriptor)
      throw .empty(path: path)
    }
    guard let handle = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw .unreadable(path: path, reason: "out of memory")
    }
    gzbuffer(handle, 1 << 17)
    return GzipReader(
      path: path, fileSize: Int(status.st_size), isCompressed: gzdirect(handle) == 0,
      handle: handle)
  }

  /// The most bytes that the whole file can hold, decompressed.
  var largestContent: Int {
    guard isCompressed else { return fileSize }
    let (product, overflow) = fileSize.multipliedReportingOverflow(by: GzipReader.largestExpansion)
    return overflow ? Int.max : product
  }

  /// Fills the start of `buffer` and returns how many bytes came: fewer only at the file's end.
  /// - Throws: `ImageFileError.corrupted`, `.unreadable`.
  mutating func read(_ buffer: inout [UInt8], upTo count: Int) throws(ImageFileError) -> Int {
    precondition(count <= buffer.count, "the buffer is too small")
    var filled = 0
    while filled < count {
      let part = UInt32(min(count - filled, 1 << 24))
      let n = buffer.withUnsafeMutableBytes {
        gzread(handle, $0.baseAddress.map { $0 + filled }, part)
      }
      if n < 0 { throw failure() }
      if n == 0 { break }
      filled += Int(n)
    }
    position += filled
    return filled
  }

  /// Passes over `count` bytes; false where the file ends before.
  mutating func skip(_ count: Int) throws(ImageFileError) -> Bool {
    var scratch = [UInt8](repeating: 0, count: min(count, 1 << 16))
    var left = count
    while left > 0 {
      let n = try read(&scratch, upTo: min(left, scratch.count))
      if n == 0 { return false }
      left -= n
    }
    return true
  }

  /// Reads on to the end of a compressed file, where its checksum stands, and tells whether the
  /// end was there. Gives up, content with what it saw, after 16 MiB more.
  mutating func checkEnd() throws(ImageFileError) -> Bool {
    guard isCompressed else { return true }
    _ = try skip(1 << 24)
    var code: Int32 = 0
    _ = gzerror(handle, &code)
    return code != Z_BUF_ERROR
  }

  private func failure() -> ImageFileError {
    var code: Int32 = 0
    let text = gzerror(handle, &code).map { String(cString: $0) } ?? ""
    if code == Z_ERRNO { return .unreadable(path: path, reason: systemText(errno)) }
    // zlib's text begins with the descriptor's name, "<fd:3>: ", which tells a user nothing.
    let reason = text.split(separator: ":").last.map(String.init) ?? "unknown error"
    return .corrupted(path: path, reason: String(reason.drop(while: { $0 == " " })))
  }
}
