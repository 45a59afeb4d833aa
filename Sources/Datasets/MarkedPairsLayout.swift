import ImageFiles
import Volumes

/// Masks beside their images in one folder, told apart by what stands behind the name: NAME.nii.gz and
/// NAME_seg.nii.gz. What the labels are is written nowhere, so that opening it reads all masks. Each
/// image counts as a patient of its own.
enum MarkedPairsLayout: LayoutReader {
  static let appearance =
    "NAME.nii.gz (or .nii, .png, .tif) and the mask beside it, its name with "
    + "\(maskMarks.joined(separator: ", ")) behind"

  private static let endings = [".nii.gz", ".nii", ".png", ".tif", ".tiff"]

  static func matches(_ folder: DatasetFolder) -> Bool { !pairs(folder).isEmpty }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let pairs = pairs(folder)
    let values = try LabelValues(foundIn: pairs.map(\.mask))
    return Dataset(
      name: folder.name, layout: .marked, channels: ["image"], labels: values.labels, licence: nil,
      cases: pairs.map { name, image, mask in
        let files = LabelledFiles(images: [image], mask: mask, values: values)
        return DatasetCase(name: name, patient: name, imagePath: image) { try files.read() }
      })
  }

  private static func pairs(
    _ folder: DatasetFolder
  ) -> [(name: String, image: String, mask: String)] {
    let names = Set(folder.names)
    return folder.names.compactMap { file in
      guard let ending = endings.first(where: file.hasSuffix) else { return nil }
      let name = String(file.dropLast(ending.count))
      let masks = maskMarks.flatMap { mark in endings.map { name + mark + $0 } }
      return masks.first(where: names.contains).map {
        (name, folder.path(of: file), folder.path(of: $0))
      }
    }
  }
}

/// What masks that lie beside their images have behind the image's name.
public let maskMarks = ["_gt", "_mask", "_seg", "_truth", "_label", "_labels", "_pred"]
