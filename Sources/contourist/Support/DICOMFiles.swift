import Foundation
import ImageFiles
import Terminal

/// The DICOM files at a path: the file itself, whatever it is, or those in a folder and below it or linked
/// there, by name. Directories of media are none: what they name is found anyway.
/// - Throws: `DataError` where there is nothing at the path.
func dicomFiles(_ path: String) throws(DataError) -> [String] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw DataError("\(path): there is no such file or folder. Check the path.")
  }
  guard isFolder.boolValue else { return [path] }
  let stem = path.hasSuffix("/") ? path : path + "/"
  return (Folders.files(below: path) ?? []).filter {
    let name = ($0 as NSString).lastPathComponent
    return name.uppercased() != "DICOMDIR" && !name.hasPrefix(".contourist-")
  }.map { stem + $0 }.filter { (try? ImageFiles.isDICOM($0)) == true }
}
