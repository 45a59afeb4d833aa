public import MinimalPaths
public import Volumes

/// Turns the state of a session into contours and masks on its image.
///
/// The metric of a slice and the line of a contour are kept until their input changes.
public struct SessionTracer: Sendable {
  private let volume: Volume
  private let parameters: EdgeMetricParameters
  private let model: ContourModel
  private var tracers: [Position: Tracer] = [:]
  private var traced: [Key: Result<TracedContour, TracingError>] = [:]

  private struct Position: Hashable, Sendable {
    let slice: Int
    let frame: Int
  }

  private struct Key: Hashable, Sendable {
    let position: Position
    let seeds: [SlicePoint]
    let isClosed: Bool
  }

  /// - Throws: `SessionError.otherImage` when `volume` is not the session's image.
  public init(header: SessionHeader, volume: Volume) throws(SessionError) {
    try header.check(volume)
    self.volume = volume
    parameters = header.metric
    model = header.model ?? .geodesic
  }

  /// The line of a contour; an unclosed one of one seed has none.
  public mutating func contour(
    of contour: SessionState.Contour
  ) -> Result<TracedContour, TracingError> {
    let position = Position(slice: contour.slice, frame: contour.frame)
    let key = Key(position: position, seeds: contour.seeds, isClosed: contour.isClosed)
    if let known = traced[key] { return known }
    let tracer = tracer(position)
    let result = Result { () throws(TracingError) in
      try tracer.contour(through: contour.seeds, closed: contour.isClosed, model: model)
    }
    traced[key] = result
    return result
  }

  /// When a front from the contour's first seed arrives at each pixel of its slice, shape (ni, nj).
  public mutating func arrivalTimes(of contour: SessionState.Contour) -> [Float] {
    tracer(Position(slice: contour.slice, frame: contour.frame))
      .arrivalTimes(from: contour.seeds[0])
  }

  /// The closed contours that cannot be drawn, and why; they label nothing.
  public mutating func failures(
    of state: SessionState
  ) -> [(contour: SessionState.Contour, reason: TracingError)] {
    var failures: [(SessionState.Contour, TracingError)] = []
    for contour in state.contours where contour.isClosed {
      if case .failure(let reason) = self.contour(of: contour) {
        failures.append((contour, reason))
      }
    }
    return failures
  }

  /// The label mask of the whole image.
  ///
  /// In each slice the labels are painted in the order of the session's table, later over
  /// earlier. Of one label, a contour inside another is a hole in it (and one inside the hole an
  /// island); contours that overlap otherwise are joined. Brush strokes and fills follow in the
  /// order they were made.
  public mutating func mask(of state: SessionState) -> LabelVolume {
    var mask = LabelVolume(geometry: volume.geometry, frames: volume.frames)
    var touched = Set<Position>()
    for c in state.contours { touched.insert(Position(slice: c.slice, frame: c.frame)) }
    for s in state.strokes { touched.insert(Position(slice: s.slice, frame: s.frame)) }
    for position in touched {
      mask.setSlice(position.slice, frame: position.frame, to: slice(position, of: state))
    }
    return mask
  }

  private mutating func slice(_ position: Position, of state: SessionState) -> LabelSlice {
    var labels = LabelSlice(ni: volume.size.ni, nj: volume.size.nj)
    let here = state.contours.filter {
      $0.isClosed && $0.slice == position.slice && $0.frame == position.frame
    }
    for entry in state.header.labels.entries where here.contains(where: { $0.label == entry.value })
    {
      let masks = here.filter { $0.label == entry.value }.compactMap { contour -> SliceMask? in
        guard case .success(let line) = self.contour(of: contour) else { return nil }
        return SliceMask(ni: labels.ni, nj: labels.nj, inside: line.points)
      }
      guard !masks.isEmpty else { continue }
      let region = regionWithHoles(masks)
      for n in region.pixels.indices where region.pixels[n] { labels.pixels[n] = entry.value }
    }
    let spacing = SIMD2(volume.geometry.spacing.x, volume.geometry.spacing.y)
    for stroke in state.strokes
    where stroke.slice == position.slice && stroke.frame == position.frame {
      labels.apply(stroke.kind, spacing: spacing)
    }
    return labels
  }

  private mutating func tracer(_ position: Position) -> Tracer {
    if let known = tracers[position] { return known }
    let tracer = Tracer(
      slice: volume.slice(position.slice, frame: position.frame), parameters: parameters)
    tracers[position] = tracer
    return tracer
  }
}
