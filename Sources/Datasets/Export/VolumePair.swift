import ImageFiles
import Volumes

extension LoadedCase {
  /// Writes image and mask as NIfTI on the source's grid, and makes sure that they agree.
  ///
  /// The image's voxels are 16-bit integers where all are, else 32-bit numbers: what a reader gets is
  /// bit for bit what the session was drawn on.
  /// - Throws: `DatasetError.pairDisagrees`, `ImageFileError`.
  func write(image: String, mask: String, in folder: ExportFolder) throws {
    let (imagePath, maskPath) = (try folder.place(image), try folder.place(mask))
    let isWhole = volume.voxels.allSatisfy { Int16(exactly: $0) != nil }
    try ImageFiles.writeVolume(
      volume, to: imagePath, as: isWhole ? .int16 : .float32, like: source)
    try ImageFiles.writeLabels(labels, to: maskPath, like: source)
    try GeometryGate.check(image: imagePath, mask: maskPath, volume: volume, labels: labels)
  }
}
