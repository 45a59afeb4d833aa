public import Volumes

/// What can be wrong with an image file, or with the place where one is to be written.
///
/// Paths are kept and printed as the caller gave them.
public enum ImageFileError: Error, Equatable, Sendable {
  /// There is no such file.
  case notFound(path: String)
  /// The path leads to a folder without images, a device or a pipe.
  case notAFile(path: String)
  /// The system refused to open or read the file; `reason` is its own text.
  case unreadable(path: String, reason: String)
  /// The file holds no bytes.
  case empty(path: String)
  /// The file is in none of the formats that can be read.
  case unknownFormat(path: String)
  /// An ANALYZE 7.5 header, which does not say which side is left.
  case analyze(path: String)
  /// The header contradicts itself or the format.
  case badHeader(path: String, reason: String)
  /// The file is valid, but holds something that is no scalar 2-D to 4-D image.
  case unsupported(path: String, what: String, remedy: String)
  /// The other file of a .hdr/.img pair is missing.
  case partMissing(path: String, missing: String)
  /// Fewer bytes than the header promises. `promise` says what, `promised` and `held` are bytes;
  /// `held` is nil where a compressed file broke off within its end mark.
  case truncated(path: String, promise: String, promised: Int, held: Int?)
  /// The header promises more than the compressed file could hold or this machine can.
  case tooLarge(path: String, promise: String, promised: Int, limit: Int, limitIs: String)
  /// There are several series of images and none was chosen; `series` is a line on each.
  case ambiguousSeries(path: String, series: [String])
  /// No series has that number or identifier.
  case noSuchSeries(path: String, name: String, series: [String])
  /// The images of a series do not make a volume.
  case incompleteSeries(path: String, reason: String)
  /// The compressed data are damaged; `reason` is the decoder's text.
  case corrupted(path: String, reason: String)
  /// A colour channel was asked for that the image does not have.
  case noSuchChannel(path: String, channel: Int, channels: Int)
  /// A voxel of a label file is no whole number from 0 to 255.
  case notALabel(path: String, value: Double, voxel: VoxelIndex, frame: Int)
  /// The mask or volume does not lie on the grid of the image it is written for.
  case sizesDiffer(path: String, size: GridSize, imageSize: GridSize)
  /// The name's ending stands for no format that can be written.
  case unknownEnding(path: String, known: String)
  /// What is to be written does not fit the format; `reason` says why.
  case notWritable(path: String, reason: String)
  /// The disk, or the user's share of it, is full.
  case diskFull(path: String)
  /// The system refused to write the file; `reason` is its own text.
  case cannotWrite(path: String, reason: String)
  /// A folder to write into is not there and cannot be made.
  case folderNotMade(path: String)
}

extension ImageFileError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): there is no such file. Check the path."
    case .notAFile(let path):
      "\(path): this is a folder without DICOM images, or a device. Name an image file."
    case .unreadable(let path, let reason):
      "\(path): the file cannot be read (\(reason)). Check its permissions and the disk."
    case .empty(let path):
      "\(path): the file is empty. Copy it again."
    case .unknownFormat(let path):
      "\(path): this is none of NIfTI, DICOM, PNG and TIFF. Convert it to NIfTI first."
    case .analyze(let path):
      "\(path): this is an ANALYZE 7.5 file, which does not say which side is left. "
        + "Convert it to NIfTI with a tool that knows how it was made."
    case .badHeader(let path, let reason):
      "\(path): the header is wrong: \(reason). Export the image again."
    case .unsupported(let path, let what, let remedy):
      "\(path): the file holds \(what), which cannot be annotated. \(remedy)"
    case .partMissing(let path, let missing):
      "\(path): the file \(missing), which belongs to it, is missing. "
        + "Put the .hdr and the .img file into one folder."
    case .truncated(let path, let promise, let promised, let held):
      "\(path): the header promises \(promise) (\(byteText(promised))) but the file "
        + (held.map { "holds \(byteText($0))" } ?? "breaks off before its end mark")
        + ". It is truncated; copy it again."
    case .tooLarge(let path, let promise, let promised, let limit, let limitIs):
      "\(path): the header promises \(promise) (\(byteText(promised))), more than "
        + "\(limitIs) (\(byteText(limit))). Copy the file again, or cut the image into parts."
    case .ambiguousSeries(let path, let series):
      "\(path): there are \(series.count) series of images. Choose one with --series:\n  "
        + series.joined(separator: "\n  ")
    case .noSuchSeries(let path, let name, let series):
      "\(path): there is no series \(name). Choose one of:\n  "
        + series.joined(separator: "\n  ")
    case .incompleteSeries(let path, let reason):
      "\(path): the series is incomplete: \(reason). Copy it again."
    case .corrupted(let path, let reason):
      "\(path): the compressed data are damaged (\(reason)). Copy the file again."
    case .noSuchChannel(let path, let channel, let channels):
      "\(path): channel \(channel) was asked for, but the image has "
        + (channels == 1 ? "only one. Leave the channel out." : "channels 0 to \(channels - 1).")
    case .notALabel(let path, let value, let voxel, let frame):
      "\(path): voxel (\(voxel.i), \(voxel.j), \(voxel.k)) of frame \(frame) holds \(value), "
        + "but a label is a whole number from 0 to 255. Name a label file, not an image."
    case .sizesDiffer(let path, let size, let imageSize):
      "\(path): what is to be written has \(size) voxels, its image \(imageSize). "
        + "Name the image it was drawn on."
    case .unknownEnding(let path, let known):
      "\(path): the name's ending stands for no format that can be written. Use \(known)."
    case .notWritable(let path, let reason):
      "\(path): this cannot be written: \(reason)."
    case .diskFull(let path):
      "\(path): the disk is full. Nothing was changed; free some space and save again."
    case .folderNotMade(let path):
      "\(path): the folder cannot be made. Check its name and permissions, or choose another."
    case .cannotWrite(let path, let reason):
      "\(path): the file cannot be written (\(reason)). Check the folder and its permissions."
    }
  }
}

/// A number of bytes for people: "348 bytes", "2.1 MB" (1 MB = 1000 kB).
public func byteText(_ bytes: Int) -> String {
  if bytes < 1000 { return "\(bytes) bytes" }
  var value = Double(bytes)
  var unit = "bytes"
  for larger in ["kB", "MB", "GB", "TB", "PB", "EB"] where value >= 999.95 {
    value /= 1000
    unit = larger
  }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10) \(unit)"
}
