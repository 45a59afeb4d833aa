import Glibc

extension NIfTIReader {
  /// The header's file: `path` itself, or the .hdr beside an .img.
  static func headerPath(of path: String) throws(ImageFileError) -> String {
    guard let stem = Self.stem(of: path, ending: "img") else { return path }
    guard exists(path) else { throw .notFound(path: path) }
    return try partner(of: path, stem: stem, ending: "hdr")
  }

  /// The voxels' file beside the header of a pair. `path` is what the caller named.
  static func dataPath(
    of headerPath: String, named path: String
  ) throws(ImageFileError) -> String {
    guard let stem = Self.stem(of: headerPath, ending: "hdr") else {
      throw .badHeader(
        path: path, reason: "it belongs to a .hdr/.img pair, but the name does not end in .hdr")
    }
    if Self.stem(of: path, ending: "img") != nil { return path }
    return try partner(of: path, stem: stem, ending: "img")
  }

  private static func partner(
    of path: String, stem: String, ending: String
  ) throws(ImageFileError) -> String {
    for form in [ending, ending + ".gz", ending.uppercased(), ending.uppercased() + ".GZ"]
    where exists(stem + form) { return stem + form }
    throw .partMissing(path: path, missing: stem + ending)
  }

  /// `path` without `ending` and ".gz", the dot kept; nil where it ends otherwise.
  private static func stem(of path: String, ending: String) -> String? {
    for full in [ending, ending + ".gz"] where path.lowercased().hasSuffix("." + full) {
      return String(path.dropLast(full.count))
    }
    return nil
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
