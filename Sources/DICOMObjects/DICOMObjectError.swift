/// Why no DICOM object can be made of labels, or no labels of an object.
public enum DICOMObjectError: Error, Equatable, Sendable {
  /// Nothing is labelled.
  case empty
  /// Rows and columns are not at right angles.
  case sheared
  /// More pixels along an axis than DICOM counts.
  case tooLarge(pixels: Int)
  /// The object is of another kind, or lacks what it must have.
  case notReadable(path: String, reason: String)
  /// The object lies elsewhere than the image.
  case otherPlace(path: String, reason: String)
}

extension DICOMObjectError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .empty: "nothing is labelled, so that there is no object to write"
    case .sheared:
      "the image's rows and columns are not at right angles, which DICOM cannot say; resample the "
        + "image first"
    case .tooLarge(let pixels):
      "the image has \(pixels) pixels along an axis, and DICOM counts to 65535"
    case .notReadable(let path, let reason): "\(path): \(reason)"
    case .otherPlace(let path, let reason): "\(path): \(reason)"
    }
  }
}
