import ArgumentParser
import ImageFiles
import Terminal

/// Which of several series of DICOM images is meant.
struct SeriesOption: ParsableArguments {
  @Option(
    help: """
      Which series of a DICOM folder, archive or DICOMDIR: its number in the list of `contourist \
      info`, or its identifier; the only one when left out.
      """)
  var series: String?

  /// Reads the image that was chosen.
  /// - Throws: `ImageFileError`.
  func read(_ path: String, channel: Int? = nil) throws(ImageFileError) -> ImageFile {
    let file = try ImageFiles.read(path, channel: channel, series: series)
    if series != nil, file.dicom == nil {
      warn("\(path): holds one image and no series; --series was not needed")
    }
    return file
  }
}
