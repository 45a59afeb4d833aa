/// The Sunnybrook Cardiac Data: cine DICOM, and contours as text files.
enum SunnybrookLayout: LayoutReader {
  static let appearance = "contourfiles/ and dicoms/"

  static func matches(_ folder: DatasetFolder) -> Bool { false }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    throw .unsupported(path: folder.path, what: "this layout", remedy: "Name another one.")
  }
}
