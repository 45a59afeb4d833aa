import Foundation

/// The names in a folder.
struct DatasetFolder {
  /// As the caller gave it, without a slash at the end.
  let path: String
  /// Sorted; hidden ones left out.
  let names: [String]

  /// - Throws: `DatasetError.notAFolder`, `.unreadable`.
  init(_ path: String) throws(DatasetError) {
    var shortened = path[...]
    while shortened.count > 1, shortened.hasSuffix("/") { shortened.removeLast() }
    self.path = String(shortened)
    guard isFolder(path) else { throw .notAFolder(path: path) }
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
  }

  /// The last part of the path: what a data set without a name of its own is called.
  var name: String { URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent }

  func path(of name: String) -> String { path == "/" ? "/" + name : path + "/" + name }

  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  func hasFolder(_ name: String) -> Bool { isFolder(path(of: name)) }

  func subfolder(_ name: String) throws(DatasetError) -> DatasetFolder {
    try DatasetFolder(path(of: name))
  }

  /// The path of a file that has to be there.
  /// - Throws: `DatasetError.missing`.
  func file(_ name: String, neededBy user: String) throws(DatasetError) -> String {
    guard contains(name) else { throw .missing(path: path(of: name), neededBy: user) }
    return path(of: name)
  }

  /// The path of a file that a description names, which has to lie in the folder.
  /// - Throws: `DatasetError.badDescription` for a way out of the folder, `.missing`.
  func file(named name: String, in description: String) throws(DatasetError) -> String {
    let parts = name.split { $0 == "/" || $0 == "\\" }
    guard !name.hasPrefix("/"), !name.contains("\0"), !parts.isEmpty, !parts.contains("..") else {
      throw .badDescription(
        path: description, reason: "it names \"\(name)\", which is no file within its folder")
    }
    // The Decathlon writes "./" in front.
    return try file(
      parts.filter { $0 != "." }.joined(separator: "/"),
      neededBy: URL(fileURLWithPath: description).lastPathComponent)
  }

  /// The text of a small file.
  /// - Throws: `DatasetError.missing`, `.unreadable`.
  func text(_ name: String, neededBy user: String) throws(DatasetError) -> String {
    try fileText(file(name, neededBy: user))
  }
}

/// The text of a small file; bytes that are no UTF-8 are replaced.
/// - Throws: `DatasetError.unreadable`.
func fileText(_ path: String) throws(DatasetError) -> String {
  do {
    return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  } catch {
    throw .unreadable(path: path, reason: error.localizedDescription)
  }
}

private func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

/// The name of an image's file without its ending: "heart" of "data/heart.nii.gz".
public func imageName(_ path: String) -> String {
  var name = URL(fileURLWithPath: path).lastPathComponent
  for ending in [".gz", ".nii", ".hdr", ".img", ".png", ".tif", ".tiff", ".dcm"]
  where name.lowercased().hasSuffix(ending) {
    name.removeLast(ending.count)
  }
  return name
}

extension StringProtocol {
  /// Without spaces and ends of lines around it.
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
