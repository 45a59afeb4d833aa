import DICOMObjects
import Datasets
import ImageFiles
import Terminal
import Volumes

/// Reads a mask that was drawn on an image: on the image's own grid, or a DICOM Segmentation or RT
/// Structure Set, which say where they lie.
/// - Returns: Labels on the image's grid; of a still mask of a cine one frame.
/// - Throws: `ImageFileError`, `DatasetError`, `DICOMObjectError`.
func readMask(_ path: String, like file: ImageFile, of image: String) throws -> LabelFile {
  let volume = file.volume
  if let dataSet = try ImageFiles.dataSet(path) {
    var elsewhere: [String] = []
    if let own = dataSet.text("FrameOfReferenceUID")
      ?? dataSet.items("ReferencedFrameOfReferenceSequence").first?.text("FrameOfReferenceUID"),
      let space = file.dicom?.frameOfReference, own != space
    {
      elsewhere = [
        "It was drawn in another frame of reference than the image's (another examination, or "
          + "identifiers that were changed): see whether it fits."
      ]
    }
    if StructureSet.isOne(dataSet) {
      var file = try StructureSet.labels(dataSet, on: volume.geometry, path: path)
      file.warnings += elsewhere
      return file
    }
    if DICOMSegmentation.isOne(dataSet) {
      let object = try DICOMSegmentation(dataSet, path: path)
      var file = LabelFile(object)
      let frames = object.knowsMoments ? volume.frames : 1
      guard let placed = file.labels.placed(on: volume.geometry, frames: frames) else {
        throw DICOMObjectError.otherPlace(
          path: path,
          reason: "its voxels do not lie on those of \(image); give the image it was drawn on")
      }
      guard !placed.labels.isEmpty || file.labels.labels.isEmpty else {
        throw DICOMObjectError.otherPlace(
          path: path, reason: "nothing of it lies in \(image); give the image it was drawn on")
      }
      let lost = Set(file.labels.labels).subtracting(placed.labels)
      if !lost.isEmpty {
        file.warnings.append(
          "\(counted(lost.count, "label")) of it lies wholly outside of the image.")
      }
      file.labels = placed
      file.warnings += elsewhere
      return file
    }
  }
  let file = try ImageFiles.readLabels(path)
  try volume.geometry.requireEqual(file.labels.geometry, image, path)
  return file
}
