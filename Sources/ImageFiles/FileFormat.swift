import Glibc

/// The kinds of image files, told apart by their first bytes.
enum FileFormat {
  case nifti, png, tiff, dicom
  /// Of DICOM files.
  case zip, folder

  /// - Throws: `ImageFileError.notFound`, `.notAFile`, `.unreadable`, `.empty`.
  init(of path: String) throws(ImageFileError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      self = .folder
      return
    }
    var file = try GzipReader.open(path)
    self = .nifti
    guard !file.isCompressed else { return }
    var start = [UInt8](repeating: 0, count: 132)
    let held = try file.read(&start, upTo: start.count)
    start.removeSubrange(held...)
    // The 128 bytes before DICOM's mark may hold anything, even the head of a TIFF.
    if FileFormat.hasMark(start[...]) {
      self = .dicom
    } else if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if FileFormat.tiffMarks.contains(where: { start.starts(with: $0) }) {
      self = .tiff
    } else if !path.lowercased().hasSuffix(".img"), FileFormat.beginsAsDataSet(start[...]) {
      self = .dicom
    }
  }

  /// Whether a file that begins so is DICOM.
  static func isDICOM(_ start: ArraySlice<UInt8>) -> Bool {
    hasMark(start) || beginsAsDataSet(start)
  }

  private static func hasMark(_ start: ArraySlice<UInt8>) -> Bool {
    start.dropFirst(128).prefix(4).elementsEqual("DICM".utf8)
  }

  /// "II" or "MM" for the byte order, then 42, or 43 for files beyond 4 GB.
  private static let tiffMarks: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
  ]

  /// Old DICOM files lack the mark: they begin with an element of group 2 or 8, whose value is of
  /// a kind written in two capital letters or, without them, short and of even length. (The voxels
  /// of an .img file may begin so too, and are not asked.)
  private static func beginsAsDataSet(_ start: ArraySlice<UInt8>) -> Bool {
    guard start.count >= 16, start[0] == 2 || start[0] == 8, start[1] == 0, start[3] == 0 else {
      return false
    }
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    if capitals.contains(start[4]), capitals.contains(start[5]) { return true }
    return start[4] <= 128 && start[4].isMultiple(of: 2) && start[5...7].allSatisfy { $0 == 0 }
  }
}
