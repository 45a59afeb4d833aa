import Foundation

/// One DICOM file: on the disk, or within an archive and in memory.
struct DICOMInput: Sendable {
  /// Named in errors.
  let path: String
  private let content: [UInt8]?

  init(path: String, content: [UInt8]? = nil) {
    self.path = path
    self.content = content
  }

  /// The elements before the pixels.
  func header() throws(ImageFileError) -> DICOMDataSet {
    if let content { return try DICOMDataSet(content, path: path, headerOnly: true) }
    return try DICOMDataSet(headerOf: path)
  }

  func dataSet() throws(ImageFileError) -> DICOMDataSet {
    if let content { return try DICOMDataSet(content, path: path) }
    return try DICOMDataSet(contentsOf: path)
  }

  /// The DICOM files in a folder and those below it or linked there, by name.
  static func inFolder(_ folder: String) -> [DICOMInput] {
    let stem = folder.hasSuffix("/") ? folder : folder + "/"
    return (Folders.files(below: folder) ?? []).filter { name in
      let file = (name as NSString).lastPathComponent
      // Directories of media name files that are found anyway; what a killed program left
      // half-written is no image.
      return file.uppercased() != "DICOMDIR" && !file.hasPrefix(GrowingFile.prefix)
    }.map { stem + $0 }
      .filter { (try? FileFormat(of: $0)) == .dicom }.map { DICOMInput(path: $0) }
  }

  /// The DICOM files in a zip archive, by name.
  static func inArchive(_ path: String) throws(ImageFileError) -> [DICOMInput] {
    try ZipArchive.entries(of: path) { FileFormat.isDICOM($0) }
      .filter { ($0.name as NSString).lastPathComponent.uppercased() != "DICOMDIR" }
      .sorted { $0.name < $1.name }
      .map { DICOMInput(path: "\(path)/\($0.name)", content: $0.bytes) }
  }

  /// The files that a directory of media (DICOMDIR) names, and how many of them are missing.
  /// - Throws: `ImageFileError.unsupported` for names that lead out of the directory's folder.
  static func inDirectory(
    _ directory: DICOMDataSet, path: String
  ) throws(ImageFileError) -> (inputs: [DICOMInput], missing: Int) {
    let folder = (path as NSString).deletingLastPathComponent
    var inputs: [DICOMInput] = []
    var missing = 0
    for record in directory.items("DirectoryRecordSequence") {
      guard let parts = record.texts("ReferencedFileID"), !parts.isEmpty else { continue }
      guard !parts.contains(where: { $0 == ".." || $0.contains("/") }) else {
        throw .unsupported(
          path: path, what: "a file name that leads out of its folder",
          remedy: "Name the folder of the images instead.")
      }
      // Names are capitals on the medium; copies may have small letters.
      let names = [parts.joined(separator: "/"), parts.joined(separator: "/").lowercased()]
      let found = names.map { (folder as NSString).appendingPathComponent($0) }
        .first { FileManager.default.fileExists(atPath: $0) }
      if let found { inputs.append(DICOMInput(path: found)) } else { missing += 1 }
    }
    return (inputs, missing)
  }
}
