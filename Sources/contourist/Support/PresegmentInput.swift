import Datasets
import Foundation
import ImageFiles
import Presegmentation
import Terminal
import Volumes

/// An image to be labelled, read when its turn comes.
struct PresegmentInput {
  /// Of its mask, without ending.
  let name: String
  /// For messages, and not to be overwritten.
  let path: String
  let read: () throws -> Content

  struct Content {
    let channels: [Volume]
    /// Empty where nobody has named them.
    let channelNames: [String]
    /// Whether the channels are the equal colours of one grey picture.
    var isGrey = false
    /// Whether all channels lie in the image's own file.
    var isOneFile = true
    /// The file whose geometry the mask carries; nil for an image put together from several.
    let image: ImageFile?
    let truth: LabelVolume?
    let isOriented: Bool
    let warnings: [String]

    /// The channel of the image's own file that a session draws on, when a model takes `chosen`:
    /// that one of a colour image, or its brightness where there are several.
    func sessionChannel(_ chosen: [Int]) -> Int? {
      channels.count > 1 && !isGrey && chosen.count == 1 && isOneFile ? chosen[0] : nil
    }
  }

  /// One image, its channels in one file or in several.
  init(
    path: String, channels: [String] = [], series: String? = nil, reference: String? = nil
  ) {
    name = imageName(path)
    self.path = path
    read = {
      let files =
        try ImageFiles.readChannels(path, series: series)
        + channels.flatMap { try ImageFiles.readChannels($0) }
      let geometry = files[0].volume.geometry
      let truth = try reference.map {
        try readReference($0, like: LabelVolume(geometry: geometry, frames: files[0].volume.frames))
      }
      return Content(
        channels: files.map(\.volume), channelNames: [],
        isGrey: channels.isEmpty && files.allSatisfy { $0.volume == files[0].volume },
        isOneFile: channels.isEmpty,
        image: files[0], truth: truth,
        isOriented: files[0].isOriented, warnings: files.flatMap(\.warnings))
    }
  }

  private init(_ item: DatasetCase, of dataset: Dataset, in folder: String) {
    name = item.name
    path = folder + "/" + item.name
    let names = dataset.channels
    read = {
      let image = try item.load()
      return Content(
        channels: image.channels, channelNames: names, image: nil, truth: image.labels,
        isOriented: true, warnings: image.warnings)
    }
  }

  /// The cases of a labelled data set, or else all images of a folder; nil for a folder of DICOM
  /// images and nothing else, which are series and no images of their own.
  static func all(in folder: String, layout: DatasetLayout?) throws -> [PresegmentInput]? {
    do {
      let dataset = try Dataset.open(folder, layout: layout, excluding: [.marked])
      return dataset.cases.map { PresegmentInput($0, of: dataset, in: folder) }
    } catch {
      guard case .unknownLayout = error, layout == nil else { throw error }
      return try images(in: folder)
    }
  }

  /// Masks, which lie beside their images in many folders, are known by their names and left out.
  private static func images(in folder: String) throws -> [PresegmentInput]? {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw DataError("\(folder): cannot be read. Check its permissions.")
    }
    let endings = MaskNames.fileEndings
    let images = names.filter(MaskNames.isImageFile)
    let isDICOM = images.allSatisfy { (try? ImageFiles.isDICOM(folder + "/" + $0)) == true }
    if isDICOM, let study = try? DICOMStudy(folder), !study.series.isEmpty { return nil }
    let masks = images.filter(MaskNames.isMask)
    if !masks.isEmpty { warn("left out as masks by their names: \(masks.joined(separator: ", "))") }
    let inputs = images.filter { !MaskNames.isMask($0) }.map {
      PresegmentInput(path: folder + "/" + $0)
    }
    guard !inputs.isEmpty else {
      throw DataError(
        "\(folder): there is no image in this folder (\(endings.joined(separator: ", ")))")
    }
    var seen: Set<String> = []
    for input in inputs where !seen.insert(input.name).inserted {
      throw DataError(
        "\(input.path): another image of this folder has the same name but for its ending; rename "
          + "one, as both masks would be \(input.name).nii.gz")
    }
    return inputs
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
