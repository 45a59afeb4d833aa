import Annotation
import Foundation
import ImageFiles

/// A folder that is there as a whole or not at all: it is filled under another name beside the final
/// one, which it takes at the end.
struct ExportFolder {
  /// While it is filled.
  let path: String
  private let target: String

  static let manifest = "manifest.json"

  /// - Parameter replaces: Whether an export that is there gives way; nothing else ever does.
  /// - Throws: `DatasetError.existsAlready`, `ImageFileError.folderNotMade`.
  init(_ target: String, replaces: Bool) throws {
    var shortened = target[...]
    while shortened.count > 1, shortened.hasSuffix("/") { shortened.removeLast() }
    self.target = String(shortened)
    // Hidden: what a killed program leaves behind is nobody's data set.
    path = ((self.target as NSString).deletingLastPathComponent as NSString).appendingPathComponent(
      ".contourist-" + String(UInt64.random(in: .min ... .max), radix: 16))
    if FileManager.default.fileExists(atPath: self.target) {
      let isExport = FileManager.default.fileExists(atPath: self.target + "/" + Self.manifest)
      guard replaces, isExport else {
        throw DatasetError.existsAlready(path: self.target, isExport: isExport)
      }
    }
    try Folders.make(path)
  }

  /// The path of a file, its folder made.
  /// - Throws: `ImageFileError.folderNotMade`.
  func place(_ file: String) throws(ImageFileError) -> String {
    let whole = path + "/" + file
    try Folders.make((whole as NSString).deletingLastPathComponent)
    return whole
  }

  func write(_ bytes: [UInt8], to file: String) throws {
    try AtomicFile.write(bytes, to: try place(file))
  }

  /// As JSON, keys sorted.
  func writeJSON(_ value: some Encodable, to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    var bytes = Array(try encoder.encode(value))
    bytes.append(UInt8(ascii: "\n"))
    try write(bytes, to: file)
  }

  /// Every file with its hash as it is on the disk, sorted by path.
  func files() throws -> [ExportManifest.File] {
    guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
    var files: [ExportManifest.File] = []
    for case let name as String in names {
      var isFolder: ObjCBool = false
      let whole = path + "/" + name
      guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
      files.append(.init(path: name, sha256: sha256Hex(bytes), bytes: bytes.count))
    }
    return files.sorted { $0.path < $1.path }
  }

  /// Takes the final name.
  func finish() throws(DatasetError) {
    let manager = FileManager.default
    let old = path + ".old"
    do {
      if manager.fileExists(atPath: target) { try manager.moveItem(atPath: target, toPath: old) }
      try manager.moveItem(atPath: path, toPath: target)
    } catch {
      // The earlier export keeps its name where the new one cannot take it.
      try? manager.moveItem(atPath: old, toPath: target)
      throw .notWritable(path: target, reason: error.localizedDescription)
    }
    // The new export stands; what cannot be removed of the old one is only in the way.
    try? manager.removeItem(atPath: old)
  }

  /// Removes what was written.
  func discard() { try? FileManager.default.removeItem(atPath: path) }
}
