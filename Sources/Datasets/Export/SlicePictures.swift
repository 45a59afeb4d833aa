import Figures
import ImageFiles
import Volumes

/// The slices of a case as 8-bit pictures, all in one window of intensities.
struct SlicePictures {
  private let item: LoadedCase
  private let display: DisplayWindow
  /// The intensities that are black and white.
  let window: [Double]

  /// Where no window is asked for, whole numbers from 0 to 255 stay as they are; else it goes from
  /// the 1st to the 99th percentile of the whole volume.
  init(_ item: LoadedCase, _ options: TrainingSetOptions) {
    self.item = item
    let isBytes = item.volume.voxels.allSatisfy { UInt8(exactly: $0) != nil }
    if let asked = options.window ?? (isBytes ? 0...255 : nil) {
      display = DisplayWindow(
        level: (asked.lowerBound + asked.upperBound) / 2,
        width: asked.upperBound - asked.lowerBound)
    } else {
      display = DisplayWindow(intensities: item.volume.voxels)
    }
    window = [display.level - display.width / 2, display.level + display.width / 2]
  }

  /// "heart_s007", "heart" of an image of one slice.
  func name(_ k: Int) -> String {
    item.volume.size.nk == 1 ? item.info.name : item.info.name + "_s" + digits(k, 3)
  }

  func grey(_ k: Int) -> [UInt8] { item.volume.slice(k).pixels.map(display.grey) }

  func write(_ k: Int, image: String, in folder: ExportFolder) throws {
    let size = item.volume.size
    try PNGFile.write(
      .grey8(grey(k)), width: size.ni, height: size.nj, to: try folder.place(image))
  }

  /// The picture and the label values, read again to make sure that they agree.
  func write(_ k: Int, image: String, mask: String, in folder: ExportFolder) throws {
    try write(k, image: image, in: folder)
    let labels = item.labels.slice(k)
    try PNGFile.write(
      .grey8(labels.pixels), width: labels.ni, height: labels.nj, to: try folder.place(mask))
    try GeometryGate.check(
      image: folder.path + "/" + image, mask: folder.path + "/" + mask, grey: grey(k),
      labels: labels)
  }
}
