import MinimalPaths
public import Volumes

/// The contours, straight from seed to seed, that make a session draw a given mask to the pixel.
///
/// For ground truth, which is to be kept as it is; `MaskContours` has fewer seeds and lets the image
/// say where the border runs. Of each label holes and islands are contours of their own.
public struct OutlineContours: Sendable, Equatable {
  /// By frame, slice and the table's order, whole; longer ones of a label first.
  public let additions: [ContourReplacement.Addition]

  /// - Parameters:
  ///   - mask: On the grid of `volume`, its frames those of the volume from `firstFrame` on. Values
  ///     are those of the table; 0 is background.
  ///   - volume: The session's image.
  /// - Throws: `SessionError.badMask`.
  public init(
    of mask: LabelVolume, on volume: Volume, labels table: LabelTable, firstFrame: Int = 0
  ) throws(SessionError) {
    try MaskContours.check(mask, on: volume, table, firstFrame)
    var names = ContourNames(table)
    var additions: [ContourReplacement.Addition] = []
    for frame in 0..<mask.frames {
      for k in 0..<mask.size.nk {
        let labels = mask.slice(k, frame: frame)
        guard labels.pixels.contains(where: { $0 > 0 }) else { continue }
        let values = table.entries.map(\.value)
        for (n, value) in values.enumerated() {
          let region = labels.paintedRegion(of: value, under: Array(values[(n + 1)...]))
          let outlines = region.outlines
          guard outlines.count <= SliceContours.mostPieces else {
            throw .badMask(
              "slice \(k) has \(outlines.count) regions and holes of label \(table.name(of: value)), "
                + "as noise has; a session keeps \(SliceContours.mostPieces). Clean the mask")
          }
          for outline in outlines.sorted(by: { $0.count > $1.count }) {
            let place = Action.Place(
              label: .name(table.name(of: value)), slice: k, frame: firstFrame + frame)
            let name = names.next(value, slice: k, frame: firstFrame + frame)
            additions.append(.straight(name, place, through: straightOutline(outline)))
          }
        }
      }
    }
    self.additions = additions
  }
}

extension ContourReplacement.Addition {
  /// A closed contour of straight arcs.
  public static func straight(
    _ contour: String, _ place: Action.Place, through seeds: [SlicePoint]
  ) -> Self {
    Self(
      contour: contour, place: place, seeds: seeds,
      courses: [ArcCourse](repeating: .straight, count: seeds.count))
  }
}
