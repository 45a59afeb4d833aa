import Volumes

/// One image, or one frame of an image that has several, as other objects refer to it.
public struct DICOMInstance: Sendable, Hashable {
  public let sopClass: String
  public let sopInstance: String
  public let series: String
  /// Counted from 1; nil where the image has one.
  public let frameNumber: Int?

  public init(sopClass: String, sopInstance: String, series: String, frameNumber: Int? = nil) {
    self.sopClass = sopClass
    self.sopInstance = sopInstance
    self.series = series
    self.frameNumber = frameNumber
  }
}

extension DICOMSeries {
  /// The file of each slice, by frame, then by slice; none where the images make no volume.
  public var paths: [[String]] {
    guard let stack else { return [] }
    let nk = stack.geometry.size.nk
    return (0..<stack.frames).map { frame in
      (0..<nk).map { inputs[stack.planes[frame * nk + $0].file].path }
    }
  }

  /// What an object that refers to the series needs to know of it: the header of its first image,
  /// and the images by frame, then by slice. No images where one lacks an identifier.
  /// - Throws: `ImageFileError`.
  public func instances() throws(ImageFileError) -> (
    header: DICOMDataSet, instances: [[DICOMInstance]]
  ) {
    guard let stack else { throw problem ?? .notAFile(path: path) }
    let nk = stack.geometry.size.nk
    let frames = instancesByPlane.isEmpty ? 0 : stack.frames
    return (
      try inputs[0].header(),
      (0..<frames).map { Array(instancesByPlane[$0 * nk..<($0 + 1) * nk]) }
    )
  }
}
