internal import CZip
import Foundation

/// Packs files into a zip archive.
public enum ZipWriter {
  /// Writes a file, or a folder with all below it, as an archive; there as a whole or not at all.
  /// Names in it count from the folder.
  /// - Throws: `ImageFileError.notWritable`.
  public static func write(_ source: String, to path: String) throws(ImageFileError) {
    func problem(_ reason: String) -> ImageFileError { .notWritable(path: path, reason: reason) }
    let beside = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 16)).part"
    var code: Int32 = 0
    guard let archive = zip_open(beside, ZIP_CREATE | ZIP_EXCL, &code) else {
      throw problem("the folder cannot be written")
    }
    for (name, file) in try files(source, path) {
      guard let content = zip_source_file(archive, file, 0, -1) else {
        zip_discard(archive)
        throw problem("\(file) cannot be read")
      }
      guard zip_file_add(archive, name, content, zip_flags_t(ZIP_FL_ENC_UTF_8)) >= 0 else {
        zip_source_free(content)
        zip_discard(archive)
        throw problem("\(name) cannot be added")
      }
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw problem(reason)
    }
    guard rename(beside, path) == 0 else {
      unlink(beside)
      throw problem("the folder cannot be written")
    }
  }

  /// The files at a path, by the names they get.
  private static func files(
    _ source: String, _ path: String
  ) throws(ImageFileError) -> [(name: String, file: String)] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
      throw .notWritable(path: path, reason: "\(source) is not there")
    }
    guard isFolder.boolValue else {
      return [((source as NSString).lastPathComponent, source)]
    }
    let names = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
    return names.sorted().map { ($0, "\(source)/\($0)") }.filter { _, file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
