import Annotation
import Datasets
import Figures
import Foundation
import ImageFiles
import Terminal
import Volumes

/// The annotated slices of a session as pictures in a folder.
enum SessionPictures {
  /// Removes what an earlier export left in the folder: slices that no longer have labels must not
  /// stay as if they had.
  private static func removeEarlierPictures(_ output: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: output)
    for name in names where name.wholeMatch(of: /s\d{3,}_f\d{2,}_(mask|overlay)\.png/) != nil {
      try FileManager.default.removeItem(atPath: output + "/" + name)
    }
  }

  /// Writes sSSS_fFF_mask.png (label values as grey) and ..._overlay.png per annotated slice.
  static func write(
    _ opened: OpenedSession, _ mask: LabelVolume, to output: String
  ) throws -> Int {
    try Folders.make(output)
    try removeEarlierPictures(output)
    let legend = figureLabels(opened.session.header.labels)
    var count = 0
    for frame in 0..<mask.frames {
      for k in 0..<mask.size.nk {
        let labels = mask.slice(k, frame: frame)
        guard labels.pixels.contains(where: { $0 != 0 }) else { continue }
        let base = output + String(format: "/s%03d_f%02d", k, frame)
        try PNGFile.write(
          .grey8(labels.pixels), width: labels.ni, height: labels.nj, to: base + "_mask.png")
        var figure = SliceFigure(
          opened.image.volume.slice(k, frame: frame), of: opened.image)
        figure.labels = labels
        figure.legend = legend
        figure.caption = "slice \(k)  frame \(frame)"
        try PNGFile.write(figure.drawing(), to: base + "_overlay.png")
        count += 1
      }
    }
    return count
  }
}
