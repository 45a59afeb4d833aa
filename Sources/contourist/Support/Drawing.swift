import Annotation
import Figures
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

/// How much a slice, or a part of it, is enlarged so that its longer side has about `target`
/// picture pixels.
func figureScale(
  _ slice: ImageSlice, region: SliceRegion? = nil, target: Double = 640
) -> Double {
  let region = region ?? SliceRegion(of: slice)
  let widest = max(
    Double(region.i.count) * slice.spacing.x, Double(region.j.count) * slice.spacing.y)
  let smallest = min(slice.spacing.x, slice.spacing.y)
  return min(max((target * smallest / widest).rounded(.down), 1), 8)
}

extension SliceFigure {
  /// A slice drawn with the window its own intensities ask for.
  init(_ slice: ImageSlice, of file: ImageFile) {
    self.init(slice, window: DisplayWindow(slice), scale: figureScale(slice))
    sides = file.patientSides
  }
}

extension ImageFile {
  /// The letters for its slices; nil where the file does not say how the patient lay.
  var patientSides: PatientSides? {
    isOriented ? PatientSides(orientation: volume.geometry.orientation) : nil
  }
}

/// Makes sure that a file can have this name, before the work that it is to hold.
func checkEnding(_ path: String?, _ endings: String...) throws(ImageFileError) {
  guard let path, !endings.contains(where: { path.lowercased().hasSuffix($0) }) else { return }
  throw .unknownEnding(path: path, known: endings.joined(separator: " or "))
}

/// The labels of a session as figures draw them.
func figureLabels(_ table: LabelTable) -> [FigureLabel] {
  table.entries.map { entry in
    var style = LabelColour(name: entry.name, value: entry.value)
    if let colour = entry.color.flatMap({ Colour(hex: $0) }) { style.colour = colour }
    return FigureLabel(entry.value, name: entry.name, style: style)
  }
}
