import Glibc

/// A file that is written piece by piece and takes its name once it is whole.
///
/// A class for its end: a file that was not finished is removed. What a killed program leaves
/// behind has a hidden name, is nobody's image, and goes with `removeAbandoned`.
public final class GrowingFile {
  /// Where the bytes are until the file has its name.
  public let temporaryPath: String
  /// Bytes so far.
  public private(set) var count = 0
  private var descriptor: Int32

  static let prefix = ".contourist-"
  private static let ending = ".part"

  /// Named in errors; nil for the paths the system was asked about.
  private let name: String?

  /// - Parameter folder: On the disk where the file will be.
  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public convenience init(in folder: String) throws(ImageFileError) {
    try self.init(in: folder, named: nil)
  }

  /// - Parameter name: What errors call the file.
  init(in folder: String, named own: String?) throws(ImageFileError) {
    // A name of its own, not one made of the target's: that may already have the full length.
    name = own
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    temporaryPath = folder + "/" + Self.prefix + number + Self.ending
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFile.failure(own ?? folder) }
    // Held as long as it is written: who tidies up leaves it alone.
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit {
    guard descriptor >= 0 else { return }
    unlink(temporaryPath)
    close(descriptor)
  }

  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public func append(_ bytes: ArraySlice<UInt8>) throws(ImageFileError) {
    try AtomicFile.writeAll(bytes, descriptor: descriptor, path: name ?? temporaryPath)
    count += bytes.count
  }

  /// Gives the file the permissions that another has.
  /// - Throws: `ImageFileError.cannotWrite`.
  func take(_ permissions: mode_t) throws(ImageFileError) {
    guard fchmod(descriptor, permissions & 0o777) == 0 else {
      throw AtomicFile.failure(name ?? temporaryPath)
    }
  }

  /// Brings the bytes to the disk and gives the file its name, in place of one that has it.
  /// - Throws: `ImageFileError.diskFull`, `.cannotWrite`.
  public func finish(as path: String) throws(ImageFileError) {
    // The lock is held until the name is: who tidies up leaves the file alone to the end.
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw AtomicFile.failure(name ?? path)
    }
    close(descriptor)
    descriptor = -1
    AtomicFile.syncFolder(AtomicFile.folder(of: path))
  }

  /// Removes from a folder what programs that no longer run left half-written.
  public static func removeAbandoned(in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix), name.hasSuffix(ending) else { continue }
      let path = folder + "/" + name
      let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard file >= 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
      close(file)
    }
  }
}
