public import MinimalPaths
public import Volumes

/// The contours, with few seeds each, that make a session draw a given mask.
///
/// Slice by slice, label by label in the table's order, which is the order the contours are to be
/// begun in: each is fitted beside those before it as they will be traced. Of one label larger
/// outlines come first, holes after what they are cut from.
///
///     let found = try await MaskContours(of: mask, on: volume, header: header)
///     for contour in found.contours { for action in contour.actions { try session.apply(action) } }
///
/// What comes out depends on the arguments alone, however many slices are worked on at a time.
public struct MaskContours: Sendable, Equatable {
  /// By frame, slice and the table's order.
  public let contours: [FittedContour]
  /// Regions, and holes of them, that were left out as too small.
  public let dropped: Int

  /// - Parameters:
  ///   - mask: On the grid of `volume`, its frames those of the volume from `firstFrame` on. Values
  ///     are those of the header's labels; 0 is background.
  ///   - volume: The session's image.
  ///   - probabilities: Those the header names, which guide the contours as in the session.
  ///   - leastPixels: Smaller regions and holes are left out.
  ///   - progress: Called after each slice, in no certain order, with how many of how many are done.
  /// - Throws: `SessionError.otherImage`, `.badProbabilities`, `.badMask`; `CancellationError` with its task.
  public init(
    of mask: LabelVolume, on volume: Volume, header: SessionHeader, probabilities: Volume? = nil,
    firstFrame: Int = 0,
    tolerance: ContourTolerance = ContourTolerance(), leastPixels: Int = 1,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws {
    try header.check(volume)
    try await self.init(
      of: mask, on: volume, header: header, guidance: try SessionGuidance(header, probabilities),
      firstFrame: firstFrame, tolerance: tolerance, leastPixels: leastPixels, progress: progress)
  }

  /// Contours to be added to what a session has already; their names are free there.
  /// - Parameter removed: Names of contours that go when these come.
  /// - Throws: As above.
  public init(
    of mask: LabelVolume, besides state: SessionState, _ tracer: SessionTracer,
    removed: Set<String> = [], firstFrame: Int = 0
  ) async throws {
    try await self.init(
      of: mask, on: tracer.volume, header: state.header, guidance: tracer.guidance,
      firstFrame: firstFrame, besides: Set(state.contours.map(\.name)).subtracting(removed))
  }

  /// The same of a volume that was checked, whose contours have names that are free.
  init(
    of mask: LabelVolume, on volume: Volume, header: SessionHeader, guidance: SessionGuidance?,
    firstFrame: Int = 0, tolerance: ContourTolerance = ContourTolerance(), leastPixels: Int = 1,
    besides taken: Set<String> = [],
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws {
    if let problem = tolerance.problem { throw SessionError.badMask(problem) }
    try Self.check(mask, on: volume, header.labels, firstFrame)
    let places = (0..<mask.frames).flatMap { frame in
      (0..<mask.size.nk).map { (slice: $0, frame: frame) }
    }.filter { place in mask.slice(place.slice, frame: place.frame).pixels.contains { $0 > 0 } }
    let slices = try await sideBySide(
      places.count, progress: { progress($0, places.count) }
    ) { n in
      let (slice, frame) = places[n]
      return try SliceContours(
        of: mask.slice(slice, frame: frame),
        on: volume.slice(slice, frame: firstFrame + frame), slice: slice,
        frame: firstFrame + frame, header: header, guidance: guidance, tolerance: tolerance,
        leastPixels: leastPixels)
    }
    contours = Self.named(slices.flatMap(\.contours), header.labels, besides: taken)
    dropped = slices.reduce(0) { $0 + $1.dropped }
  }

  static func check(
    _ mask: LabelVolume, on volume: Volume, _ table: LabelTable, _ firstFrame: Int
  ) throws(SessionError) {
    guard mask.size == volume.size else {
      throw .badMask("it has \(mask.size) voxels, the image \(volume.size); give one of this image")
    }
    guard firstFrame >= 0, firstFrame <= volume.frames - mask.frames else {
      throw .badMask(
        "its \(mask.frames) frames do not fit into the image's \(volume.frames) from frame "
          + "\(firstFrame) on")
    }
    let known = Set(table.entries.map(\.value))
    if let unknown = mask.labels.first(where: { !known.contains($0) }) {
      let labels = table.entries.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
      throw .badMask("it holds the value \(unknown), which is none of the labels \(labels)")
    }
  }

  /// The contours with their names, each of which is there once.
  private static func named(
    _ contours: [SliceContours.Contour], _ table: LabelTable, besides others: Set<String>
  ) -> [FittedContour] {
    var names = ContourNames(table, besides: others)
    return contours.map { contour in
      FittedContour(
        contour: names.next(contour.label, slice: contour.slice, frame: contour.frame),
        label: .name(table.name(of: contour.label)), slice: contour.slice, frame: contour.frame,
        seeds: contour.fit.seeds, courses: contour.fit.courses, dice: contour.fit.dice,
        largestDistance: contour.fit.largestDistance)
    }
  }
}
