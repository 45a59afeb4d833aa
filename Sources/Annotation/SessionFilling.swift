import Labels
import Volumes

/// Contours in slices or frames that nobody has drawn, from those drawn before and behind them.
///
/// Contours that an earlier filling along the same axis left and nobody has touched are made anew,
/// or go where there is no longer anything to carry on; all others are taken for drawn and stay.
///
///     let filling = try await SessionFilling(request, of: session, on: tracer)
///     if let replacement = filling.replacement { try session.apply(.replaceContours(replacement)) }
public struct SessionFilling: Sendable {
  public enum Step: String, Sendable {
    case carrying, drawing
  }

  /// By label, slice and frame.
  public let places: [FilledPlace]
  /// Nil where nothing was filled and nothing goes.
  public let replacement: ContourReplacement?

  /// - Parameters:
  ///   - tracer: Of the session's image.
  ///   - progress: Called with how many of how many rows of slices are carried on, then with how many
  ///     of the new slices have contours.
  /// - Throws: `SessionError`; `CancellationError` with its task.
  public init(
    _ request: FillingRequest, of state: SessionState, _ tracer: SessionTracer,
    progress: @escaping @Sendable (_ step: Step, _ done: Int, _ of: Int) -> Void = { _, _, _ in }
  ) async throws {
    var tracer = tracer
    let earlier = Set(state.contoursLeft(byFillingAlong: request.axis).map(\.name))
    var drawn = state
    drawn.setContours(state.contours.filter { !earlier.contains($0.name) })
    let mask = tracer.mask(of: drawn)
    let volume = tracer.volume
    let labels = state.header.labels.entries.map(\.value)
    let lines = Line.all(request, volume, mask, labels)
    let filled = try await Self.filled(lines) { progress(.carrying, $0, $1) }

    var found = LabelVolume(geometry: volume.geometry, frames: volume.frames)
    var places: [FilledPlace] = []
    for label in labels {
      for (line, result) in filled where result.label == label {
        let (slice, frame) = line.place(result.position)
        places.append(
          FilledPlace(
            label: label, slice: slice, frame: frame, sources: result.sources,
            agreement: result.agreement, isGivenUp: result.region == nil))
        guard let region = result.region else { continue }
        var painted = found.slice(slice, frame: frame)
        for n in region.pixels.indices where region.pixels[n] { painted.pixels[n] = label }
        found.setSlice(slice, frame: frame, to: painted)
      }
    }
    self.places = places
    let remove = state.contours.filter {
      earlier.contains($0.name) && request.isWanted(label: $0.label)
        && request.isWanted(slice: $0.slice, frame: $0.frame)
    }.map(\.name)
    let contours = try await MaskContours(
      of: found, on: volume, header: state.header, guidance: tracer.guidance,
      besides: Set(state.contours.map(\.name)).subtracting(remove)
    ) { progress(.drawing, $0, $1) }
    let add = contours.contours.map(\.addition)
    replacement =
      remove.isEmpty && add.isEmpty
      ? nil
      : ContourReplacement(
        remove: remove, add: add, tool: .fill, settings: ToolSettings(along: request.axis))
  }

  /// A line, and where it lies.
  private struct Line: Sendable {
    let line: FillingLine
    /// The frame of a line of slices, the slice of one of frames.
    let other: Int

    func place(_ position: Int) -> (slice: Int, frame: Int) {
      line.request.axis == .slices ? (position, other) : (other, position)
    }

    /// Those on which something is drawn.
    static func all(
      _ request: FillingRequest, _ volume: Volume, _ mask: LabelVolume, _ labels: [UInt8]
    ) -> [Line] {
      let isAlongSlices = request.axis == .slices
      let (count, others) =
        isAlongSlices ? (volume.size.nk, volume.frames) : (volume.frames, volume.size.nk)
      // In a frame that is drawn, slices without a label say that it ends.
      let inFrames = (0..<volume.frames).map { mask.labels(inFrame: $0) }
      return (0..<others).compactMap { other in
        func place(_ n: Int) -> (slice: Int, frame: Int) {
          isAlongSlices ? (n, other) : (other, n)
        }
        let places = (0..<count).map(place)
        let drawn = places.map { mask.slice($0.slice, frame: $0.frame) }
        guard drawn.contains(where: { $0.pixels.contains { $0 != 0 } }) else { return nil }
        return Line(
          line: FillingLine(
            request: request,
            images: places.map { volume.slice($0.slice, frame: $0.frame) }, drawn: drawn,
            isWithout: isAlongSlices
              ? labelsEnded(drawn, inFrames[other])
              : drawn.enumerated().map { inFrames[$0].subtracting($1.pixels) },
            labels: labels,
            isWanted: places.map { request.isWanted(slice: $0.slice, frame: $0.frame) }),
          other: other)
      }
    }
  }

  /// Of each slice of a frame the labels that have ended there: others are drawn, and these in
  /// slices on one side of it alone. Between slices that have it a label is rather not drawn yet.
  private static func labelsEnded(
    _ drawn: [LabelSlice], _ inFrame: Set<UInt8>
  ) -> [Set<UInt8>] {
    let present = drawn.map { Set($0.pixels).subtracting([0]) }
    return present.indices.map { n in
      guard !present[n].isEmpty else { return [] }
      return inFrame.filter { label in
        let before = present[..<n].contains { $0.contains(label) }
        let behind = present[n...].contains { $0.contains(label) }
        return !(before && behind) && !present[n].contains(label)
      }
    }
  }

  /// What the lines come to, by slice and frame.
  private static func filled(
    _ lines: [Line], _ progress: (Int, Int) -> Void
  ) async throws -> [(Line, FillingLine.Filled)] {
    let results = try await sideBySide(
      lines.count, progress: { progress($0, lines.count) }
    ) { n in try lines[n].line.filled { Task.isCancelled } }
    return zip(lines, results).flatMap { line, found in found.map { (line, $0) } }
      .sorted { a, b in
        a.0.place(a.1.position) < b.0.place(b.1.position)
      }
  }
}

extension SessionState {
  /// What a filling along an axis made and nobody has looked at or painted over since: a stroke is
  /// a correction of what it lies on, and no shape of its own.
  fileprivate func contoursLeft(byFillingAlong axis: FillingRequest.Axis) -> [Contour] {
    contours.filter { contour in
      contour.origin == .derived(along: axis) && contour.review == .untouched
        && !strokes.contains { $0.slice == contour.slice && $0.frame == contour.frame }
    }
  }
}

extension LabelVolume {
  /// The labels that occur in a frame.
  fileprivate func labels(inFrame frame: Int) -> Set<UInt8> {
    (0..<size.nk).reduce(into: []) { $0.formUnion(slice($1, frame: frame).pixels) }
  }
}
