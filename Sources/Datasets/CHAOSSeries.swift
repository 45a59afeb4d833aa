import Foundation
import ImageFiles
import Volumes

/// The MR part of CHAOS as the challenge hands it out: N/T2SPIR with the slices as DICOM in DICOM_anon
/// and their labels as pictures in Ground, under names that begin alike.
///
/// T1DUAL was drawn apart, on other slices; it is left out.
struct CHAOSSeries {
  let patient: String
  private let images: DatasetFolder
  private let ground: DatasetFolder

  /// Of every patient of a folder, which may hold them itself or under MR.
  static func all(_ folder: DatasetFolder) throws(DatasetError) -> [CHAOSSeries] {
    let place = folder.hasFolder("MR") ? try folder.subfolder("MR") : folder
    var found: [CHAOSSeries] = []
    for name in place.names where Int(name) != nil && place.hasFolder(name + "/T2SPIR/Ground") {
      let files = try place.subfolder(name + "/T2SPIR")
      found.append(
        CHAOSSeries(
          patient: name, images: try files.subfolder("DICOM_anon"),
          ground: try files.subfolder("Ground")))
    }
    return found
  }

  var imagePath: String { images.path }

  /// - Throws: `DatasetError`, `ImageFileError`.
  func read(_ values: LabelValues) throws -> LabelledImage {
    let series = try DICOMStudy(images.path).series(named: nil)
    let image = try series.read()
    let volume = try still(image.volume, images.path)
    var labels = LabelVolume(geometry: volume.geometry)
    let pictures = Dictionary(
      uniqueKeysWithValues: ground.names.filter { $0.lowercased().hasSuffix(".png") }
        .map { (imageName($0), $0) })
    let names = series.paths[0].map(imageName)
    guard pictures.count == names.count else {
      throw DatasetError.badDescription(
        path: ground.path,
        reason: "it has \(pictures.count) pictures of labels for \(names.count) slices")
    }
    for (k, name) in names.enumerated() {
      guard let picture = pictures[name] else {
        throw DatasetError.missing(path: ground.path(of: name + ".png"), neededBy: name)
      }
      let path = ground.path(of: picture)
      let slice = try values.read(path).labels
      guard slice.size.ni == volume.size.ni, slice.size.nj == volume.size.nj else {
        throw DatasetError.badDescription(
          path: path, reason: "it has \(slice.size) pixels, its slice \(volume.size)")
      }
      labels.setSlice(k, to: slice.slice(0))
    }
    return LabelledImage(channels: [volume], labels: labels, warnings: image.warnings)
  }
}
