import ImageFiles
import Volumes

/// Makes sure, from the files on the disk, that an image and its mask lie on one grid to the bit and
/// hold what was meant to be written.
enum GeometryGate {
  /// A volume and its mask as NIfTI.
  /// - Throws: `DatasetError.pairDisagrees`, `ImageFileError`.
  static func check(
    image: String, mask: String, volume: Volume, labels: LabelVolume
  ) throws {
    let (first, second) = (try ImageFiles.read(image), try ImageFiles.read(mask))
    func require(_ condition: Bool, _ difference: String) throws(DatasetError) {
      guard condition else {
        throw .pairDisagrees(image: image, mask: mask, difference: difference)
      }
    }
    try require(
      first.volume.size == second.volume.size && first.volume.frames == second.volume.frames,
      "sizes: \(first.volume.size) and \(second.volume.size) voxels")
    try require(
      first.header?.geometryBytes == second.header?.geometryBytes,
      "headers: spacing, qform or sform differ")
    try require(
      first.volume.geometry.affineRows == second.volume.geometry.affineRows, "affines differ")
    try require(
      first.volume.voxels.count == volume.voxels.count
        && zip(first.volume.voxels, volume.voxels).allSatisfy {
          $0 == $1 || ($0.isNaN && $1.isNaN)
        }, "the image's voxels are not those that were written")
    try require(
      second.volume.voxels.elementsEqual(labels.voxels.lazy.map(Float.init)),
      "the mask's voxels are not those that were written")
  }

  /// A slice and its mask as PNG.
  static func check(image: String, mask: String, grey: [UInt8], labels: LabelSlice) throws {
    for (path, pixels) in [(image, grey), (mask, labels.pixels)] {
      let found = try ImageFiles.readLabels(path).labels
      guard found.size.ni == labels.ni, found.size.nj == labels.nj, found.voxels == pixels else {
        throw DatasetError.pairDisagrees(
          image: image, mask: mask, difference: "the pixels of \(path) are not those written")
      }
    }
  }
}
