import Glibc

/// Writes whole files so that a reader sees the old content or the new, never a part.
///
/// The bytes go to a temporary file in the same folder, reach the disk, and take the name in one
/// step. When anything fails the temporary file is removed and the old file stays as it was.
public enum AtomicFile {
  /// Replaces or creates the file at `path`. A symbolic link to a file is followed; the permissions
  /// of a file that was there before are kept.
  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(ImageFileError) {
    let target = resolvingLink(path)
    var existing = stat()
    let exists = stat(target, &existing) == 0
    if exists, existing.st_mode & S_IFMT != S_IFREG {
      throw .cannotWrite(path: path, reason: "it is a folder or a device, not a file")
    }
    let file = try GrowingFile(in: folder(of: target), named: path)
    if exists { try file.take(existing.st_mode) }
    try file.append(bytes[...])
    try file.finish(as: target)
  }

  /// Brings the file at `path` to hold `bytes`.
  ///
  /// Where it holds the beginning of them already, the rest is appended, so that who keeps the file
  /// open sees it grow; an append that broke off is completed so. Any other file is replaced as by
  /// `write`.
  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public static func extend(_ path: String, to bytes: [UInt8]) throws(ImageFileError) {
    let file = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { return try write(bytes, to: path) }
    defer { close(file) }
    var existing = stat()
    guard fstat(file, &existing) == 0, existing.st_mode & S_IFMT == S_IFREG,
      existing.st_size <= bytes.count,
      holds(bytes[..<Int(existing.st_size)], descriptor: file)
    else { return try write(bytes, to: path) }
    try writeAll(bytes[Int(existing.st_size)...], descriptor: file, path: path)
    guard fsync(file) == 0 else { throw failure(path) }
  }

  /// Whether the file's first bytes are these.
  private static func holds(_ bytes: ArraySlice<UInt8>, descriptor: Int32) -> Bool {
    var rest = bytes
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while !rest.isEmpty {
      let n = read(descriptor, &chunk, min(chunk.count, rest.count))
      if n < 0, errno == EINTR { continue }
      guard n > 0, rest.starts(with: chunk[..<n]) else { return false }
      rest = rest.dropFirst(n)
    }
    return true
  }

  /// Writes every byte, however few the system takes at a time.
  package static func writeAll(
    _ bytes: ArraySlice<UInt8>, descriptor: Int32, path: String
  ) throws(ImageFileError) {
    var written = 0
    while written < bytes.count {
      let n = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if n < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      written += n
    }
  }

  /// Brings the folder's new entry to the disk, where the file system can. The content is in place
  /// by then, so a failure here is none of the write.
  static func syncFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  package static func failure(_ path: String) -> ImageFileError {
    let code = errno
    if code == ENOSPC || code == EDQUOT { return .diskFull(path: path) }
    return .cannotWrite(path: path, reason: systemText(code))
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolvingLink(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// The system's text for an error number.
func systemText(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  // The form with a buffer of our own: plain `strerror` shares its text between threads.
  return buffer.withUnsafeMutableBufferPointer {
    guard let start = $0.baseAddress, strerror_r(code, start, $0.count) == 0 else {
      return "error \(code)"
    }
    return String(cString: start)
  }
}
