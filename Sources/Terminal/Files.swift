import Foundation

/// The whole content of a file.
///
/// - Throws: `DataError` when it cannot be read.
public func readFile(_ path: String) throws(DataError) -> [UInt8] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw DataError("\(path): there is no such file. Check the path.")
  }
  guard !isFolder.boolValue else {
    throw DataError("\(path): this is a folder. Name a file.")
  }
  do {
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw DataError("\(path): the file cannot be read. Check its permissions and the disk.")
  }
}
